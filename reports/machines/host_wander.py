"""By how much seconds are taken to differ from run to run: what waits does not wander with a host.

Of a round that waits, only what is not waiting does: workers that start, tasks that are handed out.
That is the share by which it misses the speedup that as many workers could reach.
"""

import math
from collections.abc import Sequence
from statistics import median

from benchmarks.record import SPEEDUP, WEAK_SCALING
from reports.machines.comparison import Pooled
from reports.machines.digests import CaseDigest
from reports.machines.host_speed import ASSUMED, ASSUMED_STEADY, Speed
from reports.machines.pooling import WAITS, sort_of


def assumed(kind: str, cases: Sequence[CaseDigest] = ()) -> float:
    """What is assumed of seconds of one kind of work: of a case's in each run, or of its loop's.

    A standard deviation of the logarithm, as `reports.machines.host_speed.ASSUMED`.
    """
    if sort_of(kind) != WAITS:
        return ASSUMED
    return math.hypot(ASSUMED_STEADY, ASSUMED * median([busy(one) for one in cases] or [0.0]))


def busy(case: CaseDigest | Pooled) -> float:
    """The share of a waiting case's seconds that is not waiting, from 0 to 1.

    1 - speedup / the highest possible one: as many times as there are workers, or less where the
    last of them find nothing left to do. Of costs, which are not waiting, it is 1.
    """
    if case.family not in (SPEEDUP, WEAK_SCALING) or case.speedup is None:
        return 1.0
    workers, tasks = case.case.workers, case.tasks
    waves = math.ceil(tasks / workers) if case.family == SPEEDUP and tasks else 0
    most = tasks / waves if waves else workers
    return min(1.0, max(0.0, 1 - case.speedup.value / most))


def waiting(waits: Speed, computes: Speed, busy: float) -> Speed:
    """How a host is that waits, but for a share ``busy`` of its seconds."""
    return waits._replace(
        wander=waits.wander + busy**2 * computes.wander,
        freedom=min(waits.freedom, computes.freedom) if busy else waits.freedom,
    )
