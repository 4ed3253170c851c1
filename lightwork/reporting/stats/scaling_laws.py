"""Laws of scaling: serial fractions by formula, and two laws fitted to measured speedups.

With p workers, a serial fraction (contention) ``alpha`` and ``beta``, the cost of every pair of
workers, the speedup over the serial loop is

    Amdahl's law                  gamma p / (1 + alpha (p - 1))
    universal scalability law     gamma p / (1 + alpha (p - 1) + beta p (p - 1))

``gamma`` is what one worker of the mechanism reaches: 1 in Amdahl's paper, here less where starting
it and handing out work takes a while. With beta above 0 there is a peak, at
``sqrt((1 - alpha) / beta)`` workers. Coefficients are numbers without a unit; serial fractions of a
measured case may come out below 0 (more speedup than workers) or above 1 (slower than the serial
loop).

Workers over speedup is linear: ``p / S = a + b (p - 1) + c p (p - 1)`` with gamma = 1 / a,
alpha = b / a, beta = c / a (Amdahl: c = 0), and so the least squares of relative errors, with b and
c not below 0, are solved without a search. A point is the trimmed mean of the logarithms of its
rounds (`significance.trimmed_mean`).

There are two sources of error, and at each end an interval reaches as far as the farther of both:

* what the scatter of the rounds allows: each point's own variance, carried through the fit;
* what the distance of the points from the law allows: the law may not be the truth, and noise that
  lasts longer than a case moves all rounds of a point alike. With few points this is much, by
  Student's t of as many degrees of freedom as there are points more than coefficients.

Both are drawn many times (multivariate t, before b and c are held above 0); bands, peak and knee
come from the same draws.

Sources: G. M. Amdahl, AFIPS Conference Proceedings 30 (1967) 483; J. L. Gustafson, Communications
of the ACM 31 (1988) 532; A. H. Karp and H. P. Flatt, Communications of the ACM 33 (1990) 539;
N. J. Gunther, *Guerrilla Capacity Planning* (2007), chapters 4 to 6 (the linear form: section 5.2);
degrees of freedom of the scatter after Welch and Satterthwaite.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lightwork.core.intervals import CONFIDENCE, Estimate
from lightwork.reporting.stats.significance import trimmed_mean_of_logs

Array = np.ndarray[Any, np.dtype[np.float64]]
DRAWS, DRAWS_SEED = 2000, 1
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
    def most(self) -> int:
        """The largest measured number of workers: nothing is said beyond it."""
        return max(point.workers for point in self.points)

    @property
    def coefficients(self) -> Mapping[str, Estimate]:
        """gamma, alpha and, in the USL, beta."""
        return {
            name: self._estimate(*(_coefficient(one, i) for one in self._solutions))
            for i, name in enumerate(COEFFICIENT_NAMES[: TERMS_OF_LAW[self.law]])
        }

    def speedups(self, workers: Sequence[float]) -> list[Estimate]:
        """What the law says for these numbers of workers."""
        solution, *draws = (_speedups(one, workers) for one in self._solutions)
        return [
            self._estimate(solution[i], *(one[:, i] for one in draws)) for i in range(len(workers))
        ]

    @property
    def knee(self) -> Estimate:
        """The fewest workers, in whole numbers, that reach `ENOUGH` of the most within `most`."""
        return self._estimate(*(_reaching(one, self.most, ENOUGH) for one in self._solutions))

    @property
    def peak(self) -> Estimate:
        """The workers with the largest speedup, in whole numbers up to `most`."""
        return self._estimate(*(_reaching(one, self.most, 1.0) for one in self._solutions))

    def misses(self) -> list[float]:
        """For each point how far the law lies from it: 0.1 is a tenth above."""
        law = _speedups(self.solution, [point.workers for point in self.points])
        return [float(s) / point.speedup - 1 for s, point in zip(law, self.points, strict=True)]

    def terms(self) -> list[Estimate]:
        """The parts of ``p / S`` at `most`: a, b (p - 1) and c p (p - 1), without bounds."""
        factors = _factors([self.most])[0]
        return [
            self._estimate(*(one[..., i] * factors[i] for one in self._solutions))
            for i in range(TERMS_OF_LAW[self.law])
        ]

    @property
    def _solutions(self) -> tuple[Array, ...]:
        return (self.solution, *self.draws)

    def _estimate(self, value: Any, *draws: Array) -> Estimate:
        """A value with the interval that covers those of both kinds of draws, and the value."""
        own = float(value)
        ends = np.array([np.percentile(values, ENDS) for values in draws])
        low, high = min(own, *ends[:, 0].tolist()), max(own, *ends[:, 1].tolist())
        return Estimate(own, low, high, CONFIDENCE, sum(point.rounds for point in self.points))


def speedup_point(workers: int, speedups: Sequence[float]) -> SpeedupPoint:
    """The speedups of the rounds with ``workers``. Raises ValueError for fewer than 6 rounds."""
    own = trimmed_mean_of_logs(speedups)
    return SpeedupPoint(workers, math.exp(own.value), own.variance, own.freedom, len(speedups))


def fit(law: str, points: Sequence[SpeedupPoint]) -> Fit:
    """Fit ``law``. Raises ValueError unless there are more points than coefficients."""
    # Loaded where it is used: it takes 0.2 s, and only runs of four worker counts have a law.
    from scipy.optimize import nnls

    terms = TERMS_OF_LAW[law]
    if len({one.workers for one in points}) <= terms:
        raise ValueError(
            f"got {len(points)} points, expected more than {law}'s {terms} coefficients"
        )
    over = np.array([one.workers / one.speedup for one in points])
    design = _factors([one.workers for one in points])[:, :terms] / over[:, None]
    solution: Array = nnls(design, np.ones(len(design)))[0]
    inverse = np.linalg.pinv(design)
    free = inverse.sum(axis=1)
    by_rounds, freedom = _propagated_covariance(inverse, points)
    spare = len(points) - terms
    distance = float(np.sum((design @ solution - 1) ** 2)) / spare
    draws = (
        _coefficient_draws(free, by_rounds, freedom),
        _coefficient_draws(free, distance * inverse @ inverse.T, spare),
    )
    return Fit(law, tuple(points), solution, draws)


def karp_flatt(speedup: float, workers: int) -> float:
    """The serial fraction that a speedup with two or more workers shows: ``(1/S - 1/p)/(1 - 1/p)``.

    Where it is the same at all counts it is Amdahl's; where it grows, overhead grows with workers.
    """
    return (1 / speedup - 1 / workers) / (1 - 1 / workers)


def gustafson_fraction(scaled_speedup: float, workers: int) -> float:
    """The serial fraction s of work that grows with two or more workers: ``S = p - s (p - 1)``."""
    return (workers - scaled_speedup) / (workers - 1)


def karp_flatt_of(speedup: Estimate, workers: int) -> Estimate:
    """The serial fraction by `karp_flatt`, with its interval."""
    return _fraction(karp_flatt, speedup, workers)


def gustafson_of(scaled_speedup: Estimate, workers: int) -> Estimate:
    """The serial fraction by `gustafson_fraction`, with its interval."""
    return _fraction(gustafson_fraction, scaled_speedup, workers)


def _fraction(formula: Callable[[float, int], float], speedup: Estimate, workers: int) -> Estimate:
    """More speedup is a smaller serial fraction, so the bounds swap."""
    value, low, high = (formula(s, workers) for s in (speedup.value, speedup.high, speedup.low))
    return speedup._replace(value=value, low=low, high=high)


def _propagated_covariance(inverse: Array, points: Sequence[SpeedupPoint]) -> tuple[Array, float]:
    """Covariance of the coefficients from the points' own variances; its degrees of freedom.

    After Welch and Satterthwaite, the fewest of any coefficient.
    """
    variances = np.array([one.variance for one in points])
    parts = inverse**2 * variances
    below = (parts**2 / np.array([one.freedom for one in points])).sum(axis=1)
    freedom = parts.sum(axis=1) ** 2 / np.maximum(below, np.finfo(float).tiny)
    return (inverse * variances) @ inverse.T, max(1.0, float(freedom.min()))


def _coefficient_draws(middle: Array, covariance: Array, freedom: float) -> Array:
    """`DRAWS` of the coefficients by the multivariate t distribution, a row each; seeded."""
    random = np.random.default_rng(DRAWS_SEED)
    values, vectors = np.linalg.eigh(covariance)
    normal = random.standard_normal((DRAWS, len(values)))
    scale = np.sqrt(random.chisquare(freedom, DRAWS) / freedom)
    moved: Array = (normal / scale[:, None]) @ (vectors * np.sqrt(np.maximum(values, 0))).T
    return middle + moved


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
