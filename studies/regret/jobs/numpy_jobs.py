"""Arrays: spectra, products, sorting, and a simulation whose answers are large."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def signals() -> list[Array]:
    """40 signals of 65,536 values."""
    chance = np.random.default_rng(1)
    return [chance.normal(size=65_536) for _ in range(40)]


def peak_frequencies(signal: Array) -> list[int]:
    """The five strongest frequencies."""
    strength = np.abs(np.fft.rfft(signal * np.hanning(signal.size)))
    return sorted(int(one) for one in np.argsort(strength)[-5:])


MATRIX_SEEDS = list(range(12))


def trace_of_product(seed: int) -> float:
    """A product of two matrices: numpy's own threads take part."""
    chance = np.random.default_rng(seed)
    one, other = chance.integers(0, 9, (2, 500, 500)).astype(float)
    return float(np.trace(one @ other))


ARRAY_SEEDS = list(range(120))


def sorted_array(seed: int) -> Array:
    """12,800 values, sorted: 100 kB of answer."""
    return np.sort(np.random.default_rng(seed).normal(size=12_800))


WALK_SEEDS = list(range(100))


def random_walk(seed: int) -> tuple[float, float]:
    """A price over some years, and its worst fall; hundreds of small calls of numpy."""
    chance = np.random.default_rng(seed)
    value, worst = 100.0, 100.0
    for _ in range(250):
        value *= float(np.exp(chance.normal(0, 0.01, 16).sum()))
        worst = min(worst, value)
    return round(value, 8), round(worst, 8)


def pictures() -> list[Array]:
    """8 pictures, each larger than the one before."""
    chance = np.random.default_rng(2)
    return [chance.uniform(size=(size, size)) for size in (60, 100, 160, 250, 400, 600, 900, 1300)]


def blurred(picture: Array) -> float:
    """The sum after four blurs."""
    for _ in range(4):
        for axis in (0, 1):
            around = np.roll(picture, 1, axis) + np.roll(picture, -1, axis)
            picture = around / 4 + picture / 2
    return float(np.round((picture**2).sum(), 6))
