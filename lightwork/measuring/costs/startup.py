"""Family startup: what it costs to start workers and to end them.

Workloads: ``open_close`` starts all workers, gives them nothing to do and ends them in good order
(``close`` and ``join``, never ``terminate``); ``first_result`` starts the mechanism, waits for the
result of one task, and then ends it: start, result and end are all inside of the clock. Executors
start lazily; how that is met is told in `lightwork.measuring.costs._startup.mechanisms`. A
``manager`` is a server alone. One operation is starting and ending the whole set of workers.

Size is the weight of the parent: ``bare``, ``numpy`` (has imported it, and the task uses it),
``numpy_preload`` (the fork server has, too), ``objects`` (holds 256 MB of Python objects). The
parent is the process that the case is opened in. A bare one is a fork of a launcher which has
loaded the modules that measure here, those of the mechanisms among them, and nothing else. The
reference is the same without a mechanism: this process does the task itself.

A script pays the *first* opening in its process, which starts what later ones find (a fork server,
a resource tracker) and loads the rest of what a mechanism needs. So a bare case begins with one:
nothing is started before it, its seconds are observed beside the rounds, which time later openings,
and each round has a process of its own.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import product
from typing import Any

from lightwork.core.record import CASE, FIRST_SECONDS, REFERENCE, Case
from lightwork.measuring.cases.cost_family import CostFamily, Probe, Scope
from lightwork.measuring.cases.round_parts import RoundPart, verify
from lightwork.measuring.costs._repeats import Batch
from lightwork.measuring.costs._startup.mechanisms import Opening, audit, open_and_close
from lightwork.measuring.costs._startup.process_promises import CheckedBatch
from lightwork.measuring.costs._startup.ways import Ways, worker_counts
from lightwork.measuring.costs._startup.worker_tasks import ANSWER, answer_with_numpy, least_answer
from lightwork.measuring.host.memory import require_free
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.parent_weights import (
    BARE,
    HELD_BYTES,
    NUMPY_PRELOAD,
    NUMPY_WEIGHT,
    OBJECTS,
    make_heavy,
)
from lightwork.strategy import Strategy

OPEN_CLOSE, FIRST_RESULT = "open_close", "first_result"
STARTUP_WORKLOADS = (OPEN_CLOSE, FIRST_RESULT)
STARTED_MECHANISMS = (
    "threads",
    "thread_pool",
    "process",
    "pool",
    "process_pool",
    "manager",
    "interpreters",
)
#: A server is one process, however many use it.
OPENED_ALONE = "manager"
ROUNDS = {"quick": 6, "standard": 6, "thorough": 10}
#: Seconds to start and end a worker, as seen on a 2-core virtual machine with Python 3.11.
_START_SECONDS = {"none": 0.00015, "fork": 0.004, "forkserver": 0.018, "spawn": 0.045}
NO_NUMPY = Skip("interpreters with numpy", "numpy cannot be imported into a second interpreter.")


def plan(scope: Scope) -> Iterator[Case | Skip]:
    """Every mechanism from a bare parent, then what one weight after the other changes."""
    ways = Ways(scope, STARTED_MECHANISMS)
    yield from ways.skips()
    yield from _bare(scope, ways)
    if scope.effort == "thorough" and "interpreters" in ways.names:
        yield NO_NUMPY
    for weight in (NUMPY_WEIGHT, NUMPY_PRELOAD, OBJECTS):
        yield from _heavy(scope, ways, weight)


def _bare(scope: Scope, ways: Ways) -> Iterator[Case]:
    """Every mechanism; in quick other start methods than the default for the lead ones only."""
    quick = scope.effort == "quick"
    for name in ways.names:
        for method, workload in product(ways.methods(name, not quick), STARTUP_WORKLOADS):
            yield from _bare_cases(scope, workload, name, method)
    for name in ("process", "pool") if quick else ():
        for method in ways.methods(name) if name in ways.names else ():
            yield from _bare_cases(scope, OPEN_CLOSE, name, method)


def _heavy(scope: Scope, ways: Ways, weight: str) -> Iterator[Case]:
    """What a heavy parent changes, for one worker: numpy at the first result, objects at a fork."""
    others = sorted({*ways.names} - {OPENED_ALONE, "interpreters"})
    names = {"quick": ["process"], "standard": ["process", "pool"]}.get(scope.effort, others)
    workload = OPEN_CLOSE if weight == OBJECTS else FIRST_RESULT
    for name in names:
        for method in ways.methods(name) if name in ways.names else ():
            if weight == NUMPY_PRELOAD and method != "forkserver":
                continue
            if scope.effort == "quick" and weight == OBJECTS and method != "fork":
                continue
            yield Case(workload, weight, name, method, min(scope.workers or (1,)), 1, "cold")


def _bare_cases(scope: Scope, workload: str, name: str, method: str) -> Iterator[Case]:
    counts = (1,) if name == OPENED_ALONE else worker_counts(scope)
    if workload == FIRST_RESULT and scope.effort != "thorough":
        counts = (min(counts),)
    for workers in counts:
        yield Case(workload, BARE, name, method, workers, 1, "cold")


@contextmanager
def open(case: Case, strategies: Mapping[str, Strategy]) -> Iterator[Probe]:
    """Make this process as heavy as the case says; a round opens and closes the mechanism."""
    if case.size == OBJECTS:
        require_free(2 * HELD_BYTES)
    make_heavy(case.size, HELD_BYTES)
    operations = starts_of(case)
    opening = Opening(case.strategy, case.start_method, case.workers, _task_of(case))
    value = case.workers if opening.task is None else ANSWER
    observed = {FIRST_SECONDS: _first_seconds(opening, value)} if case.size == BARE else {}
    alone = Batch(partial(_open_each, opening.without_mechanism(), operations))
    open_each = partial(_open_each, opening, operations)
    timed: RoundPart = Batch(open_each)
    if case.strategy == "process" and case.workload == OPEN_CLOSE:
        timed = CheckedBatch(open_each, case.start_method)
    yield Probe(
        {REFERENCE: alone, CASE: timed},
        [value] * operations,
        operations,
        strategies[case.strategy].worker,
        partial(audit, case),
        observe=lambda: observed,
    )


def _first_seconds(opening: Opening, expected: Any) -> float:
    """Of the first opening in this process; its result is verified."""
    start = time.perf_counter()
    value = open_and_close(opening)
    seconds = time.perf_counter() - start
    verify([value], [expected])
    return seconds


def _open_each(opening: Opening, times: int) -> list[Any]:
    return [open_and_close(opening) for _ in range(times)]


def _task_of(case: Case) -> Callable[[], int] | None:
    if case.workload == OPEN_CLOSE:
        return None
    return answer_with_numpy if case.size in (NUMPY_WEIGHT, NUMPY_PRELOAD) else least_answer


def starts_of(case: Case) -> int:
    """How many operations a round does: as many as take some 10 ms, so that a tick is small."""
    if case.start_method == "none":
        several = 10 if case.strategy == "interpreters" else 100
    elif case.start_method == "fork":
        several = 2 if case.size == OBJECTS else 8 if case.strategy == "process" else 4
    else:
        several = 1
    return max(1, several // case.workers)


def _rounds_per_opening(case: Case) -> int:
    """A bare parent has one first opening; a heavy one takes longer to make than all rounds."""
    return 1 if case.size == BARE else max(ROUNDS.values())


def seconds(case: Case) -> tuple[float, float]:
    """Of a round, and of opening: first use, audit, a heavy parent's weight; for the forecast."""
    each = _START_SECONDS[case.start_method]
    if case.size == NUMPY_WEIGHT and case.start_method in ("forkserver", "spawn"):
        each += 0.09
    if case.size == OBJECTS and case.start_method == "fork":
        each += 0.012
    each *= (1 + case.workers) / 2  # several start at once
    per_round = each * starts_of(case)
    if case.strategy == "process" and case.workload == OPEN_CLOSE:
        per_round += each
    return per_round + 0.005, 2 * each + (0.0 if case.size == BARE else 0.2)


FAMILY = CostFamily(plan, open, seconds, ROUNDS, rounds_per_opening=_rounds_per_opening)
