"""Marks: places in a picture where a value can be read, and to which series a line belongs.

Drawing records its marks; the page's read-out and the table beneath a picture are made of them, so
that the three agree by construction. An artist that belongs to a series carries its tokens in its
gid, by which the page hides and shows it.
"""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote
from weakref import WeakKeyDictionary

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import Container
from matplotlib.figure import Figure, FigureBase

from lightwork.core.intervals import Estimate

#: How the gid of an artist begins that belongs to a series.
SERIES_GID = "series "
#: Share of axes by which a mark may be outside of them: half of a marker at their edge.
EDGE = 0.02
#: SVG counts in points.
POINTS_OF_INCH = 72


class Mark(NamedTuple):
    """A row of a chart's table: what can be read at one place of the picture.

    Marks that are equal are the same row, in whatever picture of a chart they are.
    """

    panel: str
    series: str  # as people call it
    at: str
    value: str
    interval: str = ""
    note: str = ""
    tokens: tuple[str, ...] = ()  # the series that it belongs to, see `strategy`
    number: float = math.nan  # what ``value`` says, in base units, to sort by
    place: float = math.nan  # what ``at`` says, likewise


_marks: WeakKeyDictionary[FigureBase, list[tuple[Axes, float, float, Mark]]] = WeakKeyDictionary()


def strategy(name: str) -> str:
    """``strategy:pool``: how pictures, tables and controls refer to a series; without blanks."""
    return f"strategy:{quote(name, safe='', errors='replace')}"


def tag_series(tokens: tuple[str, ...] | str, *artists: Artist | Container) -> None:
    """Say to which series artists belong; one with two tokens is hidden if either series is."""
    names = tokens if isinstance(tokens, str) else " ".join(tokens)
    for artist in artists if names else ():
        for one in artist.get_children() if isinstance(artist, Container) else (artist,):
            one.set_gid(SERIES_GID + names)


def mark(axes: Axes, x: float, y: float, mark: Mark) -> None:
    """Record that ``mark`` can be read at ``x``, ``y``, in the data coordinates of ``axes``."""
    figure = axes.get_figure()
    if figure is not None and math.isfinite(x) and math.isfinite(y):
        _marks.setdefault(figure, []).append((axes, float(x), float(y), mark))


def mark_of_estimate(
    panel: str,
    series: str,
    at: str | int,
    estimate: Estimate,
    text: Callable[[Estimate], str],
    *,
    note: str = "",
    tokens: tuple[str, ...] = (),
    place: float = math.nan,
) -> Mark:
    """The mark of an estimate; ``text`` says it with its interval, as everywhere."""
    value, _, interval = text(estimate).partition(" [")
    interval, place = interval and f"[{interval}", float(at) if isinstance(at, int) else place
    return Mark(panel, series, str(at), value, interval, note, tokens, estimate.value, place)


def placed_marks(figure: Figure) -> Iterator[tuple[float, float, Mark]]:
    """The marks of a figure that was rendered, in points from the left and from the top.

    Not those outside of their axes.
    """
    width, height = (POINTS_OF_INCH * float(inches) for inches in figure.get_size_inches())
    into_figure = figure.transFigure.inverted()
    for axes, x, y, mark in _marks.get(figure, []):
        there = axes.transData.transform((x, y))
        if all(-EDGE <= share <= 1 + EDGE for share in axes.transAxes.inverted().transform(there)):
            right, up = into_figure.transform(there)
            yield float(right) * width, (1 - float(up)) * height, mark
