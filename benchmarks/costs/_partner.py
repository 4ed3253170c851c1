"""A partner process that sends back what it receives; its death is an error within seconds."""

import multiprocessing
import pickle
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import NamedTuple

from benchmarks.audit import WorkerNote, note_this_worker
from benchmarks.costs._channel_openers import THROUGH_A_SERVER, open_channel
from benchmarks.costs._channels import Channel, Ends
from benchmarks.record import Case
from strategies._processes import Worker, end_workers, receive_bytes, start_worker
from strategies._worker_deaths import died
from strategies._worker_start import begin_worker, signals_wait

#: How long an end of file may come before the partner's exit code, in seconds.
EXIT_SECONDS = 1.0


class Partner(NamedTuple):
    """``ends`` are ours of the channel; ``note`` is what the partner is."""

    channel: Channel
    ends: Ends
    note: WorkerNote


@contextmanager
def open_partner(case: Case, count: int) -> Iterator[Partner]:
    """Open the channel of a case and start a partner at its other end; in the end both are gone.

    Whatever ends the block, the partner is killed: it holds nothing that anyone needs.
    """
    with open_channel(case, count) as channel:
        workers: list[Worker] = []
        try:
            with signals_wait():
                context = multiprocessing.get_context(case.start_method)
                workers.append(start_worker(context, _send_back, (channel,), duplex=True))
            with _deaths_told(case, workers[0]):
                yield _partner_of(case, workers[0], channel)
        finally:
            end_workers(workers, patience=0)


def _partner_of(case: Case, worker: Worker, channel: Channel) -> Partner:
    process, connection = worker

    def check() -> None:
        if process.exitcode is not None:
            raise died(case.strategy, process, "partner")

    note = pickle.loads(receive_bytes(case.strategy, worker, ()))  # noqa: S301 - our own worker
    return Partner(channel, channel.parent_ends(connection, check), note)


@contextmanager
def _deaths_told(case: Case, worker: Worker) -> Iterator[None]:
    """Tell an end of file or a broken pipe as the death that it is."""
    try:
        yield
    except (EOFError, OSError) as error:
        if case.strategy not in THROUGH_A_SERVER:
            worker.process.join(EXIT_SECONDS)
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
