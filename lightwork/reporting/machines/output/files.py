"""What a comparison leaves on disk: a page, its charts as files, a summary and a table.

``comparison.csv`` and ``comparison.parquet`` have the same rows.
"""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from lightwork.core.intervals import Estimate, quotient
from lightwork.core.record import CASE_KEYS
from lightwork.reporting.charts import discover
from lightwork.reporting.drawing.draw import draw_all
from lightwork.reporting.machines import charts
from lightwork.reporting.machines.comparison import Comparison
from lightwork.reporting.machines.digest.pooling import logarithm
from lightwork.reporting.machines.digest.run_digest import CaseDigest
from lightwork.reporting.machines.hosts.run_speeds import host_drift, shortest_choices
from lightwork.reporting.machines.hosts.speed import Speed, ratio_of
from lightwork.reporting.machines.output.page import comparison_page
from lightwork.reporting.machines.text.model import ComparisonText
from lightwork.reporting.output.markdown import render_markdown
from lightwork.reporting.output.table_files import CSV, PARQUET, write_table

COMPARISON_SUMMARY_TEMPLATE = Path(__file__).parent / "summary.md.j2"
COMPARISON_COLUMNS = (
    "series", "machine_id", "python", "gil", "usable_cores", "family", *CASE_KEYS, "kind",
    "quantity", "value", "low", "high", "confidence", "runs",
    "between_runs",  # standard deviation of the logarithm of speedups, from run to run
    "ratio_to_baseline", "ratio_low", "ratio_high",
)  # fmt: skip
#: Ratios within rounds, and memory: they don't depend on how fast a host was that day.
STEADY = ("speedup", "efficiency", "share_of_ceiling", "memory_bytes")
#: Bounds, or a ratio and its bounds, that are not known.
NOTHING: tuple[object, ...] = ("", "", "")


def save_pages(
    comparison: Comparison, text: ComparisonText, folder: Path, formats: Sequence[str]
) -> Path:
    """Write ``charts/`` and ``index.html`` into ``folder``; give the page. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = list(draw_all(comparison, discover(charts), folder / "charts", formats))
    index = folder / "index.html"
    index.write_text(comparison_page(comparison, text, drawn), encoding="utf-8", newline="\n")
    return index


def save_tables(
    comparison: Comparison, text: ComparisonText, folder: Path, tables: Sequence[str] = (CSV,)
) -> None:
    """Write ``summary.md`` and the comparison as each of ``tables`` into ``folder``.

    Raises OSError; ImportError for Parquet without pyarrow.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if CSV in tables:
        with (folder / "comparison.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COMPARISON_COLUMNS)
            writer.writerows(comparison_rows(comparison))
    if PARQUET in tables:
        import pandas as pd  # heavy, and nothing else of a fleet needs it

        table = pd.DataFrame(
            comparison_rows(comparison), columns=pd.Index(COMPARISON_COLUMNS), dtype=object
        )
        write_table(table, folder, "comparison", (PARQUET,))
    (folder / "summary.md").write_text(comparison_summary(text), encoding="utf-8", newline="\n")


def comparison_rows(comparison: Comparison) -> Iterator[list[object]]:
    """A row for each series, case and quantity; what is not known is empty.

    In fleets of the shortest case of each work alone: all cases of 3,000 machines are 280 MB.

    Seconds, seconds of an operation in cost families; bytes; times or shares. A ratio of seconds
    has an interval that knows how hosts' speeds wander
    (`lightwork.reporting.machines.hosts.speed`).
    """
    baseline = comparison.baseline
    theirs = host_drift(baseline)
    for series in comparison.series:
        mine = theirs if series is baseline else host_drift(series)
        python, machine = series.python, series.machine
        about = (series.label, machine.id, python.version, python.gil, machine.usable_cores)
        between = "" if series.cases.between is None else series.cases.between.spread
        keys = shortest_choices(series).values() if comparison.is_fleet else series.cases
        for key in keys:
            pooled = series.cases[key]
            other = None if series is baseline else baseline.cases.get(key)
            there = _quantities(other) if other is not None else {}
            for name, here in _quantities(pooled).items():
                bounds = (here.low, here.high, here.confidence) if here.bounded else NOTHING
                ratio = NOTHING
                if other is not None and name in there:
                    speeds = mine.at(pooled, name), theirs.at(other, name)
                    ratio = _ratio(name, here, there[name], *speeds)
                yield [
                    *about, pooled.family, *pooled.case, pooled.kind, name, here.value, *bounds,
                    pooled.runs, between, *ratio,
                ]  # fmt: skip


def _quantities(pooled: CaseDigest) -> dict[str, Estimate]:
    figures = {
        "seconds": pooled.seconds,
        "reference_seconds": pooled.reference,
        "speedup": pooled.speedup,
        "efficiency": pooled.efficiency,
        "share_of_ceiling": pooled.share,
        "cost": pooled.cost,
        "memory_bytes": pooled.memory,
    }
    return {name: one for name, one in figures.items() if one is not None}


def _ratio(
    name: str, here: Estimate, there: Estimate, mine: Speed, theirs: Speed
) -> tuple[object, ...]:
    """Ratio to the baseline with its bounds."""
    if not (here.low > 0 and there.low > 0):
        return NOTHING
    if name in STEADY:
        return quotient(here, there)[:3]
    one, other = logarithm(here), logarithm(there)
    assert one is not None
    assert other is not None
    return ratio_of(
        mine._replace(value=one.value, rounds=one.variance),
        theirs._replace(value=other.value, rounds=other.variance),
    )[:3]


def comparison_summary(text: ComparisonText) -> str:
    """The text as Markdown."""
    return render_markdown(COMPARISON_SUMMARY_TEMPLATE, text=text)
