"""A comparison put into words, once: page, summary and terminal show the same."""

from collections.abc import Callable, Iterator, Sequence

from reports.machines.comparison import Comparison, CostRatio
from reports.machines.host_words import (
    kind_words,
    model_rows,
    model_verdict,
    overall_words,
    verdict_words,
)
from reports.machines.interpreter_words import interpreter_words
from reports.machines.interpreters import side_by_side
from reports.machines.machine_words import (
    difference_lines,
    history_lines,
    machine_lines,
    title,
)
from reports.machines.trust_words import alarms, notes, trust_lines
from reports.machines.words import ComparisonWords, CostWords, KindWords, Said
from reports.table_files import CSV, named
from reports.wording import NOT_TOLD, megabytes, seconds, times_between, told_from_zero

#: What is told where there is room for a few.
BRIEF = {
    "startup": ("threads", "process", "pool", "manager"),
    "dispatch": ("thread_pool", "pool", "process_pool"),
    "transfer": ("pipe", "queue", "manager_queue", "shared_memory"),
    "sharing": ("process",),
    "memory": ("threads", "process", "pool"),
}
#: Of the rungs of sharing: from nothing shared to a Manager.
BRIEF_RUNGS = ("nothing", "value_lock", "manager_value")
UNTOLD = ("First result",)


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
        costs=tuple(_costs(comparison)),
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
        return model_verdict(rows), rows, None
    overall = comparison.overall if len(comparison.series) > 1 else None
    return (
        verdict_words(comparison),
        tuple(kind_words(comparison, kind) for kind in comparison.kinds),
        overall_words(comparison, overall) if overall is not None else None,
    )


def _costs(comparison: Comparison) -> Iterator[CostWords]:
    """Each thing with its figure and its ratio on every machine."""
    baseline = comparison.baseline
    usual = ("none", baseline.python.default_start_method)
    for one in comparison.costs:
        figures = tuple(_figures(one, baseline.label))
        yield CostWords(one.topic, one.name, figures, _is_brief(one, usual))


def _is_brief(cost: CostRatio, methods: tuple[str, ...]) -> bool:
    """The usual mechanisms by the usual start method."""
    family, case = cost.key
    rung = family != "sharing" or case.workload in BRIEF_RUNGS
    usual = case.strategy in BRIEF.get(family, ()) and case.start_method in methods
    return rung and usual and not cost.topic.startswith(UNTOLD)


def _figures(cost: CostRatio, baseline: str) -> Iterator[Said]:
    units: Callable[[float], str] = megabytes if cost.in_bytes else seconds
    ratios = {one.series: one for one in cost.ratios}
    for label, figure in cost.costs.items():
        words = units(figure.value) if told_from_zero(figure) else NOT_TOLD
        words += f" [{units(figure.low)}, {units(figure.high)}]" if figure.bounded else ""
        ratio = ratios.get(label)
        if label == baseline:
            words += ", the baseline"
        elif ratio is not None and ratio.ratio.bounded:
            words += f", {times_between(ratio.ratio)}"
        elif ratio is not None:
            words += f", no ratio: {ratio.why}"
        yield Said(label, words)
