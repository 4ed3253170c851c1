"""Own functions that cannot be measured, or only in part, for the tests: each bad in one way."""

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

NUMBER = 7
EMPTY: list[int] = []
UNPICKLABLE = [threading.Lock() for _ in range(4)]
as_lambda = lambda item: item * item  # noqa: E731 - that is what is bad about it
_calls = 0
_running = 0


def _closure(factor: int) -> Callable[[int], int]:
    def inner(item: int) -> int:
        return item * factor

    return inner


closure = _closure(3)


def needs_two(one: int, other: int) -> int:
    """Need an argument that nobody gives."""
    return one + other


def raises_at_three(item: int) -> int:
    """Raise on one item."""
    if item == 3:
        raise ValueError("three is\nnot welcome")
    return item


def raising_items() -> Iterator[int]:
    """Raise instead of the third item."""
    yield from (1, 2)
    raise RuntimeError("no more")


def hangs_at_two(item: int) -> int:
    """Never return from one item."""
    while item == 2:
        time.sleep(0.01)
    return item


def exits_at_two(item: int) -> int:
    """End the process at one item."""
    if item == 2:
        os._exit(3)
    return item


def leaves_at_two(item: int) -> int:
    """Call sys.exit at one item."""
    if item == 2:
        sys.exit("leaving")
    return item


def killed_at_two(item: int) -> int:
    """Be killed at one item."""
    if item == 2:
        os.kill(os.getpid(), 9)
    return item


def draws(item: int) -> float:
    """Give another answer each time."""
    return item + random.random()


def counts_calls(item: int) -> int:
    """Depend on how often it was called."""
    global _calls
    _calls += 1
    return item + _calls


def tells_process(item: int) -> int:
    """Depend on the process."""
    return item + os.getpid()


def prints_much(item: int) -> int:
    """Print a lot."""
    sys.stdout.write("chatter " * 50_000)
    return item


def not_thread_safe(item: int) -> int:
    """Give wrong answers as soon as two threads are in it."""
    global _running
    _running += 1
    time.sleep(0.002)
    alone = _running == 1
    _running -= 1
    return item if alone else -1


def only_in_the_first_process(item: int) -> int:
    """Give other answers in a worker process than in its parent."""
    import multiprocessing

    return item if multiprocessing.parent_process() is None else -item - 1


def gives_lock(item: int) -> Any:
    """Give what pickle does not carry."""
    return item, _MARK


_MARK = UNPICKLABLE[0]


def writes_file(item: int) -> int:
    """Write a file."""
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(str(item))
    return item


def starts_threads(item: int) -> int:
    """Start threads of its own, one of which goes on."""
    threading.Thread(target=time.sleep, args=(60,)).start()
    return item


def starts_processes(item: int) -> int:
    """Start a process that goes on."""
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    return item


def changes_folder(item: int) -> int:
    """Change the folder."""
    os.chdir("/")
    return item


def refuses(item: int) -> NoReturn:
    """Raise on every item what cannot be pickled."""
    error = ValueError(f"not {item}")
    error.hook = lambda: None  # type: ignore[attr-defined]
    raise error
