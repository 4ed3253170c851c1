"""What things cost on each machine, in words."""

from collections.abc import Callable, Iterator

from reports.machines.comparison import Comparison, CostRatio
from reports.machines.words import CostWords, Said
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


def cost_lines(comparison: Comparison) -> tuple[CostWords, ...]:
    """Each thing with its figure and its ratio on every machine."""
    baseline = comparison.baseline
    usual = ("none", baseline.python.default_start_method)
    return tuple(
        CostWords(one.topic, one.name, tuple(_figures(one, baseline.label)), _is_brief(one, usual))
        for one in comparison.costs
    )


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
