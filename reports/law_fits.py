"""Amdahl's law and the universal scalability law, fitted to measured speedups.

Workers over speedup is linear in the coefficients: ``p / S = a + b (p - 1) + c p (p - 1)`` with
gamma = 1 / a, alpha = b / a, beta = c / a (Amdahl: c = 0), and so the least squares of relative
errors, with b and c not below 0, are solved without a search. A point is the trimmed mean of the
logarithms of its rounds (`significance.centre`).

There are two sources of error, and at each end an interval reaches as far as the farther of both:

* what the scatter of the rounds allows: each point's own variance, carried through the fit;
* what the distance of the points from the law allows: the law may not be the truth, and noise that
  lasts longer than a case moves all rounds of a point alike. With few points this is much, by
  Student's t of as many degrees of freedom as there are points more than coefficients.

Both are drawn many times (multivariate t, before b and c are held above 0); bands, peak
and knee come from the same draws. Source of the linear form: N. J. Gunther, *Guerrilla Capacity
Planning* (2007), section 5.2; degrees of freedom of the first after Welch and Satterthwaite.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from benchmarks.intervals import WANTED, Estimate
from reports.least_squares import Array, carried, drawn, not_below_zero
from reports.significance import centre

#: Names of the coefficients, in the order of a, b and c.
NAMES = ("gamma", "alpha", "beta")
AMDAHL, USL = "Amdahl", "USL"
TERMS = {AMDAHL: 2, USL: 3}
ENDS = (100 * (1 - WANTED) / 2, 100 * (1 + WANTED) / 2)
#: Share of the peak's speedup that is enough.
ENOUGH = 0.95
#: In place of what wild draws make 0 or less, where a speedup would be infinite or negative.
TINY = 1e-9


class Point(NamedTuple):
    """The speedup with a number of workers."""

    workers: int
    speedup: float
    variance: float  # squared standard error of its logarithm
    freedom: float
    rounds: int


class Fit(NamedTuple):
    """A law fitted to points; see the module for what its intervals cover."""

    law: str
    points: tuple[Point, ...]
    solution: Array  # a, b and, in the USL, c
    draws: tuple[Array, Array]  # of the same, without bounds; one row each

    @property
    def _solutions(self) -> tuple[Array, ...]:
        return (self.solution, *self.draws)

    @property
    def most(self) -> int:
        """The largest measured number of workers: nothing is said beyond it."""
        return max(point.workers for point in self.points)

    @property
    def coefficients(self) -> Mapping[str, Estimate]:
        """gamma, alpha and, in the USL, beta."""
        return {
            name: _estimate(self, *(_coefficient(one, i) for one in self._solutions))
            for i, name in enumerate(NAMES[: TERMS[self.law]])
        }

    def speedups(self, workers: Sequence[float]) -> list[Estimate]:
        """What the law says for these numbers of workers."""
        solution, *draws = (_speedups(one, workers) for one in self._solutions)
        return [
            _estimate(self, solution[i], *(one[:, i] for one in draws)) for i in range(len(workers))
        ]

    @property
    def knee(self) -> Estimate:
        """The fewest workers, in whole numbers, that reach `ENOUGH` of the most within `most`."""
        return _estimate(self, *(_reaching(one, self.most, ENOUGH) for one in self._solutions))

    @property
    def peak(self) -> Estimate:
        """The workers with the largest speedup, in whole numbers up to `most`."""
        return _estimate(self, *(_reaching(one, self.most, 1.0) for one in self._solutions))

    def misses(self) -> list[float]:
        """For each point how far the law lies from it: 0.1 is a tenth above."""
        law = _speedups(self.solution, [point.workers for point in self.points])
        return [float(s) / point.speedup - 1 for s, point in zip(law, self.points, strict=True)]

    def terms(self) -> list[Estimate]:
        """The parts of ``p / S`` at `most`: a, b (p - 1) and c p (p - 1), without bounds."""
        factors = _factors([self.most])[0]
        return [
            _estimate(self, *(one[..., i] * factors[i] for one in self._solutions))
            for i in range(TERMS[self.law])
        ]


def point(workers: int, speedups: Sequence[float]) -> Point:
    """The speedups of the rounds with ``workers``. Raises ValueError for fewer than 6 rounds."""
    own = centre([math.log(speedup) for speedup in speedups])
    return Point(workers, math.exp(own.value), own.variance, own.freedom, len(speedups))


def fit(law: str, points: Sequence[Point]) -> Fit:
    """Fit ``law``. Raises ValueError unless there are more points than coefficients."""
    terms = TERMS[law]
    if len({one.workers for one in points}) <= terms:
        raise ValueError(
            f"got {len(points)} points, expected more than {law}'s {terms} coefficients"
        )
    over = np.array([one.workers / one.speedup for one in points])
    design = _factors([one.workers for one in points])[:, :terms] / over[:, None]
    solution = not_below_zero(design)
    inverse = np.linalg.pinv(design)
    free = inverse.sum(axis=1)
    by_rounds, freedom = carried(
        inverse,
        np.array([one.variance for one in points]),
        np.array([one.freedom for one in points]),
    )
    spare = len(points) - terms
    distance = float(np.sum((design @ solution - 1) ** 2)) / spare
    by_distance = distance * inverse @ inverse.T
    draws = (drawn(free, by_rounds, freedom), drawn(free, by_distance, spare))
    return Fit(law, tuple(points), solution, draws)


def _factors(workers: Sequence[float]) -> Array:
    """What a, b and c are multiplied by, a row for each number of workers."""
    p = np.asarray(workers, dtype=float)
    return np.stack([np.ones_like(p), p - 1, p * (p - 1)], axis=1)


def _coefficient(abc: Array, number: int) -> Array:
    """gamma, alpha or beta (not below 0) of a solution or of each draw."""
    a = np.maximum(abc[..., 0], TINY)
    found: Array = 1 / a if number == 0 else np.maximum(abc[..., number], 0) / a
    return found


def _speedups(abc: Array, workers: Sequence[float]) -> Array:
    """Speedups by a solution, or by each draw (a row each), for these numbers of workers."""
    p = np.asarray(workers, dtype=float)
    factors = _factors(workers)[:, : abc.shape[-1]]
    found: Array = p / np.maximum(abc @ factors.T, TINY)
    return found


def _reaching(abc: Array, most: int, share: float) -> Array:
    """The fewest workers up to ``most`` with this share of the largest speedup up to there."""
    speedups = _speedups(abc, range(1, most + 1))
    enough = speedups >= share * speedups.max(axis=-1, keepdims=True)
    found: Array = enough.argmax(axis=-1) + 1.0
    return found


def _estimate(one: Fit, value: Any, *draws: Array) -> Estimate:
    """A value with the interval that covers those of both kinds of draws, and the value."""
    ends = [np.percentile(values, ENDS) for values in draws]
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    rounds = sum(point.rounds for point in one.points)
    return Estimate(
        float(value), min(float(low), float(value)), max(float(high), float(value)), WANTED, rounds
    )
