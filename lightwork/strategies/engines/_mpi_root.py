"""Rank 0 of an MPI job of ours: passes on what our process sends, and the answers.

``mpiexec -n WORKERS+1 python -m mpi4py.futures -m lightwork.strategies.engines._mpi_root SOCKET``.
A job of its own, because MPI ends all processes of a job when one dies: it would end the process
that measures.
"""

import os
import re
import sys
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any

from lightwork.strategies.engines._mpi_runs import answers_of

#: The environment variable with the key of the socket.
KEY = "LIGHTWORK_MPI_KEY"
#: Where MPICH keeps what the processes of a host share; a job that is killed leaves it.
SEGMENT = re.compile(r"(/dev/shm/mpich_shm_\S+)")


def segments_of(root: int) -> set[str]:
    """The shared memory of the job whose root is process ``root``."""
    maps = Path(f"/proc/{root}/maps")
    return set(SEGMENT.findall(maps.read_text())) if maps.is_file() else set()


def main() -> None:
    """Say which processes there are, then run what comes until nothing more comes."""
    from mpi4py import MPI
    from mpi4py.futures import MPIPoolExecutor

    with Client(sys.argv[-1], authkey=bytes.fromhex(os.environ.pop(KEY))) as connection:

        def end_with_parent() -> None:
            if connection.poll(0):  # nothing is sent meanwhile, so this is the end of file
                for segment in segments_of(os.getpid()):
                    Path(segment).unlink(missing_ok=True)
                MPI.COMM_WORLD.Abort(1)

        with MPIPoolExecutor() as executor:
            executor.bootup(wait=True)
            connection.send(os.getpid())
            _serve(connection, executor, end_with_parent)


def _serve(connection: Connection, executor: Any, check: Any) -> None:
    while True:
        try:
            messages = connection.recv()
        except EOFError:
            return
        connection.send(answers_of(executor, messages, check))


if __name__ == "__main__":
    main()
