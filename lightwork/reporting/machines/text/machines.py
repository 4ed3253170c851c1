"""What the machines of a comparison are, in words: each by itself, and in what they differ."""

from collections import Counter
from collections.abc import Iterable, Sequence

from lightwork.reporting.machines.comparison import (
    Comparison,
    Difference,
    History,
    MachineModel,
    MachineSeries,
)
from lightwork.reporting.machines.series.differences import commit_text
from lightwork.reporting.machines.series.labels import in_full
from lightwork.reporting.machines.text.hosts import range_text
from lightwork.reporting.machines.text.model import LabelledWords
from lightwork.reporting.read.saved_run import Machine, Python
from lightwork.reporting.text.figures import count, listed, times

#: Most machines, and values, that are named in one line.
NAMED = 3


def comparison_title(comparison: Comparison) -> str:
    """``lightwork on 3 machines``, with the environments where a machine has several."""
    series = comparison.series
    if len(series) == 1:
        return f"lightwork on {series[0].label}: {count(len(series[0].runs), 'run')} together"
    hosts = {(one.machine.id, one.machine.cpu_model, one.machine.logical_cores) for one in series}
    words = f"lightwork on {count(len(hosts), 'machine')}"
    return words if len(hosts) == len(series) else f"{words} in {len(series)} environments"


def machine_lines(comparison: Comparison) -> tuple[LabelledWords, ...]:
    """What each machine is; in fleets each model."""
    if comparison.is_fleet:
        return tuple(_model(comparison, model) for model in comparison.models)
    return tuple(
        LabelledWords(one.label, _about(one, comparison.baseline)) for one in comparison.series
    )


def _about(series: MachineSeries, baseline: MachineSeries) -> str:
    newest = series.runs[-1]
    runs = count(len(series.runs), "run")
    last = f"{'last ' if len(series.runs) > 1 else ''}{newest.saved_at:%Y-%m-%d}"
    parts = [
        f"{series.machine.cpu_model}, {cores(series.machine)}",
        python(series.python),
        f"{runs}, {last}, effort {newest.effort}",
    ]
    if series.label == baseline.label:
        parts.append("the baseline")
    if label := in_full(series.machine):
        parts.append(f"in full “{label}”")
    return "; ".join(parts)


def cores(machine: Machine) -> str:
    """``8 of 16 logical cores usable, quota 1.5``."""
    words = f"{machine.usable_cores} of {count(machine.logical_cores, 'logical core')} usable"
    return words if machine.quota_cores is None else f"{words}, quota {machine.quota_cores:.3g}"


def python(about: Python) -> str:
    """``CPython 3.14.0 without the GIL, forkserver``."""
    return f"{about.implementation} {about.version} {about.switches}, {about.default_start_method}"


def _model(comparison: Comparison, model: MachineModel) -> LabelledWords:
    """How many of them there are, and how their seconds compare with the baseline's."""
    words = [count(len(model.series), "environment")]
    own = set(model.series)
    for kind in comparison.kinds[:1]:
        if reach := range_text(one for one in kind.per_core.ratios if one.series in own):
            what = kind.heading[:1].lower() + kind.heading[1:]
            words.append(f"{what} {reach} of the baseline's seconds per core")
    return LabelledWords(model.name, ", ".join(words))


def difference_lines(comparison: Comparison) -> tuple[LabelledWords, ...]:
    """Each topic with the value of each machine; in fleets with how many have it."""
    labels = [one.label for one in comparison.series]
    return tuple(
        LabelledWords(one.topic, _counted(one) if comparison.is_fleet else _each(one, labels))
        for one in comparison.differences
    )


def _each(difference: Difference, labels: Sequence[str]) -> str:
    by_value: dict[str, list[str]] = {}
    for label, value in zip(labels, difference.values, strict=True):
        by_value.setdefault(value, []).append(label)
    return "; ".join(f"{value} on {listed(own)}" for value, own in by_value.items())


def _counted(difference: Difference) -> str:
    found = Counter(difference.values).most_common()
    told = [f"{value} on {number}" for value, number in found[:NAMED]]
    more = len(found) - NAMED
    return ", ".join(told) + (f" and {count(more, 'more value')}" if more > 0 else "")


def history_lines(histories: Iterable[History]) -> tuple[LabelledWords, ...]:
    """How the best case of each work went from the first run to the last."""
    return tuple(LabelledWords(one.series, _went(one)) for one in histories)


def _went(history: History) -> str:
    first, last = history.runs[0], history.runs[-1]
    ends = [
        f"{moment.at:%Y-%m-%d} ({commit_text(moment.commit.id, dirty=moment.commit.dirty)})"
        for moment in (first, last)
    ]
    changes = []
    for case in history.cases:
        told = [one.speedups[case] for one in history.runs if case in one.speedups]
        if len(told) > 1:
            reach = f"{times(told[0].value)} → {times(told[-1].value)}"
            changes.append(f"{case.workload} {reach}")
    return f"{len(history.runs)} runs, {ends[0]} to {ends[1]}: {', '.join(changes)}"
