"""A payload as the argument and result of a call into another interpreter of this process.

What crosses is shared where its type can be (``bytes``, ``str``, numbers, tuples of such, buffers)
and pickled elsewhere; both happen in ``Interpreter.call``, in the calling thread, so that a trip
has no wake-up in it. Not through the library's queue: a ``get`` that has to wait looks again every
10 ms, and that would be all that is measured.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.audit import WorkerNote, note_this_worker
from benchmarks.skips import Unavailable
from strategies import interpreters as catalog

STRATEGY = "interpreter_call"

Call = Callable[[Any], Any]


@contextmanager
def open_call() -> Iterator[tuple[Call, WorkerNote]]:
    """Give what carries a payload there and back, and what the interpreter is.

    Raises `Unavailable` on a Python without interpreters.
    """
    if missing := catalog.STRATEGY.requires:
        raise Unavailable(f"{STRATEGY} {missing}.")
    from concurrent import interpreters  # type: ignore[attr-defined]

    interpreter = interpreters.create()
    try:
        # It has the path of the command line, not the one that this process has come to.
        interpreter.exec(f"import sys; sys.path[:] = {sys.path!r}")
        note: WorkerNote = interpreter.call(note_this_worker)
        yield lambda payload: interpreter.call(_itself, payload), note
    finally:
        interpreter.close()


def _itself(payload: Any) -> Any:
    return payload
