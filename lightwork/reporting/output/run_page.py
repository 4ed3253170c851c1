"""The self-contained HTML page: verdict first, then trust, charts and all numbers."""

import shlex
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.core.record import FAMILIES, SPEEDUP
from lightwork.reporting.drawing.draw import DrawnChart
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.output.assemble import assemble_page, controls
from lightwork.reporting.output.data_table import TableCell, cell, cell_of
from lightwork.reporting.output.table_files import CSV, table_file
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

RUN_PAGE_TEMPLATE = Path(__file__).parent / "page.html.j2"
#: Heading -> the quantities that may stand there, and how one is written.
NumberColumns = dict[str, tuple[tuple[str, ...], Callable[[Estimate], str]]]
SPEEDUP_COLUMNS: NumberColumns = {
    "seconds": (("seconds",), seconds_between),
    "speedup": (("speedup", "null_control"), times_between),
    "efficiency": (("efficiency",), number_between),
    "share of the ceiling": (("share_of_ceiling",), lambda share: percent(share.value)),
}
GROWING_CASE = "case, work growing with the workers"
GROWING_COLUMNS: NumberColumns = {
    "seconds": (("seconds",), seconds_between),
    "efficiency": (("efficiency",), percent_between),
    "scaled speedup": (("scaled_speedup",), times_between),
    "serial fraction (Gustafson)": (("serial_fraction",), number_between),
    "share of the ceiling": (("share_of_ceiling",), percent_between),
}
COST_COLUMNS: NumberColumns = {
    "cost of one operation": (("cost",), seconds_between),
    "total time": (("seconds",), seconds_between),
    "the same without": (("granularity",), seconds_between),
}


class FamilyRow(NamedTuple):
    """The cases of a family, and their rounds."""

    family: str
    cases: int
    void: int
    rounds: int
    disturbed: int


def family_rows(analysis: Analysis) -> Iterator[FamilyRow]:
    """A row for each family that was run, in the order of the families."""
    places = {family: place for place, family in enumerate(FAMILIES)}
    cases = sorted(
        analysis.run.cases, key=lambda saved: (places.get(saved.family, len(places)), saved.family)
    )
    for family, found in groupby(cases, key=lambda saved: saved.family):
        own = list(found)
        yield FamilyRow(
            family,
            len(own),
            sum(bool(saved.void) for saved in own),
            sum(len(saved.case_seconds) for saved in own),
            sum(sum(saved.disturbed) for saved in own),
        )


class NumbersRow(NamedTuple):
    """A case, and its cells but for its name."""

    case: str
    cells: tuple[TableCell, ...]


class NumbersTable(NamedTuple):
    """The cases of a family; the first heading is of their names."""

    family: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[NumbersRow, ...]


def numbers_tables(analysis: Analysis) -> Iterator[NumbersTable]:
    """The tables of all numbers, costs first."""
    families = sorted({result.family for result in analysis.costs})
    for family in families:
        rows = tuple(_cost_row(one) for one in analysis.costs if one.family == family)
        headings = ("case", *COST_COLUMNS, "beside seconds", "rounds", "notes")
        yield NumbersTable(family, f"Costs: {family}", headings, rows)
    if analysis.results:
        rows = tuple(_row(one, SPEEDUP_COLUMNS) for one in analysis.results)
        headings = ("case", *SPEEDUP_COLUMNS, "rounds", "notes")
        yield NumbersTable(SPEEDUP, "Speedups", headings, rows)
    if analysis.growing:
        rows = tuple(_row(one, GROWING_COLUMNS) for one in analysis.growing)
        headings = (GROWING_CASE, *GROWING_COLUMNS, "rounds", "notes")
        yield NumbersTable("weak_scaling", "Work growing with the workers", headings, rows)


def _cost_row(result: CaseResult) -> NumbersRow:
    operations = f" of {count(result.tasks, 'operation')}"
    return _row(result, COST_COLUMNS, cell("; ".join(_observed(result))), rounds_of=operations)


def _row(
    result: CaseResult, columns: NumberColumns, *more: TableCell, rounds_of: str = ""
) -> NumbersRow:
    """A cell for each of ``columns``: of its first quantity that was estimated, else empty."""
    found = result.estimates
    cells = [
        cell_of(next((found[name] for name in names if name in found), None), text)
        for names, text in columns.values()
    ]
    disturbed = f", {result.disturbed} disturbed" if result.disturbed else ""
    rounds = cell(f"{result.rounds}{disturbed}{rounds_of}")
    notes = [f"void: {result.void}"] * bool(result.void) + list(result.warnings)
    return NumbersRow(result.case.id, (*cells, *more, rounds, cell("; ".join(notes))))


def _observed(result: CaseResult) -> Iterator[str]:
    """What was seen beside seconds: counts over all rounds, bytes of a worker."""
    for name, total in result.totals.items():
        if not name.endswith("_bytes"):
            yield f"{name.replace('_', ' ')} {total:,.0f}"
        elif name in result.estimates:
            title = name.removesuffix("_bytes").replace("_", " ")
            yield f"{title} {megabytes(result.estimates[name].value)}"
    if result.share is not None:
        yield f"{percent(result.share.value)} of the ceiling"


def run_page(
    analysis: Analysis,
    verdict: Verdict,
    charts: Sequence[DrawnChart],
    tables: Sequence[str] = (CSV,),
) -> str:
    """The whole page. All foreign text is escaped; charts are SVG of our own making.

    ``tables`` are written beside it.
    """
    # What has the same hash of its source did the same work.
    versions = {saved.case.workload: saved.workload_version for saved in analysis.run.cases}
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
        workloads=[f"{name} {version}" for name, version in versions.items()],
        numbers=list(numbers_tables(analysis)),
        estimates_file=table_file("estimates", tables),
        table_file=table_file("table", tables),
    )
