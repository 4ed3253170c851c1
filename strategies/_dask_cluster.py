"""A Dask cluster that is running already, by the address of its scheduler."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from strategies import Run, WorkerDied
from strategies._chunks import cut
from strategies._dask_runs import LostWorker, map_chunks

NAME = "dask_distributed"
#: How long a scheduler may take to answer, in seconds.
CONNECT_SECONDS = 8
#: What the workers must be able to import, and where it lies.
ROOT = Path(__file__).parents[1]
PACKAGES = ("strategies", "workloads", "benchmarks")


@contextmanager
def join(address: str) -> Iterator[tuple[int, Run]]:
    """Give how many tasks the cluster runs at once, and the run. Leaving leaves the cluster."""
    import dask
    from distributed import Client

    scheduler = "tcp://" + address.partition("://")[2]
    with (
        dask.config.set({"distributed.comm.timeouts.connect": CONNECT_SECONDS}),
        Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False) as client,
    ):
        cluster = _Cluster(client)
        yield sum(client.nthreads().values()), cluster.run
        cluster.check()


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
        from concurrent.futures import CancelledError

        try:
            chunks = map_chunks(self._client, task, cut(items, chunksize), self._running)
        except (LostWorker, CancelledError) as error:
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
    """Give the workers this checkout, if they have none or another.

    It stays with them until they end.
    """
    from distributed import Client

    scheduler = "tcp://" + address.partition("://")[2]
    with (
        Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False) as client,
        tempfile.TemporaryDirectory(prefix="manyhands-") as folder,
    ):
        for package in PACKAGES:
            shutil.copytree(
                ROOT / package,
                Path(folder, "all", package),
                ignore=shutil.ignore_patterns("__pycache__"),
            )
        archive = shutil.make_archive(str(Path(folder, "manyhands")), "zip", Path(folder, "all"))
        client.upload_file(archive)
