"""The self-contained HTML page: verdict first, then trust, charts and all numbers."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.analysis import Analysis
from reports.drawing import Drawn
from reports.page_rows import cost_row, growing_row, speedup_row
from reports.printed import NOTHING, Verdict

TEMPLATE = "page.html.j2"


def page(analysis: Analysis, verdict: Verdict, charts: Sequence[Drawn]) -> str:
    """The whole page. All foreign text is escaped; charts are SVG of our own making."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template(TEMPLATE).render(
        run=analysis.run,
        verdict=verdict,
        nothing=NOTHING,
        charts=charts,
        command=shlex.join(analysis.run.command),
        growing=[growing_row(result) for result in analysis.growing],
        numbers=[speedup_row(result) for result in analysis.results],
        costs=[cost_row(result) for result in analysis.costs],
    )
