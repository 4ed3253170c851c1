"""How fast independent processes are together that only compute: no strategy is faster for long."""

import os
import struct
import time
from collections.abc import Callable, Sequence
from typing import Any

_SECONDS = struct.Struct("=d")


def ceiling_seconds(function: Callable[[Any], Any], items: Sequence[Any], workers: int) -> float:
    """Wall seconds from the release of ``workers`` forks, a share each, to the end of the last.

    Nothing travels to or from them but a byte. Raises RuntimeError where one gives no answer.
    """
    (ready, to_ready), (gate, release), (done, to_done) = os.pipe(), os.pipe(), os.pipe()
    for number in range(workers):
        if os.fork() == 0:
            _share(function, items[number::workers], to_ready, gate, to_done)
    os.close(to_ready)
    os.close(to_done)
    _read_all(ready, workers)
    begin = time.perf_counter()
    os.write(release, b"g" * workers)
    text = _read_all(done, workers * _SECONDS.size)
    for _ in range(workers):
        os.wait()
    ends = [float(end) for (end,) in _SECONDS.iter_unpack(text)]
    return max(ends) - begin


def _read_all(pipe: int, length: int) -> bytes:
    text = b""
    while len(text) < length:
        part = os.read(pipe, 65536)
        if not part:
            raise RuntimeError("an independent process ended without an answer")
        text += part
    return text


def _share(
    function: Callable[[Any], Any], items: Sequence[Any], ready: int, gate: int, done: int
) -> None:
    try:
        os.write(ready, b"r")
        os.read(gate, 1)
        for item in items:
            function(item)
        os.write(done, _SECONDS.pack(time.perf_counter()))
    finally:
        os._exit(0)
