"""Processes that read files for us, each with a pipe of its own.

A pool would do, but for one thing: when a process of a pool dies (a file of gigabytes, and the
system short of memory), the pool can't say over which file, and gives up all others. Here each
process has at most `AHEAD` files in hand, so the one it died over is known, refused by name, and
the rest goes on. Where no process gets as far as reading (a caller's script without
``if __name__ == "__main__"`` starts itself in each of them), this process reads alone.

One file as a digest, or as what is wrong with it.
"""

import gc
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from lightwork.reporting.machines.digest.make import digest
from lightwork.reporting.machines.digest.run_digest import RunDigest
from lightwork.reporting.read.errors import Problem, Unreadable
from lightwork.reporting.read.run import read_run

Read = RunDigest | Problem


def read_digest(file: Path) -> Read:
    """The digest of ``file``, or why it can't be used."""
    try:
        return digest(read_run(file))
    except Unreadable as error:
        return error.problem


#: Files that a process has in hand: one that it reads, one so that it need not wait for us.
AHEAD = 2
#: What a process says before it reads: it has been started well.
IS_READY = None
#: Seconds that a process is given to end by itself.
READER_SECONDS = 5.0


def read_in_processes(
    files: Sequence[Path], processes: int, read: Callable[[Path], Read] = read_digest
) -> Iterator[Read]:
    """What ``processes`` processes ``read`` (a function of a module), in the order of ``files``."""
    crew = _Crew(files, processes, read)
    try:
        yield from crew.results()
    finally:
        crew.end()


class _Reader:
    """One process, and the places of the files that it has in hand, the first being read."""

    def __init__(self, read: Callable[[Path], Read]) -> None:
        # spawn: the parent may hold locks and gigabytes, and a fork would copy both.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, read), daemon=True)
        self.process.start()
        theirs.close()  # so that the pipe ends when the process does
        self.in_hand: deque[int] = deque()
        self.is_ready = False

    def end(self) -> None:
        self.pipe.close()
        self.process.join(0 if self.in_hand else READER_SECONDS)
        if self.process.is_alive():
            self.process.terminate()
        self.process.join()

    def fate(self) -> str:
        """How the process ended."""
        self.process.join(READER_SECONDS)
        code = self.process.exitcode
        if code is not None and code < 0:
            return f"killed by signal {-code}"
        return f"exit code {code}"


class _Crew:
    """Hands out files, and gives what was read of them in order."""

    def __init__(self, files: Sequence[Path], processes: int, read: Callable[[Path], Read]) -> None:
        self._files = files
        self._read = read
        self._waiting = deque(range(len(files)))
        self._found: dict[int, Read] = {}
        self._readers = [_Reader(read) for _ in range(processes)]

    def results(self) -> Iterator[Read]:
        for reader in self._readers:
            self._feed(reader)
        for place in range(len(self._files)):
            while place not in self._found:
                if self._readers:
                    self._take_what_came()
                else:
                    self._found[place] = self._read(self._files[place])
            yield self._found.pop(place)

    def _take_what_came(self) -> None:
        by_pipe: dict[object, _Reader] = {one.pipe: one for one in self._readers if one.in_hand}
        for ready in wait([one.pipe for one in self._readers if one.in_hand]):
            reader = by_pipe[ready]
            try:
                found: Read | None = reader.pipe.recv()
            except (EOFError, ConnectionResetError):
                self._bury(reader)
                continue
            if found is IS_READY:
                reader.is_ready = True
                continue
            self._found[reader.in_hand.popleft()] = found
            self._feed(reader)

    def _feed(self, reader: _Reader) -> None:
        """Give ``reader`` files until it has enough in hand."""
        while self._waiting and len(reader.in_hand) < AHEAD:
            place = self._waiting.popleft()
            reader.in_hand.append(place)
            try:
                reader.pipe.send(self._files[place])
            except (BrokenPipeError, ConnectionResetError):
                return  # it died: its end of the pipe says so when we listen

    def _bury(self, dead: _Reader) -> None:
        """Let others read what it had in hand, but for the file that it died over, if it did."""
        if dead.is_ready:
            self._refuse(dead.in_hand.popleft(), dead)
        self._waiting.extendleft(reversed(dead.in_hand))
        dead.in_hand.clear()
        dead.end()
        self._readers.remove(dead)
        if dead.is_ready:
            self._readers.append(_Reader(self._read))
        for reader in self._readers:
            self._feed(reader)

    def _refuse(self, place: int, dead: _Reader) -> None:
        got = f"the process that read it ended ({dead.fate()})"
        remedy = "Leave it out, or read it on a machine with more memory"
        self._found[place] = Problem(self._files[place], "", got, "a file that can be read", remedy)

    def end(self) -> None:
        for reader in self._readers:
            reader.end()


def _serve(pipe: Connection, read: Callable[[Path], Read]) -> None:
    """Read files as they are asked for, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C is for who asked; we end with the pipe
    # What a file is made of is dropped by counting references; looking for rings takes a twentieth.
    gc.set_threshold(50_000)
    try:
        pipe.send(IS_READY)
        while True:
            file: Path = pipe.recv()
            pipe.send(read(file))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
