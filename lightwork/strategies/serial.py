"""The serial loop: what every speedup is measured against."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lightwork.strategies import NO_START_METHOD
from lightwork.strategy import Runner, Strategy


def _run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:  # noqa: ARG001 - Run's signature
    return [task(item) for item in items]


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:  # noqa: ARG001 - the contract's name and signature
    """Give the loop; there are no workers to open."""
    yield _run


STRATEGY = Strategy(open, "none", (NO_START_METHOD,), reusable=False)
