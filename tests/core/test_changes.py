"""The verdict on two versions: read off the interval, corrected for all that is asked."""

import math

import pytest

from lightwork.core.changes import FASTER, Duet, VersionChange, each_end, version_change
from lightwork.core.decision import EQUIVALENT, FAILED, INCONCLUSIVE, SLOWER
from lightwork.core.rank_intervals import Shift


def measured(ratios: list[float], confidence: float = 0.975) -> VersionChange:
    old = dict(enumerate([1.0] * len(ratios)))
    return version_change("serial loop", old, dict(enumerate(ratios)), confidence)


@pytest.mark.parametrize(
    ("ratios", "verdict"),
    [
        ([1.04, 1.05, 1.06, 1.05, 1.07, 1.03, 1.05, 1.06], SLOWER),
        ([0.94, 0.95, 0.96, 0.95, 0.97, 0.93, 0.95, 0.96], FASTER),
        ([0.99, 1.01, 1.0, 1.02, 0.98, 1.01, 0.99, 1.0], EQUIVALENT),
        ([0.8, 1.3, 0.9, 1.2, 0.85, 1.25, 1.0, 1.1], INCONCLUSIVE),
        ([1.05, 1.05, 1.05], INCONCLUSIVE),
    ],
)
def test_the_verdict_can_be_read_off_the_interval(ratios: list[float], verdict: str) -> None:
    """Slower where all of it is above 1, equivalent where all of it is within 5 %."""
    found = measured(ratios)
    value, low, high = found.times
    assert found.verdict == verdict
    read = {
        SLOWER: low > 1,
        FASTER: high < 1,
        EQUIVALENT: 1 / 1.05 <= low <= 1 <= high <= 1.05,
        INCONCLUSIVE: math.isnan(low) or low < 1 < high,
    }
    assert read[verdict], (value, low, high)


def test_only_blocks_that_have_both_count() -> None:
    """A block in which a call of one version failed says nothing."""
    found = version_change("x", {0: 1.0, 1: 1.0, 2: 5.0}, {0: 2.0, 1: 2.0, 3: 9.0}, 0.975)
    assert (found.ratio.pairs, found.times[0]) == (2, pytest.approx(2.0))
    assert (found.old, found.new) == (1.0, 2.0)


def test_more_quantities_widen_each_interval() -> None:
    """Bonferroni: with five, each end misses at most 0.5 % of the time."""
    assert each_end(1) == pytest.approx(0.975)
    assert each_end(5) == pytest.approx(0.995)


def duet(first: VersionChange, again: VersionChange | None, over: float) -> Duet:
    found = {} if again is None else {first.name: again}
    return Duet((first,), found, (8, 8), (10, 10), over, 1.0)


def test_what_fails_must_fail_twice() -> None:
    """One unlucky series is no regression; a broken mechanism needs no second look."""
    slower, same = measured([1.05] * 8), measured([1.0] * 8)
    assert duet(slower, slower, 0.0).failing == (slower,)
    assert duet(slower, same, 0.0).failing == ()
    assert duet(slower, slower, 0.06).failing == ()
    assert duet(slower._replace(least=0.1), slower, 0.0).failing == ()
    broken = VersionChange("Pool.map", 1.0, math.nan, Shift(*[math.nan] * 3, 0), FAILED, "no")
    assert duet(broken, None, 0.5).failing == (broken,)
