"""Strategies that are not of the standard library: one file per engine; ``_files`` are parts."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

from lightwork.strategies import Runner


class Remote(NamedTuple):
    """How an engine joins a cluster that is running already.

    ``schemes`` begin the addresses that are its. ``join(address)`` is a context manager that gives
    how many tasks the cluster runs at once, and a `Runner`; leaving it leaves the cluster as it
    was. A worker or host that is lost meanwhile is a `WorkerDied`. ``upload(address)`` gives the
    workers this checkout, where the engine does not do so by itself. An address that has not
    answered after ``answer_seconds`` is none.
    """

    schemes: tuple[str, ...]
    join: Callable[[str], AbstractContextManager[tuple[int, Runner]]]
    upload: Callable[[str], None] | None = None
    answer_seconds: float = 8.0
