"""Linear least squares with few coefficients, and what is known of these: covariance and draws."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
DRAWS, SEED = 2000, 1


def not_below_zero(design: Array) -> Array:
    """The coefficients, none below 0, with ``design @ them`` nearest to 1."""
    # Loaded where it is used: it takes 0.2 s, and only runs of four worker counts have a law.
    from scipy.optimize import nnls

    found: Array = nnls(design, np.ones(len(design)))[0]
    return found


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
