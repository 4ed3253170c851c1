"""A colour, a marker and a short name for each machine: the same in every chart.

Axes on which 2 and 192 cores can stand side by side.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from lightwork.reporting.charts.parts.style import CHARACTER, CYCLE, FAINT, GRID, MARKERS, shortened
from lightwork.reporting.machines.comparison import MOST_LINES, Comparison, MachineSeries

#: More octaves than this don't each get a tick; 1 always does.
MOST_TICKS = 6
#: The lower end of a logarithmic axis of speedups, unless something is lower.
LOWEST = 0.7


def speedup_axis(axes: Axes, values: Sequence[float], most: float, logarithmic: bool) -> None:
    """The y axis for these speedups; ``most`` (times) is to be in sight, too."""
    if logarithmic:
        axes.set_yscale("log", base=2)
        axes.set_ylim(min(LOWEST, 0.8 * min(values)), 1.3 * max(most, *values))
    else:
        axes.set_ylim(0, 1.06 * max(most, *values) + 0.1)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:.3g}"))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_ylabel("speedup (times)", labelpad=2)
    axes.axhline(1, color=FAINT, linewidth=0.6, zorder=1)


def fullness_axis(axes: Axes, shares: Sequence[float], logarithmic: bool) -> None:
    """The x axis of workers / usable cores, with a line where every core has a worker."""
    low, high = min(shares), max(1.0, *shares)
    if logarithmic:
        axes.set_xscale("log", base=2)
        axes.set_xlim(low * 2**-0.35, high * 2**0.35)
        octaves = [k for k in range(-10, 11) if low * 0.99 <= 2.0**k <= high * 1.01]
        step = -(-len(octaves) // MOST_TICKS)
        axes.xaxis.set_major_locator(FixedLocator([2.0**k for k in octaves if k % step == 0]))
    else:
        axes.set_xlim(0, high * 1.05)
        axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: _fraction(x)))
    axes.axvline(1, color=FAINT, linewidth=0.7, dashes=(2, 2), zorder=0)
    axes.set_xlabel("workers / usable cores", labelpad=1)


def _fraction(value: float) -> str:
    """``1/64`` for a power of two below a quarter, else digits."""
    if 0 < value < 0.2 and abs(1 / value - round(1 / value)) < 1e-6:
        return f"1/{round(1 / value)}"
    return f"{value:g}"


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
    name: str  # short, and no other series has it
    token: str  # "machine:0"


def machine_styles(comparison: Comparison) -> dict[str, MachineStyle]:
    """A look for each label, in the order of the series; of `MOST_LINES` each is unique."""
    names = short_names([series.label for series in comparison.series])
    return {
        series.label: MachineStyle(
            CYCLE[i % MOST_LINES], MARKERS[i % MOST_LINES], names[series.label], series.key
        )
        for i, series in enumerate(comparison.series)
    }


def short_names(labels: Sequence[str], most: int = LONGEST_LABEL_BESIDE_LINE) -> dict[str, str]:
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


def readable(text: str, most: int = LONGEST_LABEL_BESIDE_LINE) -> str:
    """Somebody's text in one short line, without characters that a picture can't hold."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    for long, short in SHORTER:
        if len(plain) > most:
            plain = plain.replace(long, short)
    return shortened(plain or "?", most)


def inches(names: Iterable[str]) -> float:
    """Inches that the longest of ``names`` takes beside a panel."""
    return CHARACTER * max(map(len, names), default=0)


def lacks_lines(comparison: Comparison) -> str | None:
    """Why there is no chart with a line for each series; None if there may be one."""
    if not comparison.is_fleet:
        return None
    return (
        f"{len(comparison.series)} machines are too many to tell apart by colour (at most "
        f"{MOST_LINES}): they are summed up by model in the chart of the fleet."
    )


def of_label(comparison: Comparison, label: str) -> MachineSeries:
    """The series with this label."""
    return next(series for series in comparison.series if series.label == label)
