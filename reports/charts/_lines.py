"""Estimates joined by a line, each with its interval as a bar."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer

from benchmarks.intervals import Estimate
from reports.charts._marks import belongs


def draw_line(
    axes: Axes,
    xs: Sequence[float],
    estimates: Sequence[Estimate],
    colour: str,
    tokens: tuple[str, ...] = (),
    **style: Any,
) -> ErrorbarContainer:
    """Draw what belongs to the series ``tokens``; ``style`` is errorbar's. No interval: no bar."""
    below = [e.value - e.low if e.bounded else 0.0 for e in estimates]
    above = [e.high - e.value if e.bounded else 0.0 for e in estimates]
    drawn = axes.errorbar(
        xs, [e.value for e in estimates], yerr=[below, above], color=colour, **style
    )
    belongs(tokens, drawn)
    return drawn
