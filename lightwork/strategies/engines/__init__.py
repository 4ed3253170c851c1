"""Strategies that are not of the standard library: one file per engine; ``_files`` are parts."""
