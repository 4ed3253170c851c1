"""A case is not started on a host that has no room for its workers, and the limit is named."""

import multiprocessing
import multiprocessing.context
import subprocess
import sys
from pathlib import Path

import pytest

from lightwork.core.record import Case
from lightwork.measuring.host import capacity
from lightwork.measuring.host.capacity import Capacity, Limit, needs_of, require_capacity
from lightwork.measuring.host.cores import own_groups
from lightwork.measuring.host.memory import MIB
from lightwork.measuring.host.skips import Unavailable
from lightwork.measuring.session.catalog import load_strategies
from tests.fixtures.checkout import ROOT

PLENTY = Limit(10**15, "nothing")


def case(workers: int) -> Case:
    return Case("fib", "small", "pool", "fork", workers, 1, "cold")


@pytest.mark.parametrize(
    ("room", "words"),
    [
        (Capacity(Limit(40, "pids.max"), PLENTY, PLENTY), "72 processes and threads, and pids.max"),
        (Capacity(PLENTY, Limit(90, "ulimit -n"), PLENTY), "288 file descriptors, and ulimit -n"),
        (
            Capacity(PLENTY, PLENTY, Limit(200 * MIB, "this host")),
            "944 MiB of memory, and this host",
        ),
        (Capacity(PLENTY, PLENTY, Limit(-5, "this host")), "leaves 0: "),
    ],
)
def test_what_is_short_is_named_with_the_remedy(room: Capacity, words: str) -> None:
    """What is needed, who limits it, what is left, and what to do."""
    with pytest.raises(Unavailable) as refused:
        require_capacity(needs_of(64, "process"), room)
    assert words in str(refused.value)
    assert "--workers" in str(refused.value)


@pytest.mark.parametrize("worker", ["process", "thread", "interpreter"])
def test_what_is_unknown_or_plenty_refuses_nothing(worker: str) -> None:
    """A system that tells no limits is believed to have none."""
    require_capacity(needs_of(500, worker), Capacity(None, None, None))
    require_capacity(needs_of(500, worker), Capacity(PLENTY, PLENTY, PLENTY))


def test_threads_need_less_than_processes_and_loops_nothing() -> None:
    """64 threads fit where 64 processes don't; a loop has none."""
    room = Capacity(Limit(100, "x"), Limit(100, "x"), Limit(200 * MIB, "x"))
    require_capacity(needs_of(64, "thread"), room)
    require_capacity(needs_of(64, "none"), Capacity(Limit(0, "x"), Limit(0, "x"), Limit(0, "x")))
    with pytest.raises(Unavailable):
        require_capacity(needs_of(64, "process"), room)


def test_the_tightest_of_all_groups_counts(tmp_path: Path) -> None:
    """Of either version; a cache of files is room; "max" and groups that don't tell are none."""
    for name, files in {
        "two": {"pids.max": "50", "pids.current": "20", "memory.max": "max"},
        "one": {
            "memory.limit_in_bytes": "1000",
            "memory.usage_in_bytes": "900",
            "memory.stat": "cache 500\ntotal_inactive_file 300",
        },
        "none": {},
    }.items():
        (tmp_path / name).mkdir()
        for file, text in files.items():
            (tmp_path / name / file).write_text(text + "\n")
    groups = [tmp_path / name for name in ("none", "two", "one")]
    tasks = list(capacity._by_groups(groups, capacity.TASK_FILES))
    memory = list(capacity._by_groups(groups, capacity.MEMORY_FILES))
    assert [one.left for one in tasks] == [30]
    assert [one.left for one in memory] == [400]
    assert "pids.max of 50" in tasks[0].by


def test_groups_of_other_controllers_are_found_by_name(tmp_path: Path) -> None:
    """Version 1 has a tree for each."""
    own = tmp_path / "cgroup"
    own.write_text("3:pids:/a/b\n2:memory:/a\n0::/c\n")
    found = own_groups(tmp_path, own, ("pids",))
    assert found == [tmp_path / "pids/a/b", tmp_path / "pids/a", tmp_path / "pids"]
    assert own_groups(tmp_path, own, ("",)) == [tmp_path / "c", tmp_path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_real_limit_of_descriptors_is_seen() -> None:
    """In a process that was given 77 of them."""
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (77, 77));"
        "from lightwork.measuring.host.capacity import capacity_left;"
        "print(capacity_left().descriptors)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "limit of 77" in done.stdout
    assert 50 < int(done.stdout.split("left=")[1].split(",")[0]) < 77


def test_a_host_without_semaphores_has_no_room_for_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The remedy is named; threads need none."""

    def fails() -> None:
        raise FileNotFoundError(2, "No such file or directory")

    strategies = load_strategies()
    capacity.require_room(case(1), strategies["pool"])
    monkeypatch.setattr(multiprocessing.context.BaseContext, "Lock", lambda _: fails())
    capacity.require_room(case(1), strategies["threads"])
    with pytest.raises(Unavailable, match="gives no semaphores"):
        capacity.require_room(case(1), strategies["pool"])
