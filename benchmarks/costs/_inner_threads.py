"""Tasks whose worker has so many BLAS threads of its own. Workers import this: nothing heavy."""

from collections.abc import Callable
from typing import Any

_set_to = 0  # in this process; 0: as the environment said


class WithInnerThreads:
    """A task that lets BLAS use ``threads`` threads in the process that it runs in.

    Set once per process, with its first task: an untimed one, as the workers are kept.
    """

    def __init__(self, task: Callable[[Any], Any], threads: int) -> None:
        self.task = task
        self.threads = threads

    def __call__(self, item: Any) -> Any:
        global _set_to
        if _set_to != self.threads:
            set_inner_threads(self.threads)
            _set_to = self.threads
        return self.task(item)


def set_inner_threads(threads: int) -> None:
    """Let BLAS use so many threads in this process, whatever the environment says."""
    import numpy  # noqa: F401 - threadpoolctl sees the libraries that are loaded
    import threadpoolctl

    threadpoolctl.threadpool_limits(threads, user_api="blas")
