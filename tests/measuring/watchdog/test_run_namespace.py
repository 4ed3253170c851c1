"""The run's own temporary folder: there where the paths of sockets in it have room."""

import shutil
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Listener
from pathlib import Path

import pytest

from lightwork.measuring.watchdog import guard_client
from lightwork.measuring.watchdog.guard_client import LONGEST_FOLDER, LONGEST_FOR_RAY, RunPlace

OWN = len("/mh-12345678")


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder for temporary files whose path is as long as the test says."""
    place = Path(tempfile.mkdtemp(dir="/tmp"))
    folder = place / ("x" * (request.param - len(str(place)) - 1))
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    shutil.rmtree(place)


@pytest.mark.parametrize(
    ("temporary", "not_installed", "there"),
    [
        (LONGEST_FOLDER - OWN, "ray", True),
        (LONGEST_FOLDER - OWN + 1, "ray", False),
        (LONGEST_FOLDER - OWN, "", False),
    ],
    indirect=["temporary"],
)
def test_a_run_has_a_folder_where_sockets_have_room(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, not_installed: str, there: bool
) -> None:
    """A socket as multiprocessing names them can be opened in it; afterwards it is gone."""
    monkeypatch.setattr(guard_client, "why_not_installed", lambda _: not_installed or None)
    place = RunPlace("12345678")
    try:
        assert place.folder == (str(temporary / "mh-12345678") if there else "")
        if there:
            inside = Path(tempfile.mkdtemp(prefix="pymp-"))
            Listener(str(inside / "listener-12345678")).close()
    finally:
        place.restore()
    assert list(temporary.iterdir()) == []


def test_rays_sockets_are_the_longest() -> None:
    """The folder that leaves it room is one in /tmp or /var/tmp."""
    assert len("/var/tmp") + OWN <= LONGEST_FOR_RAY < LONGEST_FOLDER  # noqa: S108
