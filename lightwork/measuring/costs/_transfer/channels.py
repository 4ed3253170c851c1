"""Channels between this process and a partner: a way there and a way back, each one ``put``, one
``get``.

A channel is made here, pickled to the partner as it starts, and then taken by both its ends.

Open a channel by its name; when it is closed, its partner has ended already.
"""

import multiprocessing
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.managers import SyncManager
from queue import Empty
from typing import Any, Protocol

from lightwork.core.record import Case
from lightwork.measuring.costs._transfer.shared_places import (
    BytesPlace,
    CharsPlace,
    FloatsPlace,
    ItemPlace,
    PayloadPlace,
    check_shared_memory,
)
from lightwork.strategies.parts.manager_server import open_server
from lightwork.strategies.parts.shared_slots import new_segment
from lightwork.strategies.parts.worker_deaths import TICK_SECONDS

#: How one process sends a payload, and how it receives one.
Ends = tuple[Callable[[Any], object], Callable[[], Any]]


class Channel(Protocol):
    """``check`` raises if the partner is dead; the end of ``connection`` tells of it as well."""

    def parent_ends(self, connection: Connection, check: Callable[[], None]) -> Ends:
        """The ends of the process that sends first; called when the partner has started."""

    def partner_ends(self, connection: Connection) -> Ends:
        """The ends of the process that sends back."""

    def wipe(self) -> None:
        """Overwrite what lies on the way back, so that nothing old can be received."""


class PipeChannel:
    """The partner's own pipe: ``Connection.send`` and ``recv``."""

    def parent_ends(self, connection: Connection, _check: Callable[[], None]) -> Ends:
        """Both ends of a pipe are alike."""
        return self.partner_ends(connection)

    def partner_ends(self, connection: Connection) -> Ends:
        """As one types it."""
        return connection.send, connection.recv

    def wipe(self) -> None:
        """What is received is gone from the pipe."""


class OutOfBandChannel(PipeChannel):
    """The same pipe, by pickle protocol 5: large buffers are sent as they lie in memory.

    What arrives lies in the bytes that were received: nothing is copied, and it is read-only.
    """

    def partner_ends(self, connection: Connection) -> Ends:
        """A message with the pickle and how many buffers follow, then a message each."""

        def put(payload: Any) -> None:
            buffers: list[pickle.PickleBuffer] = []
            data = pickle.dumps(payload, protocol=5, buffer_callback=buffers.append)
            connection.send((data, len(buffers)))
            for buffer in buffers:
                connection.send_bytes(buffer.raw())

        def get() -> Any:
            data, count = connection.recv()
            buffers = [connection.recv_bytes() for _ in range(count)]
            return pickle.loads(data, buffers=buffers)  # noqa: S301 - from our own partner

        return put, get


class QueueChannel:
    """A ``multiprocessing`` ``Queue`` or ``SimpleQueue`` for each way."""

    def __init__(self, there: Any, back: Any) -> None:
        self._there, self._back = there, back

    def parent_ends(self, _connection: Connection, _check: Callable[[], None]) -> Ends:
        """Close the ends that only the partner uses, so that its death is an end of file here.

        By private names (the same since Python 3.3), for want of public ones. Else we ourselves
        would hold the pipes open: ``get``, and a feeding thread that has no room, waited for ever.
        """
        self._there._reader.close()
        self._back._writer.close()
        return self._there.put, self._back.get

    def partner_ends(self, _connection: Connection) -> Ends:
        """As one types it."""
        return self._back.put, self._there.get

    def wipe(self) -> None:
        """What is received is gone from the queue."""


class ManagerQueueChannel:
    """A Manager's queue for each way: a payload travels to the server and from there."""

    def __init__(self, there: Any, back: Any) -> None:
        self._there, self._back = there, back

    def parent_ends(self, _connection: Connection, check: Callable[[], None]) -> Ends:
        """The server would let us wait for ever for a dead partner: look now and then."""
        fetch = self._back.get

        def get() -> Any:
            while True:
                try:
                    return fetch(True, TICK_SECONDS)
                except Empty:
                    check()

        return self._there.put, get

    def partner_ends(self, _connection: Connection) -> Ends:
        """As one types it."""
        return self._back.put, self._there.get

    def wipe(self) -> None:
        """What is received is gone from the queue."""


class PlaceChannel:
    """A place for each way, and a semaphore each that tells that it was written.

    The way back has a place of its own: what we read there, we cannot have written.
    """

    def __init__(self, places: Sequence[PayloadPlace], written: Sequence[Any]) -> None:
        self._places, self._written = places, written

    def parent_ends(self, _connection: Connection, check: Callable[[], None]) -> Ends:
        """Places and semaphores have no end of file: look now and then."""
        return self._put(0), self._get(1, check)

    def partner_ends(self, _connection: Connection) -> Ends:
        """The partner ends with its parent, so nothing is to be looked for."""
        return self._put(1), self._get(0, lambda: None)

    def wipe(self) -> None:
        """Overwrite the place of the way back."""
        self._places[1].wipe()

    def _put(self, way: int) -> Callable[[Any], object]:
        write, tell = self._places[way].write, self._written[way].release

        def put(payload: Any) -> None:
            write(payload)
            tell()

        return put

    def _get(self, way: int, check: Callable[[], None]) -> Callable[[], Any]:
        read, acquire = self._places[way].read, self._written[way].acquire

        def get() -> Any:
            while not acquire(True, TICK_SECONDS):
                check()
            return read()

        return get


#: Those whose ends of file come from the Manager's server, not from the partner.
THROUGH_A_SERVER = ("manager_queue", "manager_dict", "manager_list")


def open_channel(case: Case, count: int) -> AbstractContextManager[Channel]:
    """Open the channel of a case for payloads of ``count`` bytes.

    Raises `lightwork.measuring.host.skips.Unavailable` where they have no room.
    """
    context = multiprocessing.get_context(case.start_method)
    return CHANNEL_OPENERS[case.strategy](context, case, count)


def _pipe(_context: BaseContext, _case: Case, _count: int) -> AbstractContextManager[Channel]:
    return nullcontext(PipeChannel())


def _out_of_band(
    _context: BaseContext, _case: Case, _count: int
) -> AbstractContextManager[Channel]:
    return nullcontext(OutOfBandChannel())


@contextmanager
def _queues(context: BaseContext, _case: Case, _count: int) -> Iterator[Channel]:
    queues: list[Any] = [context.Queue(), context.Queue()]
    # For want of a public name: a partner that died is told of where its answer is waited for;
    # the thread that feeds it should end then, not print.
    queues[0]._ignore_epipe = True
    try:
        yield QueueChannel(*queues)
    finally:
        for queue in queues:
            queue.close()
            queue.join_thread()
            # Without a thread, of which the partner's queue has none here, nobody closes these.
            queue._reader.close()
            queue._writer.close()


@contextmanager
def _simple_queues(context: BaseContext, _case: Case, _count: int) -> Iterator[Channel]:
    there, back = context.SimpleQueue(), context.SimpleQueue()
    try:
        yield QueueChannel(there, back)
    finally:
        there.close()
        back.close()


@contextmanager
def _managed(
    make: Callable[[BaseContext, SyncManager], Channel],
    context: BaseContext,
    case: Case,
    _count: int,
) -> Iterator[Channel]:
    with open_server(case.start_method) as server:
        yield make(context, server)


def _manager_queues(_context: BaseContext, server: SyncManager) -> Channel:
    return ManagerQueueChannel(server.Queue(), server.Queue())


def _manager_dict(context: BaseContext, server: SyncManager) -> Channel:
    items = server.dict(there=None, back=None)
    return PlaceChannel([ItemPlace(items, "there"), ItemPlace(items, "back")], _written(context))


def _manager_list(context: BaseContext, server: SyncManager) -> Channel:
    items = server.list([None, None])
    return PlaceChannel([ItemPlace(items, 0), ItemPlace(items, 1)], _written(context))


@contextmanager
def _shared_array(context: BaseContext, case: Case, count: int) -> Iterator[Channel]:
    check_shared_memory(2 * count, case.id)
    places = [CharsPlace(context.Array("c", count)) for _ in range(2)]
    yield PlaceChannel(places, _written(context))


@contextmanager
def _shared_memory(context: BaseContext, case: Case, count: int) -> Iterator[Channel]:
    check_shared_memory(2 * count, case.id)
    kind = FloatsPlace if case.workload == "array" else BytesPlace
    memory = new_segment(2 * count)
    try:
        places = [kind(memory, 0, count), kind(memory, count, count)]
        yield PlaceChannel(places, _written(context))
    finally:
        memory.close()
        memory.unlink()


def _written(context: BaseContext) -> list[Any]:
    return [context.Semaphore(0), context.Semaphore(0)]


CHANNEL_OPENERS: dict[str, Callable[[BaseContext, Case, int], AbstractContextManager[Channel]]] = {
    "pipe": _pipe,
    "pipe_out_of_band": _out_of_band,
    "queue": _queues,
    "simple_queue": _simple_queues,
    "manager_queue": partial(_managed, _manager_queues),
    "manager_dict": partial(_managed, _manager_dict),
    "manager_list": partial(_managed, _manager_list),
    "shared_array": _shared_array,
    "shared_memory": _shared_memory,
}
