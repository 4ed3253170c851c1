"""A run on a Dask client; of the local cluster and of one by its address."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from functools import partial
from typing import Any

from strategies._chunks import run_chunk
from strategies._task_errors import call_guarded

#: How often it is asked whether what was cancelled has ended, in seconds.
IDLE_SECONDS = 0.005


class LostWorker(Exception):
    """Dask tells that a worker died which ran a task; the cause is its own error."""


def map_chunks(
    client: Any,
    task: Callable[[Any], Any],
    chunks: Sequence[Sequence[Any]],
    running: list[Any],
) -> list[list[Any]]:
    """Run the task on each item of each chunk; a task of Dask's own per chunk.

    ``running`` holds meanwhile what runs. Raises `LostWorker`, and ``CancelledError`` where
    somebody cancels that. When this is left, nothing of the run is running any more.
    """
    from distributed.scheduler import KilledWorker

    function = partial(run_chunk, partial(call_guarded, task))
    futures = client.map(function, chunks, pure=False)  # what is pure would be looked up, not run
    running[:] = futures
    try:
        results: list[list[Any]] = client.gather(futures)
    except KilledWorker as error:
        raise LostWorker from error
    except CancelledError:
        raise
    except Exception:
        # The task's. What has not started is forgotten; what runs has the time of one chunk.
        client.cancel(futures)
        while any(client.processing().values()):
            time.sleep(IDLE_SECONDS)
        raise
    finally:
        running.clear()
    return results
