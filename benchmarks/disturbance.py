"""What disturbs a round: by which causes, beyond which thresholds.

Whether a round is flagged depends on what others did and on the state of the host, never on how
long the round took.
"""

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.quota_watch import QuotaShares
from benchmarks.record import (
    FOREIGN_CPU,
    FREQUENCY,
    HEAT,
    MEMORY_PRESSURE,
    QUOTA,
    SLOW_HOST,
    STEAL,
)

#: A round is disturbed if others took more than this share of the cores that we may use. 5 % of
#: two cores is a process that is busy for a tenth of the round; the system's own counters come in
#: ticks of 10 ms, so a finer threshold would flag rounding in rounds of 0.2 s.
DISTURBED_SHARE = 0.05
#: ... or if a quota, of which others took more than the share above, kept us waiting for more than
#: this share of the round. What we exhaust ourselves is a limit, see `benchmarks.quota_watch`.
THROTTLED_SHARE = 0.01
#: ... or if the host was so many times slower than at its fastest in this run.
SLOWDOWN = 1.3
#: ... or if its clock ran at less than this share of the highest frequency seen in this run.
FREQUENCY_SHARE = 0.8
#: ... or if some task waited for memory for more than this share of it,
STALLED_SHARE = 0.01
#: ... or, where that is not told, so many bytes went to or from swap: more than a page now and then
SWAPPED_BYTES = 2**20


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
        """Why the round should be run again, by the names of `benchmarks.record.CAUSES`."""
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
