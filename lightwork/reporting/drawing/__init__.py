"""From figures to files and to pictures in a page."""
