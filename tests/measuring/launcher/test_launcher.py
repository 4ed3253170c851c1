"""Launchers and disposable processes, with real processes: what goes wrong stays in its call."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from lightwork.measuring.launcher.client import Launcher, PrivateFolder, told_of_room
from lightwork.measuring.launcher.janitor import marked_processes
from lightwork.measuring.launcher.look import places_to_look_at
from lightwork.measuring.launcher.memory import bytes_of, resident_runs
from lightwork.measuring.launcher.requests import (
    DIED,
    LATE,
    OK,
    RAISED,
    WRONG,
    CallOutcome,
    CallRequest,
    LauncherJob,
    Looked,
    LookRequest,
)
from lightwork.measuring.launcher.targets import ItemSource, Refused, parse_target
from tests.fixtures.places import ROOT

JOB = """
import os
from pathlib import Path

Path(__file__).with_name("imports").open("a").write("x")
ITEMS = [1, 2, 3, 4]


def work(item):
    Path(__file__).with_name("calls").open("a").write("x")
    return item * item
"""
MAIN = "from job import work\n\n\ndef main(items):\n    {}\n"
LOOP = MAIN.format("return [work(item) for item in items]")
SET_SID = "import subprocess; subprocess.Popen(['sleep', '60'], start_new_session=True); "


class Tried:
    """A launcher of `JOB`, and what its calls came to."""

    def __init__(self, launcher: Launcher, folder: str, fork: bool) -> None:
        self.launcher, self.folder, self.fork = launcher, folder, fork

    def call(self, line: str, limit: float = 20.0, keep: bool = False) -> CallOutcome:
        script = Path(self.folder, "script.py")
        text = MAIN.format(line)
        script.write_text(text)
        return self.launcher.call(CallRequest(text, str(script), None, limit, keep))


@pytest.fixture
def tried(tmp_path: Path) -> Iterator[Tried]:
    """Afterwards no process of it is left, and its folder is gone."""
    (tmp_path / "job.py").write_text(JOB)
    target = parse_target("x", "job.py:work", tmp_path)
    items = ItemSource("x", target=parse_target("x", "job.py:ITEMS", tmp_path))
    with PrivateFolder() as folder, Launcher(LauncherJob(target, items, None, folder), 30) as one:
        yield Tried(one, folder, fork=True)
    assert marked_processes(folder) == []
    assert not Path(folder).exists()


def test_the_file_is_imported_once_and_the_function_called_in_calls_alone(
    tried: Tried, tmp_path: Path
) -> None:
    """Three calls are three forks of one import; the launcher itself calls nothing."""
    assert not (tmp_path / "calls").exists()
    for _ in range(3):
        assert tried.call("return [work(item) for item in items]").status == OK
    assert (tmp_path / "imports").read_text() == "x"
    # The answers are not known beforehand here, so each call also ran the loop to compare.
    assert len((tmp_path / "calls").read_text()) == 24


def test_answers_are_compared_with_those_that_were_kept(tried: Tried) -> None:
    """Other values, another order, too few, no list: none of them is right."""
    assert tried.call("return [work(item) for item in items]", keep=True).status == OK
    for line in (
        "return [item for item in items]",
        "return [work(item) for item in items][::-1]",
        "return [1]",
        "return None",
    ):
        assert tried.call(line).status == WRONG
    assert tried.call("return list(map(work, items))").status == OK


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        ("raise ValueError('no such thing')", RAISED, "ValueError: no such thing"),
        ("raise SystemExit(3)", RAISED, "SystemExit"),
        ("import os; os._exit(7)", DIED, "ended with 7"),
        ("import os; os.kill(os.getpid(), 9)", DIED, "ended with -9"),
        ("import time; time.sleep(60)", LATE, ""),
    ],
)
def test_what_goes_wrong_ends_one_call(tried: Tried, line: str, status: str, words: str) -> None:
    """It is told what happened, and the next call works."""
    outcome = tried.call(line, limit=1.0)
    assert outcome.status == status
    assert words in outcome.text
    assert tried.call("return [work(item) for item in items]").status == OK


@pytest.mark.parametrize("begin", [SET_SID, ""])
def test_what_a_call_leaves_running_is_ended_and_named(tried: Tried, begin: str) -> None:
    """Also where it has made a session of its own."""
    left = "import subprocess; subprocess.Popen(['sleep', '60']); "
    outcome = tried.call(f"{begin}{left}return [work(item) for item in items]")
    assert outcome.status == OK
    assert "sleep 60" in outcome.left
    assert all("sleep" not in _command(pid) for pid in marked_processes(tried.folder))


def test_threads_that_are_left_are_counted(tried: Tried) -> None:
    """They end with their process."""
    thread = "import threading, time; threading.Thread(target=time.sleep, args=(60,)).start(); "
    assert tried.call(f"{thread}return [work(item) for item in items]").threads_left == 1


def test_prints_do_not_reach_the_terminal(tried: Tried, capfd: pytest.CaptureFixture[str]) -> None:
    """However much."""
    assert tried.call("print('x' * 10**6); return [work(i) for i in items]").status == OK
    assert capfd.readouterr() == ("", "")


def test_a_worker_process_takes_the_script_for_the_main_program(tried: Tried) -> None:
    """So that spawned ones import what a pasted script would have them import."""
    line = "from multiprocessing import get_context\n    with get_context('spawn').Pool(2) as p:"
    assert tried.call(f"{line}\n        return p.map(work, items)").status == OK


def test_the_look_calls_items_one_by_one(tried: Tried) -> None:
    """Places, seconds, what pickle carries."""
    looked = tried.launcher.look(LookRequest(1.0, 2, 10.0))
    assert isinstance(looked, Looked)
    assert looked.places == (0, 3, 2, 1)
    assert looked.refusals == {}


@pytest.mark.parametrize("count", [1, 2, 3, 10, 1000])
def test_places_are_spread_and_none_is_missing(count: int) -> None:
    """Both ends first; every beginning reaches over the whole list."""
    places = places_to_look_at([0.0] * count)
    assert sorted(places) == list(range(count))
    assert places[0] == 0
    if count == 1000:
        gaps = sorted(places[:66])
        assert max(later - one for one, later in pairwise(gaps)) <= 3 * 1000 / 64


@pytest.mark.parametrize(
    ("items", "first"),
    [
        ([3, 1, 9, 4, 4], [0, 4, 2, 1]),
        (["aa", "a", "aaaa", "aaa"], [0, 3, 2, 1]),
        ([[1], [], [1, 2, 3], [1, 2]], [0, 3, 2, 1]),
    ],
)
def test_what_looks_largest_and_smallest_is_looked_at_early(
    items: list[object], first: list[int]
) -> None:
    """After both ends: one item of 6,000 may hide among 3,000 of 30."""
    assert places_to_look_at(items)[:4] == first


@pytest.mark.skipif(not Path("/proc/self/pagemap").exists(), reason="only Linux tells")
def test_resident_memory_is_found() -> None:
    """What was written is in the runs."""
    before = bytes_of(resident_runs())
    block = bytearray(b"x" * 20_000_000)
    assert bytes_of(resident_runs()) - before > 0.9 * len(block)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_of_a_measurement_that_is_ended(
    how: signal.Signals, tmp_path: Path
) -> None:
    """In the middle of a call whose worker sleeps: no process, no file."""
    (tmp_path / "job.py").write_text(
        "import time\nfrom pathlib import Path\ndef work(item):\n"
        "    Path(__file__).with_name('began').touch()\n    time.sleep(60)\n"
    )
    place = Path(tempfile.mkdtemp(prefix="t-"))  # short: else another is taken
    command = [sys.executable, "-m", "lightwork", "job.py:work", "--items", "4"]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(place)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not (tmp_path / "began").exists():
        time.sleep(0.01)
    (folder,) = place.iterdir()
    process.send_signal(how)
    process.wait(30)
    end = time.monotonic() + 5
    while (marked_processes(str(folder)) or folder.exists()) and time.monotonic() < end:
        time.sleep(0.05)
    assert marked_processes(str(folder)) == []
    assert not folder.exists()
    place.rmdir()


@pytest.mark.parametrize(("free", "told"), [(0, True), (2**30, False)])
def test_what_ends_for_want_of_room_says_so(
    free: int, told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place and the remedy, where its disk is full; else what happened, as it was."""
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    private = str(tmp_path / "private")
    with pytest.raises(Refused, match="ended with 1") as refused, told_of_room(private):
        raise Refused("its process ended with 1")
    assert (f"the disk of {tmp_path} is full" in str(refused.value)) is told
