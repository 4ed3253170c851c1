"""A page of panels with a headline, in fixed inches: text has the same size in every chart."""

import re
import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.reporting.charts.parts.style import FAINT, INK

#: Height of a line of the headline and of the footnote, in inches.
HEADLINE_HEIGHT, FOOTNOTE_HEIGHT = 0.24, 0.17
SIDE = 0.55  # left and right of all panels, inches
#: A wider figure would be shrunk in a page of 1,280 pixels: 7 points would be under 11 pixels.
MOST_WIDTH = 10.4
#: How much narrower a panel may be made than it is wanted, and wider where columns are fewer.
NARROWEST, WIDEST = 0.8, 1.25
#: Characters of an 11-point headline per inch of width.
PER_INCH = 10.0
#: Gids of the texts above and beneath the panels, which a page says itself.
FINDING_GID, FOOTNOTE_GID = "finding", "footnote"
#: The space before a unit, where no line is broken.
NUMBER_WITH_UNIT = re.compile(r"(?<=\d) (?=(?:%|[nµm]?s|[KMG]i?B|k?B|[kMG]B/s)(?:\W|$))")


def panels(
    count: int,
    finding: str,
    footnote: str,
    *,
    columns: int = 3,
    size: tuple[float, float] = (2.7, 2.35),
    heights: Sequence[float] = (),
    left: float = SIDE,
    right: float = 1.3,
    above: float = 0.5,
    below: float = 0.55,
) -> tuple[Figure, list[Axes]]:
    """A figure with ``count`` axes of ``size`` inches, headline above and footnote beneath.

    There are as many columns as fit into `MOST_WIDTH`, at most ``columns``; panels are made
    narrower or wider to fill it. Those of different ``heights`` have their tops in a line.
    ``left``, ``right``, ``above`` and ``below`` are the inches around each panel for its title,
    ticks and labels. The finding's text has the gid "finding".
    """
    columns, inside = _fitting(min(columns, count), size[0], left + right - 0.1)
    step = inside + right + left - 0.1
    own = list(heights) or [size[1]] * count
    rows = [max(own[first : first + columns]) for first in range(0, count, columns)]
    width = max(0.1 + columns * step, 6.5)
    headline = textwrap.wrap(
        NUMBER_WITH_UNIT.sub("\u00a0", finding), max(30, int(width * PER_INCH))
    )
    notes = textwrap.wrap(footnote, max(40, int(width * PER_INCH * 1.5)))
    top, bottom = 0.2 + HEADLINE_HEIGHT * len(headline), 0.2 + FOOTNOTE_HEIGHT * len(notes)
    height = top + sum(rows) + len(rows) * (above + below) + bottom
    figure = Figure(figsize=(width, height))
    at, text = (0.12 / width, 1 - 0.12 / height), "\n".join(headline)
    figure.text(*at, text, size=11, weight="bold", va="top", color=INK, gid=FINDING_GID)
    at, text = (0.12 / width, 0.08 / height), "\n".join(notes)
    figure.text(*at, text, size=7.5, color=FAINT, va="bottom", gid=FOOTNOTE_GID)
    axes = []
    for i in range(count):
        row = i // columns
        x = left + (i % columns) * step
        y = height - top - sum(rows[:row]) - row * (above + below) - above - own[i]
        where = (x / width, y / height, inside / width, own[i] / height)
        axes.append(figure.add_axes(where))
        # A fixed height of the title: else each drawing measures all ticks to find one.
        axes[-1].set_title("", y=1.0)
    return figure, axes


def _fitting(columns: int, wanted: float, around: float) -> tuple[int, float]:
    """How many columns fit, and how wide a panel is inside, with ``around`` inches beside it."""
    for fewer in range(columns, 0, -1):
        room = (MOST_WIDTH - 0.1) / fewer - around
        if room >= NARROWEST * wanted or fewer == 1:
            widest = wanted if fewer == columns else WIDEST * wanted
            return fewer, min(widest, max(room, NARROWEST * wanted / 2))
    raise AssertionError(f"{columns} columns: at least one is needed")


def margins(figure: Figure) -> tuple[float, float]:
    """Share of the figure's height above and beneath which a page says the texts itself."""
    height = float(figure.get_size_inches()[1])
    lines = {text.get_gid(): text.get_text().count("\n") + 1 for text in figure.texts}
    above, beneath = (
        (0.1 + line_height * lines[gid]) / height if gid in lines else 0.0
        for gid, line_height in ((FINDING_GID, HEADLINE_HEIGHT), (FOOTNOTE_GID, FOOTNOTE_HEIGHT))
    )
    return above, beneath


def text_of_gid(figure: Figure, gid: str) -> str:
    """The text of a figure that has ``gid``, in one line; "" without one."""
    return " ".join(t.get_text().replace("\n", " ") for t in figure.texts if t.get_gid() == gid)


def panel_title(axes: Axes, name: str, about: str) -> None:
    """The panel's name, with absolute figures beside the ratios beneath it."""
    axes.set_title(name, loc="left", size=9.5, weight="bold", pad=16, y=1.0)
    axes.annotate(
        about, (0, 1), (0, 5), xycoords="axes fraction", textcoords="offset points",
        size=7.5, color=FAINT, va="bottom",
    )  # fmt: skip
