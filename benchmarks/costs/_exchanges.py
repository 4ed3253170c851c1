"""One operation of a transfer: there and back with a partner, a pool's call, a pickling."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple

from benchmarks.audit import WorkerNote, note_this_worker
from benchmarks.costs._channel_openers import OPENERS as CHANNELS
from benchmarks.costs._interpreter_call import STRATEGY as INTERPRETER
from benchmarks.costs._interpreter_call import open_call
from benchmarks.costs._partner import open_partner
from benchmarks.costs._single_tasks import OPENERS as POOLS
from benchmarks.parts import Work
from benchmarks.record import Case
from benchmarks.strategy_runs import audited, opened_run
from strategies import Strategy


class Exchange(NamedTuple):
    """``once`` does it and gives what came; ``trips`` is how often it carried the payload.

    ``arrived`` makes of what came the payload as it arrived, ``wipe`` forgets it where it was left.
    """

    once: Callable[[], Any]
    trips: int
    worker: str
    notes: Sequence[WorkerNote]
    arrived: Callable[[Any], Any] = lambda came: came
    wipe: Callable[[], object] = lambda: None


def open_exchange(
    case: Case, value: Any, count: int, engine: Strategy | None = None
) -> AbstractContextManager[Exchange]:
    """Make ready what a case does with a payload of ``count`` bytes; an engine may carry it."""
    if engine is not None:
        return _through_engine(case, engine, value)
    if case.strategy in CHANNELS:
        return _round_trip(case, value, count)
    return OTHERS[case.strategy](case, value)


def _itself(payload: Any) -> Any:
    """A task: give back the payload."""
    return payload


@contextmanager
def _through_engine(case: Case, engine: Strategy, value: Any) -> Iterator[Exchange]:
    """There as the argument of a task and back as its result, through all that lies between."""
    with opened_run(case, engine) as run:
        items = list(range(8 * case.workers))
        notes = audited(run, Work(_itself, items, items), 1, engine.workers is not None)
        yield Exchange(lambda: run(_itself, [value], 1)[0], 2, "process", notes)


@contextmanager
def _round_trip(case: Case, value: Any, count: int) -> Iterator[Exchange]:
    """There and back: a partner sends back what it receives."""
    with open_partner(case, count) as partner:
        put, get = partner.ends

        def once() -> Any:
            put(value)
            return get()

        yield Exchange(once, 2, "process", [partner.note], wipe=partner.channel.wipe)


_kept: Any = None


def _keep(payload: Any) -> None:
    """A task: take the payload, which stays in the worker."""
    global _kept
    _kept = payload


def _give(_item: Any) -> Any:
    """A task: give back the payload that stayed in the worker."""
    return _kept


def _note(_item: Any) -> WorkerNote:
    return note_this_worker()


@contextmanager
def _pool_argument(case: Case, value: Any) -> Iterator[Exchange]:
    """There with the call; whether it arrived is looked at outside of the clock."""
    with POOLS["pool"](case._replace(strategy="pool")) as call:
        yield Exchange(
            once=lambda: call(_keep, value),
            trips=1,
            worker="process",
            notes=[call(_note, None)],
            arrived=lambda _none: call(_give, None),
            wipe=lambda: call(_keep, None),
        )


@contextmanager
def _pool_result(case: Case, value: Any) -> Iterator[Exchange]:
    """Back with the answer; the worker has the payload from before."""
    with POOLS["pool"](case._replace(strategy="pool")) as call:
        notes = [call(_note, None)]
        call(_keep, value)
        yield Exchange(lambda: call(_give, None), 1, "process", notes)


@contextmanager
def _pickle(_case: Case, value: Any) -> Iterator[Exchange]:
    """Into bytes and out of them, in this process, by the default protocol."""

    def once() -> Any:
        return pickle.loads(pickle.dumps(value))  # noqa: S301 - our own

    yield Exchange(once, 1, "none", [note_this_worker()])


@contextmanager
def _pickle_out_of_band(_case: Case, value: Any) -> Iterator[Exchange]:
    """The same by protocol 5 with its buffers apart: what comes lies in the payload's memory."""

    def once() -> Any:
        buffers: list[pickle.PickleBuffer] = []
        data = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
        return pickle.loads(data, buffers=buffers)  # noqa: S301 - our own

    yield Exchange(once, 1, "none", [note_this_worker()])


@contextmanager
def _interpreter_call(_case: Case, value: Any) -> Iterator[Exchange]:
    """There with a call into another interpreter, and back as its result."""
    with open_call() as (call, note):
        yield Exchange(lambda: call(value), 2, "interpreter", [note])


OTHERS: dict[str, Callable[[Case, Any], AbstractContextManager[Exchange]]] = {
    "pool_argument": _pool_argument,
    "pool_result": _pool_result,
    "pickle": _pickle,
    "pickle_out_of_band": _pickle_out_of_band,
    INTERPRETER: _interpreter_call,
}
