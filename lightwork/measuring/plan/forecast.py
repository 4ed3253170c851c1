"""How long a case will take: for the plan and the ETA, never for a result."""

import math

from lightwork.core.record import DRAWN, Case
from lightwork.measuring.host.noise import spin_seconds
from lightwork.measuring.plan.traced_cases import PICTURE_ROUNDS, traced_size
from lightwork.strategy import Strategy
from lightwork.workload import Workload

#: Seconds to start and end a first worker and each further one, as seen on a 2-core virtual
#: machine with Python 3.11; only a forecast.
METHOD_START_SECONDS = {
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


def loop_seconds(case: Case, workload: Workload, factor: float) -> float:
    """Seconds of the serial loop on a host that is ``factor`` times slower than usual."""
    return workload.sizes[case.size].seconds * _slower(workload, factor)


def parallel_seconds(
    case: Case,
    workload: Workload,
    strategy: Strategy,
    usable_cores: int,
    factor: float,
    shares: int = 1,
) -> float:
    """Seconds of one call of a case with its workers' start; a warm one runs twice."""
    whole = loop_seconds(case, workload, factor) * shares
    working = whole / _parallelism(case, workload, strategy, usable_cores)
    first, further = strategy.start_seconds or METHOD_START_SECONDS[case.start_method]
    return (1 + (case.state == "warm")) * working + first + further * case.workers


def traced_seconds(case: Case, workload: Workload, parallel: float, factor: float) -> float:
    """Seconds of a case's traced rounds, if it takes ``parallel`` seconds once."""
    if case.state == "warm":
        return 0.0
    serial = loop_seconds(case, workload, factor)
    traced = workload.sizes[traced_size(case)].seconds * _slower(workload, factor)
    beside = serial if traced == serial else 0.0  # the traced round's serial loop
    pictures = PICTURE_ROUNDS if (case.workload, case.strategy) in DRAWN and beside else 1
    return pictures * parallel * traced / serial + beside


def _slower(workload: Workload, factor: float) -> float:
    return 1.0 if workload.kind == "sleep" else factor


def _parallelism(case: Case, workload: Workload, strategy: Strategy, usable_cores: int) -> float:
    workers = min(case.workers, workload.sizes[case.size].items)
    if strategy.worker == "none":
        return 1.0
    if workload.kind == "sleep":
        return float(workers)
    if strategy.worker == "thread" and workload.kind in ("cpu", "mixed", "empty"):
        return 1.0
    return float(min(workers, strategy.workers or usable_cores))


def duration_text(seconds: float) -> str:
    """A duration for people: ``8 s``, ``2:05 min``, ``1:10 h``."""
    whole = math.ceil(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02} min"
    return f"{whole // 3600}:{whole % 3600 // 60:02} h"
