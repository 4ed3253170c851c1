"""Which cases are traced, with which work, and of which of them every task is saved."""

from collections.abc import Mapping
from typing import NamedTuple

from benchmarks import waves
from benchmarks.cores import Cores
from benchmarks.efforts import CEILING, LEAD_WORKLOADS
from benchmarks.options import Choice
from benchmarks.parts import Work, work_of
from benchmarks.record import Case
from benchmarks.worker_counts import default_worker_counts, focus_count
from strategies import COROUTINE, Strategy
from workloads import Workload

#: Workloads of which the report draws who worked when: what the verdict answers first, rows of
#: uneven cost, and the tutorial's waves. Of the others it needs the sums.
PICTURED = (*LEAD_WORKLOADS, "mandelbrot", waves.WORKLOAD)
#: A picture of more tasks than this shows none of them, and the saved file should stay small.
MOST_TASKS = 4000
#: A single round may be a disturbed one, and a picture is looked at as if it were typical: of this
#: many the one of middling length is kept. One alone gave 97 ms where the median of rounds was 66.
PICTURE_ROUNDS = 3


class Tracing(NamedTuple):
    """What a case's traced rounds do; ``whole``: each task of the one that is kept is saved."""

    size: str
    work: Work
    whole: bool
    rounds: int


def tracing_of(
    case: Case,
    work: Work,
    workloads: Mapping[str, Workload],
    strategies: Mapping[str, Strategy],
    cores: Cores,
    choice: Choice,
) -> Tracing | None:
    """How to trace a case that times ``work``; None for the loop, the ceiling, warm, coroutines.

    The loop is a single bar; the ceiling has no start-up, no dispatch and no end inside its clock;
    and what warm workers save is what the same case shows cold. Tasks of coroutines overlap in one
    thread: a row of bars would show nothing.
    """
    how = strategies[case.strategy]
    if how.worker in ("none", COROUTINE) or case.strategy == CEILING or how.workers is not None:
        return None  # the clocks of a cluster's hosts are not one
    if case.state == "warm":
        return None
    size = waves.traced_size(case)
    workload = workloads[case.workload]
    if size != case.size:
        work = work_of(workload, size)
    counts = choice.workers or default_worker_counts(cores, workload.kind)
    focus = focus_count(counts, cores, workload.kind)
    if case.workload == waves.WORKLOAD:
        focus = waves.WORKERS
    pictured = case.workload in PICTURED and case.workers == focus
    rounds = PICTURE_ROUNDS if pictured and size == case.size else 1
    return Tracing(size, work, pictured and len(work.items) <= MOST_TASKS, rounds)
