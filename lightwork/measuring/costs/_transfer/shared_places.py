"""Places in which one process writes a payload and another reads it: shared memory, Manager items.

Reading copies: what arrives is the reader's own. ``wipe`` makes the place unlike any payload.
Whether there is room for what a case needs is asked before: running out is a kill or a SIGBUS.
"""

from multiprocessing.shared_memory import SharedMemory
from typing import Any, Protocol

from lightwork.measuring.host.skips import Unavailable
from lightwork.strategies.shared_memory import free_bytes


def check_memory(needed: int, what: str) -> None:
    """Raise `Unavailable` where ``needed`` bytes are more than the host has free."""
    import psutil  # here, because workers import this package

    free = psutil.virtual_memory().available
    if needed > free:
        raise Unavailable(f"{what} needs {needed} bytes of memory, and {free} are available")


def check_shared_memory(needed: int, what: str) -> None:
    """Raise `Unavailable` where /dev/shm has less than ``needed`` bytes free.

    Shared memory is made whatever its size; what does not fit is a SIGBUS when it is written to.
    """
    free = free_bytes()
    if free is not None and needed > free:
        raise Unavailable(
            f"{what} needs {needed} bytes in /dev/shm, and {free} are free: give the container "
            "more (docker: --shm-size)"
        )


class PayloadPlace(Protocol):
    """Holds one payload; pickles to a process that is started with it."""

    def write(self, payload: Any) -> None:
        """Put a payload in."""

    def read(self) -> Any:
        """Copy it out."""

    def wipe(self) -> None:
        """Overwrite it."""


class ItemPlace:
    """An item of a Manager's dict or list."""

    def __init__(self, proxy: Any, key: Any) -> None:
        self._proxy, self._key = proxy, key

    def write(self, payload: Any) -> None:
        self._proxy[self._key] = payload

    def read(self) -> Any:
        return self._proxy[self._key]

    def wipe(self) -> None:
        self._proxy[self._key] = None


class CharsPlace:
    """A ``multiprocessing.Array`` of chars; copies are under its own lock.

    By ``raw``: assigning to a slice goes char by char (1 MiB: 20 ms instead of 0.03).
    """

    def __init__(self, array: Any) -> None:
        self._array = array

    def write(self, payload: bytes) -> None:
        self._array.raw = payload

    def read(self) -> Any:
        return self._array.raw

    def wipe(self) -> None:
        self._array.raw = bytes(len(self._array))


class BytesPlace:
    """A part of a `SharedMemory` that holds bytes."""

    def __init__(self, memory: SharedMemory, start: int, size: int) -> None:
        self._memory, self._start, self._stop = memory, start, start + size

    def write(self, payload: Any) -> None:
        self._buffer[self._start : self._stop] = payload

    def read(self) -> Any:
        return bytes(self._buffer[self._start : self._stop])

    def wipe(self) -> None:
        self._buffer[self._start : self._stop] = bytes(self._stop - self._start)

    @property
    def _buffer(self) -> memoryview:
        buffer = self._memory.buf
        assert buffer is not None
        return buffer


class FloatsPlace(BytesPlace):
    """The same for a numpy array of 64-bit floats."""

    def write(self, payload: Any) -> None:
        super().write(memoryview(payload).cast("B"))

    def read(self) -> Any:
        """Copy it out into a new array."""
        from numpy import float64, frombuffer  # loaded already: a payload is such an array

        count = (self._stop - self._start) // 8
        return frombuffer(self._buffer, float64, count, self._start).copy()
