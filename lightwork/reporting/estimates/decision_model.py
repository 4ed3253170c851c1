"""Which mechanism wins for a task of so many seconds and a payload of so many bytes: a model.

Nothing here is measured point by point; it is computed from costs that were measured in one run.
Many equal tasks wait in the parent, each with its payload, and go through ``workers`` workers that
are there already. Seconds per task:

    serial loop           task
    computing            dispatch + max(parent, (task + parent + worker) / parallel)
    waiting              dispatch + max(parent, (task + worker) / parallel)

    parent = (1 - by_worker) * carrying     what one process does for all tasks
    worker = by_worker * carrying           what all workers do at the same time

``dispatch`` is the cost of a task that does nothing, in chunks as ``Pool.map`` makes them (four a
worker); ``carrying`` what a trip of the payload takes beyond a trip of the smallest one;
``parallel`` how many tasks proceed at once: the ceiling's speedup for processes that compute, what
threads reached at computing (one task with the GIL), the number of workers for all that waits. In
computing, the parent takes its seconds from the same cores. Carrying goes on while workers work.
Handing out does not: a worker that takes a task and brings back its result does nothing else
meanwhile. (Had it been hidden behind the work, two workers with tasks that wait for 170 µs would
have come out at 2.0 times the serial loop, where 1.5 was measured, and 1.6 with this sum.)

Assumptions: a task's seconds hold what it does with its payload; results are small; a payload to a
pool goes through one pipe, written by one process; one in shared memory is copied once in by the
parent and once out by the worker (half of a trip each), and its segment is used again; threads get
the very object. Between two sizes that were measured, carrying is linear in bytes: latency plus
bytes / bandwidth is, and a straight line between logarithms would lie far above it.

Who wins is decided like everywhere: candidates that are less than a tenth slower than the best, or
whose intervals don't tell them from it, are as good, and the simplest of them is named. Where
another one may yet be more than a tenth quicker, a cell is marked as inconclusive. Intervals of the
costs are carried through by taking every combination of their ends, the same end for both
candidates where they share a cost.

The costs are of warm workers, as many as the dispatch family had.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product
from statistics import median
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from lightwork.core.candidate import POOL, PROCESS_POOL, THREADS, api_name
from lightwork.core.intervals import Estimate
from lightwork.core.record import SPEEDUP
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.chunk_sizes import chunksize_of_map
from lightwork.reporting.estimates.cost_selection import by_default, channel, where
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.stats.paired_ratios import pooled

Grid = np.ndarray[Any, np.dtype[Any]]
#: Field of `Costs` and name in it -> the end of the interval that counts instead of the value.
_Ends = Mapping[tuple[str, str], str]
VALUES: _Ends = MappingProxyType({})
#: Differences below this are no reason to prefer the less simple.
TENTH = 1.1


class Mechanism(NamedTuple):
    """A candidate, by the names of its costs in `Costs`."""

    name: str
    dispatch: str  # "" for the serial loop
    channel: str = ""  # "" where nothing is to be carried
    parallel: str = ""
    by_worker: float = 0.0  # the part of the carrying that workers do


class Costs(NamedTuple):
    """What was measured, in seconds, and how many tasks proceed at once."""

    dispatch: Mapping[str, Estimate]
    trips: Mapping[str, Mapping[int, Estimate]]  # channel -> bytes -> seconds of a trip
    parallel: Mapping[str, Estimate]


class DecisionGrid(NamedTuple):
    """A cell for each payload (row) and task (column)."""

    mechanisms: tuple[Mechanism, ...]  # the simplest first
    chosen: Grid  # index of the one that is named
    gain: Grid  # how many times as fast as the serial loop it is
    inconclusive: Grid  # whether another one may be more than a tenth quicker


def decide_grid(
    mechanisms: Sequence[Mechanism], costs: Costs, tasks: Grid, payloads: Grid, *, computing: bool
) -> DecisionGrid:
    """The map for ``tasks`` (seconds) and ``payloads`` (bytes); ``mechanisms`` simplest first."""

    def seconds(mechanism: Mechanism, ends: _Ends = VALUES) -> Grid:
        return per_task(mechanism, costs, tasks, payloads, computing=computing, ends=ends)

    values = np.array([seconds(one) for one in mechanisms])
    best = values.argmin(axis=0)
    ratios = {}
    for i, j in combinations(range(len(mechanisms)), 2):
        least, most = _ratios(mechanisms[i], mechanisms[j], seconds)
        ratios[i, j], ratios[j, i] = (least, most), (1 / most, 1 / least)
    # As good: the best, less than a tenth slower, or not told to be slower.
    alike = np.array([best == i for i in range(len(mechanisms))])
    for (i, j), (least, _) in ratios.items():
        alike[i] |= (best == j) & ((values[i] < TENTH * values[j]) | (least <= 1.0))
    chosen = alike.argmax(axis=0)  # the first that is as good
    inconclusive = np.zeros(chosen.shape, dtype=bool)
    for (i, j), (_, most) in ratios.items():
        inconclusive |= (chosen == i) & alike[j] & (most > TENTH)
    picked = np.take_along_axis(values, chosen[None], axis=0)[0]
    return DecisionGrid(tuple(mechanisms), chosen, tasks[None, :] / picked, inconclusive)


def per_task(
    mechanism: Mechanism,
    costs: Costs,
    tasks: Grid,
    payloads: Grid,
    *,
    computing: bool,
    ends: _Ends = VALUES,
) -> Grid:
    """Seconds per task; a row for each payload, a column for each task."""

    def figure(cost: str, name: str, estimate: Estimate) -> float:
        end = ends.get((cost, name), "value") if estimate.bounded else "value"
        return float(getattr(estimate, end))

    task, _ = np.broadcast_arrays(tasks[None, :], payloads[:, None])
    name, channel, parallel = mechanism.dispatch, mechanism.channel, mechanism.parallel
    if not name:
        return task
    dispatch = max(0.0, figure("dispatch", name, costs.dispatch[name]))
    carrying = np.zeros((len(payloads), 1))
    if channel:
        trips = {size: figure("trips", channel, one) for size, one in costs.trips[channel].items()}
        carrying = _carrying(trips, payloads)[:, None]
    parent = (1 - mechanism.by_worker) * carrying
    worker = mechanism.by_worker * carrying
    spread = task + worker + (parent if computing else 0.0)
    at_once = figure("parallel", parallel, costs.parallel[parallel])
    return np.asarray(dispatch + np.maximum(parent, spread / at_once))


def _carrying(trips: Mapping[int, float], payloads: Grid) -> Grid:
    """Seconds of a trip beyond one of the smallest payload; never below 0."""
    sizes = sorted(trips)
    seconds = [trips[size] for size in sizes]
    return np.maximum(np.interp(payloads, sizes, seconds) - seconds[0], 0.0)


def _ratios(
    one: Mechanism, other: Mechanism, seconds: Callable[[Mechanism, _Ends], Grid]
) -> tuple[Grid, Grid]:
    """The least and the most that one / other can be, over all ends of their intervals."""
    names = sorted({
        (cost, name)
        for each in (one, other)
        for cost, name in (
            ("dispatch", each.dispatch), ("trips", each.channel), ("parallel", each.parallel)
        )
        if name
    })  # fmt: skip
    ratios = [
        seconds(one, ends) / seconds(other, ends)
        for chosen in product(("low", "high"), repeat=len(names))
        for ends in [dict(zip(names, chosen, strict=True))]
    ]
    return np.minimum.reduce(ratios), np.maximum.reduce(ratios)


#: The simplest first. A payload to a process pool takes the same way as one to a pool.
SERIAL_LOOP = Mechanism("serial loop", "")
SHARED_MEMORY = "shared_memory"
PROCESS_MECHANISMS = (
    Mechanism(api_name(POOL), POOL, "pool_argument", "processes"),
    Mechanism(api_name(PROCESS_POOL), PROCESS_POOL, "pool_argument", "processes"),
    Mechanism(
        f"{api_name(POOL)} + {api_name(SHARED_MEMORY)}", POOL, SHARED_MEMORY, "processes", 0.5
    ),
)
THREADS_MECHANISM = Mechanism(api_name(THREADS), THREADS, "", "threads")


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
