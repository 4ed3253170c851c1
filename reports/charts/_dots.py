"""Many small round dots as one thin path: a tenth of the bytes of as many markers."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from reports.charts._marks import belongs

#: By which factor a dot's end is right of its start: a line of no length is not drawn into PNG.
LONGER = 1 + 1e-6
DIAMETER = 2.4  # points


def draw_dots(
    axes: Axes,
    places: Sequence[tuple[float, float]],
    colour: str,
    tokens: tuple[str, ...] = (),
    zorder: float = 2,
) -> None:
    """A faint dot at each place, in data coordinates, beneath lines and markers."""
    ends = [end for x, y in places for end in ((x, y), (x * LONGER, y))]
    path = Path(ends, [Path.MOVETO, Path.LINETO] * len(places))
    path.should_simplify = False  # or dots that nearly touch would become one
    dots = PathPatch(
        path, fill=False, edgecolor=colour, alpha=0.35, linewidth=DIAMETER, capstyle="round",
        snap=False, zorder=zorder,
    )  # fmt: skip
    belongs(tokens, dots)
    axes.add_artist(dots)
