"""A run on a Dask client, of the local cluster or of one that is running, by its address."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from lightwork.core.places import SHIPPED, source_of
from lightwork.strategies import WorkerDied
from lightwork.strategies.parts.chunks import cut, run_chunk
from lightwork.strategies.parts.task_errors import call_guarded
from lightwork.strategy import Runner

#: How often it is asked whether what was cancelled has ended, in seconds.
IDLE_SECONDS = 0.005
#: How long a scheduler may take to answer, in seconds.
CONNECT_SECONDS = 8
NAME = "dask_distributed"


class LostDaskWorker(Exception):
    """Dask tells that a worker died which ran a task; the cause is its own error."""


def map_chunks_by_dask(
    client: Any, task: Callable[[Any], Any], chunks: Sequence[Sequence[Any]], running: list[Any]
) -> list[list[Any]]:
    """Run the task on each item of each chunk; a task of Dask's own per chunk.

    ``running`` holds meanwhile what runs. Raises `LostDaskWorker`, and ``CancelledError`` where
    somebody cancels that. When this is left, nothing of the run is running any more.
    """
    from distributed.scheduler import KilledWorker

    function = partial(run_chunk, partial(call_guarded, task))
    futures = client.map(function, chunks, pure=False)  # what is pure would be looked up, not run
    running[:] = futures
    try:
        results: list[list[Any]] = client.gather(futures)
    except KilledWorker as error:
        raise LostDaskWorker from error
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


@contextmanager
def join(address: str) -> Iterator[tuple[int, Runner]]:
    """Give how many tasks the cluster runs at once, and the run. Leaving leaves the cluster."""
    import dask
    import distributed  # noqa: F401 - its settings must be there before one of them is changed

    with (
        dask.config.set({"distributed.comm.timeouts.connect": CONNECT_SECONDS}),
        _connect(address) as client,
    ):
        cluster = _Cluster(client)
        yield sum(client.nthreads().values()), cluster.run
        cluster.check()


def _connect(address: str) -> Any:
    from distributed import Client

    scheduler = "tcp://" + address.partition("://")[2]
    return Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)


class _Cluster:
    """A client, and the workers that left since it is there."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lost: list[str] = []
        self._running: list[Any] = []
        client.subscribe_topic("all", self._hear)

    async def _hear(self, event: tuple[float, Any]) -> None:
        """A worker left: give up what runs, or a run without any worker would wait for ever."""
        message = event[1]
        if isinstance(message, dict) and message.get("action") == "remove-worker":
            self._lost.append(str(message.get("worker", "")))
            if self._running:
                await self._client.cancel(self._running, asynchronous=True)

    def run(self, task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        """Run in chunks cut here. Raises `WorkerDied` where a worker left meanwhile."""
        try:
            chunks = map_chunks_by_dask(self._client, task, cut(items, chunksize), self._running)
        except (LostDaskWorker, CancelledError) as error:
            raise self._death() from error
        self.check()
        return list(chain.from_iterable(chunks))

    def check(self) -> None:
        """Raise where a worker left: Dask may have run its tasks again, in another time."""
        if self._lost:
            raise self._death()

    def _death(self) -> WorkerDied:
        return WorkerDied(
            f"{NAME}: {len(self._lost) or 1} worker of the cluster left before its work was done "
            "(Dask would run its tasks again on others, in a time that says nothing): see the logs "
            "of scheduler and worker, and start it anew."
        )


def upload(address: str) -> None:
    """Give the workers this checkout, if they have none or another, until they end."""
    with _connect(address) as client, tempfile.TemporaryDirectory(prefix="lightwork-") as folder:
        for package in SHIPPED:
            shutil.copytree(
                source_of(package),
                Path(folder, "all", package),
                ignore=shutil.ignore_patterns("__pycache__"),
            )
        archive = shutil.make_archive(str(Path(folder, "lightwork")), "zip", Path(folder, "all"))
        client.upload_file(archive)
