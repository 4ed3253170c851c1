"""Shared memory whose name tells which run made it, so that whoever finds it knows whose it is."""

import os
from multiprocessing.shared_memory import SharedMemory

from strategies import RUN_VARIABLE

#: So much of a run's id is in the names of what it makes; macOS takes names of 30 bytes.
SHORT_ID = 8


def new_segment(size: int) -> SharedMemory:
    """Make a segment of ``size`` bytes: as the library does, but with the run's id in its name."""
    run = os.environ.get(RUN_VARIABLE, "")[:SHORT_ID]
    name = f"mh-{run}-{os.urandom(4).hex()}" if run else None
    return SharedMemory(name, create=True, size=size)
