"""A comparison put into words, once: page, summary and terminal show the same."""

from collections.abc import Iterator, Sequence

from lightwork.reporting.machines.comparison import Comparison, CostRatio
from lightwork.reporting.machines.hosts.interpreters import side_by_side
from lightwork.reporting.machines.text.hosts import (
    kind_text,
    model_rows,
    model_verdict,
    overall_text,
    verdict_text,
)
from lightwork.reporting.machines.text.interpreters import interpreter_text
from lightwork.reporting.machines.text.machines import (
    comparison_title,
    difference_lines,
    history_lines,
    machine_lines,
)
from lightwork.reporting.machines.text.model import ComparisonText, CostText, KindText
from lightwork.reporting.machines.text.trust import alarms, comparison_notes, trust_lines
from lightwork.reporting.output.table_files import CSV, table_file
from lightwork.reporting.text.figures import megabytes, seconds_text, times_between
from lightwork.reporting.text.names import starts_as_usual
from lightwork.reporting.text.verdict_model import LabelledText
from lightwork.reporting.verdict.cost_format import entry
from lightwork.reporting.verdict.costs import BRIEF_CHANNELS, BRIEF_DISPATCH, BRIEF_WORKERS

#: What is told where there is room for a few, as of one run.
_BRIEF = {
    "startup": BRIEF_WORKERS,
    "dispatch": BRIEF_DISPATCH,
    "transfer": BRIEF_CHANNELS,
    "sharing": ("process",),
    "memory": BRIEF_WORKERS,
}
#: Of the rungs of sharing: from nothing shared to a Manager.
BRIEF_RUNGS = ("nothing", "value_lock", "manager_value")
NEVER_BRIEF = ("First result",)


def build_text(comparison: Comparison, tables: Sequence[str] = (CSV,)) -> ComparisonText:
    """All that is said of ``comparison``; ``tables`` are written beside it."""
    table = table_file("comparison", tables)
    several = len(comparison.series) > 1
    verdict, kinds, overall = _which_for_which(comparison)
    return ComparisonText(
        title=comparison_title(comparison),
        verdict=verdict,
        alarms=tuple(alarms(comparison)),
        machines=machine_lines(comparison),
        kinds=kinds,
        overall=overall,
        costs=tuple(_costs(comparison)),
        differences=difference_lines(comparison),
        histories=history_lines(comparison.histories),
        refused=comparison.refused,
        trust=tuple(trust_lines(comparison)),
        notes=comparison_notes(comparison, table),
        interpreters=tuple(interpreter_text(one) for one in side_by_side(comparison)),
        table=table,
        baseline=comparison.baseline.label if several else "",
    )


def _which_for_which(comparison: Comparison) -> tuple[str, tuple[KindText, ...], KindText | None]:
    """Verdict, kinds of work and last resort: by machine, of a fleet by model."""
    if comparison.is_fleet:
        rows = model_rows(comparison)
        return model_verdict(rows), rows, None
    overall = comparison.overall if len(comparison.series) > 1 else None
    return (
        verdict_text(comparison),
        tuple(kind_text(comparison, kind) for kind in comparison.kinds),
        overall_text(comparison, overall) if overall is not None else None,
    )


def _costs(comparison: Comparison) -> Iterator[CostText]:
    """Each thing with its figure and its ratio on every machine."""
    baseline = comparison.baseline
    default = baseline.python.default_start_method
    for one in comparison.costs:
        figures = tuple(_figures(one, baseline.label))
        yield CostText(one.topic, one.name, figures, _is_brief(one, default))


def _is_brief(cost: CostRatio, default_start_method: str) -> bool:
    """The usual mechanisms by the usual start method."""
    family, case = cost.key
    return (
        (family != "sharing" or case.workload in BRIEF_RUNGS)
        and case.strategy in _BRIEF.get(family, ())
        and starts_as_usual(case.start_method, default_start_method)
        and not cost.topic.startswith(NEVER_BRIEF)
    )


def _figures(cost: CostRatio, baseline: str) -> Iterator[LabelledText]:
    units = megabytes if cost.in_bytes else seconds_text
    ratios = {one.series: one for one in cost.ratios}
    for label, figure in cost.costs.items():
        text = str(entry(label, figure, units=units).figure)
        if label == baseline:
            text += ", the baseline"
        elif label in ratios:
            _, ratio, why = ratios[label]
            text += f", {times_between(ratio)}" if ratio.bounded else f", no ratio: {why}"
        yield LabelledText(label, text)
