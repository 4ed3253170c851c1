"""Linear least squares with few coefficients, and what is known of these: covariance and draws."""

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
DRAWS, SEED = 2000, 1


def not_below_zero(design: Array) -> Array:
    """The coefficients with ``design @ them`` nearest to 1, all but the first not below 0.

    The best of the solutions with any of the others held at 0.
    """
    terms = design.shape[1]
    best, least = np.zeros(terms), math.inf
    for held in range(2 ** (terms - 1)):
        kept = [0, *(i for i in range(1, terms) if not held >> (i - 1) & 1)]
        found = np.zeros(terms)
        found[kept] = np.linalg.lstsq(design[:, kept], np.ones(len(design)), rcond=None)[0]
        squares = float(np.sum((design @ found - 1) ** 2))
        if found.min() >= 0 and squares < least:
            best, least = found, squares
    return best


def carried(inverse: Array, variances: Array, freedoms: Array) -> tuple[Array, float]:
    """Covariance of ``inverse @ values`` from the values' own variances; its degrees of freedom.

    After Welch and Satterthwaite, the fewest of any coefficient.
    """
    parts = inverse**2 * variances
    below = (parts**2 / freedoms).sum(axis=1)
    freedom = parts.sum(axis=1) ** 2 / np.maximum(below, np.finfo(float).tiny)
    return (inverse * variances) @ inverse.T, max(1.0, float(freedom.min()))


def drawn(middle: Array, covariance: Array, freedom: float) -> Array:
    """`DRAWS` of the coefficients by the multivariate t distribution, a row each; seeded."""
    random = np.random.default_rng(SEED)
    values, vectors = np.linalg.eigh(covariance)
    normal = random.standard_normal((DRAWS, len(values)))
    scale = np.sqrt(random.chisquare(freedom, DRAWS) / freedom)
    moved: Array = (normal / scale[:, None]) @ (vectors * np.sqrt(np.maximum(values, 0))).T
    return middle + moved
