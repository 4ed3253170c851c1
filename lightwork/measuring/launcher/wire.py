"""Messages between the process that plans and a launcher: a length, then a pickle, over a pipe."""

import os
import pickle
import select
import struct
import time
from typing import Any

_LENGTH = struct.Struct("=Q")
_MOST_AT_ONCE = 1 << 20


class Closed(Exception):
    """The other side has closed its end, or is gone."""


class TooLate(Exception):
    """Nothing came within the time that was given."""


def send(file: int, value: object) -> None:
    """Write one message to a file descriptor. Raises `Closed`."""
    text = pickle.dumps(value)
    view = memoryview(_LENGTH.pack(len(text)) + text)
    try:
        while view:
            view = view[os.write(file, view[:_MOST_AT_ONCE]) :]
    except OSError as error:
        raise Closed from error


def receive(file: int, seconds: float | None = None) -> Any:
    """Read one message, within ``seconds`` if given. Raises `Closed` or `TooLate`."""
    end = None if seconds is None else time.monotonic() + seconds
    (length,) = _LENGTH.unpack(_read(file, _LENGTH.size, end))
    return pickle.loads(_read(file, length, end))  # noqa: S301 - from our own process


def _read(file: int, length: int, end: float | None) -> bytes:
    parts: list[bytes] = []
    while length:
        left = None if end is None else max(0.0, end - time.monotonic())
        if not select.select([file], [], [], left)[0]:
            raise TooLate
        part = os.read(file, min(length, _MOST_AT_ONCE))
        if not part:
            raise Closed
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
