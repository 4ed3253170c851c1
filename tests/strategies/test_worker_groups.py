"""How a crew's workers end: done, failed or dead, in whatever order that becomes known."""

import multiprocessing
from typing import Any

import pytest

from lightwork.strategies import WorkerDied
from lightwork.strategies.parts.processes import Worker
from lightwork.strategies.parts.worker_groups import ENDED_WELL, _raise_for_failed


class MadeUpProcess:
    """A process whose exit code is known only after it was waited for."""

    name, pid = "made up", 1

    def __init__(self, code: int) -> None:
        self.exitcode: int | None = None
        self._code = code

    def join(self, _seconds: float) -> None:
        """Now it is known."""
        self.exitcode = self._code


def with_a_closed_pipe(code: int) -> Any:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    theirs.close()
    return Worker(MadeUpProcess(code), ours)  # type: ignore[arg-type]


def test_a_worker_that_is_done_may_close_its_pipe_before_its_exit_code_is_known() -> None:
    """On a slow host that takes some ms; it is no death."""
    _raise_for_failed("shared_memory", [with_a_closed_pipe(ENDED_WELL)])


@pytest.mark.parametrize("code", [-9, 0, 1])
def test_a_closed_pipe_and_another_exit_code_is_a_death(code: int) -> None:
    """Killed, ended by its task, or failed without a word."""
    with pytest.raises(WorkerDied, match="made up"):
        _raise_for_failed("shared_memory", [with_a_closed_pipe(code)])
