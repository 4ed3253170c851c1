"""What else the host was doing during a round: other processes, the hypervisor, a quota."""

import os
import time
from typing import NamedTuple

import psutil

from benchmarks.cores import throttled_seconds
from benchmarks.cpu_clock import tree_cpu_seconds

#: A round is disturbed if others took more than this share of the host's logical cores. 5 % of
#: two cores is a process that is busy for a tenth of the round; the system's own counters come in
#: ticks of 10 ms, so a finer threshold would flag rounding in rounds of 0.2 s.
DISTURBED_SHARE = 0.05
#: ... or if a quota kept us waiting for more than this share of the round.
THROTTLED_SHARE = 0.01
#: One tick of the system's counters, seconds; what is below it is not told from rounding.
_TICK_SECONDS = 0.01


class Snapshot(NamedTuple):
    """Counters at one instant, all in seconds since some fixed start."""

    wall: float
    busy_cpu: float  # of all logical cores of the host, ours and others'
    steal_cpu: float  # taken by the hypervisor
    own_cpu: float  # of our process tree
    throttled: float


class Disturbance(NamedTuple):
    """What happened between two snapshots."""

    foreign_cpu_share: float  # others' and stolen CPU seconds / (wall seconds x logical cores)
    steal_share: float
    throttled_share: float

    @property
    def disturbed(self) -> bool:
        """Whether the round should be run again."""
        return self.foreign_cpu_share > DISTURBED_SHARE or self.throttled_share > THROTTLED_SHARE


def take_snapshot() -> Snapshot:
    """Read the counters; about 0.2 ms, so only outside of the clock."""
    times = psutil.cpu_times()
    steal = float(getattr(times, "steal", 0.0))
    # guest time is contained in user time already; waiting for disks is not being busy.
    busy = times.user + times.system + float(getattr(times, "nice", 0.0))
    busy += float(getattr(times, "irq", 0.0)) + float(getattr(times, "softirq", 0.0))
    return Snapshot(
        wall=time.perf_counter(),
        busy_cpu=busy,
        steal_cpu=steal,
        own_cpu=tree_cpu_seconds(),
        throttled=throttled_seconds(),
    )


def disturbance_between(before: Snapshot, after: Snapshot) -> Disturbance:
    """What others took between two snapshots, as shares."""
    wall = max(after.wall - before.wall, 1e-9)
    capacity = wall * (os.cpu_count() or 1)
    steal = after.steal_cpu - before.steal_cpu
    busy = after.busy_cpu - before.busy_cpu
    own = after.own_cpu - before.own_cpu
    foreign = max(0.0, busy - own - _TICK_SECONDS) + max(0.0, steal)
    return Disturbance(
        foreign_cpu_share=min(1.0, foreign / capacity),
        steal_share=min(1.0, max(0.0, steal) / capacity),
        throttled_share=max(0.0, after.throttled - before.throttled) / wall,
    )
