"""What the ceiling promises beyond what every strategy does."""

import multiprocessing
import time

import psutil
import pytest

from tests.fixtures import strategy_tasks as tasks
from tests.fixtures.strategy_leftovers import clean_and_quick, opened, strategy

__all__ = ["clean_and_quick"]
METHODS = strategy("ceiling").start_methods


@pytest.mark.parametrize("start_method", METHODS)
def test_fewer_workers_than_opened(start_method: str) -> None:
    """One open serves every number of workers up to its own, in any order."""
    with opened("ceiling", 4, start_method) as ceiling:
        for workers in (2, 4, 1, 3, None):
            ceiling.load(tasks.square, list(range(10)), 1, workers=workers)
            ceiling.go()
            assert ceiling.collect() == [n * n for n in range(10)]
        for wrong in (0, 5):
            with pytest.raises(ValueError, match=f"1 to 4, got {wrong}"):
                ceiling.load(tasks.square, [1], 1, workers=wrong)


def test_go_alone_computes() -> None:
    """Nothing is run before ``go``, everything is run when it returns, all at the same time."""
    with opened("ceiling", 4, METHODS[0]) as ceiling:
        began = time.perf_counter()
        ceiling.load(tasks.sleep_briefly, [0.2] * 4, 1)
        loaded = time.perf_counter()
        ceiling.go()
        gone = time.perf_counter()
        assert ceiling.collect() == [0.2] * 4
        collected = time.perf_counter()
    # Sleeping is a known answer whatever the host's load does to the rest.
    assert gone - loaded >= 0.2
    assert loaded - began < 0.2
    assert collected - gone < 0.2


def test_idle_workers_use_no_cpu() -> None:
    """Waiting for a load and waiting for ``go`` are both free: another case is timed meanwhile."""
    with opened("ceiling", 2, METHODS[0]) as ceiling:
        workers = [psutil.Process(child.pid) for child in multiprocessing.active_children()]
        ceiling.load(tasks.square, [1, 2, 3], 1, workers=1)
        before = [sum(worker.cpu_times()[:2]) for worker in workers]
        time.sleep(0.5)
        after = [sum(worker.cpu_times()[:2]) for worker in workers]
        assert max(b - a for a, b in zip(before, after, strict=True)) <= 0.01  # one clock tick
        ceiling.go()
        assert ceiling.collect() == [1, 4, 9]


def test_other_children_do_not_matter() -> None:
    """Strategies that come and go meanwhile leave an open ceiling as it was."""
    method = METHODS[0]
    with opened("ceiling", 2, method) as ceiling:
        ceiling.load(tasks.square, [1, 2, 3], 1)
        for other in ("pool", "process", "process_pool"):
            with opened(other, 2, method) as run:
                assert run(tasks.square, [1, 2, 3], 1) == [1, 4, 9]
                ceiling.go()
        assert ceiling.collect() == [1, 4, 9]
