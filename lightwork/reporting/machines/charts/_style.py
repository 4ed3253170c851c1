"""A colour, a marker and a short name for each machine: the same in every chart."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import Chart
from lightwork.reporting.charts.parts.dot_rows import RowPoint
from lightwork.reporting.charts.parts.labels import EndLabel
from lightwork.reporting.charts.parts.marks import mark_of_estimate
from lightwork.reporting.charts.parts.style import CHARACTER, CYCLE, MARKERS, shortened
from lightwork.reporting.machines.comparison import MOST_LINES, Comparison

#: Names longer than a word make room for letters, which the page explains once.
LONGEST_WORD = 12
#: Characters of a name beside a line.
LONGEST_LABEL_BESIDE_LINE = 30
#: What series are told apart by, in fewer letters: what is left shall not be what they share.
SHORTER = (
    ("Python ", ""), ("without the GIL", "no GIL"), ("free-threaded", "t build"),
    (" usable core", " core"), (" logical core", " logical"),
)  # fmt: skip


class MachineStyle(NamedTuple):
    """How a series is drawn and named, and how the page refers to it."""

    colour: str
    marker: str
    name: str  # a word or a letter, and no other series has it
    token: str  # "machine:0"

    def point(
        self, panel: str, at: str, estimate: Estimate, text: Callable[[Estimate], str], *,
        note: str = "", place: float = math.nan, filled: bool = True,
    ) -> RowPoint:  # fmt: skip
        """A figure of this machine, and what can be read there: see `mark_of_estimate`."""
        read = mark_of_estimate(
            panel, self.name, at, estimate, text, note=note, tokens=(self.token,), place=place
        )
        return RowPoint(estimate, self.colour, self.marker, filled, read)

    def label(self, x: float, y: float) -> EndLabel:
        """What stands beside its line, which ends at ``x`` and ``y``."""
        return EndLabel(self.name, x, y, self.colour, (self.token,), self.marker)


def machine_styles(comparison: Comparison) -> dict[str, MachineStyle]:
    """A style for each label, in the order of the series; of `MOST_LINES` each is unique."""
    names = words_or_letters([series.label for series in comparison.series])
    return {
        series.label: MachineStyle(
            CYCLE[i % MOST_LINES], MARKERS[i % MOST_LINES], names[series.label], series.key
        )
        for i, series in enumerate(comparison.series)
    }


def words_or_letters(labels: Sequence[str]) -> dict[str, str]:
    """The labels, if each is short and there are no more than have a look; else A, B, C ..."""
    names = short_names(labels)
    if len(labels) > MOST_LINES or max(map(len, names.values()), default=0) <= LONGEST_WORD:
        return names
    return {label: chr(ord("A") + i) for i, label in enumerate(labels)}


def with_letters(headline: str, comparison: Comparison) -> str:
    """The headline of a picture that may stand alone, with what its letters stand for."""
    names = {label: style.name for label, style in machine_styles(comparison).items()}
    if all(name == readable(label) for label, name in names.items()):
        return headline
    return f"{headline} {', '.join(f'{name}: {readable(label)}' for label, name in names.items())}."


def short_names(labels: Sequence[str], most: int = LONGEST_LABEL_BESIDE_LINE) -> dict[str, str]:
    """Names that fit beside a line; those that shortening made equal get a number."""
    names: dict[str, str] = {}
    for label in labels:
        name, number = readable(label, most), 1
        while name in names.values():
            number += 1
            ending = f" ({number})"
            name = readable(label, most - len(ending)) + ending
        names[label] = name
    return names


def readable(text: str, most: int = LONGEST_LABEL_BESIDE_LINE) -> str:
    """Somebody's text in one short line, without characters that a picture can't hold."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    for long, short in SHORTER:
        if len(plain) > most:
            plain = plain.replace(long, short)
    return shortened(plain or "?", most)


def inches(names: Iterable[str]) -> float:
    """Inches that the longest of ``names`` takes beside a panel, with its marker."""
    return 0.1 + CHARACTER * max(map(len, names), default=0)


def unless_fleet(chart: Chart[Comparison]) -> Chart[Comparison]:
    """The chart with a line, a row or a marker for each machine: none of more than `MOST_LINES`."""

    def lacks(comparison: Comparison) -> str | None:
        if not comparison.is_fleet:
            return chart.lacks(comparison)
        return (
            f"{len(comparison.series)} machines are too many to tell apart by colour (at most "
            f"{MOST_LINES}): they are summed up by model in the chart of the fleet."
        )

    return chart._replace(lacks=lacks)
