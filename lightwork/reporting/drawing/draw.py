"""Charts as files and as pictures inside the page."""

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

import matplotlib as mpl
from matplotlib.figure import Figure

from lightwork.reporting.charts import Chart, Columns, View
from lightwork.reporting.charts.parts.marks import Mark, placed_marks
from lightwork.reporting.charts.parts.panels import FOOTNOTE_GID, margins, text_of_gid
from lightwork.reporting.charts.parts.style import MATPLOTLIB_SETTINGS
from lightwork.reporting.drawing.parallel import in_processes
from lightwork.reporting.drawing.svg_inline import inline, with_series

#: Dots per inch of PNG files and of pixel parts inside SVG.
DPI = 120
#: Dots along a side. matplotlib refuses 65,536; with 500 workloads some chart is that long.
MOST_DOTS_OF_FIGURE = 30_000

_Subject = TypeVar("_Subject")


class Picture(NamedTuple):
    """A chart in one scale and unit ("" where there is no choice of them)."""

    scale: str
    unit: str
    svg: str
    marks: tuple[tuple[float, float, int], ...]  # points from the left, from the top; row of data
    footnote: str = ""


class DrawnChart(NamedTuple):
    """A chart as a page shows it; without a picture ``words`` says why."""

    name: str
    title: str
    words: str  # the finding, or why there is nothing to show
    pictures: tuple[Picture, ...] = ()  # the first is shown at first
    rows: tuple[Mark, ...] = ()  # the data of all its pictures
    columns: Columns = Columns()
    order: int = 0  # its tens say in which part of the page it is


@contextmanager
def drawing(
    subject: _Subject, charts: Mapping[str, Chart[_Subject]], folder: Path, formats: Sequence[str]
) -> Iterator[Iterator[DrawnChart]]:
    """Begin to draw each chart of ``subject``, and to save it in ``folder`` in each of ``formats``.

    Give the charts as they get done, in their order. Raises OSError there.
    """
    folder.mkdir(parents=True, exist_ok=True)

    def draw(place: int) -> DrawnChart:
        name = list(charts)[place]
        with mpl.rc_context(MATPLOTLIB_SETTINGS):
            return _draw(name, charts[name], subject, folder, formats, place)

    with in_processes(draw, len(charts)) as drawn:
        yield drawn


def draw_all(
    subject: _Subject, charts: Mapping[str, Chart[_Subject]], folder: Path, formats: Sequence[str]
) -> Iterator[DrawnChart]:
    """The charts, drawn and saved as `drawing` does, where nothing else is to be done meanwhile."""
    with drawing(subject, charts, folder, formats) as drawn:
        yield from drawn


def _draw(
    name: str,
    chart: Chart[_Subject],
    subject: _Subject,
    folder: Path,
    formats: Sequence[str],
    place: int,
) -> DrawnChart:
    if lacking := chart.lacks(subject):
        return DrawnChart(name, chart.title, lacking, order=chart.order)
    finding = chart.finding(subject)
    # ``a`` to ``y``, then ``z25`` ...: short, as each name in a picture begins with it.
    short = "abcdefghijklmnopqrstuvwxy"[place] if place < 25 else f"z{place}"
    rows: dict[Mark, int] = {}
    pictures = []
    views = chart.views(subject) if chart.views else (View(name, chart.draw),)
    for number, view in enumerate(views):
        figure = view.draw(subject)
        svg = with_series(_content(figure, "svg").decode())
        for kind in formats if view.file else ():
            content = svg.encode() if kind == "svg" else _content(figure, kind)
            (folder / f"{view.file}.{kind}").write_bytes(content)
        marks = tuple((round(x, 1), round(y, 1), rows.setdefault(mark, len(rows)))
                      for x, y, mark in placed_marks(figure))  # fmt: skip
        inside = inline(svg, f"{short}{'abcd'[number]}", chart.title, finding, margins(figure))
        note = text_of_gid(figure, FOOTNOTE_GID)
        pictures.append(Picture(view.scale, view.unit, inside, marks, note))
    return DrawnChart(
        name, chart.title, finding, tuple(pictures), tuple(rows), chart.columns, chart.order
    )


def _content(figure: Figure, kind: str) -> bytes:
    """The figure as a file of that kind, ``svg`` or ``png``."""
    # No date: the same run gives the same file.
    metadata = {"Date": None} if kind == "svg" else None
    with io.BytesIO() as file, warnings.catch_warnings():
        # A label in a script that the font lacks is shown as boxes in PNG, and whole in SVG.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure.savefig(file, format=kind, dpi=dots(figure), metadata=metadata)
        return file.getvalue()


def dots(figure: Figure) -> float:
    """Dots per inch: fewer for a picture so long that it could not be drawn, nor be opened."""
    return min(DPI, MOST_DOTS_OF_FIGURE / float(max(figure.get_size_inches())))
