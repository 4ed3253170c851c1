"""Channels between this process and a partner: a way there and a way back, each one ``put``, one
``get``.

A channel is made here, pickled to the partner as it starts, and then taken by both its ends. When
it is closed, its partner has ended already.
"""

import multiprocessing
import pickle
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from queue import Empty
from typing import Any

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
#: Those whose ends of file come from the Manager's server, not from the partner.
THROUGH_A_SERVER = ("manager_queue", "manager_dict", "manager_list")


class Channel:
    """The partner's own pipe: ``Connection.send`` and ``recv``. The others differ in their ends."""

    def parent_ends(self, connection: Connection, check: Callable[[], None]) -> Ends:  # noqa: ARG002
        """The ends of the process that sends first; called when the partner has started.

        ``check`` raises if the partner is dead; the end of ``connection`` tells of it as well.
        """
        return self.partner_ends(connection)

    def partner_ends(self, connection: Connection) -> Ends:
        """The ends of the process that sends back."""
        return connection.send, connection.recv

    def wipe(self) -> None:
        """Overwrite what lies on the way back, so that nothing old can be received.

        What was received is gone from a pipe and from a queue.
        """


class OutOfBandChannel(Channel):
    """The same pipe, by pickle protocol 5: large buffers are sent as they lie in memory.

    A message with the pickle and how many buffers follow, then a message each. What arrives lies
    in the bytes that were received: nothing is copied, and it is read-only.
    """

    def partner_ends(self, connection: Connection) -> Ends:
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


class QueueChannel(Channel):
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
        return self._back.put, self._there.get


class ManagerQueueChannel(QueueChannel):
    """A Manager's queue for each way: a payload travels to the server and from there."""

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


class PlaceChannel(Channel):
    """A place for each way, and a semaphore each that tells that it was written.

    The way back has a place of its own: what we read there, we cannot have written.
    """

    def __init__(self, context: BaseContext, there: PayloadPlace, back: PayloadPlace) -> None:
        self._places = there, back
        self._written = context.Semaphore(0), context.Semaphore(0)

    def parent_ends(self, _connection: Connection, check: Callable[[], None]) -> Ends:
        """Places and semaphores have no end of file: look now and then."""
        return self._put(0), self._get(1, check)

    def partner_ends(self, _connection: Connection) -> Ends:
        """The partner ends with its parent, so nothing is to be looked for."""
        return self._put(1), self._get(0, lambda: None)

    def wipe(self) -> None:
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


def open_channel(case: Case, count: int) -> AbstractContextManager[Channel]:
    """Open the channel of a case for payloads of ``count`` bytes.

    Raises `lightwork.measuring.host.skips.Unavailable` where they have no room.
    """
    context = multiprocessing.get_context(case.start_method)
    return CHANNEL_OPENERS[case.strategy](context, case, count)


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
    with closing(context.SimpleQueue()) as there, closing(context.SimpleQueue()) as back:
        yield QueueChannel(there, back)


@contextmanager
def _managed(context: BaseContext, case: Case, _count: int) -> Iterator[Channel]:
    with open_server(case.start_method) as server:
        if case.strategy == "manager_queue":
            yield ManagerQueueChannel(server.Queue(), server.Queue())
        elif case.strategy == "manager_dict":
            items: Any = server.dict(there=None, back=None)
            yield PlaceChannel(context, ItemPlace(items, "there"), ItemPlace(items, "back"))
        else:
            items = server.list([None, None])
            yield PlaceChannel(context, ItemPlace(items, 0), ItemPlace(items, 1))


@contextmanager
def _shared_array(context: BaseContext, case: Case, count: int) -> Iterator[Channel]:
    check_shared_memory(2 * count, case.id)
    there, back = (CharsPlace(context.Array("c", count)) for _ in range(2))
    yield PlaceChannel(context, there, back)


@contextmanager
def _shared_memory(context: BaseContext, case: Case, count: int) -> Iterator[Channel]:
    check_shared_memory(2 * count, case.id)
    place = FloatsPlace if case.workload == "array" else BytesPlace
    memory = new_segment(2 * count)
    try:
        yield PlaceChannel(context, place(memory, 0, count), place(memory, count, count))
    finally:
        memory.close()
        memory.unlink()


CHANNEL_OPENERS: dict[str, Callable[[BaseContext, Case, int], AbstractContextManager[Channel]]] = {
    "pipe": lambda *_: nullcontext(Channel()),
    "pipe_out_of_band": lambda *_: nullcontext(OutOfBandChannel()),
    "queue": _queues,
    "simple_queue": _simple_queues,
    **dict.fromkeys(THROUGH_A_SERVER, _managed),
    "shared_array": _shared_array,
    "shared_memory": _shared_memory,
}
