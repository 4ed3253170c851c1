"""How a strategy scales on a workload: serial fractions, a law where one is carried, a range.

A law is about workers that compute on a core each. So it gets the points up to the physical cores
(the usable ones where these are fewer or the physical are unknown), and none of a workload that
waits. How many workers to take is decided like all else: those of what is recommended.

A law is used only where

* there are enough worker counts: `FEWEST_COUNTS`, two or three more than it has coefficients;
* it describes them: no point lies more than `FAR` from it and more than its rounds scatter;
* its coefficients are identified: none of its terms is uncertain (half its interval) by more than
  `VAGUE` of workers / speedup at the most workers. Where two terms can stand for each other, as
  the universal law's do at few counts, both are;
* the universal law only: beta's interval excludes 0. Else there is no peak to speak of, and the
  points are Amdahl's.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lightwork.core.decision import Decision
from lightwork.core.intervals import FEWEST_VALUES, Estimate
from lightwork.reporting.decide.decisions import DECIDED, case_of, decision_of, named_standing
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.selection import curve
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.stats import scaling_laws as laws
from lightwork.reporting.stats.paired_ratios import undisturbed_values
from lightwork.reporting.text.figures import count, listed, percent
from lightwork.reporting.text.names import COMPUTING, OVERHEAD

FEWEST_COUNTS = {laws.AMDAHL: 4, laws.USL: 6}
#: A point this far from a law (share of its speedup), beyond this many of its standard errors,
#: does not follow it.
FAR, ERRORS = 0.10, 3.0
VAGUE = 0.25
#: What the coefficients are called in words.
COEFFICIENTS = {"gamma": "first worker", "alpha": "serial fraction", "beta": "crosstalk"}


class Refusal(NamedTuple):
    """Why a law is not used."""

    text: str
    figures: str = ""  # of this workload

    def __str__(self) -> str:
        return f"{self.text} ({self.figures})" if self.figures else self.text


class Law(NamedTuple):
    """The law that points carry, or None; and why no other, the most telling law first."""

    fit: laws.Fit | None
    refusals: tuple[Refusal, ...]


def choose_law(points: Sequence[laws.SpeedupPoint], up_to: str) -> Law:
    """The universal law if the points carry it, else Amdahl's, else none.

    ``up_to`` says which points there could be: ``up to 8 physical cores``.
    """
    refusals: list[Refusal] = []
    for law in (laws.USL, laws.AMDAHL):
        found = _fitted(law, points, up_to)
        if isinstance(found, laws.Fit):
            return Law(found, tuple(refusals))
        refusals.append(found)
    if len(points) < FEWEST_COUNTS[laws.AMDAHL]:
        del refusals[0]  # it needs more still
    return Law(None, tuple(refusals))


def _fitted(law: str, points: Sequence[laws.SpeedupPoint], up_to: str) -> laws.Fit | Refusal:
    needed = FEWEST_COUNTS[law]
    counts = sorted(point.workers for point in points)
    if len(counts) < needed:
        got = f"{len(counts)}: {', '.join(map(str, counts))}" if counts else "none"
        return Refusal(f"not enough worker counts to say: {law} needs {needed} {up_to}, got {got}")
    found = laws.fit(law, points)
    return _far_off(found) or _vague(found) or found


def _far_off(found: laws.Fit) -> Refusal | None:
    """Whether a point does not follow the law."""
    misses = [
        (abs(miss), point.workers, "above" if miss > 0 else "below")
        for miss, point in zip(found.misses(), found.points, strict=True)
        if abs(miss) > max(FAR, ERRORS * point.variance**0.5)
    ]
    if not misses:
        return None
    miss, workers, side = max(misses)
    figures = f"{percent(miss)} {side} it with {count(workers, 'worker')}"
    return Refusal(f"{found.law} does not describe what was measured", figures)


def _vague(found: laws.Fit) -> Refusal | None:
    """Which coefficient the points leave open."""
    terms = found.terms()
    most = VAGUE * sum(term.value for term in terms)
    vague = [
        COEFFICIENTS[name]
        for name, term in zip(found.coefficients, terms, strict=True)
        if not (term.high - term.low) / 2 <= most
    ]
    if vague:
        return Refusal(f"the points leave {found.law}'s {listed(vague)} open")
    if found.law == laws.USL and found.coefficients["beta"].low <= 0:
        return Refusal("USL is no better than Amdahl (crosstalk may be 0), so no peak is claimed")
    return None


class Scaling(NamedTuple):
    """How a strategy scales on ``work``."""

    work: Work
    strategy: str
    cores: int  # up to which workers have a core each
    results: tuple[CaseResult, ...]  # all measured counts, ascending
    points: tuple[laws.SpeedupPoint, ...]  # those that a law may be fitted to
    karp_flatt: Mapping[int, Estimate]  # workers -> serial fraction
    law: Law
    workers: int | None  # how many are recommended; None where the serial loop is


def scaling_of(
    analysis: Analysis, work: Work, strategy: str, state: str = "cold", workers: int | None = None
) -> Scaling | None:
    """How ``strategy`` scales on ``work``; None for work that waits or where nothing was run.

    ``workers`` are those that are recommended.
    """
    results = curve(analysis, work, strategy, state)
    if work.kind not in COMPUTING or not results:
        return None
    physical, cores, sort = analysis.run.machine.physical_cores, analysis.usable, "usable"
    if physical is not None and physical <= cores:
        cores, sort = physical, "physical"
    within = [one for one in results if one.case.workers <= cores]
    points = [
        laws.speedup_point(one.case.workers, speedups)
        for one in within
        if len(speedups := undisturbed_values(analysis.saved[one.case], "speedup")) >= FEWEST_VALUES
    ]
    up_to = f"up to {count(cores, f'{sort} core')}"
    up_to += f" with {FEWEST_VALUES} rounds each" if len(points) < len(within) else ""
    law = choose_law(points, up_to)
    return Scaling(
        work=work,
        strategy=strategy,
        cores=cores,
        results=tuple(results),
        points=tuple(points),
        karp_flatt={
            one.case.workers: laws.karp_flatt_of(one.speedup, one.case.workers)
            for one in within
            if one.case.workers > 1
        },
        law=law,
        workers=workers,
    )


def recommended(analysis: Analysis) -> list[Scaling]:
    """For each workload that computes: how what is recommended scales.

    Where the serial loop is recommended, how the best scales that was measured.
    """
    found = []
    for work in analysis.works:
        decision = _of_most_counts(analysis, work)
        if decision is not None and work.kind != OVERHEAD:
            case = case_of(named_standing(decision))
            workers = case.workers if decision.chosen is not None else None
            found.append(scaling_of(analysis, work, case.strategy, case.state, workers))
    return [one for one in found if one is not None]


def _of_most_counts(analysis: Analysis, work: Work) -> Decision | None:
    """What was decided of long jobs, or of one call where that has more numbers of workers.

    A long job with one worker is none: that is left out of the plan.
    """

    def counts(decision: Decision) -> int:
        case = case_of(named_standing(decision))
        several = len(curve(analysis, work, case.strategy, case.state))
        return several + (case.state == "warm" and several > 1)

    found = [decision_of(analysis, work, state) for state in DECIDED]
    return max((one for one in found if one is not None), key=counts, default=None)
