"""Laws of scaling as plain formulas: numbers in, numbers out; nothing is fitted here.

Speedups are over the serial loop. Serial fractions and coefficients are numbers without a unit;
those of a measured case may come out below 0 (more speedup than workers) or above 1 (slower than
the serial loop).

Sources: G. M. Amdahl, AFIPS Conference Proceedings 30 (1967) 483; J. L. Gustafson, Communications
of the ACM 31 (1988) 532; A. H. Karp and H. P. Flatt, Communications of the ACM 33 (1990) 539;
N. J. Gunther, *Guerrilla Capacity Planning* (2007), chapters 4 to 6.
"""

from benchmarks.intervals import Estimate


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
