"""A comparison put into words, once: page, summary and terminal show the same."""

from reports.machines.comparison import Comparison
from reports.machines.cost_words import cost_lines
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
from reports.machines.words import ComparisonWords, Said


def tell(comparison: Comparison) -> ComparisonWords:
    """All that is said of ``comparison``."""
    several = len(comparison.series) > 1
    overall = comparison.overall if several else None
    return ComparisonWords(
        title=title(comparison),
        verdict=verdict_words(comparison),
        alarms=alarms(comparison),
        machines=machine_lines(comparison),
        kinds=tuple(kind_words(comparison, kind) for kind in comparison.kinds),
        overall=overall_words(comparison, overall) if overall is not None else None,
        costs=cost_lines(comparison),
        differences=difference_lines(comparison),
        histories=history_lines(comparison.histories),
        refused=tuple(Said(one.what, one.why) for one in comparison.refused),
        trust=trust_lines(comparison),
        notes=notes(comparison),
        interpreters=tuple(interpreter_words(one) for one in side_by_side(comparison)),
        baseline=comparison.baseline.label if several else "",
    )
