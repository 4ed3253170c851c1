"""Colours, markers and sizes: the same strategy looks the same in every chart."""

from collections.abc import Iterable
from typing import Any, NamedTuple

# After M. Okabe and K. Ito, "Color Universal Design" (2008), moved as little as was needed so that
# a line of each has a contrast of 3 on white and any two differ to every colour vision
# (tests/reporting/drawing/test_colours.py). Pages show other tones of them on dark paper: see
# `lightwork.reporting.drawing.colours`.
BLACK, ORANGE, SKY, GREEN = "#111111", "#CD8300", "#079AEC", "#009669"
YELLOW, BLUE, VERMILLION, PURPLE = "#979749", "#0072B2", "#B84800", "#C877A5"
#: Yellow looks like mustard, so it is left to the last of the unknown strategies.
CYCLE = (BLUE, VERMILLION, GREEN, PURPLE, SKY, ORANGE, BLACK, YELLOW)
MARKERS = "osD^vP*Xhd<>p8H"

INK, FAINT, GRID, WHITE = "#222222", "#767676", "#E4E4E4", "white"
CEILING_COLOUR = "#8A8A8A"
#: The published colours, for areas with words on them: alike on white and on dark paper, and so are
#: the words. (A page changes the colours above, and only those: not these, by a last digit.)
AREAS = {
    "sky": "#56B4E9", "orange": "#E69F00", "green": "#009E73", "yellow": "#F0E442",
    "blue": "#0072B3", "vermillion": "#D55E00", "purple": "#CC79A7", "grey": "#9A9A9A",
}  # fmt: skip
ON_AREA, ON_DARK_AREA = "#010101", "#FEFEFE"
#: Inches of a character of 7- to 8-point text, on average, with room for capitals and digits; and
#: of a strategy's name, most of which is in small letters.
CHARACTER, NAME_CHARACTER = 0.066, 0.06
#: Words in the colour of a series: darker where it is paler, as words need a contrast of 4.5.
COLOUR_NAMES = {
    ORANGE: "#A46900", SKY: "#067BBD", GREEN: "#00865E", YELLOW: "#79793A", PURPLE: "#A36186",
}  # fmt: skip

#: matplotlib settings of every chart. Text stays text in SVG: small, selectable, read aloud.
#: ``text.parse_math`` off: a ``$`` in somebody's label is no formula.
MATPLOTLIB_SETTINGS: dict[Any, Any] = {  # matplotlib's stubs list every key
    "font.size": 8.5,
    "font.family": "sans-serif",
    # Each text names all of these: two are as wide as each other and enough.
    "font.sans-serif": ["DejaVu Sans", "Verdana"],
    "text.parse_math": False,
    "text.hinting": "none",  # a seventh of the time of a PNG
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": GRID,
    "legend.frameon": False,
    "legend.borderpad": 0,
    "legend.columnspacing": 1.2,
    "svg.fonttype": "none",
    "svg.hashsalt": "lightwork",  # the same run gives the same file
    "hatch.linewidth": 0.6,
}


class SeriesStyle(NamedTuple):
    """How a strategy is drawn."""

    colour: str
    marker: str


#: Threads are warm, pools blue and green, hand-made processes and sharing the rest.
KNOWN_STYLES = {
    "threads": SeriesStyle(VERMILLION, "o"),
    "thread_pool": SeriesStyle(ORANGE, "s"),
    "pool": SeriesStyle(BLUE, "o"),
    "process_pool": SeriesStyle(SKY, "s"),
    "pool_imap": SeriesStyle(BLUE, "^"),
    "pool_async": SeriesStyle(SKY, "v"),
    "interpreters": SeriesStyle(PURPLE, "D"),
    "asyncio": SeriesStyle(PURPLE, "s"),
    "process": SeriesStyle(GREEN, "D"),
    "shared_memory": SeriesStyle(GREEN, "P"),
    "manager": SeriesStyle(BLACK, "X"),
    # Channels: a pipe and what is built on one, Managers, shared memory, pools, pickling alone.
    "pipe": SeriesStyle(BLACK, "o"),
    "pipe_out_of_band": SeriesStyle(BLACK, "^"),
    "simple_queue": SeriesStyle(BLUE, "s"),
    "queue": SeriesStyle(BLUE, "D"),
    "manager_queue": SeriesStyle(PURPLE, "o"),
    "manager_dict": SeriesStyle(PURPLE, "^"),
    "manager_list": SeriesStyle(PURPLE, "v"),
    "shared_array": SeriesStyle(GREEN, "X"),
    "pool_argument": SeriesStyle(SKY, "o"),
    "pool_result": SeriesStyle(SKY, "D"),
    "interpreter_call": SeriesStyle(VERMILLION, "X"),
    "pickle": SeriesStyle(ORANGE, "o"),
    "pickle_out_of_band": SeriesStyle(ORANGE, "^"),
}


def width_of(names: Iterable[str]) -> float:
    """Inches that the longest of ``names``, shortened, takes beside a panel, with its marker."""
    return 0.1 + NAME_CHARACTER * max((len(shortened(name)) for name in names), default=0)


def in_brackets(figure: str, name: str) -> str:
    """``51.4 ms (Pool.map, spawn)`` of 51.4 ms and ``Pool.map (spawn)``."""
    plain = ", ".join(name.removesuffix(")").rsplit(" (", 1)) if " (" in name else name
    return f"{figure} ({shortened(plain, 40)})"


def shortened(name: str, most: int = 26) -> str:
    """A name that fits beside a line: its start and its end, where names differ."""
    if len(name) <= most:
        return name
    return f"{name[: most // 2]}…{name[-(most - most // 2 - 1) :]}"
