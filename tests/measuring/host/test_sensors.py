"""Frequency, heat and lack of memory, read from made-up folders; what is missing is unknown."""

import math
from pathlib import Path
from types import SimpleNamespace

import pytest

from lightwork.measuring.host import sensors as host_sensors
from lightwork.measuring.host.sensors import FREQUENCY_FILE, HEAT_FILES, MOST_SENSED_CORES, Sensors

SWAP = SimpleNamespace(sin=4096, sout=8192)


@pytest.fixture(autouse=True)
def swap(monkeypatch: pytest.MonkeyPatch) -> None:
    """12 KiB went to and from disk."""
    monkeypatch.setattr(host_sensors.psutil, "swap_memory", lambda: SWAP)


def host(folder: Path, files: dict[str, str]) -> Path:
    """A made-up /sys/devices/system/cpu."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_the_quickest_core_tells_the_frequency(tmp_path: Path) -> None:
    """Idle cores slow down, so the highest counts; a core that does not tell is passed over."""
    files = {f"cpu0/{FREQUENCY_FILE}": "800000\n", f"cpu1/{FREQUENCY_FILE}": "3100000\n",
             f"cpu2/{FREQUENCY_FILE}": "<unknown>\n"}  # fmt: skip
    sensors = Sensors(host(tmp_path, files), tmp_path / "none", cores=(0, 1, 2))
    assert sensors.read().kilohertz == 3_100_000


def test_only_a_few_cores_of_a_large_host_are_looked_at(tmp_path: Path) -> None:
    """Spread over those that we may run on; the others are none of ours."""
    files = {f"cpu{core}/{FREQUENCY_FILE}": f"{core}\n" for core in range(200)}
    sensors = Sensors(host(tmp_path, files), tmp_path / "none", cores=range(100))
    assert len(sensors._frequency) == MOST_SENSED_CORES
    assert sensors.read().kilohertz == 75


def test_slowings_by_heat_are_summed(tmp_path: Path) -> None:
    """Those of cores and of packages; when a file has gone, the sum is unknown."""
    core, package = HEAT_FILES
    folder = host(tmp_path, {f"cpu0/{core}": "3\n", f"cpu1/{core}": "4\n", f"cpu1/{package}": "5"})
    sensors = Sensors(folder, tmp_path / "none", cores=(0, 1))
    assert sensors.read().heat_events == 12
    (folder / "cpu1" / core).unlink()
    assert math.isnan(sensors.read().heat_events)


def test_pressure_is_read_in_seconds_and_swap_only_without_it(tmp_path: Path) -> None:
    """The kernel counts microseconds; where it has no such file, bytes that were swapped count."""
    pressure = tmp_path / "memory"
    pressure.write_text(
        "some avg10=0.00 avg60=0.00 avg300=0.00 total=2500000\n"
        "full avg10=0.00 avg60=0.00 avg300=0.00 total=99\n"
    )
    told = Sensors(tmp_path, pressure, cores=()).read()
    assert (told.stalled_seconds, math.isnan(told.swapped_bytes)) == (2.5, True)
    pressure.write_text("")
    untold = Sensors(tmp_path, pressure, cores=()).read()
    assert (math.isnan(untold.stalled_seconds), untold.swapped_bytes) == (True, 12288)


def test_a_host_that_tells_nothing_is_unknown_and_no_error(tmp_path: Path) -> None:
    """A virtual machine has neither frequency nor heat."""
    reading = Sensors(tmp_path / "none", tmp_path / "none", cores=(0, 1)).read()
    assert math.isnan(reading.kilohertz)
    assert math.isnan(reading.heat_events)
