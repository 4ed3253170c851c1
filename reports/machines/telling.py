"""A comparison put into words, once: page, summary and terminal show the same."""

from collections.abc import Sequence

from reports.machines.comparison import Comparison
from reports.machines.cost_words import cost_lines
from reports.machines.fleet_verdict import model_rows, model_verdict, model_words
from reports.machines.host_words import kind_words, overall_words, verdict_words
from reports.machines.interpreter_words import interpreter_words
from reports.machines.interpreters import side_by_side
from reports.machines.machine_words import (
    difference_lines,
    history_lines,
    machine_lines,
    title,
)
from reports.machines.trust_words import alarms, notes, trust_lines
from reports.machines.words import ComparisonWords, KindWords, Said
from reports.table_files import CSV, named


def tell(comparison: Comparison, tables: Sequence[str] = (CSV,)) -> ComparisonWords:
    """All that is said of ``comparison``; ``tables`` are written beside it."""
    table = named("comparison", tables)
    several = len(comparison.series) > 1
    verdict, kinds, overall = _which_for_which(comparison)
    return ComparisonWords(
        title=title(comparison),
        verdict=verdict,
        alarms=alarms(comparison),
        machines=machine_lines(comparison),
        kinds=kinds,
        overall=overall,
        costs=cost_lines(comparison),
        differences=difference_lines(comparison),
        histories=history_lines(comparison.histories),
        refused=tuple(Said(one.what, one.why) for one in comparison.refused),
        trust=trust_lines(comparison),
        notes=notes(comparison, table),
        interpreters=tuple(interpreter_words(one) for one in side_by_side(comparison)),
        table=table,
        baseline=comparison.baseline.label if several else "",
    )


def _which_for_which(
    comparison: Comparison,
) -> tuple[str, tuple[KindWords, ...], KindWords | None]:
    """Verdict, kinds of work and last resort: by machine, of a fleet by model."""
    if comparison.is_fleet:
        rows = model_rows(comparison)
        return model_verdict(rows), model_words(rows), None
    overall = comparison.overall if len(comparison.series) > 1 else None
    return (
        verdict_words(comparison),
        tuple(kind_words(comparison, kind) for kind in comparison.kinds),
        overall_words(comparison, overall) if overall is not None else None,
    )
