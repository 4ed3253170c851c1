"""Labels at the ends of lines, moved apart so that none covers another."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes

from lightwork.reporting.charts.parts.marks import tag_series
from lightwork.reporting.charts.parts.style import COLOUR_NAMES, FAINT

#: Where labels begin, in widths of the axes; a text with a marker this many points later.
TEXT_AT, MARKER_WIDTH = 1.035, 7


class EndLabel(NamedTuple):
    """A text that belongs to a point; ``x`` and ``y`` in data coordinates."""

    text: str
    x: float
    y: float
    colour: str
    tokens: tuple[str, ...] = ()  # the series that it belongs to
    marker: str = ""  # stands before the text: lines of one colour are told apart by it


def label_feet(
    axes: Axes, lines: Sequence[tuple[float, str]], y: float, above: float = 0.0, **how: Any
) -> None:
    """Write what vertical ``lines`` are at their feet; of two beside the outer side of each.

    ``y`` and ``how`` are as of `Axes.annotate`; ``above`` in points.
    """
    sides = ("right", "left") if len(lines) > 1 else ("left",)
    for (x, name), side in zip(sorted(lines), sides, strict=True):
        axes.annotate(
            name, (x, y), (-3 if side == "right" else 3, above), textcoords="offset points",
            size=7, color=FAINT, ha=side, **how,
        )  # fmt: skip


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions at least ``gap`` apart between ``low`` and ``high``, close to those wanted.

    Keeps the order. Neighbours that are too close are merged to blocks that move as one (least
    squares: pool adjacent violators). Where all don't fit, the gap shrinks.
    """
    if not wanted:
        return []
    gap = min(gap, (high - low) / max(1, len(wanted) - 1))
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[tuple[float, int]] = []  # mean of (wanted - gap * rank), members
    for place, i in enumerate(order):
        mean, size = wanted[i] - gap * place, 1
        while blocks and blocks[-1][0] >= mean:
            other, count = blocks.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        blocks.append((mean, size))
    starts = [mean for mean, size in blocks for _ in range(size)]
    last = high - gap * (len(order) - 1)
    placed = {i: min(max(starts[k], low), last) + gap * k for k, i in enumerate(order)}
    return [placed[i] for i in range(len(wanted))]


def label_ends(axes: Axes, labels: Sequence[EndLabel], points: float = 7.0) -> None:
    """Write the labels right of the axes, each joined to its point by a thin line.

    The axes' limits and place must be final.
    """
    height = axes.bbox.height / axes.figure.dpi * 72  # of the axes, in points
    into_axes = axes.transData + axes.transAxes.inverted()
    ends = [into_axes.transform((label.x, label.y)) for label in labels]
    wanted = [min(max(float(y), 0), 1) for _, y in ends]
    places = spread(wanted, 1.18 * points / height, -0.04, 1.02)
    # A line that leaves the axes is joined as high as it leaves them.
    starts = [(float(x), y) for (x, _), y in zip(ends, wanted, strict=True)]
    for label, (x, y), place in zip(labels, starts, places, strict=True):
        # A line and a text: annotate's arrow looks the same and takes ten times as long to draw.
        line = axes.plot(
            [x + 0.015, TEXT_AT - 0.01], [y, place], color=label.colour, linewidth=0.5, alpha=0.6,
            transform=axes.transAxes, clip_on=False,
        )  # fmt: skip
        start = TEXT_AT
        if label.marker:
            width = axes.bbox.width / axes.figure.dpi * 72
            line += axes.plot(
                TEXT_AT + MARKER_WIDTH / 3 / width, place, label.marker, color=label.colour,
                markersize=4.2, markeredgewidth=0, transform=axes.transAxes, clip_on=False,
            )  # fmt: skip
            start += MARKER_WIDTH / width
        text = axes.text(
            start, place, label.text, transform=axes.transAxes, fontsize=points,
            color=COLOUR_NAMES.get(label.colour, label.colour), va="center",
        )  # fmt: skip
        tag_series(label.tokens, *line, text)
