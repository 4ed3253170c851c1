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
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from lightwork.core.intervals import Estimate

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
