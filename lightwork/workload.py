"""WHAT is computed: one file per workload in ``workloads/``, its file name is its name everywhere.

To add a workload, add one file there that defines ``task``, ``items``, ``expected`` and
``WORKLOAD``; nothing else needs to be edited. Files that start with ``_`` are not workloads.

This module is imported by every spawned worker, so it imports nothing but ``typing``.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

KINDS = ("cpu", "native", "memory", "sleep", "mixed", "empty")
SIZES = ("small", "medium", "large")


class Size(NamedTuple):
    """How much work a named size is.

    ``items`` is how many items it has, on every machine. ``seconds`` is about how long the serial
    loop over them takes on a 2020s server core; it serves the plan's forecast only.
    """

    items: int
    seconds: float


class Workload(NamedTuple):
    """A task, its items at named sizes, and the right answers.

    ``kind`` is one of `KINDS`; ``sizes`` has a `Size` for each name in `SIZES`.
    ``items(size)`` gives the list of items; ``task(item)`` gives one result; ``expected(size)``
    gives the list of right results in item order, compared with ``==``.
    ``source`` says in a sentence where the expected results come from: another way than by
    ``task`` (closed form, sieve, published constant), or why there is none.

    The work is fixed: the same items on every machine, whatever its cores or speed.
    ``items`` and ``expected`` are called in the process that is timed, so they import nothing
    heavy; a task that needs numpy imports it inside itself.
    """

    kind: str
    sizes: Mapping[str, Size]
    items: Callable[[str], Sequence[Any]]
    task: Callable[[Any], Any]
    expected: Callable[[str], Sequence[Any]]
    source: str
    #: what ``task`` imports beyond the standard library, by import name ("numpy"): it is
    #: loaded before the clock runs.
    imports: tuple[str, ...] = ()
    #: the async twin of ``task``, where it has one: the same answers, and waits that are awaited.
    twin: Callable[[Any], Awaitable[Any]] | None = None
