"""From rounds to numbers with intervals: one `CaseResult` per case.

All ratios are taken within rounds first and summarised after (a ratio of two medians would let
the host's slow drift back in that the pairing took out):

    seconds            case_i                   what one call took
    speedup            reference_i / case_i     over the serial loop of the same round
    efficiency         speedup_i / workers
    share_of_ceiling   ceiling_i / case_i       absent where there is no ceiling
    null_control       reference_i / case_i     of the serial loop against itself; truth is 1

Of work that grows with the workers, whose reference is the serial loop over one worker's share:

    efficiency         reference_i / case_i     1: p workers do p shares in the time of one
    scaled_speedup     workers * reference_i / case_i, over a serial loop of all shares
    serial_fraction    Gustafson's, from the scaled speedup; from two workers on, and only for work
                       that computes: who waits is not serial

Of an operation of the cost families, whose reference is the same without the mechanism:

    cost               (case_i - reference_i) / operations   EPCC's overhead; may be below 0
    seconds            case_i / operations                   total time
    granularity        reference_i / operations              seconds of its work
    times_reference    case_i / reference_i

and the median of all that was observed beside seconds, by its name in `OBSERVED`.

Of the seconds of speedup cases, for who waits for the slowest, there is their 95th percentile
(``seconds_p95``) and the greatest (``seconds_worst``, which has no interval: it grows with the
number of rounds).

Sources: J. L. Gustafson, "Reevaluating Amdahl's law", Communications of the ACM 31 (1988) 532; of
``cost`` J. M. Bull, "Measuring synchronisation and scheduling overheads in OpenMP", EWOMP 1999.

A case is flagged where its rounds are not of one piece, as they drift or fall into two modes: an
interval of a median says nothing of either. They are never mended: no round is left out. The levels
are strict, as a run has a hundred cases: about one in a thousand is flagged though its rounds are
independent and of one piece.
"""

import math
from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple

from lightwork.core.intervals import Estimate, median_interval, unbounded
from lightwork.core.record import NULL_CONTROL, OBSERVED, SPEEDUP, WEAK_SCALING, Case
from lightwork.reporting.read.saved_run import SavedCase
from lightwork.reporting.stats.paired_ratios import estimates_of, undisturbed_values
from lightwork.reporting.stats.scaling_laws import gustafson_of
from lightwork.reporting.stats.significance import quantile_interval
from lightwork.reporting.text.names import COMPUTING, OVERHEAD

#: What is estimated of a case, by family, in the order of the tables; of all others the third.
OF_SPEEDUP = ("seconds", "speedup", "efficiency", "share_of_ceiling")
OF_GROWING = ("seconds", "efficiency", "speedup", "share_of_ceiling")
OF_COSTS = (
    "cost", "seconds", "granularity", "times_reference", "speedup", "efficiency",
    "share_of_ceiling", *OBSERVED,
)  # fmt: skip
#: Rounds shorter than this (seconds) are mostly the mechanism's own cost: starting the two
#: workers of a pool alone takes 5 to 15 ms.
SHORT_ROUND_SECONDS = 0.005
#: Fewest rounds in which either can be seen at such a level.
FEWEST_FOR_DRIFT = 10
#: Two-sided normal quantile of 0.001.
STRICT = 3.29
#: Each mode must hold at least this share of the rounds; less is a burst, which the median bears.
LEAST_MODE_SHARE = 0.25
#: The gap between two modes, times the number of rounds, in widths of the wider of them. Simulated
#: for 10 to 100 rounds: of normal, lognormal, Laplace and uniform noise at most 0.4 % have such a
#: gap (``tests/reporting/stats/test_drift_and_modes.py``).
GAP = 25
#: Modes nearer than 5 % are one for who uses the number.
APART = 0.05


class CaseResult(NamedTuple):
    """What is known of one case, of any family. A void one has no estimates, and says why."""

    case: Case
    family: str
    kind: str
    tasks: int  # in a round, of all workers; in a cost family: operations
    estimates: Mapping[str, Estimate]
    totals: Mapping[str, float]  # of what was observed, summed over all rounds
    rounds: int  # measured
    disturbed: int  # of these
    warnings: tuple[str, ...]
    void: str | None
    memory: float  # bytes: the peaks of its workers' resident memory, summed; NaN if unknown

    @property
    def seconds(self) -> Estimate:
        return self.estimates["seconds"]

    @property
    def cost(self) -> Estimate:
        """Only of a cost family."""
        return self.estimates["cost"]

    @property
    def speedup(self) -> Estimate:
        return self.estimates["speedup"]

    @property
    def efficiency(self) -> Estimate:
        return self.estimates["efficiency"]

    @property
    def serial_fraction(self) -> Estimate | None:
        """Gustafson's, of growing work; None for one worker and for work that waits."""
        return self.estimates.get("serial_fraction")

    @property
    def share(self) -> Estimate | None:
        """Share of the ceiling; None where there is no ceiling."""
        return self.estimates.get("share_of_ceiling")


def case_result(saved: SavedCase, usable: int) -> CaseResult:
    """What is known of a case measured where so many cores were ``usable``."""
    made = {SPEEDUP: _speedup, WEAK_SCALING: _growing}.get(saved.family, _cost)
    estimates, warnings = ({}, ()) if saved.void else made(saved, usable)
    return CaseResult(
        case=saved.case,
        family=saved.family,
        kind=saved.kind,
        tasks=saved.tasks,
        estimates=estimates,
        totals={name: sum(values) for name, values in saved.observed.items()},
        rounds=len(saved.case_seconds),
        disturbed=sum(saved.disturbed),
        warnings=(*saved.warnings, *warnings),
        void=saved.void,
        memory=saved.peak_memory_bytes,
    )


def _speedup(saved: SavedCase, usable: int) -> tuple[dict[str, Estimate], tuple[str, ...]]:
    found = estimates_of(saved, OF_SPEEDUP)
    seconds = found["seconds"]
    if saved.case.strategy == NULL_CONTROL:
        found = {"seconds": seconds, "null_control": found["speedup"]}
    # Disturbed rounds too: whoever waits for the slowest call waits for those as well.
    found["seconds_p95"] = quantile_interval(saved.case_seconds, 0.95)
    rounds = len(saved.case_seconds)
    grows = f"the worst of {rounds} rounds; of more it is worse"
    found["seconds_worst"] = unbounded(max(saved.case_seconds), rounds, grows)
    pieces = _of_several_pieces(undisturbed_values(saved, "speedup"))
    return found, (*seconds.warnings, *pieces, *cautions(saved, seconds, usable))


def _growing(saved: SavedCase, usable: int) -> tuple[dict[str, Estimate], tuple[str, ...]]:
    found = {
        "scaled_speedup" if name == "speedup" else name: estimate
        for name, estimate in estimates_of(saved, OF_GROWING).items()
    }
    if saved.case.workers > 1 and saved.kind in COMPUTING:
        found["serial_fraction"] = gustafson_of(found["scaled_speedup"], saved.case.workers)
    seconds = found["seconds"]
    return found, (*seconds.warnings, *cautions(saved, seconds, usable))


def _cost(saved: SavedCase, _usable: int) -> tuple[dict[str, Estimate], tuple[str, ...]]:
    found = estimates_of(saved, OF_COSTS)
    return found, found["cost"].warnings


def cautions(saved: SavedCase, seconds: Estimate, usable: int) -> list[str]:
    """What a reader must know before using the numbers of this case."""
    found = []
    if saved.kind != OVERHEAD and seconds.value < SHORT_ROUND_SECONDS:
        found.append("overhead-bound at this size; try a larger --sizes")
    if saved.kind in COMPUTING and saved.case.workers > usable:
        found.append(f"oversubscribed: {saved.case.workers} workers on {usable} usable cores")
    return found


def _of_several_pieces(ratios: Sequence[float]) -> list[str]:
    """What a median hides of its rounds."""
    found = []
    if drifts(ratios):
        third = len(ratios) // 3
        first, last = (median_interval(part).value for part in (ratios[:third], ratios[-third:]))
        found.append(f"drifts: the speedup went from {first:.2f} to {last:.2f} over the rounds")
    if two := modes(ratios):
        found.append(f"two modes: rounds lie about {two[0]:.2f} or {two[1]:.2f}, not between")
    return found


def drifts(values: Sequence[float]) -> bool:
    """Whether the values rise or fall over the rounds (Mann-Kendall test, p < 0.001).

    H. B. Mann, Econometrica 13 (1945) 245; M. G. Kendall, *Rank Correlation Methods* (1948).
    """
    count = len(values)
    if count < FEWEST_FOR_DRIFT:
        return False
    rises = sum(
        (later > earlier) - (later < earlier)
        for i, earlier in enumerate(values)
        for later in values[i + 1 :]
    )
    variance = count * (count - 1) * (2 * count + 5) / 18
    return abs(rises) - 1 > STRICT * math.sqrt(variance)


def modes(ratios: Sequence[float]) -> tuple[float, float] | None:
    """The middles of two modes, where the ratios fall into two heaps with a wide gap between.

    None where there is one heap, or too few rounds to say.
    """
    count = len(ratios)
    if count < FEWEST_FOR_DRIFT:
        return None
    ordered = sorted(math.log(ratio) for ratio in ratios)
    least = math.ceil(LEAST_MODE_SHARE * count)
    cut = max(range(least, count - least + 1), key=lambda cut: ordered[cut] - ordered[cut - 1])
    below, above = ordered[:cut], ordered[cut:]
    gap, width = above[0] - below[-1], max(below[-1] - below[0], above[-1] - above[0])
    if gap * count <= GAP * width or gap < APART:
        return None
    return math.exp(median(below)), math.exp(median(above))
