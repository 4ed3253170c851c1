"""Saved files, packs and journals, read without trust."""
