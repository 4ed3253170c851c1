"""Work on other cores: what it gives, what it raises, and what is not done in vain."""

import gc
import os
import threading
import time
from pathlib import Path

import pytest

from lightwork.reporting.drawing import parallel as module
from lightwork.reporting.drawing.parallel import in_processes, seldom_collected


@pytest.fixture(params=[1, 2], ids=["one core", "two cores"])
def cores(request, monkeypatch) -> int:
    """As on a machine with so many."""
    monkeypatch.setattr(module, "_cores", lambda: request.param)
    return int(request.param)


@pytest.mark.usefixtures("cores")
def test_results_come_in_order():
    """Whatever is done first."""
    with in_processes(lambda piece: piece * piece, 5) as squares:
        assert list(squares) == [0, 1, 4, 9, 16]


def test_pieces_are_done_by_other_processes_where_there_are_cores(cores):
    """On one core by this one."""
    with in_processes(lambda _: os.getpid(), 4) as workers:
        assert (os.getpid() in set(workers)) == (cores == 1)


@pytest.mark.usefixtures("cores")
def test_what_a_piece_raises_is_raised_where_it_is_asked_for():
    """With its words; the pieces before it are given."""

    def work(piece: int) -> int:
        if piece == 1:
            raise OSError("no room")
        return piece

    with in_processes(work, 3) as results:
        assert next(results) == 0
        with pytest.raises(OSError, match="no room"):
            next(results)


@pytest.mark.usefixtures("cores")
def test_what_is_raised_meanwhile_ends_the_work(tmp_path: Path):
    """Pieces that nobody will ask for are not begun, but for those that were handed out."""

    def work(piece: int) -> None:
        time.sleep(0.01)
        (tmp_path / str(piece)).touch()

    with pytest.raises(OSError, match="tables"), in_processes(work, 500):
        raise OSError("tables")
    assert len(list(tmp_path.iterdir())) < 500


def test_work_beside_gives_its_result(cores):
    """Something else is done meanwhile; what is closed over is there, and the result is pickled."""
    word = "judged"
    with in_processes(lambda _: (word, os.getpid()), 1) as results:
        said, process = next(results)
    assert said == "judged"
    assert (process == os.getpid()) == (cores == 1)


@pytest.mark.usefixtures("cores")
def test_work_beside_raises_where_it_is_asked_for():
    """And only there."""

    def work(_: int) -> None:
        raise ValueError("not a run")

    with in_processes(work, 1) as results, pytest.raises(ValueError, match="not a run"):
        next(results)


@pytest.mark.usefixtures("cores")
def test_one_after_the_other():
    """Work beside and then pieces: each process does what it was begun for."""
    with (
        in_processes(lambda _: "one", 1) as results,
        in_processes(lambda piece: piece, 2) as pieces,
    ):
        assert (next(results), list(pieces)) == ("one", [0, 1])


def test_cycles_are_looked_for_as_usual_afterwards():
    """Also where something was raised."""
    usual = gc.get_threshold()
    meanwhile = []

    def raises() -> None:
        with seldom_collected():
            meanwhile.append(gc.get_threshold())
            raise OSError("x")

    with pytest.raises(OSError, match="x"):
        raises()
    assert meanwhile != [usual]
    assert gc.get_threshold() == usual


def test_no_thread_is_left(cores):
    """A later fork would be one of several threads, which may lock up."""
    before = threading.active_count()
    with in_processes(lambda _: cores, 1) as results:
        assert next(results) == cores
    with in_processes(lambda piece: piece, 3) as pieces:
        assert list(pieces) == [0, 1, 2]
    assert threading.active_count() == before
