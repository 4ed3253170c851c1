"""A strategy in a chart: its name, its look, its marks, and the token by which a page hides it."""

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, cycle
from typing import Any, NamedTuple, Self

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import Container, ErrorbarContainer

from lightwork.core.candidate import api_name
from lightwork.core.intervals import Estimate
from lightwork.core.record import SIMPLEST_FIRST, Case
from lightwork.reporting.charts.parts.dot_rows import RowPoint
from lightwork.reporting.charts.parts.labels import EndLabel
from lightwork.reporting.charts.parts.lines_and_dots import draw_line
from lightwork.reporting.charts.parts.marks import Mark, mark_of_estimate, strategy, tag_series
from lightwork.reporting.charts.parts.style import CYCLE, KNOWN_STYLES, MARKERS, shortened
from lightwork.reporting.text.figures import NOT_ABOVE_ZERO, is_above_zero, seconds_between


class Series(NamedTuple):
    """What is drawn by it belongs to it: the page hides and shows all of it together."""

    name: str  # as people call it
    colour: str
    marker: str
    token: str  # see `strategy`

    @classmethod
    def of(cls, name: str, colour: str, marker: str) -> Self:
        """The strategy ``name`` in this look."""
        return cls(api_name(name), colour, marker, strategy(name))

    def called(self, name: str) -> Self:
        """The same under another name, such as ``Pool.map (spawn)``."""
        return self._replace(name=name)

    def tag(self, *artists: Artist | Container) -> None:
        """Say that ``artists`` belong to it."""
        tag_series(self.token, *artists)

    def read(
        self, panel: str, at: str | int, estimate: Estimate,
        text: Callable[[Estimate], str] | None = None, *, note: str = "", place: float = math.nan,
    ) -> Mark:  # fmt: skip
        """What can be read of an estimate: see `mark_of_estimate`.

        Without ``text`` it is a cost in seconds, which may not be above 0.
        """
        if text is None:
            text, note = (
                seconds_between,
                note or ("" if is_above_zero(estimate) else NOT_ABOVE_ZERO),
            )
        return mark_of_estimate(
            panel, self.name, at, estimate, text, note=note, tokens=(self.token,), place=place
        )

    def point(
        self, panel: str, at: str | int, estimate: Estimate,
        text: Callable[[Estimate], str] | None = None, *, note: str = "", filled: bool = True,
    ) -> RowPoint:  # fmt: skip
        """An estimate in a row, which can be read there: see `read`."""
        read = self.read(panel, at, estimate, text, note=note)
        return RowPoint(estimate, self.colour, self.marker, filled, read)

    def line(
        self, axes: Axes, xs: Sequence[float], estimates: Sequence[Estimate],
        reads: Iterable[Mark], **style: Any,
    ) -> ErrorbarContainer:  # fmt: skip
        """Estimates joined by a line, with its markers: see `draw_line`."""
        look = {"marker": self.marker, **style}
        return draw_line(axes, xs, estimates, self.colour, (self.token,), reads, **look)

    def label(self, x: float, y: float) -> EndLabel:
        """What stands beside its line, which ends at ``x`` and ``y``."""
        return EndLabel(shortened(self.name), x, y, self.colour, (self.token,), self.marker)


def series_of(cases: Iterable[Case]) -> dict[str, Series]:
    """A series for each strategy of ``cases``; unknown ones get the next free looks, by name."""
    names = {case.strategy for case in cases}
    taken = set(KNOWN_STYLES.values())
    # Each pair once: every turn of the colours begins one marker further.
    pairs = [
        (colour, MARKERS[(turn + place) % len(MARKERS)])
        for turn in range(len(MARKERS))
        for place, colour in enumerate(CYCLE)
    ]
    # Somebody's file may have more strategies than there are pairs: then some look alike.
    free = chain((pair for pair in pairs if pair not in taken), cycle(pairs))
    order = dict.fromkeys([*(name for name in SIMPLEST_FIRST if name in names), *sorted(names)])
    return {name: Series.of(name, *(KNOWN_STYLES.get(name) or next(free))) for name in order}
