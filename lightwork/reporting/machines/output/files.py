"""What a comparison leaves on disk beside page and charts: ``summary.md``, and ``comparison.csv``
or ``comparison.parquet``, whose rows are the same.

The pages of a comparison on disk: charts as files, and one page that needs none of them.
"""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from lightwork.core.intervals import Estimate, quotient
from lightwork.core.record import CASE_KEYS
from lightwork.reporting.charts import discover
from lightwork.reporting.drawing.draw import draw_all
from lightwork.reporting.machines import charts
from lightwork.reporting.machines.comparison import Comparison, MachineSeries, Pooled
from lightwork.reporting.machines.hosts.run_speeds import host_drift, shortest_cases
from lightwork.reporting.machines.hosts.speed import Speed, ratio_of
from lightwork.reporting.machines.output.page import comparison_page
from lightwork.reporting.machines.series.pooling import logarithm
from lightwork.reporting.machines.text.model import ComparisonText
from lightwork.reporting.output.markdown import render_markdown
from lightwork.reporting.output.tables import CSV, PARQUET, write_table


def save_pages(
    comparison: Comparison, words: ComparisonText, folder: Path, formats: Sequence[str]
) -> Path:
    """Write ``charts/`` and ``index.html`` into ``folder``; give the page. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = list(draw_all(comparison, discover(charts), folder / "charts", formats))
    index = folder / "index.html"
    index.write_text(comparison_page(comparison, words, drawn), encoding="utf-8", newline="\n")
    return index


COMPARISON_SUMMARY_TEMPLATE = Path(__file__).parent / "summary.md.j2"
COMPARISON_COLUMNS = (
    "series", "machine_id", "python", "gil", "usable_cores", "family", *CASE_KEYS, "kind",
    "quantity", "value", "low", "high", "confidence", "runs",
    "between_runs",  # standard deviation of the logarithm of speedups, from run to run
    "ratio_to_baseline", "ratio_low", "ratio_high",
)  # fmt: skip
#: Ratios within rounds, and memory: they don't depend on how fast a host was that day.
STEADY = ("speedup", "efficiency", "share_of_ceiling", "memory_bytes")


def save_tables(
    comparison: Comparison, words: ComparisonText, folder: Path, tables: Sequence[str] = (CSV,)
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
    (folder / "summary.md").write_text(comparison_summary(words), encoding="utf-8", newline="\n")


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
        keys = shortest_cases(series).values() if comparison.is_fleet else series.cases
        for key in keys:
            pooled = series.cases[key]
            other = baseline.cases.get(key)
            there = {} if other is None or series is baseline else dict(_quantities(other))
            for name, estimate in _quantities(pooled):
                ratio: list[object] = ["", "", ""]
                if other is not None and name in there:
                    ratio = _ratio(
                        name, estimate, there[name], mine.at(pooled, name), theirs.at(other, name)
                    )
                yield [*_about(series, pooled), name, *_figures(series, pooled, estimate), *ratio]


def _about(series: MachineSeries, pooled: Pooled) -> list[object]:
    python, machine = series.python, series.machine
    about = [series.label, machine.id, python.version, python.gil, machine.usable_cores]
    return [*about, pooled.family, *pooled.case, pooled.kind]


def _figures(series: MachineSeries, pooled: Pooled, estimate: Estimate) -> list[object]:
    bounds = [estimate.low, estimate.high, estimate.confidence]
    between = "" if series.between is None else series.between.spread
    shown = bounds if estimate.bounded else [""] * len(bounds)
    return [estimate.value, *shown, pooled.runs, between]


def _quantities(pooled: Pooled) -> Iterator[tuple[str, Estimate]]:
    for name, found in (
        ("seconds", pooled.seconds),
        ("reference_seconds", pooled.reference),
        ("speedup", pooled.speedup),
        ("efficiency", pooled.efficiency),
        ("share_of_ceiling", pooled.share),
        ("cost", pooled.cost),
        ("memory_bytes", pooled.memory),
    ):
        if found is not None:
            yield name, found


def _ratio(name: str, here: Estimate, there: Estimate, mine: Speed, theirs: Speed) -> list[object]:
    """Ratio to the baseline with its bounds."""
    if not (here.low > 0 and there.low > 0):
        return ["", "", ""]
    if name in STEADY:
        return list(quotient(here, there)[:3])
    one, other = logarithm(here), logarithm(there)
    assert one is not None
    assert other is not None
    return list(
        ratio_of(
            mine._replace(value=one.value, rounds=one.variance),
            theirs._replace(value=other.value, rounds=other.variance),
        )[:3]
    )


def comparison_summary(words: ComparisonText) -> str:
    """The words as Markdown."""
    return render_markdown(COMPARISON_SUMMARY_TEMPLATE, words=words)
