"""What an engine's worker does as it begins. Imported by workers: nothing heavy here."""

import os
import signal
import sys

from lightwork.strategies.parts.worker_start import leave_signals_to_parent

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def begin_engine_worker(parent: int) -> None:
    """What `begin_worker` does, in a child of process ``parent`` that has no sentinel of it.

    Without one the kernel is asked by the way that was rejected for others: ctypes takes some ms,
    which is little beside what an engine's worker loads. It works for children of the thread that
    opens the engine, which outlives them.
    """
    leave_signals_to_parent()
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before
            os._exit(1)
