"""A run on an ``MPIPoolExecutor``: what travels is pickled by us, so the root need not open it.

`join` is for the MPI job whose rank 0 this process is (``mpiexec ... python -m mpi4py.futures -m
pytest``).
"""

import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from itertools import chain
from typing import Any

from lightwork.strategies.parts.chunks import cut, run_chunk
from lightwork.strategies.parts.task_errors import PackedError, pack_error, raise_packed
from lightwork.strategies.parts.worker_deaths import TICK_SECONDS
from lightwork.strategy import Runner

#: Whether all went well, and the pickled results, or else a pickled `PackedError`.
PackedAnswer = tuple[bool, bytes]


def pack_answer(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[bytes]:
    """A message per chunk."""
    return [pickle.dumps((task, chunk)) for chunk in cut(items, chunksize)]


def run_packed(message: bytes) -> PackedAnswer:
    """Run a chunk, in a worker."""
    try:
        return True, pickle.dumps(run_chunk(*pickle.loads(message)))  # noqa: S301 - from our own parent
    except BaseException as error:  # noqa: BLE001 - a task may raise anything; it travels
        return False, pickle.dumps(pack_error(error))


def answers_of(
    executor: Any, messages: Sequence[bytes], check: Callable[[], object]
) -> list[PackedAnswer]:
    """Let the workers run the messages; only the first bad answer, where one is bad.

    ``check`` is called now and then. When this is left, nothing of the run is running any more.
    """
    futures: list[Future[PackedAnswer]] = [
        executor.submit(run_packed, message) for message in messages
    ]
    answers = []
    for future in futures:
        while not future.done():
            wait([future], TICK_SECONDS)
            check()
        answer = future.result()
        if not answer[0]:
            for other in futures:
                other.cancel()
            wait(futures)
            return [answer]
        answers.append(answer)
    return answers


def unpack_answer(answers: Sequence[PackedAnswer]) -> list[Any]:
    """The results in item order; raises a task's exception."""
    loaded = [pickle.loads(answer) for _, answer in answers]  # noqa: S301 - our own workers
    for one in loaded:
        if isinstance(one, PackedError):
            raise_packed(one)
    return list(chain.from_iterable(loaded))


def is_rank_0() -> bool:
    """Whether ``mpi4py.futures`` has started this process with others that wait for tasks."""
    core = sys.modules.get("mpi4py.futures._core")
    return getattr(core, "SharedPool", None) is not None


@contextmanager
def join(_address: str) -> Iterator[tuple[int, Runner]]:
    """Give the number of the other ranks, and the run. A rank that dies takes us with it."""
    from mpi4py.futures import MPIPoolExecutor

    with MPIPoolExecutor() as executor:
        executor.bootup(wait=True)

        def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
            return unpack_answer(
                answers_of(executor, pack_answer(task, items, chunksize), lambda: None)
            )

        yield executor.num_workers, run
