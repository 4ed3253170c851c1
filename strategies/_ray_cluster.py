"""A Ray cluster that is running already, by the address of its client server (``ray://``)."""

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from strategies import Run, WorkerDied
from strategies._chunks import cut
from strategies._ray_runs import LostWorker, map_chunks

NAME = "ray_tasks"
ROOT = Path(__file__).parents[1]
#: Ray gives its workers this checkout: packed once, and kept by the cluster under its hash.
ENVIRONMENT = {
    "py_modules": [str(ROOT / name) for name in ("strategies", "workloads", "benchmarks")],
    "excludes": ["**/__pycache__"],
}


@contextmanager
def join(address: str) -> Iterator[tuple[int, Run]]:
    """Give how many tasks the cluster runs at once (its CPUs), and the run."""
    import ray

    _connect(address)
    try:
        workers = _workers()
        yield workers, run
        if _workers() < workers:
            raise WorkerDied(
                f"{NAME}: {workers - _workers()} of {workers} workers left the cluster meanwhile: "
                "see `ray status` and start the node anew."
            )
    finally:
        with contextlib.suppress(Exception):
            ray.shutdown()


def _connect(address: str) -> None:
    """Join; once more where Ray was too slow for itself.

    It starts a server for each that joins, and gives that up after 30 s, which pass on a busy host.
    """
    import ray

    for last in (False, True):
        try:
            ray.init(
                address,
                runtime_env=ENVIRONMENT,
                logging_level=logging.CRITICAL,
                log_to_driver=False,
            )
        except ConnectionAbortedError:
            if last:
                raise
        else:
            return


def _workers() -> int:
    import ray

    return int(sum(node["Resources"].get("CPU", 0) for node in ray.nodes() if node["Alive"]))


def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
    """Run in chunks cut here. Raises `WorkerDied`."""
    try:
        return list(chain.from_iterable(map_chunks(task, cut(items, chunksize))))
    except LostWorker as error:
        raise WorkerDied(
            f"{NAME}: worker of the cluster was lost before its work was done; Ray says: {error}"
        ) from error
