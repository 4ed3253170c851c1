"""The self-contained HTML page: verdict first, then trust, charts and all numbers.

What was run, by family, and of which workloads: the page's words on the plan.

The page's table of all numbers: a row per case, as text.
"""

import shlex
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from lightwork.core.record import FAMILIES
from lightwork.reporting.drawing.draw import DrawnChart
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.costs import CostResult
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.estimates.weak_scaling import WeakResult
from lightwork.reporting.output.assemble import assemble_page, controls
from lightwork.reporting.output.data_table import TableCell, cell_of
from lightwork.reporting.output.table_files import CSV, table_file
from lightwork.reporting.read.saved_run import SavedCase
from lightwork.reporting.text.figures import (
    count,
    megabytes,
    number_between,
    percent,
    percent_between,
    seconds_between,
    times_between,
)
from lightwork.reporting.text.verdict_model import NOTHING, Verdict


class FamilyRow(NamedTuple):
    """The cases of a family, and their rounds."""

    family: str
    cases: int
    void: int
    rounds: int
    disturbed: int


def family_rows(analysis: Analysis) -> Iterator[FamilyRow]:
    """A row for each family that was run, in the order of the families."""
    cases = sorted(analysis.run.cases, key=_place)
    for family, found in groupby(cases, key=lambda saved: saved.family):
        own = list(found)
        yield FamilyRow(
            family,
            len(own),
            sum(bool(saved.void) for saved in own),
            sum(len(saved.case_seconds) for saved in own),
            sum(sum(saved.disturbed) for saved in own),
        )


def _place(saved: SavedCase) -> tuple[int, str]:
    known = saved.family in FAMILIES
    return (FAMILIES.index(saved.family) if known else len(FAMILIES), saved.family)


def workload_versions(analysis: Analysis) -> dict[str, str]:
    """Workload -> hash of its source; what has the same hash did the same work."""
    return {saved.case.workload: saved.workload_version for saved in analysis.run.cases}


class SpeedupRow(NamedTuple):
    """One case of the speedup family."""

    case: str
    seconds: TableCell
    speedup: TableCell
    efficiency: TableCell
    share: TableCell
    rounds: str
    notes: str


class GrowingRow(NamedTuple):
    """One case of the family weak_scaling."""

    case: str
    seconds: TableCell
    efficiency: TableCell
    speedup: TableCell  # scaled
    serial_fraction: TableCell
    share: TableCell
    rounds: str
    notes: str


class CostRow(NamedTuple):
    """One case of a cost family; seconds are of one operation."""

    family: str
    case: str
    cost: TableCell
    seconds: TableCell
    reference: TableCell
    observed: str
    rounds: str
    notes: str


def speedup_row(result: CaseResult) -> SpeedupRow:
    """A case of the speedup family."""

    found = result.estimates
    ratio = "speedup" if "speedup" in found else "null_control"
    return SpeedupRow(
        case=result.case.id,
        seconds=cell_of(found.get("seconds"), seconds_between),
        speedup=cell_of(found.get(ratio), times_between),
        efficiency=cell_of(found.get("efficiency"), number_between),
        share=cell_of(result.share, lambda share: percent(share.value)),
        rounds=_rounds(result),
        notes=_notes(result),
    )


def growing_row(result: WeakResult) -> GrowingRow:
    """A case of the family weak_scaling."""
    found = result.estimates
    return GrowingRow(
        case=result.case.id,
        seconds=cell_of(found.get("seconds"), seconds_between),
        efficiency=cell_of(found.get("efficiency"), percent_between),
        speedup=cell_of(found.get("scaled_speedup"), times_between),
        serial_fraction=cell_of(found.get("serial_fraction"), number_between),
        share=cell_of(found.get("share_of_ceiling"), percent_between),
        rounds=_rounds(result),
        notes=_notes(result),
    )


def cost_row(result: CostResult) -> CostRow:
    """A case of a cost family."""
    found = result.estimates
    return CostRow(
        family=result.family,
        case=result.case.id,
        cost=cell_of(found.get("cost"), seconds_between),
        seconds=cell_of(found.get("seconds"), seconds_between),
        reference=cell_of(found.get("granularity"), seconds_between),
        observed="; ".join(_observed(result)),
        rounds=f"{_rounds(result)} of {count(result.tasks, 'operation')}",
        notes=_notes(result),
    )


def _observed(result: CostResult) -> Iterator[str]:
    """What was seen beside seconds: counts over all rounds, bytes of a worker."""
    for name, total in result.totals.items():
        if name.endswith("_bytes"):
            if name in result.estimates:
                words = name.removesuffix("_bytes").replace("_", " ")
                yield f"{words} {megabytes(result.estimates[name].value)}"
        else:
            yield f"{name.replace('_', ' ')} {total:,.0f}"
    if result.share is not None:
        yield f"{percent(result.share.value)} of the ceiling"


def _rounds(result: CaseResult) -> str:
    return f"{result.rounds}" + (f", {result.disturbed} disturbed" if result.disturbed else "")


def _notes(result: CaseResult) -> str:
    return "; ".join([f"void: {result.void}"] * bool(result.void) + list(result.warnings))


RUN_PAGE_TEMPLATE = Path(__file__).parent / "page.html.j2"


def run_page(
    analysis: Analysis,
    verdict: Verdict,
    charts: Sequence[DrawnChart],
    tables: Sequence[str] = (CSV,),
) -> str:
    """The whole page. All foreign text is escaped; charts are SVG of our own making.

    ``tables`` are written beside it.
    """
    return assemble_page(
        RUN_PAGE_TEMPLATE,
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
        estimates_file=table_file("estimates", tables),
        table_file=table_file("table", tables),
    )
