"""What else the host was doing during a round: other processes, the hypervisor, its own state.

A virtual machine's neighbours can halve the speed of its cores without a tick of steal or of
foreign CPU seconds: seen for minutes on end. So a loop of known work is timed around each round.
Whether a round is flagged as disturbed depends on what others did and on the state of the host,
never on how long the round took.
"""

import math
import os
import time
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import psutil

from lightwork.core.record import (
    FOREIGN_CPU,
    FREQUENCY,
    HEAT,
    MEMORY_PRESSURE,
    QUOTA,
    SLOW_HOST,
    STEAL,
)
from lightwork.measuring.host.cores import affinity_cores
from lightwork.measuring.host.cpu_time import tree_cpu_seconds
from lightwork.measuring.host.sensors import (
    QuotaShares,
    QuotaUse,
    Reading,
    Sensors,
    quota_shares,
    quota_uses,
)

#: A round is disturbed if others took more than this share of the cores that we may use. 5 % of
#: two cores is a process that is busy for a tenth of the round; the system's own counters come in
#: ticks of 10 ms, so a finer threshold would flag rounding in rounds of 0.2 s.
DISTURBED_SHARE = 0.05
#: ... or if a quota, of which others took more than the share above, kept us waiting for more than
#: this share of the round. What we exhaust ourselves is a limit, see
#: `lightwork.measuring.host.sensors`.
THROTTLED_SHARE = 0.01
#: ... or if the host was so many times slower than at its fastest in this run.
SLOWDOWN = 1.3
#: ... or if its clock ran at less than this share of the highest frequency seen in this run.
FREQUENCY_SHARE = 0.8
#: ... or if some task waited for memory for more than this share of it,
STALLED_SHARE = 0.01
#: ... or, where that is not told, so many bytes went to or from swap: more than a page now and then
SWAPPED_BYTES = 2**20
#: Steps of the loop that tells the host's speed: 0.2 ms. The quicker of two, as one may be cut.
_SPIN_STEPS, _SPINS = 4_000, 2
#: One tick of the system's counters, seconds; what is below it is not told from rounding.
_TICK_SECONDS = 0.01


class Disturbance(NamedTuple):
    """What happened between two snapshots; what is unknown is as if it had not."""

    foreign_cpu_share: float  # others' and stolen CPU seconds / (wall seconds x cores)
    steal_share: float = 0.0
    quota: QuotaShares = QuotaShares()
    slowdown: float = 1.0  # times slower than at the host's fastest in this run
    frequency_share: float = 1.0  # of the highest frequency in this run
    heat_events: float = 0.0
    stalled_share: float = 0.0
    swapped_bytes: float = 0.0

    @property
    def causes(self) -> tuple[str, ...]:
        """Why the round should be run again, by the names of `lightwork.core.record.CAUSES`."""
        return (*self._takers(), *self._state())

    @property
    def disturbed(self) -> bool:
        """Whether the round should be run again."""
        return bool(self.causes)

    def _takers(self) -> Iterator[str]:
        """Who took CPU seconds that we could have used: each that took half of too much."""
        if self.foreign_cpu_share > DISTURBED_SHARE:
            others = self.foreign_cpu_share - self.steal_share
            if others > DISTURBED_SHARE / 2:
                yield FOREIGN_CPU
            if self.steal_share > DISTURBED_SHARE / 2:
                yield STEAL
        if self.quota.throttled > THROTTLED_SHARE and self.quota.others > DISTURBED_SHARE:
            yield QUOTA

    def _state(self) -> Iterator[str]:
        """What the host itself was short of."""
        if self.slowdown > SLOWDOWN:
            yield SLOW_HOST
        if self.frequency_share < FREQUENCY_SHARE:
            yield FREQUENCY
        if self.heat_events > 0:
            yield HEAT
        if self.stalled_share > STALLED_SHARE or self.swapped_bytes > SWAPPED_BYTES:
            yield MEMORY_PRESSURE


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
        readings = (before.sensors.kilohertz, after.sensors.kilohertz)
        now = max((one for one in readings if not math.isnan(one)), default=0.0)
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
