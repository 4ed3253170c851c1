"""What each effort measures, and what the suite asks first."""

from typing import NamedTuple

#: One workload for each question that the verdict answers first: computing that holds the GIL,
#: computing that releases it, waiting.
LEAD_WORKLOADS = ("prime_count", "hash_chain", "sleep")
#: What a Python programmer chooses between first.
LEAD_STRATEGIES = ("threads", "thread_pool", "process", "pool", "process_pool")
#: What is tried on every other workload: one mechanism of each sort.
BREADTH_STRATEGIES = ("threads", "process", "pool")
#: On hosts with more worker counts than this, only those get all of them: executors follow the
#: curves of threads and pools closely, and a run on 64 cores must not take all day.
MOST_CURVE_POINTS = 4
#: Measured against itself: the null control. The ceiling is measured in every round anyway.
NULL_CONTROL, CEILING = "serial", "ceiling"


class Effort(NamedTuple):
    """How much is measured: size of the work and rounds of each case."""

    size: str
    rounds: int
    all_workloads: bool
    all_start_methods: bool
    lead_size: str | None  # lead workloads once more in this size


EFFORTS = {
    "quick": Effort("small", 6, False, False, None),
    "standard": Effort("medium", 10, True, False, None),
    "thorough": Effort("medium", 20, True, True, "large"),
}
