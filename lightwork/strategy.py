"""What a strategy is: types of the files in `lightwork.strategies`; no worker needs them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, runtime_checkable


class Runner(Protocol):
    """Run ``task`` on every item exactly once; give the results in item order.

    ``chunksize`` (>= 1) is how many items travel to a worker at once, where the mechanism lets
    one choose. A task's exception is raised here with the worker's traceback; a worker that died
    is a `WorkerDied` within seconds.
    """

    def __call__(
        self, task: Callable[[Any], Any], items: Sequence[Any], chunksize: int
    ) -> list[Any]: ...


@runtime_checkable
class StagedRun(Runner, Protocol):
    """A run whose hand-out and hand-in can be kept outside of the clock.

    Only the ceiling is one: ``load`` gives each of the first ``workers`` workers (all, if None)
    its items, ``go`` lets them compute and returns when the last is ready (this alone is timed),
    ``collect`` fetches the results in item order.
    """

    def load(
        self,
        task: Callable[[Any], Any],
        items: Sequence[Any],
        chunksize: int,
        workers: int | None = None,
    ) -> None: ...
    def go(self) -> None: ...
    def collect(self) -> list[Any]: ...


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


class Strategy(NamedTuple):
    """A way to run a task on items.

    ``open(workers, start_method)`` is a context manager that gives a `Runner`. So a cold round is
    open + run + close, and a warm one is run alone. After it is closed, no process, thread,
    semaphore, shared-memory segment or socket of it is left.
    ``worker`` is one of `WORKER_SORTS`. ``start_methods`` are those it supports on this platform,
    the interpreter's default first; ``(NO_START_METHOD,)`` where it starts no process.
    ``reusable``: several runs in one open give the same as one each; only then is there a warm
    state. ``requires`` is None where it can run here, else says what is missing and how to get it.
    ``refuses(items, results)`` gives None where it can carry such items and results, else says why
    not. ``chunks`` is False where one item travels at a time whatever the chunk size.

    ``imports`` are the modules that it imports when it is opened or run: they are loaded before a
    cold call is timed. An engine is a strategy that is not of the standard library: it has
    ``loads``, about how many modules these are, which others must be timed without.
    ``start_seconds`` is about what starting and ending a first worker and each
    further one takes (None: as its start method does); only a forecast. ``unkept`` says which of
    `PROMISES` it does not keep, and why. ``remote`` is there where it can join a cluster by its
    address; such a strategy that has joined one has ``workers``, the only number it can open.
    """

    open: Callable[[int, str], AbstractContextManager[Runner]]
    worker: str
    start_methods: tuple[str, ...]
    reusable: bool
    requires: str | None = None
    refuses: Callable[[Sequence[Any], Sequence[Any]], str | None] = lambda _items, _results: None
    chunks: bool = True
    loads: int = 0
    imports: tuple[str, ...] = ()
    start_seconds: tuple[float, float] | None = None
    unkept: Mapping[str, str] = MappingProxyType({})
    remote: Remote | None = None
    workers: int | None = None


def is_engine(strategy: Strategy) -> bool:
    """Whether opening it loads something that is not of the standard library."""
    return strategy.loads > 0
