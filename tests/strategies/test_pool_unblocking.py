"""A pool whose worker died in the middle of a message is ended all the same."""

import contextlib
import multiprocessing
import os
import sys
import threading
from types import SimpleNamespace

import pytest

from lightwork.strategies.parts.pools import _unblock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes have no numbers there")


@pytest.mark.parametrize("cut_off", ["_inqueue", "_outqueue"])
def test_who_waits_for_the_rest_of_a_message_is_freed(cut_off: str) -> None:
    """Of an argument, which ``terminate`` reads away, or of a result."""
    context = multiprocessing.get_context("spawn")
    pool = SimpleNamespace(_inqueue=context.SimpleQueue(), _outqueue=context.SimpleQueue())
    queue = getattr(pool, cut_off)
    os.write(queue._writer.fileno(), b"\x00\x10\x00\x00" + b"the first of a million bytes")

    def read() -> None:
        with contextlib.suppress(EOFError, OSError):
            queue._reader.recv()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    for attempt in range(10):
        _unblock(pool, attempt)  # type: ignore[arg-type] # has of a pool what is asked for
        reader.join(0.05)
    assert not reader.is_alive()
