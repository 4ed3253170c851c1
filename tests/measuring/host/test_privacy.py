"""What a saved file tells of who measured: neither home nor checkout; a host, but not which."""

import copy
import platform
from pathlib import Path
from typing import Any

import pytest

from lightwork.measuring.host import machine as machine_module
from lightwork.measuring.host.machine import machine_id, make_private
from tests.fixtures.made_up.runs import made_up_run

HOSTS = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"


def saved(**about: Any) -> dict[str, Any]:
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6)
    run["lightwork"].update(about)
    return run


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ann"))
    return "/home/ann"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("--benchmark-json=/home/ann/out.json", "--benchmark-json=~/out.json"),
        ("file:///home/ann/runs", "file://~/runs"),
        ("/home/ann", "~"),
        ("/home/ann.", "~."),
        ("/home/ann.txt", "/home/ann.txt"),
        ("--label='/home/ann/x:/home/ann/y'", "--label='~/x:~/y'"),
        ("/home/anna/out.json", "/home/anna/out.json"),
        ("/srv/home/ann/x", "/srv/home/ann/x"),
        ("benchmarks/", "benchmarks/"),
    ],
)
@pytest.mark.usefixtures("home")
def test_the_home_folder_is_saved_as_a_tilde(typed: str, kept: str) -> None:
    """In the command line and in reasons; other folders, whose names begin so, stay."""
    run = saved(command=["pytest", typed], skipped=[{"what": "x", "reason": f"no {typed}"}])
    make_private(run)
    assert run["lightwork"]["command"] == ["pytest", kept]
    assert run["lightwork"]["skipped"][0]["reason"] == f"no {kept}"


@pytest.mark.usefixtures("home")
def test_nothing_else_is_changed() -> None:
    """All other values stay as they are, the branch too; the checkout's folder is not named."""
    run = saved()
    run["commit_info"].update(project="anns-secret", branch="ann/faster")
    before = copy.deepcopy(run)
    make_private(run)
    assert run["commit_info"].pop("project") == "lightwork"
    del before["commit_info"]["project"]
    assert run == before


@pytest.mark.parametrize("place", ["/", "C:\\"])
def test_a_home_that_is_the_root_is_nobodys(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container without users the home is /, which stands in every path."""
    monkeypatch.setattr(Path, "home", lambda: Path(place))
    run = saved(command=["pytest", "/srv/benchmarks"])
    make_private(run)
    assert run["lightwork"]["command"] == ["pytest", "/srv/benchmarks"]


def host_ids(monkeypatch: pytest.MonkeyPatch, folder: Path, *contents: bytes | None) -> None:
    """Machine-id files with these contents; None: no such file."""
    files = tuple(folder / f"machine-id-{i}" for i in range(len(contents)))
    for file, content in zip(files, contents, strict=True):
        file.unlink(missing_ok=True)
        if content is not None:
            file.write_bytes(content)
    monkeypatch.setattr(machine_module, "HOST_ID_FILES", files)


def test_a_host_keeps_its_id(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Over calls, after a reboot and with another kernel; another host has another."""
    host_ids(monkeypatch, tmp_path, HOSTS[0].encode() + b"\n")
    first = machine_id()
    assert machine_id() == first
    monkeypatch.setattr(platform, "release", lambda: "7.0.0-new")
    monkeypatch.setattr(platform, "node", lambda: "renamed")
    monkeypatch.setattr(machine_module.uuid, "getnode", lambda: 0xBADC0FFEE)
    assert machine_id() == first
    host_ids(monkeypatch, tmp_path, HOSTS[1].encode() + b"\n")
    assert machine_id() != first
    host_ids(monkeypatch, tmp_path, HOSTS[0].encode() + b"\n")
    assert machine_id() == first


@pytest.mark.parametrize("empty", [None, b"", b"\n", b"uninitialized\n", b"\xff\xfe\x00"])
def test_a_file_without_an_id_is_none(
    empty: bytes | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Images that were never booted would all be one machine: the next source is asked."""
    host_ids(monkeypatch, tmp_path, HOSTS[0].encode())
    known = machine_id()
    host_ids(monkeypatch, tmp_path, empty, HOSTS[0].encode())
    assert machine_id() == known
    monkeypatch.setattr(machine_module.sys, "platform", "linux")
    host_ids(monkeypatch, tmp_path, empty, empty)
    monkeypatch.setattr(machine_module.uuid, "getnode", lambda: 1)
    first = machine_id()
    monkeypatch.setattr(machine_module.uuid, "getnode", lambda: 2)
    assert machine_id() != first


def test_the_id_can_not_be_read_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It holds nothing of the host's own id, which machine-id(5) asks to keep."""
    host_ids(monkeypatch, tmp_path, HOSTS[0].encode())
    shown = machine_id()
    assert all(HOSTS[0][i : i + 4] not in shown for i in range(28))
