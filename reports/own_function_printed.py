"""The verdict on a user's own function as lines for a terminal."""

from collections.abc import Iterator

from reports.folding import folded
from reports.own_verdict import OwnVerdict

_INDENT = " " * 16


def own_lines(own: OwnVerdict | None) -> Iterator[str]:
    """The verdict, then the code to paste; nothing where the suite's own workloads ran."""
    if own is None:
        return
    yield f"YOUR FUNCTION {own.function}"
    for topic, text in own.lines:
        yield from folded(f"  {topic:13} ", text, _INDENT)
    yield from folded("  CODE TO PASTE  ", own.where, _INDENT)
    yield from (f"    | {line}".rstrip() for line in own.code.splitlines())
