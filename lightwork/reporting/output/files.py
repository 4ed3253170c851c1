"""Everything that a report leaves on disk, written into one folder."""

import json
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from lightwork.core.decision import Decision
from lightwork.core.intervals import Estimate
from lightwork.core.record import CASE_KEYS, SPEEDUP, Case
from lightwork.core.verdict_json import VERDICT_SCHEMA, decision_values, estimate_values
from lightwork.reporting.charts import discover
from lightwork.reporting.decide.decisions import (
    DECIDED,
    LONG_JOB,
    case_of,
    decision_of,
    named_standing,
)
from lightwork.reporting.decide.worker_counts import Scaling, recommended
from lightwork.reporting.drawing.draw import drawing
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.job_length import job_length_of
from lightwork.reporting.output.assemble import make_ready
from lightwork.reporting.output.markdown import render_markdown
from lightwork.reporting.output.run_page import RUN_PAGE_TEMPLATE, run_page
from lightwork.reporting.output.table_files import CSV, write_table
from lightwork.reporting.text.verdict_model import NOTHING, STATES_SAID, Verdict, answer_words

RUN_SUMMARY_TEMPLATE = Path(__file__).parent / "summary.md.j2"
ESTIMATE_COLUMNS = (
    "run_id", "family", *CASE_KEYS, "kind", "quantity", "value", "low", "high", "confidence",
    "rounds", "warnings",
)  # fmt: skip


def save_report(
    analysis: Analysis,
    verdict: Verdict,
    folder: Path,
    formats: Sequence[str],
    tables: Sequence[str] = (CSV,),
) -> Path:
    """Write tables, summary, charts and page into ``folder``; give the page. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with drawing(analysis, discover(), folder / "charts", formats) as charts:
        write_table(analysis.table, folder, "table", tables)
        write_table(estimates_table(analysis), folder, "estimates", tables)
        _write(folder / "summary.md", run_summary(analysis, verdict))
        text = json.dumps(
            run_verdict_values(analysis, verdict), indent=1, allow_nan=False, ensure_ascii=False
        )
        _write(folder / "verdict.json", f"{text}\n")
        make_ready(RUN_PAGE_TEMPLATE)
        drawn = list(charts)
    index = folder / "index.html"
    _write(index, run_page(analysis, verdict, drawn, tables))
    return index


def save_page(analysis: Analysis, verdict: Verdict, page: Path) -> None:
    """Write the page alone, in one step, with nothing beside it. Raises OSError."""
    with drawing(analysis, discover(), page.parent, ()) as charts:
        make_ready(RUN_PAGE_TEMPLATE)
        drawn = [chart for chart in charts if chart.pictures]
    part = page.with_name(f"{page.name}.part")
    _write(part, run_page(analysis, verdict, drawn, ()))
    part.replace(page)


def run_verdict_values(analysis: Analysis, verdict: Verdict) -> dict[str, object]:
    """What ``verdict.json`` has: each work in long jobs and in one call, as it was decided.

    Of a user's own function that decision alone, with the code.
    """
    works: list[dict[str, object]] = [
        {"workload": work.workload, "size": work.size, "state": state}
        | decision_values(decision, _described)
        | (_job_length_values(analysis, decision) if state == LONG_JOB else {})
        for work in analysis.works
        for state in DECIDED
        if (decision := decision_of(analysis, work, state)) is not None
    ]
    warnings = list(verdict.trust.alarms)
    if verdict.own is not None and works:
        return {"schema": VERDICT_SCHEMA, **works[0], "code": verdict.own.code,
                "warnings": warnings}  # fmt: skip
    return {"schema": VERDICT_SCHEMA, "works": works, "warnings": warnings}


def _job_length_values(analysis: Analysis, decision: Decision) -> dict[str, object]:
    """From how many seconds of work on what is recommended, or the best, pays. Null: never."""
    found = job_length_of(analysis, case_of(named_standing(decision)))
    if found is None:
        return {}
    return {
        "start_seconds": estimate_values(found.start),
        "break_even_seconds": estimate_values(found.pays_from)["value"],
        "break_even_interval": estimate_values(found.pays_from),
        "ninety_percent_interval": estimate_values(found.nearly_all_from),
    }


def _described(case: Case) -> dict[str, object]:
    return {
        "mechanism": case.strategy,
        "workers": case.workers,
        "chunksize": case.chunksize,
        "start_method": case.start_method,
    }


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def estimates_table(analysis: Analysis) -> pd.DataFrame:
    """One row per case and quantity; then the pooled ceiling, one row per workload and workers;
    then, of the best strategy of each workload, serial fractions and the law's coefficients.

    Seconds for the quantity ``seconds``, times or shares for the others. An interval that can't
    be given is empty.
    """
    # As objects: a column of counts stays one where some cells are empty.
    return pd.DataFrame(_rows(analysis), columns=pd.Index(ESTIMATE_COLUMNS), dtype=object)


def _rows(analysis: Analysis) -> Iterator[list[object]]:
    run = analysis.run.run_id
    for result in analysis.cases:
        for quantity, estimate in result.estimates.items():
            warnings = tuple(dict.fromkeys(estimate.warnings + result.warnings))
            yield [
                run,
                result.family,
                *result.case,
                result.kind,
                quantity,
                *_cells(estimate, warnings),
            ]
    for (work, workers), estimate in analysis.ceilings.items():
        case = (work.workload, work.size, "ceiling", "", workers, "", "pooled")
        yield [run, SPEEDUP, *case, work.kind, "speedup", *_cells(estimate)]
    for one in recommended(analysis):
        for key, quantity, estimate in _law_rows(one):
            yield [run, SPEEDUP, *key, one.work.kind, quantity, *_cells(estimate)]


def _law_rows(one: Scaling) -> Iterator[tuple[Sequence[object], str, Estimate]]:
    """Key, quantity and estimate: the serial fraction of each case; coefficients of the law."""
    for result in one.results:
        if result.case.workers in one.karp_flatt:
            yield result.case, "karp_flatt", one.karp_flatt[result.case.workers]
    if one.law.fit is not None:
        pooled = (*one.work[:2], one.strategy, "", "", "", "pooled")
        for name, estimate in one.law.fit.coefficients.items():
            yield pooled, f"{one.law.fit.law.lower()}_{name}", estimate


def _cells(estimate: Estimate, warnings: tuple[str, ...] = ()) -> list[object]:
    bounds = (estimate.low, estimate.high, estimate.confidence) if estimate.bounded else [""] * 3
    return [estimate.value, *bounds, estimate.rounds, "; ".join(warnings or estimate.warnings)]


def run_summary(analysis: Analysis, verdict: Verdict) -> str:
    """The Markdown text."""
    return render_markdown(
        RUN_SUMMARY_TEMPLATE,
        verdict=verdict,
        answer_words=list(answer_words(verdict, near_full=True)),
        states=STATES_SAID,
        nothing=NOTHING,
        command=shlex.join(analysis.run.command),
    )
