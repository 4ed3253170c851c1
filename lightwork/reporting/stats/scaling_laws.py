"""Laws of scaling as plain formulas: numbers in, numbers out; nothing is fitted here.

Speedups are over the serial loop. Serial fractions and coefficients are numbers without a unit;
those of a measured case may come out below 0 (more speedup than workers) or above 1 (slower than
the serial loop).

Sources: G. M. Amdahl, AFIPS Conference Proceedings 30 (1967) 483; J. L. Gustafson, Communications
of the ACM 31 (1988) 532; A. H. Karp and H. P. Flatt, Communications of the ACM 33 (1990) 539;
N. J. Gunther, *Guerrilla Capacity Planning* (2007), chapters 4 to 6.

Linear least squares with few coefficients, and what is known of these: covariance and draws.

Amdahl's law and the universal scalability law, fitted to measured speedups.

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

from lightwork.core.intervals import CONFIDENCE, Estimate
from lightwork.reporting.stats.significance import trimmed_mean

Array = np.ndarray[Any, np.dtype[np.float64]]
DRAWS, DRAWS_SEED = 2000, 1


def not_below_zero(design: Array) -> Array:
    """The coefficients, none below 0, with ``design @ them`` nearest to 1."""
    # Loaded where it is used: it takes 0.2 s, and only runs of four worker counts have a law.
    from scipy.optimize import nnls

    found: Array = nnls(design, np.ones(len(design)))[0]
    return found


def propagated_covariance(inverse: Array, variances: Array, freedoms: Array) -> tuple[Array, float]:
    """Covariance of ``inverse @ values`` from the values' own variances; its degrees of freedom.

    After Welch and Satterthwaite, the fewest of any coefficient.
    """
    parts = inverse**2 * variances
    below = (parts**2 / freedoms).sum(axis=1)
    freedom = parts.sum(axis=1) ** 2 / np.maximum(below, np.finfo(float).tiny)
    return (inverse * variances) @ inverse.T, max(1.0, float(freedom.min()))


def coefficient_draws(middle: Array, covariance: Array, freedom: float) -> Array:
    """`DRAWS` of the coefficients by the multivariate t distribution, a row each; seeded."""
    random = np.random.default_rng(DRAWS_SEED)
    values, vectors = np.linalg.eigh(covariance)
    normal = random.standard_normal((DRAWS, len(values)))
    scale = np.sqrt(random.chisquare(freedom, DRAWS) / freedom)
    moved: Array = (normal / scale[:, None]) @ (vectors * np.sqrt(np.maximum(values, 0))).T
    return middle + moved


#: Names of the coefficients, in the order of a, b and c.
COEFFICIENT_NAMES = ("gamma", "alpha", "beta")
AMDAHL, USL = "Amdahl", "USL"
TERMS_OF_LAW = {AMDAHL: 2, USL: 3}
ENDS = (100 * (1 - CONFIDENCE) / 2, 100 * (1 + CONFIDENCE) / 2)
#: Share of the peak's speedup that is enough.
ENOUGH = 0.95
#: In place of what wild draws make 0 or less, where a speedup would be infinite or negative.
TINY = 1e-9


class SpeedupPoint(NamedTuple):
    """The speedup with a number of workers."""

    workers: int
    speedup: float
    variance: float  # squared standard error of its logarithm
    freedom: float
    rounds: int


class Fit(NamedTuple):
    """A law fitted to points; see the module for what its intervals cover."""

    law: str
    points: tuple[SpeedupPoint, ...]
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
            for i, name in enumerate(COEFFICIENT_NAMES[: TERMS_OF_LAW[self.law]])
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
            for i in range(TERMS_OF_LAW[self.law])
        ]


def point(workers: int, speedups: Sequence[float]) -> SpeedupPoint:
    """The speedups of the rounds with ``workers``. Raises ValueError for fewer than 6 rounds."""
    own = trimmed_mean([math.log(speedup) for speedup in speedups])
    return SpeedupPoint(workers, math.exp(own.value), own.variance, own.freedom, len(speedups))


def fit(law: str, points: Sequence[SpeedupPoint]) -> Fit:
    """Fit ``law``. Raises ValueError unless there are more points than coefficients."""
    terms = TERMS_OF_LAW[law]
    if len({one.workers for one in points}) <= terms:
        raise ValueError(
            f"got {len(points)} points, expected more than {law}'s {terms} coefficients"
        )
    over = np.array([one.workers / one.speedup for one in points])
    design = _factors([one.workers for one in points])[:, :terms] / over[:, None]
    solution = not_below_zero(design)
    inverse = np.linalg.pinv(design)
    free = inverse.sum(axis=1)
    by_rounds, freedom = propagated_covariance(
        inverse,
        np.array([one.variance for one in points]),
        np.array([one.freedom for one in points]),
    )
    spare = len(points) - terms
    distance = float(np.sum((design @ solution - 1) ** 2)) / spare
    by_distance = distance * inverse @ inverse.T
    draws = (
        coefficient_draws(free, by_rounds, freedom),
        coefficient_draws(free, by_distance, spare),
    )
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
        float(value),
        min(float(low), float(value)),
        max(float(high), float(value)),
        CONFIDENCE,
        rounds,
    )


def amdahl(workers: float, gamma: float, alpha: float) -> float:
    """The speedup of fixed work with the serial fraction ``alpha``: ``g p / (1 + a (p - 1))``.

    ``gamma`` is what one worker of the mechanism reaches: 1 in Amdahl's paper, here less where
    starting it and handing out work takes a while.
    """
    return usl(workers, gamma, alpha, 0.0)


def usl(workers: float, gamma: float, alpha: float, beta: float) -> float:
    """The speedup by Gunther's universal law: ``g p / (1 + a (p - 1) + b p (p - 1))``.

    ``alpha`` is contention (Amdahl's serial fraction), ``beta`` the cost of every pair of workers:
    above 0 there is a peak, at ``sqrt((1 - alpha) / beta)`` workers.
    """
    waiting = alpha * (workers - 1)
    crosstalk = beta * workers * (workers - 1)
    return gamma * workers / (1 + waiting + crosstalk)


def karp_flatt(speedup: float, workers: int) -> float:
    """The serial fraction that a speedup with two or more workers shows: ``(1/S - 1/p)/(1 - 1/p)``.

    Where it is the same at all counts it is Amdahl's; where it grows, overhead grows with workers.
    """
    return (1 / speedup - 1 / workers) / (1 - 1 / workers)


def gustafson(workers: int, serial_fraction: float) -> float:
    """The scaled speedup of work that grows with the workers: ``p - s (p - 1)``."""
    return workers - serial_fraction * (workers - 1)


def gustafson_fraction(scaled_speedup: float, workers: int) -> float:
    """The serial fraction that a scaled speedup with two or more workers shows."""
    return (workers - scaled_speedup) / (workers - 1)


def karp_flatt_of(speedup: Estimate, workers: int) -> Estimate:
    """The serial fraction with its interval: more speedup is a smaller one, so the bounds swap."""
    return speedup._replace(
        value=karp_flatt(speedup.value, workers),
        low=karp_flatt(speedup.high, workers),
        high=karp_flatt(speedup.low, workers),
    )


def gustafson_of(scaled_speedup: Estimate, workers: int) -> Estimate:
    """The serial fraction with its interval; the bounds swap as in `karp_flatt_of`."""
    return scaled_speedup._replace(
        value=gustafson_fraction(scaled_speedup.value, workers),
        low=gustafson_fraction(scaled_speedup.high, workers),
        high=gustafson_fraction(scaled_speedup.low, workers),
    )
