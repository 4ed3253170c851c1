"""Which measured costs of a run the decision map takes, and how well it predicts what was measured.

The model is that of `decision_model`. Everything is of warm workers, as many as the dispatch family
had.
"""

from collections import defaultdict
from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

import numpy as np

from lightwork.core.intervals import Estimate
from lightwork.core.record import SPEEDUP
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.chunk_sizes import chunksize_of_map
from lightwork.reporting.estimates.cost_selection import by_default, channel, where
from lightwork.reporting.estimates.decision_model import Costs, Mechanism, per_task
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.stats.paired_ratios import pooled

#: The simplest first. A payload to a process pool takes the same way as one to a pool.
SERIAL_LOOP = Mechanism("serial loop", "")
PROCESS_MECHANISMS = (
    Mechanism("pool", "pool", "pool_argument", "processes"),
    Mechanism("process_pool", "process_pool", "pool_argument", "processes"),
    Mechanism("pool + shared memory", "pool", "shared_memory", "processes", 0.5),
)
THREADS_MECHANISM = Mechanism("thread_pool", "thread_pool", "", "threads")
SHARED_MEMORY = "shared_memory"


class DecisionModel(NamedTuple):
    """Candidates and costs for one kind of work."""

    computing: bool
    workers: int
    mechanisms: tuple[Mechanism, ...]
    costs: Costs


class Check(NamedTuple):
    """The model beside a case of the family granularity."""

    case: CaseResult
    predicted: float  # speedup

    @property
    def off(self) -> float:
        """Predicted / measured speedup, or the other way round: 1 is right."""
        ratio = self.predicted / self.case.estimates["speedup"].value
        return max(ratio, 1 / ratio)


def decision_models(analysis: Analysis) -> list[DecisionModel]:
    """Of computing and of waiting, each with the candidates whose costs were measured."""
    dispatched = dispatch_by_chunk(analysis)
    if not dispatched:
        return []
    some = next(iter(next(iter(dispatched.values())).values()))
    workers = some.case.workers
    usual = chunksize_of_map(some.tasks, workers)
    dispatch = {name: dispatch_at(by_chunk, usual) for name, by_chunk in dispatched.items()}
    trips = {
        name: {size: one.seconds for size, one in channel(analysis, "bytes", name).items()}
        for name in ("pool_argument", SHARED_MEMORY)
    }
    made = []
    for computing in (True, False):
        # Waiting takes no core: on a machine with one, two workers wait for twice as much.
        proceeding = workers if computing else max(2, workers)
        costs = Costs(dispatch, trips, _parallel(analysis, proceeding, computing))
        known = [one for one in (THREADS_MECHANISM, *PROCESS_MECHANISMS) if _known(one, costs)]
        # Threads alone, with a GIL, would be no map of computing: nothing else was measured.
        processes = any(one.parallel == "processes" for one in known)
        if known and (processes or not analysis.run.python.gil or not computing):
            made.append(DecisionModel(computing, proceeding, (SERIAL_LOOP, *known), costs))
    return made


def dispatch_by_chunk(analysis: Analysis) -> dict[str, dict[int, CaseResult]]:
    """Strategy -> chunk size -> a task that does nothing, of many, by the default start method."""
    found = where(analysis, "dispatch", workload="outstanding")
    by: defaultdict[str, dict[int, CaseResult]] = defaultdict(dict)
    for chunksize in sorted({one.case.chunksize for one in found}):
        for one in by_default(analysis, (o for o in found if o.case.chunksize == chunksize)):
            by[one.case.strategy][chunksize] = one
    return by


def dispatch_at(by_chunk: Mapping[int, CaseResult], chunksize: int) -> Estimate:
    """Seconds of a task in chunks of any size.

    Straight over 1 / chunk size between those that were measured: so it is where a chunk costs
    something and each task in it, too. Beyond them, like the nearest.
    """
    sizes = sorted(by_chunk, reverse=True)
    costs = [by_chunk[size].cost for size in sizes]
    value, low, high = (
        float(np.interp(1 / chunksize, [1 / size for size in sizes], ends))
        for ends in zip(*(cost[:3] for cost in costs), strict=True)
    )
    rounds = min(cost.rounds for cost in costs)
    return Estimate(value, low, high, min(cost.confidence for cost in costs), rounds)


def _known(mechanism: Mechanism, costs: Costs) -> bool:
    """Whether every cost of a candidate was measured; a channel at two sizes or more."""
    return (
        mechanism.dispatch in costs.dispatch
        and mechanism.parallel in costs.parallel
        and (not mechanism.channel or len(costs.trips[mechanism.channel]) > 1)
    )


def payload_range(made: list[DecisionModel]) -> tuple[int, int]:
    """The payloads in bytes that were measured of every channel of every candidate."""
    ranges = [
        sorted(model.costs.trips[one.channel])
        for model in made
        for one in model.mechanisms
        if one.channel
    ]
    if not ranges:
        return 1, 2**20
    return max(sizes[0] for sizes in ranges), min(sizes[-1] for sizes in ranges)


def _parallel(analysis: Analysis, workers: int, computing: bool) -> dict[str, Estimate]:
    """How many tasks proceed at once, by kind of worker; what is unknown is left out."""
    if not computing:
        return dict.fromkeys(("processes", "threads"), exactly(workers))
    own = [
        one
        for one in analysis.run.cases
        if not one.void and one.kind == "cpu" and one.case.workers == workers
    ]
    limited = [one for one in own if one.ceiling_seconds]
    threads = [
        one
        for one in own
        if one.family == SPEEDUP and one.case.strategy in ("threads", "thread_pool")
    ]
    found = {}
    if limited:
        found["processes"] = pooled(limited, "reference_seconds", "ceiling_seconds")
    if threads:
        found["threads"] = pooled(threads, "reference_seconds", "case_seconds")
    elif analysis.run.python.gil:
        found["threads"] = exactly(1)  # what the GIL means
    return found


def exactly(number: float) -> Estimate:
    """What is known without measuring."""
    return Estimate(number, number, number, 1.0, 0)


def checks(analysis: Analysis, made: list[DecisionModel]) -> list[Check]:
    """Predicted beside measured, for every warm granularity case, each in its own chunks."""
    dispatched = dispatch_by_chunk(analysis)
    found = []
    for model in made:
        candidates = {one.dispatch: one for one in model.mechanisms if one.channel != SHARED_MEMORY}
        kernel = "spin" if model.computing else "nap"
        for one in where(analysis, "granularity", workload=kernel, state="warm"):
            mechanism = candidates.get(one.case.strategy)
            if mechanism is not None and one.case.workers == model.workers:
                dispatch = dispatch_at(dispatched[mechanism.dispatch], one.case.chunksize)
                found.append(Check(one, _predicted(model, mechanism, dispatch, one)))
    return found


def _predicted(
    model: DecisionModel, mechanism: Mechanism, dispatch: Estimate, result: CaseResult
) -> float:
    """The speedup at the granularity of a case, with nothing to carry."""
    task = np.array([result.estimates["granularity"].value])
    seconds = per_task(
        mechanism._replace(channel=""),
        model.costs._replace(dispatch={mechanism.dispatch: dispatch}),
        task,
        np.array([1]),
        computing=model.computing,
    )
    return float(task[0] / seconds[0, 0])


def median_off(found: list[Check]) -> float:
    """By how much predictions are off in the median, as a share: 0.1 is a tenth."""
    return median(check.off for check in found) - 1
