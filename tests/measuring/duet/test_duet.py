"""Two versions in real processes: each kind of slowness is found, and what goes wrong is said."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from studies.what_is_left import MARK, marked_processes
from tests.fixtures.broken_runs import begin_child
from tests.fixtures.places import ROOT

ITEMS = "ITEMS = list(range(40))\n"
PLAIN = """
def work(item):
    total = 0
    for step in range(3000):
        total += step * item
    return total
"""
SET = """
def work(item):
    return len(set(range(3000)) - {item})
"""
QUADRATIC = """
def work(item):
    seen = []
    for one in range(300):
        if one not in seen:
            seen.append(one)
    return len(set(range(3000)) - {item})
"""
CACHED = """
from functools import cache

@cache
def table():
    return [n * n for n in range(60_000)]

def work(item):
    return table()[item]
"""
BRIEFLY_LOCKED = """
import time
from threading import Lock
LOCK = Lock()

def work(item):
    with LOCK:
        pass
    time.sleep(0.004)
    return item
"""
LOCKED = BRIEFLY_LOCKED.replace("pass\n    time", "time")
#: Its answers are pickled with all that they hold, or by their number.
BIG = """
class Answer:
    def __init__(self, item):
        self.item, self.more = item, bytes(600_000)

    def __eq__(self, other):
        return self.item == other.item

    def __hash__(self):
        return self.item

def work(item):
    return Answer(item)
"""
REDUCED = "def __reduce__(self):\n        return Answer, (self.item,)\n\n    def __hash__"
SMALL = BIG.replace("def __hash__", REDUCED).replace("600_000", "6")
#: Kind -> OLD, NEW, the quantity in which NEW must be found to be worse.
SLOWER = {
    "an extra loop": (PLAIN, PLAIN.replace("return", "sum(range(40_000)); return"), "serial loop"),
    "an O(n²) slip": (SET, QUADRATIC, "serial loop"),
    "a lost cache": (CACHED, CACHED.replace("@cache", ""), "serial loop"),
    "a lock held longer": (BRIEFLY_LOCKED, LOCKED, "ThreadPoolExecutor"),
    "a bigger pickle": (SMALL, BIG, "Pool.map"),
    "a slower import": (PLAIN, f"TABLE = [n * n for n in range(300_000)]\n{PLAIN}", "import"),
}


def duet(
    folder: Path, *words: str, file_bytes: int | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lightwork", *words]
    if "--duet" not in words:
        command.insert(3, "duet")
    return subprocess.run(
        command, cwd=folder, preexec_fn=lambda: begin_child(file_bytes), capture_output=True,
        text=True, timeout=300, check=False,
    )  # fmt: skip


def two_files(folder: Path, old: str, new: str) -> list[str]:
    (folder / "list_of.py").write_text(ITEMS)
    for name, text in (("old", old), ("new", new)):
        (folder / name).mkdir()
        (folder / name / "job.py").write_text(text)
    return ["old", "new", "--workload", "job.py:work", "--items", "list_of.py:ITEMS"]


def two_suites(folder: Path, old: str, new: str) -> list[str]:
    """The same functions as tasks of a suite with one workload."""
    for name, text in (("old", old), ("new", new)):
        (folder / name / "workloads").mkdir(parents=True)
        (folder / name / "workloads" / "__init__.py").touch()
        task = text.replace("def work(", "def task(")
        items = "\n\ndef items(size):\n    return list(range(40))\n"
        (folder / name / "workloads" / "job.py").write_text(task + items)
    return ["bench", "--duet", "old", "new"]


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.mark.parametrize("written", [two_files, two_suites])
@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=[pytest.mark.exhaustive] if kind != "an extra loop" else [])
        for kind in SLOWER
    ],
)
def test_a_slower_version_is_found(
    kind: str, written: Callable[[Path, str, str], list[str]], tmp_path: Path
) -> None:
    """Of a function and of a suite's task: in the quantity that tells of it, twice; status 1."""
    old, new, quantity = SLOWER[kind]
    words = written(tmp_path, old, new)
    done = duet(tmp_path, *words, "--time-budget", "6", "--json", "found.json")
    assert done.returncode == 1, done.stdout + done.stderr
    found = json.loads((tmp_path / "found.json").read_text())
    found = found["workloads"]["job"] if written is two_suites else found
    failing = [one["name"] for one in found["changes"] if one["fails"]]
    assert any(name.startswith(quantity) for name in failing), failing
    assert done.stdout.splitlines()[2].startswith(("NEW is slower: ", "NEW is worse: "))
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_same_code_passes(tmp_path: Path) -> None:
    """Nothing is found by over a half where nothing is; the summary and annotations say so."""
    words = two_files(tmp_path, PLAIN, PLAIN)
    more = ("--time-budget", "4", "--fail-over", "50", "--annotate", "github", "--summary", "s.md")
    done = duet(tmp_path, *words, *more)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "::notice title=lightwork duet::NEW passes" in done.stdout
    assert (tmp_path / "s.md").read_text().startswith("**NEW passes")


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("def work(item):\n    return item\n", "answers differ: "),
        ("import nothing_like_it\n", "NEW (new): "),
        ("def work(item):\n    raise ValueError('broken')\n", "ValueError: broken"),
    ],
)
def test_what_cannot_be_compared_is_one_line(new: str, said: str, tmp_path: Path) -> None:
    """Which version, what happened, what to do; nothing is compared."""
    done = duet(tmp_path, *two_files(tmp_path, PLAIN, new), "--time-budget", "2")
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.parametrize(
    ("file_bytes", "versions", "said"),
    [
        (0, ("old", "new"), "free some space there, or set TMPDIR to a folder with more."),
        (200, ("old", "new"), "File too large (the disk of {} is full: free some space there"),
        (200, ("HEAD", "HEAD"), "OLD (HEAD): git clone "),
        (500, ("old", "new"), "--summary: s.md was not written: File too large. Free some space"),
    ],
)
def test_a_full_disk_is_one_line(
    file_bytes: int, versions: tuple[str, str], said: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """What was not written, where, and what to do; exit status 2, and nothing half or running."""
    author = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    for words in (["init"], [*author, "commit", "--allow-empty", "-m", "none"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True)
    options = two_files(tmp_path, PLAIN, PLAIN)[2:]
    options += ["--time-budget", "1", "--strategies", "threads", "--summary", "s.md"]
    with TemporaryDirectory(prefix="t-") as place:  # short: else another is taken
        monkeypatch.setenv("TMPDIR", place)
        monkeypatch.setenv(MARK, place)
        done = duet(tmp_path, *versions, *options, file_bytes=file_bytes)
        assert done.returncode == 2, done.stdout + done.stderr
        assert said.format(place) in done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert [*Path(place).iterdir()] == marked_processes(place) == []
    assert not (tmp_path / "s.md").exists() or not (tmp_path / "s.md").read_text()


def test_a_mechanism_that_new_breaks_fails(tmp_path: Path) -> None:
    """Its serial loop is as it was, but what it answers cannot be pickled any more."""
    old = "def work(item):\n    return [item]\n"
    new = (
        "class Row(list):\n    def __reduce__(self):\n        raise TypeError('no pickle of Row')\n"
        "\n\ndef work(item):\n    return Row([item])\n"
    )
    done = duet(tmp_path, *two_files(tmp_path, old, new), "--time-budget", "2")
    assert done.returncode in (1, 2), done.stdout
    assert "Row" in done.stdout + done.stderr
