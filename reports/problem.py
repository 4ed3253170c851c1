"""What is wrong with an input, in one line: where, what was got, what was expected, what to do."""

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
        return one_line(
            f"{place}: got {self.got}, expected {self.expected}. {self.remedy}", limit=600
        )


class Unreadable(Exception):
    """A file that can't be used. Its text is the `Problem`'s one line."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def quoted(value: object) -> str:
    """A foreign value as it may stand in a line: short, printable, on one line."""
    return one_line(repr(value), QUOTED)


def one_line(text: str, limit: int) -> str:
    """``text`` without line breaks and control characters, cut to ``limit`` characters."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
