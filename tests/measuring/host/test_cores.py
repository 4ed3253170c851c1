"""Usable cores under affinity and quotas, read from made-up control groups."""

from pathlib import Path

import pytest

from lightwork.measuring.host import cores as cores_module
from lightwork.measuring.host.cores import count_cores, quota_cores


def control_group(tmp_path: Path, own: str, files: dict[str, str]) -> tuple[Path, Path]:
    """A made-up /sys/fs/cgroup with ``files``, and a /proc/self/cgroup that says ``own``."""
    for name, text in files.items():
        path = tmp_path / "cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    listing = tmp_path / "self"
    listing.write_text(own)
    return tmp_path / "cgroup", listing


@pytest.mark.parametrize(
    ("own", "files", "quota"),
    [
        ("0::/\n", {}, None),
        ("0::/job\n", {"job/cpu.max": "max 100000\n"}, None),
        ("0::/job\n", {"job/cpu.max": "150000 100000\n"}, 1.5),
        ("0::/a/b\n", {"a/cpu.max": "50000 100000\n", "a/b/cpu.max": "max 100000\n"}, 0.5),
        (
            "4:cpu,cpuacct:/job\n1:name=systemd:/x\n",
            {
                "cpu,cpuacct/job/cpu.cfs_quota_us": "300000\n",
                "cpu,cpuacct/job/cpu.cfs_period_us": "100000\n",
            },
            3.0,
        ),
        ("4:cpu:/job\n", {"cpu/job/cpu.cfs_quota_us": "-1\n"}, None),
    ],
)
def test_the_tightest_quota_counts(
    tmp_path: Path, own: str, files: dict[str, str], quota: float | None
) -> None:
    """Versions 1 and 2, own group and those above it; unlimited is None."""
    assert quota_cores(*control_group(tmp_path, own, files)) == quota


def test_without_control_groups_nothing_limits(tmp_path: Path) -> None:
    """Where there are none (macOS, Windows), there is no quota."""
    missing = tmp_path / "none"
    assert quota_cores(missing, missing) is None


@pytest.mark.parametrize(
    ("logical", "affinity", "quota", "usable"),
    [(8, 8, None, 8), (8, 3, None, 3), (8, 8, 1.5, 2), (8, None, 0.3, 1), (8, 2, 16.0, 2)],
)
def test_usable_cores_are_the_least_of_all_limits(
    monkeypatch: pytest.MonkeyPatch,
    logical: int,
    affinity: int | None,
    quota: float | None,
    usable: int,
) -> None:
    """min(logical, affinity, quota rounded up), at least 1."""
    monkeypatch.setattr(cores_module.os, "cpu_count", lambda: logical)
    monkeypatch.setattr(cores_module, "affinity_cores", lambda: affinity)
    monkeypatch.setattr(cores_module, "quota_cores", lambda: quota)
    assert count_cores().usable == usable
