"""Estimates joined by a line, each with its interval as a bar; rounds as faint dots."""

from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts.parts.marks import Mark, mark, tag_series
from lightwork.reporting.charts.parts.style import WHITE

#: By which factor a dot's end is right of its start: a line of no length is not drawn into PNG.
LONGER = 1 + 1e-6
DIAMETER = 2.4  # points
#: Markers that stay apart from the lines that cross them.
EDGED = {
    "markersize": 4.5, "linewidth": 1.1, "elinewidth": 0.9, "markeredgecolor": WHITE,
    "markeredgewidth": 0.4,
}  # fmt: skip


def draw_line(
    axes: Axes,
    xs: Sequence[float],
    estimates: Sequence[Estimate],
    colour: str,
    tokens: tuple[str, ...] = (),
    reads: Iterable[Mark | None] = (),
    **style: Any,
) -> ErrorbarContainer:
    """Draw what belongs to the series ``tokens``; ``style`` is errorbar's. No interval: no bar.

    ``reads`` is what can be read of each estimate, if anything.
    """
    below = [e.value - e.low if e.bounded else 0.0 for e in estimates]
    above = [e.high - e.value if e.bounded else 0.0 for e in estimates]
    drawn = axes.errorbar(
        xs, [e.value for e in estimates], yerr=[below, above], color=colour, **style
    )
    tag_series(tokens, drawn)
    for x, estimate, read in zip(xs, estimates, reads, strict=False):
        if read is not None:
            mark(axes, x, estimate.value, read)
    return drawn


def draw_dots(
    axes: Axes,
    places: Sequence[tuple[float, float]],
    colour: str,
    tokens: tuple[str, ...] = (),
    zorder: float = 2,
) -> None:
    """A faint dot at each place, in data coordinates, beneath lines and markers.

    They are one thin path: a tenth of the bytes of as many markers.
    """
    ends = [end for x, y in places for end in ((x, y), (x * LONGER, y))]
    path = Path(ends, [Path.MOVETO, Path.LINETO] * len(places))
    path.should_simplify = False  # or dots that nearly touch would become one
    dots = PathPatch(
        path, fill=False, edgecolor=colour, alpha=0.35, linewidth=DIAMETER, capstyle="round",
        snap=False, zorder=zorder,
    )  # fmt: skip
    tag_series(tokens, dots)
    axes.add_artist(dots)
