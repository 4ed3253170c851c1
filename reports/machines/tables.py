"""What a comparison leaves on disk beside page and charts: ``summary.md``, and ``comparison.csv``
or ``comparison.parquet``, whose rows are the same."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.intervals import Estimate, quotient
from benchmarks.record import CASE_KEYS
from reports.machines.comparison import Comparison, Pooled, Series
from reports.machines.estimate_centres import logarithm
from reports.machines.host_pace import host_pace
from reports.machines.host_speed import Speed, ratio_of
from reports.machines.run_speeds import shortest_cases
from reports.machines.words import ComparisonWords
from reports.markdown_templates import rendered
from reports.table_files import CSV, PARQUET, write_table

TEMPLATE = Path(__file__).parent / "summary.md.j2"
COLUMNS = (
    "series", "machine_id", "python", "gil", "usable_cores", "family", *CASE_KEYS, "kind",
    "quantity", "value", "low", "high", "confidence", "runs",
    "between_runs",  # standard deviation of the logarithm of speedups, from run to run
    "ratio_to_baseline", "ratio_low", "ratio_high",
)  # fmt: skip
#: Ratios within rounds, and memory: they don't depend on how fast a host was that day.
STEADY = ("speedup", "efficiency", "share_of_ceiling", "memory_bytes")


def save_tables(
    comparison: Comparison, words: ComparisonWords, folder: Path, tables: Sequence[str] = (CSV,)
) -> None:
    """Write ``summary.md`` and the comparison as each of ``tables`` into ``folder``.

    Raises OSError; ImportError for Parquet without pyarrow.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if CSV in tables:
        with (folder / "comparison.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(comparison_rows(comparison))
    if PARQUET in tables:
        import pandas as pd  # heavy, and nothing else of a fleet needs it

        table = pd.DataFrame(comparison_rows(comparison), columns=pd.Index(COLUMNS), dtype=object)
        write_table(table, folder, "comparison", (PARQUET,))
    (folder / "summary.md").write_text(summary(words), encoding="utf-8", newline="\n")


def comparison_rows(comparison: Comparison) -> Iterator[list[object]]:
    """A row for each series, case and quantity; what is not known is empty.

    In fleets of the shortest case of each work alone: all cases of 3,000 machines are 280 MB.

    Seconds, seconds of an operation in cost families; bytes; times or shares. A ratio of seconds
    has an interval that knows how hosts' speeds wander (`reports.machines.host_speed`).
    """
    baseline = comparison.baseline
    theirs = host_pace(baseline)
    for series in comparison.series:
        mine = theirs if series is baseline else host_pace(series)
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


def _about(series: Series, pooled: Pooled) -> list[object]:
    python, machine = series.python, series.machine
    about = [series.label, machine.id, python.version, python.gil, machine.usable_cores]
    return [*about, pooled.family, *pooled.case, pooled.kind]


def _figures(series: Series, pooled: Pooled, estimate: Estimate) -> list[object]:
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


def summary(words: ComparisonWords) -> str:
    """The words as Markdown."""
    return rendered(TEMPLATE, words=words)
