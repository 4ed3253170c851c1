"""A run on an ``MPIPoolExecutor``: what travels is pickled by us, so the root need not open it."""

import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from itertools import chain
from typing import Any

from strategies._chunks import cut, run_chunk
from strategies._task_errors import Carried, carry, raise_carried
from strategies._worker_deaths import TICK_SECONDS

#: Whether all went well, and the pickled results, or else a pickled `Carried`.
Answer = tuple[bool, bytes]


def pack(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[bytes]:
    """A message per chunk."""
    return [pickle.dumps((task, chunk)) for chunk in cut(items, chunksize)]


def run_packed(message: bytes) -> Answer:
    """Run a chunk, in a worker."""
    try:
        return True, pickle.dumps(run_chunk(*pickle.loads(message)))  # noqa: S301 - from our own parent
    except BaseException as error:  # noqa: BLE001 - a task may raise anything; it travels
        return False, pickle.dumps(carry(error))


def answers_of(
    executor: Any, messages: Sequence[bytes], check: Callable[[], object]
) -> list[Answer]:
    """Let the workers run the messages; only the first bad answer, where one is bad.

    ``check`` is called now and then. When this is left, nothing of the run is running any more.
    """
    futures: list[Future[Answer]] = [executor.submit(run_packed, message) for message in messages]
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


def unpack(answers: Sequence[Answer]) -> list[Any]:
    """The results in item order; raises a task's exception."""
    loaded = [pickle.loads(answer) for _, answer in answers]  # noqa: S301 - our own workers
    for one in loaded:
        if isinstance(one, Carried):
            raise_carried(one)
    return list(chain.from_iterable(loaded))
