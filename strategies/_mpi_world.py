"""The MPI job whose rank 0 this process is (``mpiexec ... python -m mpi4py.futures -m pytest``)."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from strategies import Run
from strategies._mpi_runs import answers_of, pack, unpack


def is_rank_0() -> bool:
    """Whether ``mpi4py.futures`` has started this process with others that wait for tasks."""
    core = sys.modules.get("mpi4py.futures._core")
    return getattr(core, "SharedPool", None) is not None


@contextmanager
def join(_address: str) -> Iterator[tuple[int, Run]]:
    """Give the number of the other ranks, and the run. A rank that dies takes us with it."""
    from mpi4py.futures import MPIPoolExecutor

    with MPIPoolExecutor() as executor:
        executor.bootup(wait=True)

        def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
            return unpack(answers_of(executor, pack(task, items, chunksize), lambda: None))

        yield executor.num_workers, run
