"""What disturbs a round, by which cause: others, the hypervisor, a quota, the host's own state."""

import math
import os
from types import SimpleNamespace

import pytest

from lightwork.core.record import (
    CAUSES,
    FOREIGN_CPU,
    FREQUENCY,
    HEAT,
    MEMORY_PRESSURE,
    QUOTA,
    SLOW_HOST,
    STEAL,
)
from lightwork.measuring.host import noise
from lightwork.measuring.host.noise import (
    Disturbance,
    Fastest,
    Snapshot,
    disturbance_between,
    take_snapshot,
)
from lightwork.measuring.host.sensors import QuotaShares, QuotaUse, Reading

CALM = Snapshot(wall=0.0, busy_cpu=0.0, steal_cpu=0.0, own_cpu=0.0)
NO_QUOTA_USED = (QuotaUse(0.0, 0.0, 1.5),)


def after(**what: object) -> Snapshot:
    return CALM._replace(wall=1.0, **what)


@pytest.fixture(autouse=True)
def fastest(monkeypatch: pytest.MonkeyPatch) -> Fastest:
    """The fastest that was seen in this run: the loop takes a second, the clock has 3 GHz."""
    fastest = Fastest()
    fastest.seconds, fastest.kilohertz = 1.0, 3e6
    monkeypatch.setattr(noise, "FASTEST", fastest)
    return fastest


@pytest.mark.parametrize(
    ("end", "causes"),
    [
        (after(), ()),
        (after(busy_cpu=64.0, own_cpu=64.0), ()),  # all of it ours
        (after(busy_cpu=1024.0), (FOREIGN_CPU,)),
        (after(steal_cpu=1024.0), (STEAL,)),
    ],
)
def test_others_disturb_and_the_hypervisor_is_told_from_them(
    end: Snapshot, causes: tuple[str, ...]
) -> None:
    """Our own CPU seconds do not; foreign and stolen ones do, each by its name."""
    found = disturbance_between(CALM, end)
    assert found.causes == causes
    assert found.disturbed is bool(causes)


@pytest.mark.parametrize(
    ("what", "causes"),
    [
        ({"foreign_cpu_share": 0.04, "steal_share": 0.02}, ()),
        ({"foreign_cpu_share": 0.07, "steal_share": 0.035}, (FOREIGN_CPU, STEAL)),
        ({"foreign_cpu_share": 0.07, "steal_share": 0.01}, (FOREIGN_CPU,)),
        ({"slowdown": 1.31}, (SLOW_HOST,)),
        ({"frequency_share": 0.79}, (FREQUENCY,)),
        ({"heat_events": 1.0}, (HEAT,)),
        ({"stalled_share": 0.011}, (MEMORY_PRESSURE,)),
        ({"swapped_bytes": 2.0**21}, (MEMORY_PRESSURE,)),
        ({"quota": QuotaShares(0.5, 0.2)}, (QUOTA,)),
        ({"quota": QuotaShares(0.5, 0.0)}, ()),
        ({"quota": QuotaShares(0.5, math.nan)}, ()),
        ({"slowdown": 2.0, "heat_events": 3.0}, (SLOW_HOST, HEAT)),
    ],
)
def test_each_cause_has_its_name(what: dict[str, float], causes: tuple[str, ...]) -> None:
    """Beyond its threshold each is named, also beside others; below none is."""
    found = Disturbance(**{"foreign_cpu_share": 0.0, **what})
    assert found.causes == causes
    assert set(causes) <= set(CAUSES)


@pytest.mark.parametrize(
    ("used", "own_cpu", "causes"),
    [
        (1.5, 1.5, ()),  # all that the group used was ours: a limit of this machine
        (1.5, 1.2, (QUOTA,)),  # others of the group used a fifth of it
        (math.nan, 1.2, ()),  # not told: others on the host would be seen as foreign CPU
    ],
)
def test_only_a_quota_that_others_use_up_disturbs(
    used: float, own_cpu: float, causes: tuple[str, ...]
) -> None:
    """With two workers on a quota of 1.5 every round is throttled, and none need be repeated."""
    before = CALM._replace(quotas=NO_QUOTA_USED)
    quotas = (QuotaUse(throttled=0.4, used=used, cores=1.5),)
    assert disturbance_between(before, after(own_cpu=own_cpu, quotas=quotas)).causes == causes


@pytest.mark.parametrize(
    ("before", "end", "slowdown"),
    [(1.0, 1.0, 1.0), (2.0, 2.5, 2.0), (1.0, 3.0, 1.0), (math.nan, math.nan, 1.0)],
)
def test_a_slow_host_is_told_by_the_quicker_of_two_looks(
    before: float, end: float, slowdown: float
) -> None:
    """One look may be cut by an interrupt; slow before and after is slow."""
    found = disturbance_between(CALM._replace(spin_seconds=before), after(spin_seconds=end))
    assert found.slowdown == slowdown
    assert found.disturbed is (slowdown > noise.SLOWDOWN)


@pytest.mark.parametrize(
    ("before", "end", "causes"),
    [
        (3e6, 3e6, ()),
        (2e6, 3e6, ()),  # it had just woken
        (2e6, 2.1e6, (FREQUENCY,)),
        (math.nan, 2e6, (FREQUENCY,)),
        (math.nan, math.nan, ()),
    ],
)
def test_a_low_clock_is_told_by_the_higher_of_two_looks(
    before: float, end: float, causes: tuple[str, ...]
) -> None:
    """Below four fifths of the highest of this run before and after; unknown disturbs nothing."""
    slow = CALM._replace(sensors=Reading(kilohertz=before))
    found = disturbance_between(slow, after(sensors=Reading(kilohertz=end)))
    assert found.causes == causes


def test_counters_of_the_host_count_by_their_growth() -> None:
    """What was there before the round is no matter; what is unknown on one side has not grown."""
    before = Reading(heat_events=7.0, stalled_seconds=5.0)
    same = disturbance_between(CALM._replace(sensors=before), after(sensors=before))
    assert same.causes == ()
    hot = disturbance_between(
        CALM._replace(sensors=before), after(sensors=Reading(heat_events=9.0, stalled_seconds=5.5))
    )
    assert (hot.heat_events, hot.stalled_share) == (2.0, 0.5)
    unknown = disturbance_between(CALM._replace(sensors=before), after(sensors=Reading()))
    assert unknown.causes == ()


def test_what_runs_on_cores_that_we_may_not_use_disturbs_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Under affinity only the cores of the set are watched, and the share is of these."""
    busy = [SimpleNamespace(user=900.0, system=0.0), SimpleNamespace(user=3.0, system=1.0)]
    monkeypatch.setattr(noise, "_cores_watched", lambda: 1)
    monkeypatch.setattr(noise.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {1}, raising=False)
    monkeypatch.setattr(noise.psutil, "cpu_times", lambda percpu: busy if percpu else None)
    assert take_snapshot().busy_cpu == 4.0
    assert disturbance_between(CALM, after(busy_cpu=0.51)).foreign_cpu_share == pytest.approx(0.5)


def test_the_fastest_look_is_remembered(fastest: Fastest) -> None:
    """Every snapshot times the loop of known work."""
    shot = take_snapshot()
    assert 0 < fastest.seconds <= shot.spin_seconds
