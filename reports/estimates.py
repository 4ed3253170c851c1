"""From rounds to numbers with intervals: one `CaseResult` per case.

All ratios are taken within rounds first and summarised after (a ratio of two medians would let
the host's slow drift back in that the pairing took out):

    seconds            case_i                   what one call took
    speedup            reference_i / case_i     over the serial loop of the same round
    efficiency         speedup_i / workers
    share_of_ceiling   ceiling_i / case_i       absent where there is no ceiling
    null_control       reference_i / case_i     of the serial loop against itself; truth is 1

and of the seconds, for who waits for the slowest, their 95th percentile (``seconds_p95``) and the
greatest (``seconds_worst``, which has no interval: it grows with the number of rounds).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from benchmarks.intervals import (
    Estimate,
    median_interval,
    quantile_interval,
    ratio_interval,
    rounds_that_count,
)
from benchmarks.record import SPEEDUP, WEAK_SCALING, Case
from reports.kinds import COMPUTING as COMPUTING
from reports.kinds import OVERHEAD as OVERHEAD
from reports.saved import SavedCase, SavedRun
from reports.shape import drifts, modes

SERIAL, CEILING = "serial", "ceiling"
FAMILY = SPEEDUP
#: Rounds shorter than this (seconds) are mostly the mechanism's own cost: starting the two
#: workers of a pool alone takes 5 to 15 ms.
SHORT = 0.005

#: Families whose cases run whole workloads; all others measure what an operation costs.
WHOLE_WORK = (SPEEDUP, WEAK_SCALING)
#: Quantities that are ratios within rounds.
RATIOS = ("times_reference", "speedup", "efficiency", "share_of_ceiling")
OF_A_CASE = ("seconds", "speedup", "efficiency", "share_of_ceiling")


class CaseResult(NamedTuple):
    """What is known of one case. A void one has no estimates, and says why."""

    case: Case
    kind: str
    tasks: int
    estimates: Mapping[str, Estimate]
    rounds: int  # measured
    disturbed: int  # of these
    warnings: tuple[str, ...]
    void: str
    memory: float  # bytes: the peaks of its workers' resident memory, summed; NaN if unknown

    @property
    def seconds(self) -> Estimate:
        return self.estimates["seconds"]

    @property
    def speedup(self) -> Estimate:
        return self.estimates["speedup"]

    @property
    def share(self) -> Estimate | None:
        """Share of the ceiling; None where there is no ceiling."""
        return self.estimates.get("share_of_ceiling")


def by_round(saved: SavedCase) -> dict[str, Sequence[float]]:
    """Every quantity that the rounds of a case have, disturbed rounds too; see `reports.table`.

    ``seconds`` of the case and of its reference (``granularity``): of a round, or, in a cost
    family, of one operation.
    """
    case, reference, workers = saved.case_seconds, saved.reference_seconds, saved.case.workers
    operations = 1 if saved.family in WHOLE_WORK else saved.tasks
    ratios = [own / one for own, one in zip(reference, case, strict=True)]
    if saved.family == WEAK_SCALING:
        ratios = [workers * ratio for ratio in ratios]
    found: dict[str, Sequence[float]] = {
        "seconds": [own / operations for own in case],
        "granularity": [one / operations for one in reference],
        "times_reference": [own / one for own, one in zip(case, reference, strict=True)],
        "speedup": ratios,
        "efficiency": [ratio / workers for ratio in ratios],
        **saved.observed,
    }
    if saved.family != WEAK_SCALING and saved.tasks:
        pairs = zip(case, reference, strict=True)
        found["cost"] = [(own - one) / saved.tasks for own, one in pairs]
    if saved.ceiling_seconds:
        pairs = zip(saved.ceiling_seconds, case, strict=True)
        found["share_of_ceiling"] = [ceiling / own for ceiling, own in pairs]
    return found


def counted(saved: SavedCase) -> tuple[list[int], tuple[str, ...]]:
    """The places of the rounds that count, and a warning where disturbed ones had to."""
    places, disturbed = rounds_that_count(saved.disturbed), sum(saved.disturbed)
    if not disturbed or len(places) < len(saved.disturbed):
        return places, ()
    return places, (f"{disturbed} of {len(places)} rounds disturbed",)


def calm(saved: SavedCase, name: str) -> list[float]:
    """A quantity of `by_round` in the rounds that count; empty where there is none."""
    values = by_round(saved).get(name)
    return [values[place] for place in counted(saved)[0]] if values else []


def estimates_of(saved: SavedCase, names: Iterable[str]) -> dict[str, Estimate]:
    """Those of the quantities ``names`` that a case has, over the rounds that count."""
    values, (places, warnings) = by_round(saved), counted(saved)
    made = {}
    for name in names:
        if own := [values[name][place] for place in places] if name in values else []:
            found = (ratio_interval if name in RATIOS else median_interval)(own)
            made[name] = found._replace(warnings=warnings + found.warnings)
    return made


def case_results(run: SavedRun) -> list[CaseResult]:
    """A result for each speedup case of ``run``, in the file's order."""
    results = []
    for saved in run.cases:
        if saved.family != FAMILY:
            continue
        case = saved.case
        estimates: dict[str, Estimate] = {}
        own: tuple[str, ...] = ()
        if not saved.void:
            estimates, own = _estimates(saved)
            own += cautions(case, saved.kind, estimates["seconds"], run.machine.usable_cores)
        results.append(
            CaseResult(
                case,
                saved.kind,
                saved.tasks,
                estimates,
                len(saved.case_seconds),
                sum(saved.disturbed),
                (*saved.warnings, *own),
                saved.void,
                saved.peak_memory_bytes,
            )
        )
    return results


def _estimates(saved: SavedCase) -> tuple[dict[str, Estimate], tuple[str, ...]]:
    made = estimates_of(saved, OF_A_CASE)
    own = made["seconds"].warnings + _of_several_pieces(calm(saved, "speedup"))
    if saved.case.strategy == SERIAL:
        made = {"seconds": made["seconds"], "null_control": made["speedup"]}
    # Disturbed rounds too: whoever waits for the slowest call waits for those as well.
    made["seconds_p95"] = quantile_interval(saved.case_seconds, 0.95)
    made["seconds_worst"] = _worst(saved.case_seconds)
    return made, own


def _worst(seconds: list[float]) -> Estimate:
    nan = math.nan
    words = f"the worst of {len(seconds)} rounds; of more it is worse"
    return Estimate(max(seconds), nan, nan, nan, len(seconds), (words,))


def _of_several_pieces(ratios: list[float]) -> tuple[str, ...]:
    """What a median hides of its rounds."""
    found = []
    if drifts(ratios):
        third = len(ratios) // 3
        first, last = (median_interval(part).value for part in (ratios[:third], ratios[-third:]))
        found.append(f"drifts: the speedup went from {first:.2f} to {last:.2f} over the rounds")
    two = modes(ratios)
    if two is not None:
        found.append(f"two modes: rounds lie about {two[0]:.2f} or {two[1]:.2f}, not between")
    return tuple(found)


def cautions(case: Case, kind: str, seconds: Estimate, usable: int) -> tuple[str, ...]:
    """What a reader must know before using the numbers of this case."""
    told = []
    if kind != OVERHEAD and seconds.value < SHORT:
        told.append("overhead-bound at this size; try a larger --sizes")
    if kind in COMPUTING and case.workers > usable:
        told.append(f"oversubscribed: {case.workers} workers on {usable} usable cores")
    return tuple(told)


def pooled(cases: Iterable[SavedCase], over: str, under: str = "") -> Estimate | None:
    """The median, over all rounds of ``cases`` that count, of one part of a round over another.

    ``over`` and ``under`` are names of `SavedCase`'s lists. Rounds of one case lie close together,
    so this interval is a little too narrow; it is used for the noise floor and the ceiling's line,
    not to compare strategies.
    """
    values: list[float] = []
    warnings: dict[str, None] = {}
    # Case by case: else the calm rounds of one quiet case would stand for all.
    for saved in cases:
        places, own = counted(saved)
        warnings.update(dict.fromkeys(own))
        part, whole = getattr(saved, over), getattr(saved, under) if under else None
        values += [part[place] / whole[place] if whole else part[place] for place in places]
    if not values:
        return None
    estimate = median_interval(values)
    return estimate._replace(warnings=(*warnings, *estimate.warnings))
