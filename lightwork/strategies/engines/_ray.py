"""A run on Ray, watched, of the local cluster or of one that is running (``ray://``)."""

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from itertools import chain
from typing import Any

from lightwork.core.places import SHIPPED, source_of
from lightwork.strategies import WorkerDied
from lightwork.strategies.parts.chunks import cut, run_chunk
from lightwork.strategies.parts.task_errors import WorkerTraceback, call_guarded
from lightwork.strategy import Runner

NAME = "ray_tasks"
#: Ray gives its workers this checkout: packed once, and kept by the cluster under its hash.
ENVIRONMENT = {
    "py_modules": [str(source_of(package)) for package in SHIPPED],
    "excludes": ["**/__pycache__"],
}


class LostRayWorker(Exception):
    """Ray tells that a worker or its host died; the cause is its own error."""


@cache
def _remote_chunk() -> Any:
    """`run_chunk` as a task of Ray's that is not run again when its worker dies."""
    import ray

    return ray.remote(max_retries=0)(run_chunk)


def run_chunks(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
    """Run in chunks cut here, as Ray's own guide has it: a task of its own costs it 0.1 ms or more.

    Raises `LostRayWorker`. When this is left, nothing of the run is running any more.
    """
    import ray
    from ray.exceptions import NodeDiedError, RayTaskError, WorkerCrashedError

    submit = _remote_chunk().remote
    call = partial(call_guarded, task)
    running = [submit(call, chunk) for chunk in cut(items, chunksize)]
    try:
        return list(chain.from_iterable(ray.get(running)))
    except (WorkerCrashedError, NodeDiedError) as error:
        raise LostRayWorker(str(error)) from error
    except RayTaskError as error:
        # Not cancelled: `ray.cancel` of a task that ends just then aborts the whole process ("Check
        # failed: Tried to complete task that was not pending", Ray 2.60).
        ray.wait(running, num_returns=len(running))
        cause = getattr(error, "cause", None)
        if isinstance(cause, Exception) and not isinstance(cause, RayTaskError):
            raise cause from WorkerTraceback(str(error))
        raise


@contextmanager
def join(address: str) -> Iterator[tuple[int, Runner]]:
    """Give how many tasks the cluster runs at once (its CPUs), and the run."""
    import ray

    _connect(address)
    try:
        workers = _workers()
        yield workers, _run
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
        except ConnectionError as error:
            # Of a cluster that asks for a token, as Ray's do, it says no more than that time is up.
            raise ConnectionError(
                f"{error} (if the cluster asks for a token, set RAY_AUTH_MODE=token, or "
                "RAY_AUTH_MODE=disabled here and where it is started)"
            ) from error
        else:
            return


def _workers() -> int:
    import ray

    return int(sum(node["Resources"].get("CPU", 0) for node in ray.nodes() if node["Alive"]))


def _run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
    try:
        return run_chunks(task, items, chunksize)
    except LostRayWorker as error:
        raise WorkerDied(
            f"{NAME}: worker of the cluster was lost before its work was done; Ray says: {error}"
        ) from error
