"""How a task's exception travels from a worker to the caller.

Most exceptions travel by pickle. Two sorts do not: those that cannot be pickled, and those that
pickle but cannot be unpickled (typically an ``__init__`` with arguments that never reach
``Exception.__init__``). The second sort kills the thread of ``multiprocessing.Pool`` that reads
the results, and the caller waits for ever. So a worker tries both ways first, and where one fails
it sends a `TaskFailed` with the exception's words and traceback instead.
"""

import multiprocessing
import pickle
from collections.abc import Callable
from typing import Any, NoReturn


class TaskFailed(RuntimeError):
    """A task's exception that could not travel; ``summary`` and ``traceback`` are its words."""

    def __init__(self, summary: str, traceback: str = "") -> None:
        super().__init__(summary, traceback)
        self.summary = summary
        self.traceback = traceback

    def __str__(self) -> str:
        if not self.traceback:
            return self.summary
        return f"{self.summary}\n(the exception itself could not be sent home)\n\n{self.traceback}"


class WorkerTraceback(Exception):
    """The traceback in the worker, as text."""

    def __str__(self) -> str:
        return f'\n"""\n{self.args[0]}"""'


class PackedError:
    """A task's exception on its way home.

    No named tuple: to make its class takes a tenth of a millisecond of every worker's start.
    """

    def __init__(self, error: BaseException, traceback: str) -> None:
        self.error = error
        self.traceback = traceback


def pack_error(error: BaseException) -> PackedError:
    """Pack a task's exception, in the worker."""
    return PackedError(portable(error), _text(error))


def raise_packed(carried: PackedError) -> NoReturn:
    """Raise a task's exception, in the caller, with the worker's traceback as its cause."""
    raise carried.error from WorkerTraceback(carried.traceback)


def call_guarded(task: Callable[[Any], Any], item: Any) -> Any:
    """Call the task; what it raises survives pickling.

    Used as ``functools.partial(call_guarded, task)``: one frame and one ``try`` more than the
    bare task. Results are not tried: that would cost a copy each.
    """
    try:
        return task(item)
    except BaseException as error:
        sent = portable(error)
        if sent is error:
            raise
        raise sent from None


def portable(error: BaseException) -> BaseException:
    """Give the exception itself if it survives the way home, else a `TaskFailed` in its place."""
    # SystemExit and KeyboardInterrupt would end a pool's worker instead of reaching the caller;
    # multiprocessing.TimeoutError is how Pool's iterators say "not yet".
    travels = isinstance(error, Exception) and not isinstance(error, multiprocessing.TimeoutError)
    if travels and _survives(error):
        return error
    return TaskFailed(_summary(error), _text(error))


def _survives(error: BaseException) -> bool:
    try:
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here, one line before
    except Exception:  # noqa: BLE001 - whatever a foreign __reduce__ raises means "no"
        return False
    return type(copy) is type(error)


# traceback is imported where it is needed: spawned workers would pay for it at each start.
def _summary(error: BaseException) -> str:
    import traceback

    return traceback.format_exception_only(error)[-1].strip()


def _text(error: BaseException) -> str:
    import traceback

    return "".join(traceback.format_exception(error))
