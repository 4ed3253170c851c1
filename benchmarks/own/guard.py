"""Ends a run whose own function hangs while it is measured: a process beside it, with a clock.

The looks have shown that the function comes back; this is for one that hangs only now and then.
No thread in the timed process (each would be in every fork), and no alarm: a signal reaches Python
only between two bytecodes, and a call into C may be what hangs. The guard blocks on a pipe.
"""

import contextlib
import subprocess
import sys
from typing import IO

#: A case may take this many times what was forecast for it, and some seconds for opening.
PATIENCE, OPENING_SECONDS = 20.0, 60.0
_PROGRAM = """
import os, select, signal, sys
parent, words = int(sys.argv[1]), sys.argv[2]
seconds = None
while True:
    ready, _, _ = select.select([0], [], [], seconds)
    text = os.read(0, 4096) if ready else None
    if text == b"" or (not ready and os.getppid() != parent):
        break
    if not ready:
        sys.stderr.write(words.format(seconds=seconds))
        sys.stderr.flush()
        os.kill(parent, signal.SIGKILL)
        break
    seconds = float(text.split()[-1])
"""
_WORDS = (
    "\nERROR: {name} has not come back for {{seconds:.0f}} s while it was measured, though it did "
    "when it was looked at: it hangs now and then, or in company. Finished cases are in "
    ".benchmarks/journal. Try fewer --strategies, or a higher --item-limit.\n"
)


class Guard:
    """The process; to be told when each case begins."""

    def __init__(self, parent: int, name: str, item_limit: float) -> None:
        """``parent``: the process that is ended; ``item_limit`` in seconds."""
        words = _WORDS.format(name=name.replace("{", "{{").replace("}", "}}"))
        self._item_limit = item_limit
        self._process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 - ours
            [sys.executable, "-I", "-S", "-c", _PROGRAM, str(parent), words],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )

    def begin(self, forecast: float) -> None:
        """A case begins that should take ``forecast`` seconds."""
        limit = self._item_limit + OPENING_SECONDS + PATIENCE * forecast
        pipe: IO[bytes] | None = self._process.stdin
        if pipe is not None:
            with contextlib.suppress(OSError):  # somebody ended it
                pipe.write(f"{limit}\n".encode())
                pipe.flush()

    def close(self) -> None:
        """Let it end."""
        self._process.kill()
        self._process.communicate()
