"""Tasks of Ray, one per chunk, on a local cluster: its head, its object store, its workers.

Ray runs a task again whose worker died (``max_retries``); here it is told not to, so that a death
is an error. The cluster talks over the loopback address only.
"""

import contextlib
import logging
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from lightwork.strategies import HOW_IT_ENDED, NO_START_METHOD, RESULTS_BY_PICKLE, WorkerDied
from lightwork.strategies.engines import _ray, _ray_guard
from lightwork.strategies.engines._ray import NAME, LostRayWorker, run_chunks
from lightwork.strategies.parts.installed import why_not_installed
from lightwork.strategies.parts.worker_start import signals_wait
from lightwork.strategy import Remote, Runner, Strategy

#: At 0 it binds to the loopback address, as it does on Windows and macOS by itself. Else it takes
#: another address, and listens to all the network, even if it is given this one.
LOOPBACK_ONLY = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"


@cache
def _variables() -> Mapping[str, str]:
    """The environment of the cluster's processes.

    Its secret is made anew for each of our processes (Ray keeps the first that it sees), and not
    written into the user's home.
    """
    secret = {} if "RAY_AUTH_MODE" in os.environ else {"RAY_AUTH_MODE": "token"}
    if secret and "RAY_AUTH_TOKEN" not in os.environ:
        secret["RAY_AUTH_TOKEN"] = secrets.token_hex(32)
    return {"RAY_USAGE_STATS_ENABLED": "0", LOOPBACK_ONLY: "0", **secret}


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class _Local:
    """A local cluster; after ``close`` nothing of it is left, nor after our own death."""

    def __init__(self, workers: int) -> None:
        self.folder = tempfile.mkdtemp(prefix="ray-")  # short: Ray's sockets are in it
        self.mark = secrets.token_hex(8)
        self._guard = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-S", _ray_guard.__file__, self.mark, self.folder],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        path = os.pathsep.join(entry for entry in sys.path if entry)
        variables = {**_variables(), "PYTHONPATH": path, _ray_guard.CLUSTER_MARK: self.mark}
        try:
            with _environment(variables):
                import ray  # here: it reads the environment when it is loaded

                ray.init(
                    num_cpus=workers,
                    include_dashboard=False,
                    log_to_driver=False,
                    logging_level=logging.CRITICAL,
                    _temp_dir=self.folder,
                )
        except BaseException:
            self.close(patient=False)
            raise

    def _kill(self) -> None:
        _ray_guard.kill_marked(self.mark, self.folder)

    def close(self, patient: bool) -> None:
        """Shut down; not ``patient``: workers do not end what they are at."""
        import ray

        with signals_wait():
            if not patient:
                self._kill()
            with contextlib.suppress(Exception):
                ray.shutdown()
            self._kill()
            self._guard.kill()
            self._guard.wait()
            assert self._guard.stdin is not None
            self._guard.stdin.close()
            shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:  # noqa: ARG001 - the contract's name and signature
    """Start the cluster. Its workers start with the first tasks, as Ray has it."""
    with signals_wait():
        local = _Local(workers)
    try:
        yield _run
    except BaseException as error:
        local.close(patient=isinstance(error, Exception))
        raise
    local.close(patient=True)


def _run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
    try:
        return run_chunks(task, items, chunksize)
    except LostRayWorker as error:
        # The log files that it names are gone with the cluster.
        reason = str(error).partition(" Check python-core-worker")[0]
        raise WorkerDied(
            f"{NAME}: worker ended before its work was done; Ray tells neither which nor how, but: "
            f"{reason} If nobody killed it, run the workload with the strategy `serial` to see."
        ) from error


STRATEGY = Strategy(
    open,
    "process",
    (NO_START_METHOD,),
    reusable=True,
    requires=why_not_installed("ray", packages="'ray[client]'"),
    loads=700,
    # Not `imports`: Ray reads its secret from the environment when it is loaded, and that is made
    # for each cluster. So a cold call has its import in the clock, as a script has.
    start_seconds=(4.0, 0.5),
    remote=Remote(("ray",), _ray.join, answer_seconds=90.0),
    unkept={
        RESULTS_BY_PICKLE: "results travel by cloudpickle, which carries lambdas too",
        HOW_IT_ENDED: "Ray starts and reaps its workers itself, and tells no exit code",
    },
)
