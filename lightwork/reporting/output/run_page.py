"""The self-contained HTML page: verdict, first charts, decision map, costs; all else folded."""

import shlex
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from lightwork.core.candidate import api_name
from lightwork.core.intervals import Estimate
from lightwork.core.record import FAMILIES, FIRST_SECONDS, SPEEDUP
from lightwork.reporting.drawing.draw import DrawnChart
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.output.assemble import assemble_page, controls, page_parts
from lightwork.reporting.output.data_table import TableCell, cell, cell_of
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
from lightwork.reporting.text.names import KEY_TO_NAMES, WORKLOADS, place_in
from lightwork.reporting.text.verdict_model import (
    MORE_MAY_GAIN,
    MOST_TRIED,
    NOTHING,
    STATES_DRAWN,
    STATES_SAID,
    Verdict,
    answer_words,
)

RUN_PAGE_TEMPLATE = Path(__file__).parent / "page.html.j2"
#: Tens of the order of charts -> what they are folded under: id and heading; see `page_parts`.
RUN_PAGE_PARTS = {
    2: ("workloads", "Each workload"),
    3: ("workers", "How many workers"),
    4: ("costs", "What things cost"),
    5: ("tasks", "Task length, chunk size and other settings"),
    6: ("run", "Names, checks and all numbers"),
}
WHERE_IT_PAYS = (
    "Where a curve crosses 1×, its mechanism begins to pay. One workload of each type, with the "
    "recommended number of workers."
)
#: Heading -> the quantities that may stand there, and how one is written.
NumberColumns = dict[str, tuple[tuple[str, ...], Callable[[Estimate], str]]]
SPEEDUP_COLUMNS: NumberColumns = {
    "seconds": (("seconds",), seconds_between),
    "speedup": (("speedup", "null_control"), times_between),
    "efficiency": (("efficiency",), number_between),
    "share of the ceiling": (("share_of_ceiling",), lambda share: percent(share.value)),
}
#: What was seen beside seconds, where its name in the saved file is no word for readers.
SEEN = {"torn_records": "corrupted records", "missed_records": "missing records"}
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


class NumbersTable(NamedTuple):
    """The cases of a family, each with its cells; the first heading is of their names."""

    family: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[TableCell, ...]], ...]


def numbers_tables(analysis: Analysis) -> Iterator[NumbersTable]:
    """The tables of all numbers, costs first."""
    for family in sorted({result.family for result in analysis.costs}):
        rows = tuple(_cost_row(one) for one in analysis.costs if one.family == family)
        headings = ("case", *COST_COLUMNS, "beside seconds", "rounds", "notes")
        yield NumbersTable(family, f"Costs: {family}", headings, rows)
    for family, caption, name, results, columns in (
        (SPEEDUP, "Speedups", "case", analysis.results, SPEEDUP_COLUMNS),
        ("weak_scaling", "Work growing with the workers", GROWING_CASE, analysis.growing,
         GROWING_COLUMNS),
    ):  # fmt: skip
        if results:
            rows = tuple(_row(one, columns) for one in results)
            yield NumbersTable(family, caption, (name, *columns, "rounds", "notes"), rows)


def _cost_row(result: CaseResult) -> tuple[str, tuple[TableCell, ...]]:
    operations = f" of {count(result.tasks, 'operation')}"
    return _row(result, COST_COLUMNS, cell("; ".join(_observed(result))), rounds_of=operations)


def _row(
    result: CaseResult, columns: NumberColumns, *more: TableCell, rounds_of: str = ""
) -> tuple[str, tuple[TableCell, ...]]:
    """The case; a cell for each of ``columns``: of its first quantity that was estimated."""
    found = result.estimates
    cells = [
        cell_of(next((found[name] for name in names if name in found), None), text)
        for names, text in columns.values()
    ]
    disturbed = f", {result.disturbed} disturbed" if result.disturbed else ""
    rounds = cell(f"{result.rounds}{disturbed}{rounds_of}")
    notes = [f"void: {result.void}"] * bool(result.void) + list(result.warnings)
    return result.case.id, (*cells, *more, rounds, cell("; ".join(notes)))


def _observed(result: CaseResult) -> Iterator[str]:
    """What was seen beside the rounds' seconds: counts over all rounds, bytes of a worker."""
    if FIRST_SECONDS in result.estimates:
        yield f"first opening {seconds_between(result.estimates[FIRST_SECONDS])}"
    for name, total in result.totals.items():
        if not name.endswith(("_bytes", "_seconds")):
            yield f"{SEEN.get(name, name.replace('_', ' '))} {total:,.0f}"
        elif name in result.estimates and name != FIRST_SECONDS:
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

    ``tables`` are written beside it, of a run that is saved; none: it stands alone.
    """
    families: dict[str, list[SavedCase]] = {}
    for saved in sorted(analysis.run.cases, key=lambda saved: place_in(FAMILIES, saved.family)):
        families.setdefault(saved.family, []).append(saved)
    used = dict.fromkeys(saved.case.strategy for saved in analysis.run.cases)
    opened, parts = page_parts(charts, RUN_PAGE_PARTS)
    # What has the same hash of its source did the same work.
    versions = {saved.case.workload: saved.workload_version for saved in analysis.run.cases}
    return assemble_page(
        RUN_PAGE_TEMPLATE,
        run=analysis.run,
        verdict=verdict,
        nothing=NOTHING,
        answer_words=list(answer_words(verdict, near_full=True)),
        states=STATES_SAID,
        instead={"speedup": STATES_DRAWN, "job_length": WHERE_IT_PAYS},
        more_may_gain=MORE_MAY_GAIN,
        most_tried=MOST_TRIED,
        charts=charts,
        opened=opened,
        parts=parts,
        apis={api_name(name): KEY_TO_NAMES[name] for name in KEY_TO_NAMES if name in used},
        computes={name: WORKLOADS[name] for name in versions if name in WORKLOADS},
        strategies=controls(charts, "strategy", api_name),
        command=shlex.join(analysis.run.command),
        quoted=shlex.quote(analysis.run.file_name) if tables else "",
        families=families,
        workloads=[f"{name} {version}" for name, version in versions.items()],
        numbers=list(numbers_tables(analysis)),
        estimates_file=table_file("estimates", tables) if tables else "",
        table_file=table_file("table", tables) if tables else "",
    )
