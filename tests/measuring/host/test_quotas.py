"""How long quotas kept us waiting and who used them up, of made-up control groups."""

import math
from pathlib import Path

import pytest

from lightwork.measuring.host.sensors import QuotaShares, QuotaUse, quota_shares, quota_uses
from tests.measuring.host.test_cores import control_group

SECOND = "usage_usec 9000000\nuser_usec 1\nnr_throttled 3\nthrottled_usec 2500000\n"
FIRST = "nr_periods 1\nnr_throttled 1\nthrottled_time 2500000000\n"


def test_both_versions_are_read_in_seconds(tmp_path: Path) -> None:
    """Version 2 counts microseconds and tells use; version 1 counts nanoseconds and does not."""
    files = {"job/cpu.max": "150000 100000\n", "job/cpu.stat": SECOND}
    assert quota_uses(*control_group(tmp_path / "2", "0::/job\n", files)) == ((2.5, 9.0, 1.5),)
    files = {
        "cpu/job/cpu.cfs_quota_us": "50000\n",
        "cpu/job/cpu.cfs_period_us": "100000\n",
        "cpu/job/cpu.stat": FIRST,
    }
    (use,) = quota_uses(*control_group(tmp_path / "1", "3:cpu:/job\n", files))
    assert (use.throttled, math.isnan(use.used), use.cores) == (2.5, True, 0.5)


def test_groups_without_a_quota_or_without_counters_are_no_error(tmp_path: Path) -> None:
    """Only groups with a quota are read; one that does not count has not throttled."""
    files = {"a/cpu.max": "max 100000\n", "a/cpu.stat": SECOND, "a/b/cpu.max": "50000 100000\n"}
    (use,) = quota_uses(*control_group(tmp_path, "0::/a/b\n", files))
    assert (use.throttled, math.isnan(use.used), use.cores) == (0.0, True, 0.5)
    missing = tmp_path / "none"
    assert quota_uses(missing, missing) == ()


@pytest.mark.parametrize(
    ("after", "shares"),
    [
        ((), QuotaShares()),
        ((QuotaUse(1.0, 6.0, 2.0),), QuotaShares(0.5, 0.0)),  # we used all of it
        ((QuotaUse(1.0, 7.0, 2.0),), QuotaShares(0.5, 0.25)),  # others 1 of 4 CPU seconds
        ((QuotaUse(0.2, 9.0, 8.0), QuotaUse(1.0, 7.0, 2.0)), QuotaShares(0.5, 0.25)),
    ],
)
def test_what_others_took_of_a_quota(after: tuple[QuotaUse, ...], shares: QuotaShares) -> None:
    """Seconds of waiting over wall seconds, and others' use over what the quota allows; of several
    groups the one that kept us waiting longest."""
    before = tuple(QuotaUse(0.0, 3.0, use.cores) for use in after)
    found = quota_shares(before, after, own_cpu=3.0, wall=2.0)
    assert found[:1] == shares[:1]
    assert found.others == pytest.approx(shares.others, nan_ok=True)
