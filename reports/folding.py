"""Text folded to the width of a terminal."""

import textwrap

WIDTH = 100


def folded(start: str, text: str, indent: str) -> list[str]:
    """``text`` in lines of at most `WIDTH`, the first after ``start``, the others indented."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=start, subsequent_indent=indent, break_on_hyphens=False
    )
