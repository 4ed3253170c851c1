"""How the processes of an MPI job ended, by what mpiexec says of them."""

import os
import re
import signal

from strategies._worker_deaths import advice, how_it_ended

#: Makes MPICH's mpiexec (Hydra) tell of every rank how it ended, as wait(2) has it.
TELL_ALL = "-print-all-exitcodes"
_STATUSES = re.compile(r"Exit codes: \[[^\]]*\] ([0-9,]+)")


def who_died(said: str) -> str:
    """Which rank died, how, and what to do next; empty where mpiexec does not tell.

    It kills the others by SIGKILL as soon as it knows. So a rank that ended otherwise is the one;
    where there is none, it is one of the killed.
    """
    found = _STATUSES.findall(said)
    if not found:
        return ""
    # The last: before it stands what the ranks have printed.
    statuses = [int(status) for status in found[-1].split(",") if status]
    if not all(os.WIFEXITED(status) or os.WIFSIGNALED(status) for status in statuses):
        return ""
    ended = {rank: os.waitstatus_to_exitcode(status) for rank, status in enumerate(statuses)}
    dead = {rank: code for rank, code in ended.items() if code}
    killed = -getattr(signal, "SIGKILL", 9)
    dead = {rank: code for rank, code in dead.items() if code != killed} or dead
    if not dead:
        return ""
    ranks = " or ".join(str(rank) for rank in sorted(dead, reverse=True))
    code = dead[max(dead)]
    return (
        f"worker (rank {ranks}; 0 is the root) {how_it_ended(code)} before its work was done, and "
        f"MPI ends all with one. {advice(code)}"
    )
