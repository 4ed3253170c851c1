"""p-values of ratios: against scipy, and false as often as they say."""

import math
import random

import pytest
from scipy import stats

from lightwork.reporting.stats.significance import (
    holm,
    p_value_of_ratios,
    probability,
    quantile,
    quantile_interval,
    trimmed_mean,
    welch_freedom,
)


@pytest.mark.parametrize(
    ("level", "freedom", "printed"), [(0.05, 1, 12.706), (0.01, 10, 3.169), (0.001, 120, 3.373)]
)
def test_quantiles_and_tails_are_those_of_the_tables(
    level: float, freedom: float, printed: float
) -> None:
    """Student's t as textbooks print it, two-sided; quantiles may be too wide by the rounding."""
    assert probability(printed, 1.0, freedom) == pytest.approx(level, rel=0.002)
    assert printed * 0.999 <= quantile(level, freedom) <= printed * 1.05


@pytest.mark.parametrize(("ones", "others"), [(6, 6), (10, 30), (12, 15)])
def test_two_groups_are_compared_as_by_scipy(ones: int, others: int) -> None:
    """Yuen's test with Welch's degrees of freedom, on logarithms."""
    random_ = random.Random(ones)
    one = [random_.lognormvariate(0.1, 0.1) for _ in range(ones)]
    other = [random_.lognormvariate(0, 0.3) for _ in range(others)]
    logs = [list(map(math.log, group)) for group in (one, other)]
    expected = stats.ttest_ind(*logs, equal_var=False, trim=0.2).pvalue
    first, second = (trimmed_mean(group) for group in logs)
    variance = first.variance + second.variance
    found = probability(first.value - second.value, variance, welch_freedom(first, second))
    assert found == pytest.approx(expected)


def test_few_values_tell_nothing() -> None:
    """Five rounds give no p-value, however far they are from 1; asking for their centre is an
    error that says what is needed."""
    assert p_value_of_ratios([2.0, 2.01, 1.99, 2.0, 2.02]) == 1.0
    with pytest.raises(ValueError, match="got 5 values, expected 6"):
        trimmed_mean([1.0] * 5)


def test_one_round_in_ten_may_be_wild() -> None:
    """A burst of other work in one round does not hide what nine others show."""
    assert p_value_of_ratios([1.5, 1.52, 1.49, 1.51, 1.5, 1.48, 1.5, 1.53, 1.5, 0.2]) < 1e-5


def test_ratios_without_any_spread() -> None:
    """A fake clock gives the same ratio each time: told from 1 for sure, or not at all."""
    assert p_value_of_ratios([1.0] * 6) == 1.0
    assert p_value_of_ratios([1.5] * 6) < 1e-4


def test_holm_corrects_as_in_his_paper() -> None:
    """The smallest times all that were asked, the next times one fewer, never decreasing."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


@pytest.mark.parametrize("count", [6, 10, 30])
def test_false_at_most_as_often_as_it_says(count: int) -> None:
    """Identical parts on a host with bursts (three in ten timings are up to 10 times the scatter
    off): at most 6 % of 2,000 p-values are below 5 %."""
    random_ = random.Random(count)

    def log_time() -> float:
        return random_.gauss(0, 0.03 if random_.random() < 0.7 else 0.3)

    false = sum(
        p_value_of_ratios([math.exp(log_time() - log_time()) for _ in range(count)]) <= 0.05
        for _ in range(2000)
    )
    assert false / 2000 <= 0.06


@pytest.mark.skipif(not hasattr(stats, "quantile_test"), reason="scipy before 1.11 has none")
@pytest.mark.parametrize("count", [72, 100, 300, 1000])
def test_bounds_of_a_percentile_are_those_of_scipy(count: int) -> None:
    """The exact interval of the 95th percentile, by its quantile test."""
    random_ = random.Random(count)
    values = [random_.random() for _ in range(count)]
    found = quantile_interval(values, 0.95)
    expected = stats.quantile_test(values, q=0, p=0.95).confidence_interval(0.95)
    assert (found.low, found.high) == (expected.low, expected.high)


def test_a_percentile_of_few_rounds_has_no_interval() -> None:
    """71 rounds may all lie below the 95th percentile; the warning says how many it takes."""
    found = quantile_interval([float(i) for i in range(71)], 0.95)
    assert found.value == pytest.approx(66.5)
    assert not found.bounded
    assert "72 are needed" in found.warnings[0]


def test_a_percentile_of_very_many_values_is_quick_and_goes_on() -> None:
    """Beyond the exact counts the ranks don't jump, and a million values are no burden."""
    exact, beyond = (quantile_interval(range(n), 0.95) for n in (1000, 1001))
    assert beyond.low - exact.low in (-1, 0, 1, 2)
    assert beyond.high - exact.high in (-1, 0, 1, 2)
    million = quantile_interval(range(1_000_000), 0.95)
    assert million.low < 950_000 < million.high
