"""Several runs of one machine as one: speedups that know that runs differ.

An interval over the rounds of one run leaves out what differs from run to run. Here each run is one
value with its variance, and what runs add is a variance of its own, pooled over all cases, since
each has few runs: `reports.between_runs`, `reports.changes`. Without pandas, as the gate.
"""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.intervals import Estimate
from benchmarks.record import CASE_KEYS, SPEEDUP, Case
from reports.between_runs import Between, Sides, between_runs
from reports.changes import pooled_runs, run_centres
from reports.paired_ratios import OVER_REFERENCE, paired_ratios
from reports.saved import SavedRun
from reports.significance import Centre
from reports.wording import count, times_between

COLUMNS = ("machine_id", *CASE_KEYS, "quantity", "value", "low", "high", "runs", "between_runs")
#: Strategies that are no choice: what others are measured against.
NO_CHOICE = ("serial", "ceiling")


class Repeated(NamedTuple):
    """The speedup of one case over several runs; ``estimate.rounds`` are those of the shortest."""

    case: Case
    estimate: Estimate
    runs: int


class Repeats(NamedTuple):
    """What several runs of one machine say together."""

    runs: tuple[SavedRun, ...]
    between: Between  # what a run adds to the variance of the logarithm
    cases: tuple[Repeated, ...]


def of_one_machine(runs: Sequence[SavedRun]) -> bool:
    """Whether these are repeats: several runs of one machine, its cores and its Python."""
    about = {
        (run.machine.id, run.machine.usable_cores, run.python.version, run.python.gil)
        for run in runs
    }
    return len(about) == 1 and len({run.run_id for run in runs}) > 1


def repeats(runs: Sequence[SavedRun]) -> Repeats:
    """Pool the speedups of all cases that two runs or more have, of the same work."""
    once = {run.run_id: run for run in runs}
    centres = _centres(list(once.values()))
    several = {case: own for case, own in centres.items() if len(own) > 1}
    between = between_runs([Sides(own, ()) for own in several.values()])
    cases = tuple(Repeated(case, _speedup(own, between), len(own)) for case, own in several.items())
    return Repeats(tuple(once.values()), between, cases)


def _centres(runs: Sequence[SavedRun]) -> dict[Case, list[Centre]]:
    """The centre of each run's log(case / reference), by case; of one version of the work only."""
    found: dict[tuple[Case, str], list[Centre]] = {}
    for run in runs:
        for saved in run.cases:
            if saved.family == SPEEDUP and not saved.void:
                ratios = paired_ratios(saved, OVER_REFERENCE).values
                centres = found.setdefault((saved.case, saved.workload_version), [])
                centres.extend(run_centres([ratios]))
    newest = dict(found.keys())  # the last version of each: they come in the order of the runs
    return {case: found[case, version] for case, version in newest.items()}


def _speedup(runs: Sequence[Centre], between: Between) -> Estimate:
    """Reference / case: the inverse of what `pooled_runs` pools."""
    seconds = pooled_runs(runs, between)
    return seconds._replace(
        value=1 / seconds.value, low=1 / seconds.high, high=1 / seconds.low, rounds=len(runs)
    )


def lines(found: Repeats) -> Iterator[str]:
    """What a terminal shows: how far runs differ, and the highest of each workload."""
    label = found.runs[0].machine.label
    yield f"{count(len(found.runs), 'run')} of {label} together: {count(len(found.cases), 'case')}"
    yield (
        f"  from run to run {100 * found.between.spread:.1f} % beyond what rounds show "
        f"({found.between.source})"
    )
    highest: dict[tuple[str, str], Repeated] = {}
    for one in found.cases:
        work = (one.case.workload, one.case.size)
        if one.case.strategy not in NO_CHOICE and (
            work not in highest or one.estimate.value > highest[work].estimate.value
        ):
            highest[work] = one
    for one in highest.values():
        words = f"{one.case.strategy}, {count(one.case.workers, 'worker')}, {one.case.state}"
        figure = f"{times_between(one.estimate)} over {one.runs} runs"
        yield f"  {one.case.workload:15} {words}: {figure}"


def repeats_csv(found: Repeats) -> str:
    """One row per case; ``between_runs`` is a standard deviation of the logarithm."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found.cases:
        bounds = [value if math.isfinite(value) else "" for value in one.estimate[:3]]
        row = [found.runs[0].machine.id, *one.case, "speedup", *bounds, one.runs]
        writer.writerow([*row, found.between.spread])
    return text.getvalue()
