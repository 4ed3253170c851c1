"""The self-contained HTML page: verdict first, then trust, charts and all numbers."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from reports.analysis import Analysis
from reports.drawing import Drawn
from reports.page_plan import family_rows, workload_versions
from reports.page_rows import cost_row, growing_row, speedup_row
from reports.pages.assembling import assembled, controls
from reports.printed import NOTHING, Verdict
from reports.table_files import CSV, named

TEMPLATE = Path(__file__).parent / "page.html.j2"


def page(
    analysis: Analysis, verdict: Verdict, charts: Sequence[Drawn], tables: Sequence[str] = (CSV,)
) -> str:
    """The whole page. All foreign text is escaped; charts are SVG of our own making.

    ``tables`` are written beside it.
    """
    return assembled(
        TEMPLATE,
        run=analysis.run,
        verdict=verdict,
        nothing=NOTHING,
        charts=charts,
        strategies=controls(charts, "strategy"),
        command=shlex.join(analysis.run.command),
        quoted=shlex.quote(analysis.run.file_name),
        families=list(family_rows(analysis)),
        workloads=[f"{name} {version}" for name, version in workload_versions(analysis).items()],
        growing=[growing_row(result) for result in analysis.growing],
        numbers=[speedup_row(result) for result in analysis.results],
        costs=[cost_row(result) for result in analysis.costs],
        estimates_file=named("estimates", tables),
        table_file=named("table", tables),
    )
