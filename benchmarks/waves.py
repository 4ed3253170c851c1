"""The multiprocessing tutorial's picture: a pool of three and nine tasks of a second, three waves.

One case of its own in every plan. Its rounds are timed in the effort's size like all others; only
its one traced round takes the tutorial's second, else ten rounds would take two minutes.
"""

from benchmarks.record import Case

#: The tutorial's pool: ``apply_async``, then close and join. When it is full, a task waits.
WORKLOAD, STRATEGY, WORKERS = "naps", "pool_async", 3
#: Size that is timed -> size that is traced.
TRACED_SIZE = {"medium": "large"}


def traced_size(case: Case) -> str:
    """The size of a case's traced round: its own, but for the picture."""
    if (case.workload, case.strategy, case.workers) == (WORKLOAD, STRATEGY, WORKERS):
        return TRACED_SIZE.get(case.size, case.size)
    return case.size
