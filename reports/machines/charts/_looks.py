"""A colour, a marker and a short name for each machine: the same in every chart."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reports.charts._style import CHARACTER, CYCLE, MARKERS, shortened
from reports.machines.comparison import MOST_LINES, Comparison, Series

#: Characters of a name beside a line.
LONGEST = 30
#: What series are told apart by, in fewer letters: what is left shall not be what they share.
SHORTER = (
    ("Python ", ""), ("without the GIL", "no GIL"), ("free-threaded", "t build"),
    (" usable core", " core"), (" logical core", " logical"),
)  # fmt: skip


class MachineLook(NamedTuple):
    """How a series is drawn and named, and how the page refers to it."""

    colour: str
    marker: str
    name: str  # short, and no other series has it
    token: str  # "machine:0"


def machine_looks(comparison: Comparison) -> dict[str, MachineLook]:
    """A look for each label, in the order of the series; of `MOST_LINES` each is unique."""
    names = short_names([series.label for series in comparison.series])
    return {
        series.label: MachineLook(
            CYCLE[i % MOST_LINES], MARKERS[i % MOST_LINES], names[series.label], series.key
        )
        for i, series in enumerate(comparison.series)
    }


def short_names(labels: Sequence[str], most: int = LONGEST) -> dict[str, str]:
    """Names that fit beside a line; those that shortening made equal get a number."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for label in labels:
        name, number = readable(label, most), 1
        while name in taken:
            number += 1
            ending = f" ({number})"
            name = readable(label, most - len(ending)) + ending
        taken.add(name)
        names[label] = name
    return names


def readable(text: str, most: int = LONGEST) -> str:
    """Somebody's text in one short line, without characters that a picture can't hold."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    for long, short in SHORTER:
        if len(plain) > most:
            plain = plain.replace(long, short)
    return shortened(plain or "?", most)


def inches(names: Iterable[str]) -> float:
    """Inches that the longest of ``names`` takes beside a panel."""
    return CHARACTER * max(map(len, names), default=0)


def lacks_lines(comparison: Comparison) -> str:
    """Why there is no chart with a line for each series; "" if there may be one."""
    if not comparison.is_fleet:
        return ""
    return (
        f"{len(comparison.series)} machines are too many to tell apart by colour (at most "
        f"{MOST_LINES}): they are summed up by model in the chart of the fleet."
    )


def of_label(comparison: Comparison, label: str) -> Series:
    """The series with this label."""
    return next(series for series in comparison.series if series.label == label)
