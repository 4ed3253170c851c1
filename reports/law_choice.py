"""Which law of scaling some points can carry, and in words why none or no other.

A law is used only where

* there are enough worker counts: `FEWEST_COUNTS`, two or three more than it has coefficients;
* it describes them: no point lies more than `FAR` from it and more than its rounds scatter;
* its coefficients are identified: none of its terms is uncertain (half its interval) by more than
  `VAGUE` of workers / speedup at the most workers. Where two terms can stand for each other, as
  the universal law's do at few counts, both are;
* the universal law only: beta's interval excludes 0. Else there is no peak to speak of, and the
  points are Amdahl's.
"""

from collections.abc import Sequence
from typing import NamedTuple

from reports.law_fits import AMDAHL, USL, Fit, Point, fit
from reports.wording import count, listed, percent

FEWEST_COUNTS = {AMDAHL: 4, USL: 6}
#: A point this far from a law (share of its speedup), beyond this many of its standard errors,
#: is told not to follow it.
FAR, ERRORS = 0.10, 3.0
VAGUE = 0.25
#: What the coefficients are called in words.
COEFFICIENTS = {"gamma": "first worker", "alpha": "serial fraction", "beta": "crosstalk"}


class Refusal(NamedTuple):
    """Why a law is not used."""

    words: str
    figures: str = ""  # of this workload

    def __str__(self) -> str:
        return f"{self.words} ({self.figures})" if self.figures else self.words


class Law(NamedTuple):
    """The law that points carry, or None; and why no other, the most telling law first."""

    fit: Fit | None
    refusals: tuple[Refusal, ...]


def choose_law(points: Sequence[Point], up_to: str) -> Law:
    """The universal law if the points carry it, else Amdahl's, else none.

    ``up_to`` says which points there could be: ``up to 8 physical cores``.
    """
    refusals: list[Refusal] = []
    for law in (USL, AMDAHL):
        found = _fitted(law, points, up_to)
        if isinstance(found, Fit):
            return Law(found, tuple(refusals))
        refusals.append(found)
    if len(points) < FEWEST_COUNTS[AMDAHL]:
        del refusals[0]  # it needs more still
    return Law(None, tuple(refusals))


def _fitted(law: str, points: Sequence[Point], up_to: str) -> Fit | Refusal:
    needed = FEWEST_COUNTS[law]
    counts = sorted(point.workers for point in points)
    if len(counts) < needed:
        got = f"{len(counts)}: {', '.join(map(str, counts))}" if counts else "none"
        return Refusal(f"not enough worker counts to say: {law} needs {needed} {up_to}, got {got}")
    found = fit(law, points)
    return _far_off(found) or _vague(found) or found


def _far_off(found: Fit) -> Refusal | None:
    """Whether a point is told not to follow the law."""
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


def _vague(found: Fit) -> Refusal | None:
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
    if found.law == USL and found.coefficients["beta"].low <= 0:
        return Refusal("USL can't be told from Amdahl (crosstalk may be 0), so no peak is claimed")
    return None
