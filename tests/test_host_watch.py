"""What disturbs a round: others' CPU seconds, a quota, a host that has become slow."""

import math

import pytest

from benchmarks import host_watch
from benchmarks.host_watch import Fastest, Snapshot, disturbance_between, take_snapshot

CALM = Snapshot(wall=0.0, busy_cpu=0.0, steal_cpu=0.0, own_cpu=0.0, throttled=0.0)


def after(**what: float) -> Snapshot:
    return CALM._replace(wall=1.0, **what)


@pytest.mark.parametrize(
    ("end", "disturbed"),
    [
        (after(), False),
        (after(busy_cpu=64.0, own_cpu=64.0), False),  # all of it ours
        (after(busy_cpu=1024.0), True),
        (after(steal_cpu=1024.0), True),
        (after(throttled=0.5), True),
    ],
)
def test_others_and_quotas_disturb(end: Snapshot, disturbed: bool) -> None:
    """Our own CPU seconds do not; foreign and stolen ones, and a quota, do."""
    assert disturbance_between(CALM, end).disturbed is disturbed


@pytest.mark.parametrize(
    ("before", "end", "slowdown"),
    [(1.0, 1.0, 1.0), (2.0, 2.5, 2.0), (1.0, 3.0, 1.0), (math.nan, math.nan, 1.0)],
)
def test_a_slow_host_is_told_by_the_quicker_of_two_looks(
    monkeypatch: pytest.MonkeyPatch, before: float, end: float, slowdown: float
) -> None:
    """One look may be cut by an interrupt; slow before and after is slow."""
    fastest = Fastest()
    fastest.seconds = 1.0
    monkeypatch.setattr(host_watch, "FASTEST", fastest)
    found = disturbance_between(CALM._replace(spin_seconds=before), after(spin_seconds=end))
    assert found.slowdown == slowdown
    assert found.disturbed is (slowdown > host_watch.SLOWDOWN)


def test_the_fastest_look_is_remembered() -> None:
    """Every snapshot times the loop of known work."""
    shot = take_snapshot()
    assert 0 < host_watch.FASTEST.seconds <= shot.spin_seconds
