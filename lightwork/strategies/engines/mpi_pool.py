"""``mpi4py.futures.MPIPoolExecutor`` in an MPI job of its own on this host.

Each run goes to the job's rank 0 over a socket and comes back: one more copy of what travels than
in a script that is rank 0 itself. Where the suite runs under ``mpiexec``, it is rank 0.
"""

import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lightwork.strategies import HOW_IT_ENDED, NO_START_METHOD
from lightwork.strategies.engines import _mpi_runs
from lightwork.strategies.engines._mpi_job import Job
from lightwork.strategies.engines._mpi_runs import pack_answer, unpack_answer
from lightwork.strategies.parts.installed import why_not_installed
from lightwork.strategies.parts.worker_start import signals_wait
from lightwork.strategy import Remote, Runner, Strategy

#: The launcher of the mpich wheel, which is installed beside this interpreter.
MPIEXEC = Path(sys.prefix) / "bin" / "mpiexec"


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:  # noqa: ARG001 - the contract's name and signature
    """Start the job; when this returns, all its workers have said hello."""
    with tempfile.TemporaryDirectory(prefix="lightwork-") as folder:
        job: Job | None = None

        def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
            assert job is not None
            return unpack_answer(job.ask(pack_answer(task, items, chunksize)))

        try:
            with signals_wait():
                job = Job(MPIEXEC, workers, Path(folder), secrets.token_bytes(16))
                job.start()
            yield run
        except BaseException:
            if job is not None:
                job.patience = 0.0
            raise
        finally:
            if job is not None:
                job.close()


STRATEGY = Strategy(
    open,
    "process",
    (NO_START_METHOD,),
    reusable=True,
    requires=why_not_installed("mpi4py", packages="mpi4py mpich")
    or (None if os.access(MPIEXEC, os.X_OK) else f"needs {MPIEXEC}: python -m pip install mpich"),
    loads=1,
    imports=("mpi4py",),
    start_seconds=(0.6, 0.1),
    remote=Remote(("mpi",), _mpi_runs.join),
    unkept={HOW_IT_ENDED: "mpiexec kills all ranks with one, and tells no process ids"},
)
