"""The comparison as terminal text, page and files."""
