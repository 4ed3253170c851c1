"""Channels between this process and a partner: a way there and a way back, each one ``put``, one
``get``.

A channel is made here, pickled to the partner as it starts, and then taken by both its ends.
"""

import pickle
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from queue import Empty
from typing import Any, Protocol

from benchmarks.costs._places import Place
from strategies._worker_deaths import TICK_SECONDS

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

    def __init__(self, places: Sequence[Place], written: Sequence[Any]) -> None:
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
