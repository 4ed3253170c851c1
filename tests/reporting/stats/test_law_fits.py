"""Fits of Amdahl's law and the USL: as by scipy, right as often as they say, refused in words."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from scipy.optimize import curve_fit

from lightwork.reporting.decide.worker_counts import Law, choose_law
from lightwork.reporting.stats.scaling_laws import (
    AMDAHL,
    COEFFICIENT_NAMES,
    USL,
    Fit,
    SpeedupPoint,
    fit,
    speedup_point,
)

EIGHT = (1, 2, 4, 8, 16, 24, 32, 64)
#: gamma, alpha, beta. A peak at 31, beyond the counts, and at once; and no crosstalk at all.
TRUTHS = ((1.0, 0.02, 1e-3), (0.97, 0.02, 2e-4), (0.95, 0.0, 5e-3), (0.97, 0.03, 0.0))
SERIES = 200


def usl(workers: float, gamma: float, alpha: float, beta: float) -> float:
    """The speedup by Gunther's universal law."""
    crosstalk = beta * workers * (workers - 1)
    return gamma * workers / (1 + alpha * (workers - 1) + crosstalk)


def amdahl(workers: float, gamma: float, alpha: float) -> float:
    return usl(workers, gamma, alpha, 0.0)


def series(
    truth: tuple[float, float, float], seed: int, counts: Sequence[int] = EIGHT, *,
    noise: float = 0.025, between: float = 0.0, rounds: int = 10,
) -> list[SpeedupPoint]:  # fmt: skip
    """Points around a law: rounds scatter by ``noise``, points as a whole by ``between``."""
    random = np.random.default_rng(seed)
    made = []
    for workers in counts:
        logarithms = random.normal(random.normal(0, between), noise, rounds)
        made.append(speedup_point(workers, (usl(workers, *truth) * np.exp(logarithms)).tolist()))
    return made


@pytest.mark.parametrize("truth", TRUTHS[:3])
def test_the_universal_law_is_fitted_as_by_scipy(truth: tuple[float, float, float]) -> None:
    """scipy's search for the least squares of relative errors ends where ours are computed."""
    points = series(truth, 1)
    over = np.array([one.workers / one.speedup for one in points])

    def inverse(p: np.ndarray, gamma: float, alpha: float, beta: float) -> np.ndarray:
        return (1 + alpha * (p - 1) + beta * p * (p - 1)) / gamma

    bounds = ([0, 0, 0], [10, 10, 10])
    workers = np.array([float(one.workers) for one in points])
    theirs, _ = curve_fit(
        inverse, workers, over, p0=(1, 0.1, 1e-3), sigma=over, bounds=bounds,
        xtol=1e-14, ftol=1e-14, gtol=1e-14,
    )  # fmt: skip
    ours = [one.value for one in fit(USL, points).coefficients.values()]
    assert ours == pytest.approx(theirs, rel=1e-3, abs=1e-5)


def test_fitting_speedups_themselves_gives_nearly_the_same() -> None:
    """scipy on S, with errors of the same share: the difference is small beside the interval."""
    points = series((0.97, 0.03, 0.0), 2)
    workers = np.array([float(one.workers) for one in points])
    speedups = np.array([one.speedup for one in points])
    theirs, _ = curve_fit(amdahl, workers, speedups, p0=(1, 0.1), sigma=speedups)
    for value, ours in zip(theirs, fit(AMDAHL, points).coefficients.values(), strict=True):
        assert abs(value - ours.value) < 0.1 * (ours.high - ours.low)


def covered(law: str, truth: tuple[float, float, float], **about: float) -> list[float]:
    """How often each coefficient's interval holds the truth, in `SERIES` series."""
    hits = dict.fromkeys(COEFFICIENT_NAMES[: 3 if law == USL else 2], 0)
    for seed in range(SERIES):
        told = fit(law, series(truth, seed, **about)).coefficients  # type: ignore[arg-type]
        for (name, estimate), true in zip(told.items(), truth, strict=False):
            hits[name] += estimate.low <= true <= estimate.high
    return [hit / SERIES for hit in hits.values()]


@pytest.mark.parametrize("noise", [0.02, 0.03])
@pytest.mark.parametrize("truth", TRUTHS)
def test_intervals_hold_the_truth_as_often_as_they_say(
    truth: tuple[float, float, float], noise: float
) -> None:
    """In 93 % of series and more, for each coefficient, also where the truth is 0."""
    assert min(covered(AMDAHL if truth[2] == 0 else USL, truth, noise=noise)) >= 0.93


def test_noise_that_outlasts_a_case_is_covered() -> None:
    """All rounds of a point off by 3 % alike: rounds know nothing of it, the distances do."""
    assert min(covered(USL, TRUTHS[0], noise=0.005, between=0.03)) >= 0.9


def told(counts: Sequence[int], truth: tuple[float, float, float], **about: float) -> Law:
    made = series(truth, 3, counts, **about)  # type: ignore[arg-type]
    return choose_law(made, "up to 64 physical cores")


@pytest.mark.parametrize("truth", TRUTHS)
def test_one_two_and_four_workers_carry_no_law(truth: tuple[float, float, float]) -> None:
    """Whatever the truth, and however calm the host, it is refused in words."""
    refused = told((1, 2, 4), truth, noise=0.0)
    assert refused.fit is None
    assert [str(one) for one in refused.refusals] == [
        "not enough worker counts to say: Amdahl needs 4 up to 64 physical cores, got 3: 1, 2, 4"
    ]


def test_four_counts_carry_amdahl_and_six_the_universal_law() -> None:
    """With the reason why the one that says more is not used."""
    four = told((1, 2, 4, 8), (0.97, 0.03, 0.0))
    assert four.fit is not None
    assert four.fit.law == AMDAHL
    assert [str(one) for one in four.refusals] == [
        "not enough worker counts to say: USL needs 6 up to 64 physical cores, got 4: 1, 2, 4, 8"
    ]
    eight = told(EIGHT, (1.0, 0.02, 1e-3))
    assert eight.fit is not None
    assert (eight.fit.law, eight.refusals) == (USL, ())


def test_no_peak_is_claimed_without_crosstalk() -> None:
    """Where beta's interval includes 0 the points are Amdahl's, and that is said."""
    law = told(EIGHT, (0.97, 0.03, 0.0))
    assert law.fit is not None
    assert law.fit.law == AMDAHL
    assert "no peak is claimed" in str(law.refusals[0])
    assert law.fit.peak.value == law.fit.most == 64


def test_coefficients_that_the_noise_leaves_open_are_refused() -> None:
    """With a quarter of noise six small counts tell nothing."""
    law = told((1, 2, 3, 4, 5, 6), (1.0, 0.02, 1e-3), noise=0.6, rounds=6)
    assert law.fit is None
    assert "open" in " ".join(map(str, law.refusals))


def test_a_law_that_does_not_describe_the_points_is_refused() -> None:
    """Three cores' worth of memory bandwidth, then nothing more: a corner, no curve."""
    points = [speedup_point(p, [min(p, 3) * (1 + 0.001 * i) for i in range(10)]) for p in EIGHT]
    law = choose_law(points, "up to 64 physical cores")
    assert law.fit is None
    assert len(law.refusals) == 2
    assert all("does not describe what was measured" in str(one) for one in law.refusals)
    assert all("% above it with" in str(one) or "% below it" in str(one) for one in law.refusals)


def test_knee_and_peak_are_those_of_the_formula() -> None:
    """The whole numbers around sqrt((1 - alpha) / beta); 95 % of the most is reached before."""
    truth = (1.0, 0.02, 1e-3)
    exact = fit(USL, series(truth, 4, noise=1e-6))
    assert abs(exact.peak.value - math.sqrt(0.98 / 1e-3)) < 1
    most = usl(exact.peak.value, *truth)
    knee = int(exact.knee.value)
    assert usl(knee, *truth) >= 0.95 * most > usl(knee - 1, *truth)
    noisy = fit(USL, series(truth, 4))
    assert noisy.knee.low <= knee <= noisy.knee.high
    assert noisy.peak.low <= exact.peak.value <= noisy.peak.high


def test_nothing_is_said_beyond_the_measured_counts() -> None:
    """A peak at 70 is not seen with up to 32 workers: the most measured is all there is."""
    found = fit(USL, series((0.97, 0.02, 2e-4), 5, EIGHT[:-1]))
    assert found.peak.high <= found.most == 32


def test_the_band_holds_the_law() -> None:
    """At every measured count, for one seeded series."""
    truth = (1.0, 0.02, 1e-3)
    for workers, band in zip(EIGHT, fit(USL, series(truth, 6)).speedups(EIGHT), strict=True):
        assert band.low <= usl(workers, *truth) <= band.high


def test_the_same_rounds_give_the_same_figures() -> None:
    """Draws are seeded."""
    first, second = (fit(USL, series(TRUTHS[0], 7)) for _ in range(2))
    assert first.coefficients == second.coefficients


def test_too_few_points_for_a_fit_are_an_error() -> None:
    """As many points as coefficients leave nothing to judge the law by."""
    with pytest.raises(ValueError, match="got 2 points, expected more than Amdahl's 2"):
        fit(AMDAHL, series(TRUTHS[0], 8, (1, 2)))


def test_rounds_without_scatter_and_more_speedup_than_workers_are_fitted() -> None:
    """Equal rounds have no variance; a serial fraction is never below 0."""
    points = [speedup_point(p, [1.1 * p] * 6) for p in (1, 2, 4, 8)]
    found: Fit = fit(AMDAHL, points)
    assert found.coefficients["alpha"].value == pytest.approx(0, abs=1e-9)
    assert found.coefficients["gamma"].value == pytest.approx(1.1)
