"""One operation of a transfer: there and back with a partner, a pool's call, a pickling.

A partner is a process that sends back what it receives; its death is an error within seconds.

What crosses to another interpreter is shared where its type can be (``bytes``, ``str``, numbers,
tuples of such, buffers) and pickled elsewhere; both happen in ``Interpreter.call``, in the calling
thread, so that a trip has no wake-up in it. Not through the library's queue: a ``get`` that has to
wait looks again every 10 ms, and that would be all that is measured.
"""

import multiprocessing
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from lightwork.core.record import Case
from lightwork.measuring.cases.audit import WorkerNote, note_this_worker
from lightwork.measuring.cases.round_parts import RoundWork
from lightwork.measuring.cases.strategy_run import audited, open_strategy_run
from lightwork.measuring.costs._single_task import open_pool_call
from lightwork.measuring.costs._transfer.channels import (
    CHANNEL_OPENERS,
    THROUGH_A_SERVER,
    Channel,
    open_channel,
)
from lightwork.measuring.host.skips import Unavailable
from lightwork.strategies import interpreters as catalog
from lightwork.strategies.parts.processes import Worker, end_workers, receive_bytes, start_worker
from lightwork.strategies.parts.worker_deaths import died
from lightwork.strategies.parts.worker_start import begin_worker, signals_wait
from lightwork.strategy import Strategy

#: How long an end of file may come before the partner's exit code, in seconds.
PARTNER_EXIT_SECONDS = 1.0
CALLED_STRATEGY = "interpreter_call"


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
    if case.strategy in CHANNEL_OPENERS:
        return _round_trip(case, value, count)
    return OTHERS[case.strategy](case, value)


@contextmanager
def _through_engine(case: Case, engine: Strategy, value: Any) -> Iterator[Exchange]:
    """There as the argument of a task and back as its result, through all that lies between."""
    with open_strategy_run(case, engine) as run:
        items = list(range(8 * case.workers))
        notes = audited(run, RoundWork(_itself, items, items), 1, engine.workers is not None)
        yield Exchange(lambda: run(_itself, [value], 1)[0], 2, "process", notes)


def _itself(payload: Any) -> Any:
    """A task: give back the payload."""
    return payload


@contextmanager
def _round_trip(case: Case, value: Any, count: int) -> Iterator[Exchange]:
    """There and back: a partner at the other end of the case's channel sends back what it receives.

    Whatever ends the block, the partner is killed: it holds nothing that anyone needs.
    """
    with open_channel(case, count) as channel:
        workers: list[Worker] = []
        try:
            with signals_wait():
                context = multiprocessing.get_context(case.start_method)
                workers.append(start_worker(context, _send_back, (channel,), duplex=True))
            with _as_a_death(case, workers[0]):
                yield _exchange_with(workers[0], case, channel, value)
        finally:
            end_workers(workers, patience=0)


def _exchange_with(worker: Worker, case: Case, channel: Channel, value: Any) -> Exchange:
    process, connection = worker

    def check() -> None:
        if process.exitcode is not None:
            raise died(case.strategy, process, "partner")

    note = pickle.loads(receive_bytes(case.strategy, worker, ()))  # noqa: S301 - our own worker
    put, get = channel.parent_ends(connection, check)

    def once() -> Any:
        put(value)
        return get()

    return Exchange(once, 2, "process", [note], wipe=channel.wipe)


@contextmanager
def _as_a_death(case: Case, worker: Worker) -> Iterator[None]:
    """Tell an end of file or a broken pipe as the death that it is."""
    try:
        yield
    except (EOFError, OSError) as error:
        if case.strategy not in THROUGH_A_SERVER:
            worker.process.join(PARTNER_EXIT_SECONDS)
            if worker.process.exitcode is not None:
                raise died(case.strategy, worker.process, "partner") from error
        raise


def _send_back(connection: Connection, channel: Channel) -> None:
    """Send back each payload until killed; the main function of the partner."""
    begin_worker()
    connection.send(note_this_worker())
    put, get = channel.partner_ends(connection)
    # The pipe ends, or the server, a moment before we are killed: nothing to print.
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            put(get())


_held: Any = None


def _hold(payload: Any) -> None:
    """A task: take the payload, which stays in the worker."""
    global _held
    _held = payload


def _give(_item: Any) -> Any:
    """A task: give back the payload that stayed in the worker."""
    return _held


def _note(_item: Any) -> WorkerNote:
    return note_this_worker()


@contextmanager
def _pool_argument(case: Case, value: Any) -> Iterator[Exchange]:
    """There with the call; whether it arrived is found out outside of the clock."""
    with open_pool_call(case) as call:
        yield Exchange(
            once=lambda: call(_hold, value),
            trips=1,
            worker="process",
            notes=[call(_note, None)],
            arrived=lambda _none: call(_give, None),
            wipe=lambda: call(_hold, None),
        )


@contextmanager
def _pool_result(case: Case, value: Any) -> Iterator[Exchange]:
    """Back with the answer; the worker has the payload from before."""
    with open_pool_call(case) as call:
        notes = [call(_note, None)]
        call(_hold, value)
        yield Exchange(lambda: call(_give, None), 1, "process", notes)


def _pickle(_case: Case, value: Any) -> AbstractContextManager[Exchange]:
    """Into bytes and out of them, in this process, by the default protocol."""

    def once() -> Any:
        return pickle.loads(pickle.dumps(value))  # noqa: S301 - our own

    return nullcontext(Exchange(once, 1, "none", [note_this_worker()]))


def _pickle_out_of_band(_case: Case, value: Any) -> AbstractContextManager[Exchange]:
    """The same by protocol 5 with its buffers apart: what comes lies in the payload's memory."""

    def once() -> Any:
        buffers: list[pickle.PickleBuffer] = []
        data = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
        return pickle.loads(data, buffers=buffers)  # noqa: S301 - our own

    return nullcontext(Exchange(once, 1, "none", [note_this_worker()]))


@contextmanager
def _interpreter_call(_case: Case, value: Any) -> Iterator[Exchange]:
    """There with a call into another interpreter, and back as its result.

    Raises `Unavailable` on a Python without interpreters.
    """
    if missing := catalog.STRATEGY.requires:
        raise Unavailable(f"{CALLED_STRATEGY} {missing}.")
    from concurrent import interpreters  # type: ignore[attr-defined]

    interpreter = interpreters.create()
    try:
        # It has the path of the command line, not the one that this process has come to.
        interpreter.exec(f"import sys; sys.path[:] = {sys.path!r}")
        note: WorkerNote = interpreter.call(note_this_worker)
        yield Exchange(lambda: interpreter.call(_itself, value), 2, "interpreter", [note])
    finally:
        interpreter.close()


OTHERS: dict[str, Callable[[Case, Any], AbstractContextManager[Exchange]]] = {
    "pool_argument": _pool_argument,
    "pool_result": _pool_result,
    "pickle": _pickle,
    "pickle_out_of_band": _pickle_out_of_band,
    CALLED_STRATEGY: _interpreter_call,
}
