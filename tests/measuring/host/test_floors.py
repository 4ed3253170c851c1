"""Floors of costs: what the system alone takes, and why one that cannot be had is left out."""

import sys

import pytest

from lightwork.measuring.host.floors import FLOORS, measured_floors

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")


def test_each_floor_is_seconds_of_one_operation() -> None:
    """All that the system has; none is nothing."""
    seconds, refused = measured_floors()
    assert seconds.keys() == {*FLOORS}
    assert not refused
    assert all(0 < one < 1 for one in seconds.values())


def test_a_floor_that_cannot_be_had_is_left_out_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here a host without the program that is started; the others are there."""
    monkeypatch.setenv("PATH", "")
    seconds, (refused,) = measured_floors()
    assert seconds.keys() == {"thread", "pipe"}
    assert refused == ("floor: process", "not to be had here: there is no program `true`")


def test_without_a_process_there_are_reasons_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run is saved all the same."""
    monkeypatch.setattr(sys, "executable", "no-such-python")
    seconds, refused = measured_floors()
    assert not seconds
    assert [one.what for one in refused] == [f"floor: {name}" for name in FLOORS]
    assert all("its process failed" in one.reason for one in refused)
