"""Which cases are traced, with which work, and of which of them every task is saved.

One in every plan is the multiprocessing tutorial's picture: a pool of three and nine tasks of a
second, three waves. Its rounds are timed in the effort's size like all others; only its one traced
round takes the tutorial's second, else ten rounds would take two minutes.
"""

from collections.abc import Mapping

from lightwork.core.record import CEILING, DRAWN, Case
from lightwork.measuring.cases.timeline import Tracing
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.efforts import default_worker_counts, focus_count
from lightwork.strategies import COROUTINE
from lightwork.strategy import Strategy
from lightwork.workload import Workload

#: The tutorial's pool: ``apply_async``, then close and join. When it is full, a task waits.
TUTORIAL_WORKLOAD, TUTORIAL_STRATEGY, TUTORIAL_WORKERS = "naps", "pool_async", 3
#: Size that is timed -> size that is traced.
TUTORIAL_SIZE = {"medium": "large"}
#: A picture of more tasks than this shows none of them, and the saved file should stay small.
MOST_TASKS = 4000
#: A single round may be a disturbed one, and a picture is looked at as if it were typical: of this
#: many the one of middling length is kept. One alone gave 97 ms where the median of rounds was 66.
PICTURE_ROUNDS = 3


def traced_size(case: Case) -> str:
    """The size of a case's traced round: its own, but for the picture."""
    tutorial = (TUTORIAL_WORKLOAD, TUTORIAL_STRATEGY, TUTORIAL_WORKERS)
    if (case.workload, case.strategy, case.workers) == tutorial:
        return TUTORIAL_SIZE.get(case.size, case.size)
    return case.size


def tracing_of(
    case: Case,
    workloads: Mapping[str, Workload],
    strategies: Mapping[str, Strategy],
    cores: Cores,
    choice: Choice,
) -> Tracing | None:
    """How to trace a case; None for the loop, the ceiling, warm, coroutines, and for fewer workers
    than the report shows.

    The loop is a single bar; the ceiling has no start-up, no dispatch and no end inside its clock;
    and what warm workers save is what the same case shows cold. Tasks of coroutines overlap in one
    thread: a row of bars would show nothing.
    """
    how = strategies[case.strategy]
    if how.worker in ("none", COROUTINE) or case.strategy == CEILING or how.workers is not None:
        return None  # the clocks of a cluster's hosts are not one
    if case.state == "warm":
        return None
    size = traced_size(case)
    workload = workloads[case.workload]
    counts = choice.workers or default_worker_counts(cores, workload.kind)
    focus = focus_count(counts, cores, workload.kind)
    if case.workload == TUTORIAL_WORKLOAD:
        focus = TUTORIAL_WORKERS
    if case.workers not in (focus, focus_count(counts, cores, "cpu")):
        return None
    named = choice.workloads or choice.strategies  # then those that are drawn may not be among them
    drawn = named or (case.workload, case.strategy) in DRAWN
    pictured = bool(drawn) and case.workers == focus
    rounds = PICTURE_ROUNDS if pictured and size == case.size else 1
    return Tracing(size, pictured and workload.sizes[size].items <= MOST_TASKS, rounds)
