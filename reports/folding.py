"""Text folded to the width of a terminal, and sections of such text."""

import textwrap
from collections.abc import Iterable, Iterator

WIDTH = 100


def folded(start: str, text: str, indent: str) -> list[str]:
    """``text`` in lines of at most `WIDTH`, the first after ``start``, the others indented."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=start, subsequent_indent=indent, break_on_hyphens=False
    )


def section(
    heading: str, said: Iterable[tuple[str, str]], topic: str = "  {}: ", indent: str = "    "
) -> Iterator[str]:
    """A heading, then each topic with its text; nothing where nothing is said.

    ``topic`` is how a line begins, with ``{}`` for the topic.
    """
    for number, (name, text) in enumerate(said):
        if number == 0:
            yield heading
        yield from folded(topic.format(name), text, indent)
