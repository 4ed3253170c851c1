"""What else the host was doing during a round: other processes, the hypervisor, its own state.

A virtual machine's neighbours can halve the speed of its cores without a tick of steal or of
foreign CPU seconds: seen for minutes on end. So a loop of known work is timed around each round.
"""

import math
import os
import time
from functools import cache
from typing import NamedTuple

import psutil

from benchmarks.cores import affinity_cores
from benchmarks.cpu_clock import tree_cpu_seconds
from benchmarks.disturbance import Disturbance
from benchmarks.host_sensors import Reading, Sensors
from benchmarks.quota_watch import QuotaUse, quota_shares, quota_uses

#: Steps of the loop that tells the host's speed: 0.2 ms. The quicker of two, as one may be cut.
_SPIN_STEPS, _SPINS = 4_000, 2
#: One tick of the system's counters, seconds; what is below it is not told from rounding.
_TICK_SECONDS = 0.01


class Snapshot(NamedTuple):
    """Counters at one instant, all in seconds since some fixed start."""

    wall: float
    busy_cpu: float  # of all cores that we may use, ours and others'
    steal_cpu: float  # taken from them by the hypervisor
    own_cpu: float  # of our process tree
    quotas: tuple[QuotaUse, ...] = ()
    spin_seconds: float = math.nan  # of a loop of known work
    sensors: Reading = Reading()


class Fastest:
    """The shortest that the loop of known work has taken in this process, the highest frequency."""

    def __init__(self) -> None:
        self.seconds = math.inf
        self.kilohertz = 0.0

    def spin(self) -> float:
        """Time the loop; give its seconds, and remember the shortest."""
        seconds = min(spin_seconds(_SPIN_STEPS) for _ in range(_SPINS))
        self.seconds = min(self.seconds, seconds)
        return seconds

    def slowdown(self, before: Snapshot, after: Snapshot) -> float:
        """How many times slower the host was, by the quicker of both; 1 where that is unknown."""
        seconds = min(before.spin_seconds, after.spin_seconds)
        return 1.0 if math.isnan(seconds) else seconds / self.seconds

    def frequency_share(self, before: Snapshot, after: Snapshot) -> float:
        """At which share of the highest frequency, by the higher of both; 1 where unknown.

        The higher, because a core that has just woken has not sped up yet.
        """
        looks = (before.sensors.kilohertz, after.sensors.kilohertz)
        now = max((look for look in looks if not math.isnan(look)), default=0.0)
        self.kilohertz = max(self.kilohertz, now)
        return now / self.kilohertz if now else 1.0


FASTEST = Fastest()


def spin_seconds(steps: int) -> float:
    """Seconds of a loop of known work in this process."""
    start = time.perf_counter()
    total = 0
    for step in range(steps):
        total += step
    return time.perf_counter() - start


def take_snapshot() -> Snapshot:
    """Read the counters and the host's speed; about 0.4 ms, so only outside of the clock."""
    spin = FASTEST.spin()
    busy, steal = _cpu_seconds()
    return Snapshot(
        wall=time.perf_counter(),
        busy_cpu=busy,
        steal_cpu=steal,
        own_cpu=tree_cpu_seconds(),
        quotas=quota_uses(),
        spin_seconds=spin,
        sensors=_sensors().read(),
    )


def disturbance_between(before: Snapshot, after: Snapshot) -> Disturbance:
    """What others took, and what the host was short of, between two snapshots."""
    wall = max(after.wall - before.wall, 1e-9)
    capacity = wall * _cores_watched()
    steal = max(0.0, after.steal_cpu - before.steal_cpu)
    own = after.own_cpu - before.own_cpu
    others = max(0.0, after.busy_cpu - before.busy_cpu - own - _TICK_SECONDS)
    then, now = before.sensors, after.sensors
    return Disturbance(
        foreign_cpu_share=min(1.0, (others + steal) / capacity),
        steal_share=min(1.0, steal / capacity),
        quota=quota_shares(before.quotas, after.quotas, own + _TICK_SECONDS, wall),
        slowdown=FASTEST.slowdown(before, after),
        frequency_share=FASTEST.frequency_share(before, after),
        heat_events=_grown(then.heat_events, now.heat_events),
        stalled_share=_grown(then.stalled_seconds, now.stalled_seconds) / wall,
        swapped_bytes=_grown(then.swapped_bytes, now.swapped_bytes),
    )


def _grown(before: float, after: float) -> float:
    """By how much a counter has grown; 0 where that is unknown."""
    return 0.0 if math.isnan(after - before) else max(0.0, after - before)


def _cores_watched() -> int:
    return affinity_cores() or os.cpu_count() or 1


def _cpu_seconds() -> tuple[float, float]:
    """CPU seconds of anybody, and stolen ones, on the cores that this process may run on."""
    # What runs on other cores takes none of our seconds. Where it slows ours (SMT), the loop of
    # known work tells.
    if _cores_watched() < (os.cpu_count() or 1):
        ours = os.sched_getaffinity(0)
        cores = [times for core, times in enumerate(psutil.cpu_times(percpu=True)) if core in ours]
    else:
        cores = [psutil.cpu_times()]
    # guest time is contained in user time already; waiting for disks is not being busy.
    kinds = ("user", "system", "nice", "irq", "softirq")
    busy = sum(float(getattr(core, kind, 0.0)) for core in cores for kind in kinds)
    return busy, sum(float(getattr(core, "steal", 0.0)) for core in cores)


@cache
def _sensors() -> Sensors:
    return Sensors()
