"""What the machines of a comparison are, in words: each by itself, and in what they differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from lightwork.core.candidate import api_name
from lightwork.reporting.machines.comparison import (
    Comparison,
    Difference,
    History,
    MachineModel,
    MachineSeries,
)
from lightwork.reporting.machines.series.differences import commit_text
from lightwork.reporting.machines.series.labels import in_full
from lightwork.reporting.machines.series.steps import steps
from lightwork.reporting.stats.change_points import FEWEST_RUNS
from lightwork.reporting.text.figures import count, listed, times
from lightwork.reporting.text.names import in_a_sentence
from lightwork.reporting.text.verdict_model import LabelledText

#: Most values that are named in one line.
MOST_DIFFERING_VALUES = 6


def comparison_title(comparison: Comparison) -> str:
    """``lightwork on 3 machines``, with the environments where a machine has several."""
    series = comparison.series
    if len(series) == 1:
        return f"lightwork on {series[0].label}: {count(len(series[0].runs), 'run')} together"
    hosts = {(one.machine.id, one.machine.cpu_model, one.machine.logical_cores) for one in series}
    text = f"lightwork on {count(len(hosts), 'machine')}"
    return text if len(hosts) == len(series) else f"{text} in {len(series)} environments"


def machine_lines(comparison: Comparison) -> tuple[LabelledText, ...]:
    """What each machine is; in fleets each model."""
    if comparison.is_fleet:
        return tuple(_model(comparison, model) for model in comparison.models)
    return tuple(
        LabelledText(one.label, _about(one, comparison.baseline)) for one in comparison.series
    )


def _about(series: MachineSeries, baseline: MachineSeries) -> str:
    machine, python, newest = series.machine, series.python, series.runs[-1]
    cores = count(machine.logical_cores, "logical core")
    quota = "" if machine.quota_cores is None else f", quota {machine.quota_cores:.3g}"
    runs = count(len(series.runs), "run")
    last = f"{'last ' if len(series.runs) > 1 else ''}{newest.saved_at:%Y-%m-%d}"
    parts = [
        f"{machine.cpu_model}, {machine.usable_cores} of {cores} usable{quota}",
        f"{python.implementation} {python.version} {python.switches}, "
        f"{python.default_start_method}",
        f"{runs}, {last}, effort {newest.effort}",
    ]
    if series.label == baseline.label:
        parts.append("the baseline")
    if label := in_full(machine):
        parts.append(f"in full “{label}”")
    return "; ".join(parts)


def _model(comparison: Comparison, model: MachineModel) -> LabelledText:
    """How many of them there are, and how their seconds compare with the baseline's."""
    parts = [count(len(model.series), "environment")]
    own = set(model.series)
    for kind in comparison.kinds[:1]:
        values = [one.ratio.value for one in kind.per_core.ratios if one.series in own]
        if values:
            reach = f"{times(min(values))} to {times(max(values))}"
            parts.append(
                f"{in_a_sentence(kind.heading)} {reach} of the baseline's seconds per core"
            )
    return LabelledText(model.name, ", ".join(parts))


def difference_lines(comparison: Comparison) -> tuple[LabelledText, ...]:
    """Each topic with the value of each machine; in fleets with how many have it."""
    labels = [one.label for one in comparison.series]
    return tuple(
        LabelledText(one.topic, _counted(one) if comparison.is_fleet else _each(one, labels))
        for one in comparison.differences
    )


def _each(difference: Difference, labels: Sequence[str]) -> str:
    by_value: dict[str, list[str]] = {}
    for label, value in zip(labels, difference.values, strict=True):
        by_value.setdefault(value, []).append(label)
    return "; ".join(f"{value} on {listed(own)}" for value, own in by_value.items())


def _counted(difference: Difference) -> str:
    found = [f"{value} on {n}" for value, n in Counter(difference.values).most_common()]
    return listed(found, MOST_DIFFERING_VALUES)


def history_lines(histories: Iterable[History]) -> tuple[LabelledText, ...]:
    """How the best case of each work went from the first run to the last, and where it changed."""
    return tuple(
        LabelledText(one.series, text) for one in histories for text in (_change(one), *_steps(one))
    )


def _steps(history: History) -> Iterator[str]:
    """The changes of each case, by the first run that is different; that there is none."""
    if len(history.runs) < 2 * FEWEST_RUNS:
        return
    found = [*steps(history)]
    for case, place, (value, low, high, *_) in found:
        first = history.runs[place]
        commit = commit_text(first.commit.id, dirty=first.commit.dirty)
        yield (
            f"{case.workload} ({api_name(case.strategy)}) changed with the run of "
            f"{first.at:%Y-%m-%d %H:%M} ({commit}): its speedup is {value:.3g} times what it "
            f"was [{low:.3g}, {high:.3g}]"
        )
    if not found:
        yield "no change is shown (Pettitt's test, 1 % over all cases)"


def _change(history: History) -> str:
    first, last = (
        f"{run.at:%Y-%m-%d} ({commit_text(run.commit.id, dirty=run.commit.dirty)})"
        for run in (history.runs[0], history.runs[-1])
    )
    changes = []
    for case in history.cases:
        speedups = [run.speedups[case].value for run in history.runs if case in run.speedups]
        if len(speedups) > 1:
            changes.append(f"{case.workload} {times(speedups[0])} → {times(speedups[-1])}")
    return f"{len(history.runs)} runs, {first} to {last}: {', '.join(changes)}"
