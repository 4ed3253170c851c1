"""What is opened in one case and kept for others: it is not left behind by the first."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.endings.host_looks import Look, look, open_descriptors

#: How the temporary folders of multiprocessing begin. A process removes its own when it ends.
FOLDERS = "pymp-"

_processes: set[int] = set()
_descriptors: set[str] = set()
_masters: set[int] = set()  # kept processes that start others, and so have such folders


@contextlib.contextmanager
def kept_open(starts_others: bool = False) -> Iterator[None]:
    """What appears on the host in this block stays until the one who opened it closes it.

    ``starts_others``: whether a process that is opened starts processes of its own, later.
    """
    before = look()
    yield
    now = look()
    new = now.processes - before.processes
    _processes.update(new)
    _descriptors.update(now.descriptors - before.descriptors)
    if starts_others:
        _masters.update(new)


def with_kept(before: Look, now: Look) -> Look:
    """The look ``before``, as if all that is kept ``now`` had been there."""
    _descriptors.intersection_update(open_descriptors())  # a number may come to be somebody else's
    _masters.intersection_update(now.processes)
    folders = (file for file in now.files if Path(file).name.startswith(FOLDERS))
    return before._replace(
        processes=before.processes | _processes,
        descriptors=before.descriptors | _descriptors,
        files=before.files | (frozenset(folders) if _masters else frozenset()),
    )


def kept_processes() -> frozenset[int]:
    """Process ids of what is kept."""
    return frozenset(_processes)
