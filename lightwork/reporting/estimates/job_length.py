"""What a mechanism gains on a job of any length: where starting its workers has paid.

In each block a case ran cold (with starting and ending its workers) and warm (workers running), in
one process. So a block gives the seconds that starting and ending take, S = cold - warm, and the
speedup s of the work alone. A job of L seconds in the serial loop takes S + L / s: its speedup is

    L / (S + L / s)

which is 1 at L = S / (1 - 1 / s), where it begins to pay, and a share h of its best, s, from
L = h s S / (1 - h) on. Each is computed block by block and summarised after, as all that is divided
was measured in the same block. It is Hockney's n-half (R. W. Hockney, *The Science of Computer
Benchmarking*, 1996), in seconds of the serial loop.

Of what is not measured warm (threads, processes that are started in each call) S is the median of
the family ``startup``, where that was run. That has no first run in it, so it is the least.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from lightwork.core.intervals import Estimate, median_interval, rounds_that_count
from lightwork.core.record import FIRST_SECONDS, Case
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.cost_selection import where
from lightwork.reporting.read.saved_run import SavedCase

#: "Its best" is reached where so much of it is.
NEARLY_ALL = 0.9


class JobLength(NamedTuple):
    """What was measured of one case: seconds of starting and ending, and the speedup, by block."""

    starts: Sequence[float]
    speedups: Sequence[float]

    @property
    def start(self) -> Estimate:
        """Seconds that starting and ending the workers take, the first time in a process."""
        return median_interval(self.starts)

    @property
    def best(self) -> Estimate:
        """The speedup of a job without end."""
        return median_interval(self.speedups)

    @property
    def pays_from(self) -> Estimate:
        """Seconds in the serial loop of the job that takes as long with the mechanism.

        Infinite where it never pays.
        """
        return median_interval([_breaks_even(*block) for block in self._blocks])

    @property
    def nearly_all_from(self) -> Estimate:
        """Seconds in the serial loop of the job that gains `NEARLY_ALL` of the best speedup."""
        factor = NEARLY_ALL / (1 - NEARLY_ALL)
        return median_interval([factor * start * gain for start, gain in self._blocks])

    def speedup(self, seconds: float) -> Estimate:
        """Of a job that takes the serial loop so many ``seconds``."""
        return median_interval([seconds / (s + seconds / gain) for s, gain in self._blocks])

    @property
    def _blocks(self) -> list[tuple[float, float]]:
        return list(zip(self.starts, self.speedups, strict=True))


def _breaks_even(start: float, gain: float) -> float:
    if gain <= 1:
        return math.inf
    return start / (1 - 1 / gain)


def job_length_of(analysis: Analysis, case: Case) -> JobLength | None:
    """What is known of ``case``, cold or warm; None where its start was not measured."""
    cold, warm = (analysis.saved.get(case._replace(state=one)) for one in ("cold", "warm"))
    if cold is None or cold.void or cold.block is None:
        return None
    if warm is not None and not warm.void and warm.block is not None:
        return _by_blocks(cold, warm)
    start = _start_of(analysis, case)
    return None if start is None else _with_start(start, cold)


def _with_start(start: float, cold: SavedCase) -> JobLength:
    """Of what starts in so many seconds, which a cold case has in its own."""
    speedups = [
        cold.reference_seconds[place] / max(cold.case_seconds[place] - start, start)
        for place in rounds_that_count(cold.disturbed)
    ]
    return JobLength([start] * len(speedups), speedups)


def _by_blocks(cold: SavedCase, warm: SavedCase) -> JobLength | None:
    """Start and speedup of the blocks that have both."""
    assert cold.block is not None
    assert warm.block is not None
    of_cold = dict(zip(cold.block, cold.case_seconds, strict=True))
    starts: list[float] = []
    speedups: list[float] = []
    for place in rounds_that_count(warm.disturbed):
        if warm.block[place] in of_cold:
            seconds = warm.case_seconds[place]
            # Where both scatter by more than starting takes, the difference may come out below 0.
            starts.append(max(0.0, of_cold[warm.block[place]] - seconds))
            speedups.append(warm.reference_seconds[place] / seconds)
    return JobLength(starts, speedups) if starts else None


def _start_of(analysis: Analysis, case: Case) -> float | None:
    """Seconds of starting and ending such workers, the first time in a process.

    They start one after the other, so that what was measured of fewer grows with their number.
    """
    about = {"strategy": case.strategy, "start_method": case.start_method}
    found = {
        one.case.workers: one.estimates[FIRST_SECONDS].value
        for one in where(analysis, "startup", workload="open_close", size="bare", **about)
        if FIRST_SECONDS in one.estimates
    }
    if not found:
        return None
    measured = max((one for one in found if one <= case.workers), default=min(found))
    return found[measured] * max(1.0, case.workers / measured)
