"""How long a case will take: for the plan and the ETA, never for a result."""

import math

from benchmarks.host_watch import spin_seconds
from benchmarks.record import Case
from benchmarks.tracing import PICTURE_ROUNDS, PICTURED
from benchmarks.waves import traced_size
from strategies import Strategy
from workloads import Workload

#: Seconds to start and end a first worker and each further one, as seen on a 2-core virtual
#: machine with Python 3.11; only a forecast.
START_SECONDS = {
    "none": (0.0005, 0.0001),
    "fork": (0.01, 0.004),
    "forkserver": (0.02, 0.015),
    "spawn": (0.08, 0.05),
}
_SPIN_STEPS = 200_000
#: What `host_factor`'s loop took on the host whose seconds stand in the workloads' sizes.
_SPIN_SECONDS = 0.0105


def host_factor() -> float:
    """How much slower this host is than the one in the workloads' sizes; best of three."""
    return min(spin_seconds(_SPIN_STEPS) for _ in range(3)) / _SPIN_SECONDS


def forecast_seconds(
    case: Case,
    workload: Workload,
    strategy: Strategy,
    usable_cores: int,
    has_ceiling: bool,
    rounds: int,
    factor: float,
) -> float:
    """Seconds of wall time that all rounds of a case will take, audit and traced round too."""
    slower = 1.0 if workload.kind == "sleep" else factor
    serial = workload.sizes[case.size].seconds * slower
    parallel = serial / _parallelism(case, workload, strategy, usable_cores) + _start_seconds(case)
    traced = workload.sizes[traced_size(case)].seconds * slower
    ceiling = serial / min(case.workers, usable_cores) if has_ceiling else 0.0
    beside = serial if traced == serial else 0.0  # the traced round's serial loop
    pictures = PICTURE_ROUNDS if case.workload in PICTURED and beside else 1
    untimed = parallel + pictures * (parallel * traced / serial + beside)
    return rounds * (serial + ceiling + parallel) + untimed


def forecast_grown_seconds(
    case: Case,
    workload: Workload,
    strategy: Strategy,
    usable_cores: int,
    has_ceiling: bool,
    rounds: int,
    factor: float,
) -> float:
    """Seconds of wall time of a weak-scaling case: as many shares as workers, beside one."""
    slower = 1.0 if workload.kind == "sleep" else factor
    share = workload.sizes[case.size].seconds * slower
    grown = share * case.workers
    parallel = grown / _parallelism(case, workload, strategy, usable_cores) + _start_seconds(case)
    ceiling = grown / min(case.workers, usable_cores) if has_ceiling else 0.0
    return rounds * (share + ceiling + parallel) + parallel


def _start_seconds(case: Case) -> float:
    if case.state != "cold":
        return 0.0
    first, further = START_SECONDS[case.start_method]
    return first + further * case.workers


def _parallelism(case: Case, workload: Workload, strategy: Strategy, usable_cores: int) -> float:
    workers = min(case.workers, workload.sizes[case.size].items)
    if strategy.worker == "none":
        return 1.0
    if workload.kind == "sleep":
        return float(workers)
    if strategy.worker == "thread" and workload.kind in ("cpu", "mixed", "empty"):
        return 1.0
    return float(min(workers, usable_cores))


def in_words(seconds: float) -> str:
    """A duration for people: ``8 s``, ``2:05 min``, ``1:10 h``."""
    whole = math.ceil(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02} min"
    return f"{whole // 3600}:{whole % 3600 // 60:02} h"
