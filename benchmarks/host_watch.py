"""What else the host was doing during a round: other processes, the hypervisor, a quota, its speed.

A virtual machine's neighbours can halve the speed of its cores without a tick of steal or of
foreign CPU seconds: seen for minutes on end. So a loop of known work is timed around each round.
"""

import math
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
#: ... or if the host was so many times slower than at its fastest in this run.
SLOWDOWN = 1.3
#: Steps of the loop that tells the host's speed: 0.2 ms. The quicker of two, as one may be cut.
_SPIN_STEPS, _SPINS = 4_000, 2
#: One tick of the system's counters, seconds; what is below it is not told from rounding.
_TICK_SECONDS = 0.01


class Snapshot(NamedTuple):
    """Counters at one instant, all in seconds since some fixed start."""

    wall: float
    busy_cpu: float  # of all logical cores of the host, ours and others'
    steal_cpu: float  # taken by the hypervisor
    own_cpu: float  # of our process tree
    throttled: float
    spin_seconds: float = math.nan  # of a loop of known work


class Disturbance(NamedTuple):
    """What happened between two snapshots."""

    foreign_cpu_share: float  # others' and stolen CPU seconds / (wall seconds x logical cores)
    steal_share: float
    throttled_share: float
    slowdown: float = 1.0  # times slower than at the host's fastest in this run

    @property
    def disturbed(self) -> bool:
        """Whether the round should be run again."""
        return (
            self.foreign_cpu_share > DISTURBED_SHARE
            or self.throttled_share > THROTTLED_SHARE
            or self.slowdown > SLOWDOWN
        )


class Fastest:
    """The shortest that the loop of known work has taken in this process."""

    def __init__(self) -> None:
        self.seconds = math.inf

    def spin(self) -> float:
        """Time the loop; give its seconds, and remember the shortest."""
        seconds = min(spin_seconds(_SPIN_STEPS) for _ in range(_SPINS))
        self.seconds = min(self.seconds, seconds)
        return seconds

    def slowdown(self, before: Snapshot, after: Snapshot) -> float:
        """How many times slower the host was, by the quicker of both; 1 where that is unknown."""
        seconds = min(before.spin_seconds, after.spin_seconds)
        return 1.0 if math.isnan(seconds) else seconds / self.seconds


FASTEST = Fastest()


def spin_seconds(steps: int) -> float:
    """Seconds of a loop of known work in this process."""
    start = time.perf_counter()
    total = 0
    for step in range(steps):
        total += step
    return time.perf_counter() - start


def take_snapshot() -> Snapshot:
    """Read the counters and the host's speed; about 0.8 ms, so only outside of the clock."""
    spin = FASTEST.spin()
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
        spin_seconds=spin,
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
        slowdown=FASTEST.slowdown(before, after),
    )
