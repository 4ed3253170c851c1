"""Workers that are there before the clock starts, wait for the word, and say when they are done."""

import multiprocessing
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

from lightwork.measuring.cases.audit import WorkerNote, note_this_worker
from lightwork.strategies.parts.processes import (
    WORKER_EXIT_SECONDS,
    Worker,
    end_workers,
    receive_bytes,
    start_worker,
)
from lightwork.strategies.parts.task_errors import PackedError, pack_error, raise_packed
from lightwork.strategies.parts.worker_deaths import died
from lightwork.strategies.parts.worker_start import begin_worker, signals_wait

SHARING_NAME = "sharing"
#: Messages to a worker.
GROUP_GO, GROUP_STOP = b"g", b"s"
#: A worker's part of a round: its number, from 0, to what it has to say when it is done.
ShareOfWork = Callable[[int], Any]


class ReleasedGroup(NamedTuple):
    """``go`` lets every worker do its share and gives what each returned, in their order.

    The clock holds a word to each worker, the shares, and an answer from each (pickled, if it is
    a process). Idle workers wait without using the CPU.
    """

    notes: Sequence[WorkerNote]
    go: Callable[[], list[Any]]


def open_worker_group(
    kind: str, workers: int, start_method: str, share: ShareOfWork
) -> AbstractContextManager[ReleasedGroup]:
    """Start workers of a kind (`strategies.WORKERS`); when it is closed, they are gone."""
    if kind == "thread":
        return _threads(workers, share)
    return _processes(workers, start_method, share)


@contextmanager
def _processes(workers: int, start_method: str, share: ShareOfWork) -> Iterator[ReleasedGroup]:
    context = multiprocessing.get_context(start_method)
    group: list[Worker] = []
    try:
        with signals_wait():
            for number in range(workers):
                group.append(start_worker(context, _obey, (share, number), duplex=True))
        yield ReleasedGroup(_answers(group), partial(_release, group))
        for worker in group:
            # The end of our pipe would not tell the first: the others hold it open, if forked.
            with suppress(OSError):  # it has ended already
                worker.connection.send_bytes(GROUP_STOP)
    except BaseException:
        # At once: a worker that died may have taken a lock with it that others wait for.
        end_workers(group, patience=0)
        raise
    end_workers(group, WORKER_EXIT_SECONDS)


def _release(group: Sequence[Worker]) -> list[Any]:
    for worker in group:
        try:
            worker.connection.send_bytes(GROUP_GO)
        except OSError as error:
            worker.process.join(WORKER_EXIT_SECONDS)
            raise died(SHARING_NAME, worker.process) from error
    return _answers(group)


def _answers(group: Sequence[Worker]) -> list[Any]:
    return [
        _unpacked(pickle.loads(receive_bytes(SHARING_NAME, worker, group)))  # noqa: S301 - ours
        for worker in group
    ]


def _obey(connection: Connection, share: ShareOfWork, number: int) -> None:
    """Do the share at every go; the main function of a worker process."""
    begin_worker()
    connection.send(note_this_worker())
    with suppress(EOFError):  # the parent is gone
        while connection.recv_bytes() == GROUP_GO:
            connection.send(_outcome(share, number))


def _outcome(share: ShareOfWork, number: int) -> Any:
    try:
        return share(number)
    except BaseException as error:  # noqa: BLE001 - whatever a mechanism raises; it travels
        return pack_error(error)


def _unpacked(answer: Any) -> Any:
    if isinstance(answer, PackedError):
        raise_packed(answer)
    return answer


@contextmanager
def _threads(workers: int, share: ShareOfWork) -> Iterator[ReleasedGroup]:
    group = _Threads(workers, share)
    try:
        for thread in group.threads:
            thread.start()
        yield ReleasedGroup(group.answers(), group.release)
    finally:
        with signals_wait():
            group.order(GROUP_STOP)
            for thread in group.threads:
                if thread.ident is not None:  # it was started
                    thread.join()


class _Threads:
    """Threads with a queue of orders each, and one for all their answers."""

    def __init__(self, workers: int, share: ShareOfWork) -> None:
        self._share = share
        self._orders: list[SimpleQueue[bytes]] = [SimpleQueue() for _ in range(workers)]
        self._answers: SimpleQueue[tuple[int, Any]] = SimpleQueue()
        self.threads = [Thread(target=self._obey, args=(number,)) for number in range(workers)]

    def order(self, message: bytes) -> None:
        for order in self._orders:
            order.put(message)

    def release(self) -> list[Any]:
        self.order(GROUP_GO)
        return self.answers()

    def answers(self) -> list[Any]:
        # All of them before one is raised: nobody can kill a thread that still works.
        found = dict(self._answers.get() for _ in self.threads)
        return [_unpacked(found[number]) for number in sorted(found)]

    def _obey(self, number: int) -> None:
        self._answers.put((number, note_this_worker()))
        while self._orders[number].get() == GROUP_GO:
            self._answers.put((number, _outcome(self._share, number)))
