"""A run on Ray, watched; of the local cluster and of one by its address."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

from strategies._chunks import run_chunk
from strategies._task_errors import WorkerTraceback, call_guarded


class LostWorker(Exception):
    """Ray tells that a worker or its host died; the cause is its own error."""


@cache
def _remote_chunk() -> Any:
    """`run_chunk` as a task of Ray's that is not run again when its worker dies."""
    import ray

    return ray.remote(max_retries=0)(run_chunk)


@contextmanager
def alarm_gets_through() -> Iterator[None]:
    """Let an alarm end a wait of Ray's, as in a case's time limit.

    Ray waits in C, where it heeds a handler's KeyboardInterrupt and drops whatever else is raised
    there. So it is told one, and what was raised follows here.
    """
    raised: list[BaseException] = []
    main = threading.current_thread() is threading.main_thread()
    handler = signal.getsignal(signal.SIGALRM) if main and hasattr(signal, "SIGALRM") else None

    def ring(number: int, frame: Any) -> None:
        try:
            if callable(handler):
                handler(number, frame)
        except BaseException as error:
            raised.append(error)
            raise KeyboardInterrupt from error

    try:
        if callable(handler):
            signal.signal(signal.SIGALRM, ring)
        try:
            yield
        finally:
            if callable(handler):
                signal.signal(signal.SIGALRM, handler)
    finally:
        if raised:  # whatever Ray made of it
            raise raised[0] from None


def map_chunks(task: Callable[[Any], Any], chunks: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Run the task on each item of each chunk; a task of Ray's own per chunk.

    Raises `LostWorker`. When this is left, nothing of the run is running any more.
    """
    import ray
    from ray.exceptions import NodeDiedError, RayTaskError, WorkerCrashedError

    submit = _remote_chunk().remote
    call = partial(call_guarded, task)
    running = [submit(call, chunk) for chunk in chunks]
    try:
        with alarm_gets_through():
            results: list[list[Any]] = ray.get(running)
    except (WorkerCrashedError, NodeDiedError) as error:
        raise LostWorker(str(error)) from error
    except RayTaskError as error:
        for one in running:
            ray.cancel(one)
        with alarm_gets_through():
            ray.wait(running, num_returns=len(running))
        cause = getattr(error, "cause", None)
        if isinstance(cause, Exception) and not isinstance(cause, RayTaskError):
            raise cause from WorkerTraceback(str(error))
        raise
    return results
