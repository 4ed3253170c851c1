"""Tasks that the tests of the strategies run in workers: good ones, bad ones and deadly ones.

Items are int, float or bytes, so that shared memory can carry them too.
"""

import contextlib
import hashlib
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, NoReturn


def square(item: int) -> int:
    """Return the square."""
    return item * item


def give_pid(_item: int) -> int:
    """Return the worker's process id."""
    return os.getpid()


def half(item: int) -> float:
    """Return half of it."""
    return item / 2


def digest(item: bytes) -> bytes:
    """Return its SHA-512, which ends in a zero byte for one item in 256."""
    return hashlib.sha512(item).digest()


def note(item: bytes) -> int:
    """Write down in the file ``item`` names that this item was run: ``path|number``."""
    path, number = item.rsplit(b"|", 1)
    # one write in append mode: whole lines, whoever else writes
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(file, number + b"\n")
    os.close(file)
    return int(number)


def raise_at_seven(item: int) -> int:
    """Raise for 7."""
    if item == 7:
        raise ValueError("seven is not welcome")
    return item


class CannotPickle(Exception):
    """Holds what cannot be pickled."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.hook = lambda: None


class CannotUnpickle(Exception):
    """Pickles; but what unpickles it calls ``__init__`` with one argument."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code}: {reason}")


def raise_cannot_pickle(item: int) -> NoReturn:
    """Raise an exception that cannot be pickled."""
    raise CannotPickle(f"no way home for {item}")


def raise_cannot_unpickle(item: int) -> NoReturn:
    """Raise an exception that pickles and cannot be unpickled."""
    raise CannotUnpickle(item, "no way home")


def raise_system_exit(item: int) -> NoReturn:
    """Raise what is no ``Exception``."""
    sys.exit(f"leaving at {item}")


def give_cannot_pickle(item: int) -> Any:
    """Return what cannot be pickled."""
    return lambda: item


def give_cannot_unpickle(item: int) -> Any:
    """Return what pickles and cannot be unpickled."""
    return CannotUnpickle(item, "a result")


def die_of_sigkill(item: int) -> int:
    """Be killed at item 3."""
    if item == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def die_of_exit(item: int) -> int:
    """End the process at item 3."""
    if item == 3:
        os._exit(3)
    return item


def die_while_sending(item: int) -> bytes:
    """Give so large a result that the worker can be killed in the middle of sending it."""
    if item != 3:
        return b""
    threading.Thread(target=_kill_when_sending, args=(threading.get_ident(),), daemon=True).start()
    return bytes(100_000_000)


def _kill_when_sending(thread: int) -> None:
    while sys._current_frames()[thread].f_code.co_name != "_send":
        time.sleep(0.0005)
    time.sleep(0.002)
    os.kill(os.getpid(), signal.SIGKILL)


def interrupt(pid: int) -> None:
    """Send Ctrl-C to process ``pid`` (0: none), then be busy for longer than anybody waits."""
    if pid:
        os.kill(pid, signal.SIGINT)
    time.sleep(60)


def interrupt_shortly(pid: int) -> int:
    """Send Ctrl-C to process ``pid``."""
    os.kill(pid, signal.SIGINT)
    time.sleep(0.02)
    return 0


def tell_pid_and_hang(item: bytes) -> None:
    """Make a file named after this process in the folder ``item``, then hang."""
    Path(os.fsdecode(item), str(os.getpid())).touch()
    time.sleep(60)


def sleep_briefly(item: float) -> float:
    """Sleep for ``item`` seconds."""
    time.sleep(item)
    return item


def kill_the_first_new_child(whose: tuple[int, set[int]]) -> None:
    """Kill the oldest child of process ``whose[0]``, services of the interpreter aside; 0: none.

    ``whose[1]``: ids of children that were there before.
    """
    import psutil

    pid, before = whose
    if not pid:
        time.sleep(0.1)
        return
    family = []
    for child in psutil.Process(pid).children():
        with contextlib.suppress(psutil.Error):
            words = " ".join(child.cmdline())
            if "multiprocessing.forkserver" in words:
                family += child.children()
            elif "multiprocessing.resource_tracker" not in words and child.pid not in before:
                family.append(child)
    min(family, key=lambda child: (child.create_time(), child.pid)).kill()
    time.sleep(0.1)
