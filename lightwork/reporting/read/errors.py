"""What is wrong with an input, in one line: where, what was got, what was expected, what to do."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

#: Longest piece of somebody else's text that is quoted in a line.
QUOTED = 60


class Problem(NamedTuple):
    """One thing wrong in one place."""

    file: Path
    where: str  # "benchmarks[3].stats.data[7]", or "" for the file as a whole
    got: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.where}" if self.where else f"{self.file}"
        return single_line(
            f"{place}: got {self.got}, expected {self.expected}. {self.remedy}", limit=600
        )


class Unreadable(Exception):
    """A file that can't be used. Its text is the `Problem`'s one line."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def quoted(value: object) -> str:
    """A foreign value as it may stand in a line: short, printable, on one line.

    As ``repr`` says it; but of a value of a hundred megabytes no more is looked at than is shown.
    """
    text = ""
    for piece in _pieces(value):
        text += piece
        if len(text) > QUOTED:
            break
    return single_line(text, QUOTED)


def _pieces(value: object) -> Iterator[str]:
    """``repr(value)`` in pieces, from left to right; texts no longer than is ever shown."""
    if isinstance(value, list):
        yield "["
        for i, item in enumerate(value):
            yield ", " if i else ""
            yield from _pieces(item)
        yield "]"
    elif isinstance(value, dict):
        yield "{"
        for i, (key, item) in enumerate(value.items()):
            yield ", " if i else ""
            yield from _pieces(key)
            yield ": "
            yield from _pieces(item)
        yield "}"
    else:
        yield repr(value[: QUOTED + 1] if isinstance(value, str) else value)


def single_line(text: str, limit: int) -> str:
    """``text`` without line breaks and control characters, cut to ``limit`` characters."""
    if len(text) <= limit and text.isprintable():
        return text
    start = text[: limit + 1]
    plain = "".join(char if char.isprintable() else " " for char in start)
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
