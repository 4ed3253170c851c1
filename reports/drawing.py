"""Charts as files and as pictures inside the page."""

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib.figure import Figure

from reports.analysis import Analysis
from reports.charts import Chart, discover
from reports.charts._style import SETTINGS
from reports.lightening import lightened

#: Dots per inch of PNG files and of pixel parts inside SVG.
DPI = 120
#: Dots along a side. matplotlib refuses 65,536; with 500 workloads some chart is that long.
MOST_DOTS = 30_000
#: The chart's headline, which the page says above the picture.
FINDING = "finding"
#: Places in an SVG file where a name is defined or referred to.
NAMES = re.compile(r'(\bid="|href="#|url\(#)')
#: No date: the same run gives the same file. PNG: half the time for 5 % more bytes.
EXTRA: dict[str, dict[str, Any]] = {
    "svg": {"metadata": {"Date": None}},
    "png": {"pil_kwargs": {"compress_level": 2}},
}


class Drawn(NamedTuple):
    """A chart as the page shows it; without a picture ``svg`` is empty and ``words`` says why."""

    name: str
    title: str
    words: str  # the finding, or why there is nothing to show
    svg: str


def draw_all(analysis: Analysis, folder: Path, formats: Sequence[str]) -> Iterator[Drawn]:
    """Draw every chart once and save it in ``folder`` in each of ``formats``."""
    folder.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(SETTINGS):
        for name, chart in discover().items():
            yield _draw(name, chart, analysis, folder, formats)


def _draw(
    name: str, chart: Chart, analysis: Analysis, folder: Path, formats: Sequence[str]
) -> Drawn:
    lacking = chart.lacks(analysis)
    if lacking:
        return Drawn(name, chart.title, lacking, "")
    figure = chart.draw(analysis)
    svg = _rendered(figure, "svg")
    for kind in formats:
        content = svg if kind == "svg" else _rendered(figure, kind)
        (folder / f"{name}.{kind}").write_bytes(content)
    return Drawn(name, chart.title, chart.finding(analysis), inline(svg.decode(), name))


def _rendered(figure: Figure, kind: str) -> bytes:
    picture = io.BytesIO()
    with warnings.catch_warnings():
        # A label in a script that the font lacks is shown as boxes in PNG, and whole in SVG.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure.savefig(picture, format=kind, dpi=dots(figure), **EXTRA[kind])
    return picture.getvalue()


def dots(figure: Figure) -> float:
    """Dots per inch: fewer for a picture so long that it could not be drawn, nor be opened."""
    return min(DPI, MOST_DOTS / float(max(figure.get_size_inches())))


def inline(svg: str, name: str) -> str:
    """An SVG file as a part of an HTML page: no prologue, and names that are this chart's own."""
    body = lightened(svg[svg.index("<svg") :], name, keep=(FINDING,))
    return NAMES.sub(rf"\g<1>{name}-", body)
