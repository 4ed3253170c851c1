"""What every strategy promises. A new file in the package is tested without being named here."""

import traceback
from collections import Counter
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import psutil
import pytest

from lightwork import strategies
from tests.fixtures import strategy_tasks as tasks
from tests.fixtures.strategy_leftovers import (
    ENGINE,
    NAMES,
    clean_and_quick,
    end_of_kept,
    kept,
    kept_open,
    opened,
    strategy,
    ways,
)

__all__ = ["clean_and_quick", "end_of_kept", "kept"]


@pytest.mark.parametrize("name", NAMES)
def test_says_what_it_is(name: str) -> None:
    """Kind of worker and start methods are words that the rest of the suite knows."""
    one = strategy(name)
    assert one.worker in strategies.WORKER_SORTS
    assert one.start_methods
    assert set(one.start_methods) <= {"fork", "forkserver", "spawn", strategies.NO_START_METHOD}
    # An engine may have a way of its own to start processes, and then there is none to choose.
    nothing_to_choose = one.worker != "process" or (one.loads and len(one.start_methods) == 1)
    assert nothing_to_choose or strategies.NO_START_METHOD not in one.start_methods
    assert one.worker == "process" or one.start_methods == (strategies.NO_START_METHOD,)
    assert set(one.unkept) <= set(strategies.PROMISES)


@ways(all_methods=True, kept=True)
def test_results_come_in_item_order(name: str, start_method: str) -> None:
    """Results are in item order, with chunks of one item, of some, and of more than there are."""
    with kept_open(name, 3, start_method) as run:
        for chunksize in (1, 3, 100):
            assert run(tasks.square, list(range(10)), chunksize) == [n * n for n in range(10)]


@ways(kept=True)
def test_every_item_is_run_exactly_once(name: str, start_method: str, tmp_path: Path) -> None:
    """No item is lost, and none is run twice with one result thrown away."""
    noted = tmp_path / "noted"
    items = [b"%s|%d" % (bytes(noted), number) for number in range(11)]
    with kept_open(name, 2, start_method) as run:
        run(tasks.note, items, 2)
    assert Counter(noted.read_text().split()) == Counter(str(number) for number in range(11))


def connections_of(process: psutil.Process) -> Any:
    """What it has open to the network; psutil before 6 has another name for it."""
    return getattr(process, "net_connections", process.connections)("inet")


@ways(kept=True)
def test_no_other_host_can_connect(name: str, start_method: str) -> None:
    """While workers are open, whatever listens does so at the loopback address.

    But for MPICH's ``mpiexec``: its control port is open to all (docs/security.md).
    """
    with kept_open(name, 2, start_method):
        ours = psutil.Process()
        listening = {
            (process.name() if process.name() == "mpiexec" else "", connection.laddr)
            for process in (ours, *ours.children(recursive=True))
            for connection in connections_of(process)
            if connection.status == psutil.CONN_LISTEN
        }
    mpiexec = {address for who, address in listening if who}
    # An address of version 4 in one of version 6 is a loopback address since Python 3.13 only.
    addresses = {one: ip_address(one.ip.removeprefix("::ffff:")) for _, one in listening}
    open_to_all = {one for one, address in addresses.items() if not address.is_loopback}
    assert open_to_all - mpiexec == set()
    assert len(mpiexec) <= (name == "mpi_pool")


@ways(kept=True)
def test_few_items_or_workers(name: str, start_method: str) -> None:
    """No items, more workers than items, and one worker are nothing special."""
    with kept_open(name, 3, start_method) as run:
        assert run(tasks.half, [], 1) == []
        assert run(tasks.half, [5], 1) == [2.5]
    with kept_open(name, 1, start_method) as run:
        assert run(tasks.half, [1, 2, 3, 4], 1) == [0.5, 1, 1.5, 2]


@ways(kept=True)
def test_bytes_arrive_whole(name: str, start_method: str) -> None:
    """Bytes come home whole, those that end in zeros too."""
    items = [b"%d" % number for number in range(300)] + [b"\0", b""]
    expected = [tasks.digest(item) for item in items]
    assert any(result.endswith(b"\0") for result in expected)
    with kept_open(name, 2, start_method) as run:
        assert run(tasks.digest, items, 50) == expected


@ways(kept=True)
def test_exception_reaches_the_caller(name: str, start_method: str) -> None:
    """A task's exception arrives as what it was, and says where in the worker it was raised."""
    with (
        pytest.raises(ValueError, match="seven is not welcome") as raised,
        kept_open(name, 2, start_method) as run,
    ):
        run(tasks.raise_at_seven, list(range(10)), 2)
    words = "".join(traceback.format_exception(raised.value))
    assert "in raise_at_seven" in words


@ways(reusable=True, kept=True)
def test_warm_runs_are_right(name: str, start_method: str) -> None:
    """One open gives right answers run after run, whatever the tasks, and after an error."""
    items = list(range(9))
    with kept_open(name, 2, start_method) as run:
        for chunksize in (1, 4, 1):
            assert run(tasks.square, items, chunksize) == [n * n for n in items]
            with pytest.raises(ValueError, match="seven"):
                run(tasks.raise_at_seven, range(99), chunksize)  # most is not even sent
            assert run(tasks.half, items[:5], chunksize) == [n / 2 for n in items[:5]]
            assert run(tasks.square, [], chunksize) == []


@ways()
def test_opened_and_not_used(name: str, start_method: str) -> None:
    """Opening and closing without a run is nothing special, nor is an error of the caller's own."""
    with opened(name, 2, start_method):
        pass
    with pytest.raises(KeyError, match="caller"), opened(name, 2, start_method):
        raise KeyError("caller")


@pytest.mark.skipif(bool(ENGINE), reason="not of the engine that is tested")
def test_shared_memory_says_what_it_refuses() -> None:
    """Values that have no slot are refused with what they are, before and in a run."""
    refuses = strategy("shared_memory").refuses
    assert refuses([1, 2.5, b"x"], [1, 2.5, b"y" * 64]) is None
    refused: list[tuple[list[Any], list[Any], str]] = [
        (["text"], [], "items is a value of type str"),
        ([1], [{}], "results is a value of type dict"),
        ([True], [], "of type bool"),
        ([2**63], [], "more than 64 bits"),
        ([1], [b"y" * 65], "65 bytes"),
    ]
    for items, results, why in refused:
        assert why in refuses(items, results)
    start_method = strategy("shared_memory").start_methods[0]
    with opened("shared_memory", 2, start_method) as run:
        with pytest.raises(TypeError, match=r"type str \(item 1\)"):
            run(tasks.square, [1, "text"], 1)
        with pytest.raises(TypeError, match="more than 64 bits"):
            run(tasks.square, [2**40], 1)
