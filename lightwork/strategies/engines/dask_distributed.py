"""``distributed.Client.map`` on a local cluster: a scheduler in this process, and its workers.

One thread a worker, so that workers are what is counted. Dask runs a task again whose worker died
(``allowed-failures``); here it is told to let none pass, so that a death is an error.
"""

import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from lightwork.strategies import RESULTS_BY_PICKLE
from lightwork.strategies.engines import _dask
from lightwork.strategies.engines._dask import NAME, LostDaskWorker, map_chunks_by_dask
from lightwork.strategies.parts.chunks import cut
from lightwork.strategies.parts.closing import NewChildren, close_or_force
from lightwork.strategies.parts.installed import why_not_installed
from lightwork.strategies.parts.worker_deaths import await_dead, died
from lightwork.strategies.parts.worker_start import signals_wait
from lightwork.strategy import Remote, Runner, Strategy

#: How long Dask's own closing may take, in seconds: it says good-bye to each worker.
DASK_PATIENCE_SECONDS = 15.0
DASK_SETTINGS = {
    "distributed.scheduler.allowed-failures": 0,
    "distributed.worker.multiprocessing-method": "spawn",
    "distributed.worker.profile.enabled": False,  # samples the workers' stacks all the time
    "distributed.diagnostics.computations.max-history": 0,  # reads the caller's source each time
    "distributed.diagnostics.nvml": False,
}


class _Local:
    """A local cluster that is open, a client of it, and the workers that it started."""

    def __init__(self, workers: int, folder: str) -> None:
        import dask
        from distributed import Client, LocalCluster

        self._workers = NewChildren()
        self._patience = DASK_PATIENCE_SECONDS
        self._cluster: Any = None
        self._client: Any = None
        try:
            with dask.config.set(DASK_SETTINGS):
                self._cluster = LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                    local_directory=folder,
                    memory_limit=0,  # it would restart a worker that uses much
                )
                self._client = Client(self._cluster, set_as_default=False)
            self._workers.find_new()
        except BaseException:
            self._patience = 0.0
            self.close()
            raise

    def run(self, task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        """Map in chunks cut here, as its users do: a task of Dask's own costs it 0.2 ms or more."""
        try:
            chunks = map_chunks_by_dask(self._client, task, cut(items, chunksize), [])
        except LostDaskWorker as error:
            self._patience = 0.0
            raise died(NAME, await_dead(self._workers.find_new(), seconds=1.0)) from error
        except Exception:
            raise  # the task's: nothing of it runs on
        except BaseException:  # Ctrl-C
            self._patience = 0.0
            raise
        return list(chain.from_iterable(chunks))

    def close(self) -> None:
        """Close client and cluster, by force if need be; nothing of them is left."""
        client, cluster = self._client, self._cluster
        del self._client, self._cluster

        def end() -> None:
            if self._patience == 0:
                # A copy: its event loop changes them meanwhile.
                for nanny in [*cluster.workers.values()] if cluster is not None else ():
                    nanny.close_gracefully()  # else it starts others in place of the killed
                self._workers.kill()
            if client is not None:
                client.close(timeout=DASK_PATIENCE_SECONDS)
            if cluster is not None:
                cluster.close(timeout=DASK_PATIENCE_SECONDS)

        close_or_force(end, lambda _attempt: None, self._workers, [], DASK_PATIENCE_SECONDS)


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:  # noqa: ARG001 - the contract's name and signature
    """Start scheduler and workers; when this returns, all workers have said hello."""
    with tempfile.TemporaryDirectory(prefix="lightwork-") as folder:
        with signals_wait():
            local = _Local(workers, folder)
        try:
            yield local.run
        finally:
            local.close()


STRATEGY = Strategy(
    open,
    "process",
    ("spawn",),
    reusable=True,
    requires=why_not_installed("distributed"),
    loads=600,
    imports=("dask", "distributed"),
    start_seconds=(1.5, 0.5),
    remote=Remote(("dask", "tcp"), _dask.join, _dask.upload),
    unkept={RESULTS_BY_PICKLE: "results travel by cloudpickle and tblib, which carry more"},
)
