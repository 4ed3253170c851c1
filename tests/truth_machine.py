"""Strategies whose truth is known by arithmetic: what the suite's figures are tested on.

Each runs a task on items like any strategy of ``strategies/`` and gives the right results; what
it does besides is known, so the ratio that an honest measurement must find is known too.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from typing import Any

from benchmarks.kernels import STEPS_PER_MICROSECOND
from strategies import NO_START_METHOD, Run, Strategy

#: How many times slower than the plain loop the strategies of `slower` are.
SLOWDOWNS = (1.00, 1.03, 1.05, 1.10, 1.20)


def _strategy(run: Run, worker: str = "none") -> Strategy:
    @contextmanager
    def open(workers: int, start_method: str) -> Iterator[Run]:  # noqa: ARG001 - the contract's
        yield run

    return Strategy(open, worker, (NO_START_METHOD,), reusable=True)


def slower(factor: float) -> Strategy:
    """The plain loop that does ``factor`` times the work: some of the items are done twice.

    With 100 items that cost the same, a factor of 1.03 is three of them, and exactly that.
    """

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:  # noqa: ARG001
        for item in items[: round((factor - 1) * len(items))]:
            task(item)
        return [task(item) for item in items]

    return _strategy(run)


def with_serial_fraction(
    workers: int, fraction: float, sleep: Callable[[float], None] = time.sleep
) -> Strategy:
    """Waits as long as ``workers`` perfect workers would, with a part that only one can do.

    Of items that are seconds to wait: T (fraction + (1 - fraction) / workers). Amdahl's speedup.
    """

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:  # noqa: ARG001
        sleep(sum(items) * (fraction + (1 - fraction) / workers))
        return list(items)

    return _strategy(run)


def with_task_overhead(seconds: float, sleep: Callable[[float], None] = time.sleep) -> Strategy:
    """The plain loop that waits ``seconds`` more for every item."""

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:  # noqa: ARG001
        results = []
        for item in items:
            results.append(task(item))
            sleep(seconds)
        return results

    return _strategy(run)


def in_waves(workers: int, sleep: Callable[[float], None] = time.sleep) -> Strategy:
    """Waits for equal items in waves of ``workers``: speedup = items / ceil(items / workers)."""

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:  # noqa: ARG001
        for _ in range(ceil(len(items) / workers)):
            sleep(items[0])
        return list(items)

    return _strategy(run)


def spin_items(count: int, microseconds: int) -> list[int]:
    """Items of `benchmarks.kernels.spin` that cost the same, about so many µs each."""
    return [microseconds * STEPS_PER_MICROSECOND] * count
