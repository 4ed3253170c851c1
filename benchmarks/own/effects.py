"""What a function does to the world beside giving an answer, by Python's own audit events.

https://docs.python.org/3/library/audit_events.html. Seen is what goes through the interpreter:
a library that opens files or starts threads in C of its own is not (its threads show as CPU
seconds beyond the wall's).
"""

import os
import sys
from typing import Any

#: Names kept of each effect.
KEPT = 3
WRITES, STARTS_PROCESSES, STARTS_THREADS = "writes files", "starts processes", "starts threads"
CHANGES_FOLDER, CHANGES_FILES = "changes the folder", "removes or renames files"
CONNECTS = "connects to a network"

_EFFECTS = {
    "subprocess.Popen": STARTS_PROCESSES,
    "os.fork": STARTS_PROCESSES,
    "os.forkpty": STARTS_PROCESSES,
    "os.posix_spawn": STARTS_PROCESSES,
    "os.system": STARTS_PROCESSES,
    "_thread.start_new_thread": STARTS_THREADS,
    "_thread.start_joinable_thread": STARTS_THREADS,
    "os.chdir": CHANGES_FOLDER,
    "os.remove": CHANGES_FILES,
    "os.rename": CHANGES_FILES,
    "os.rmdir": CHANGES_FILES,
    "socket.connect": CONNECTS,
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC


class Effects:
    """Counts effects while ``watched`` is true. A hook cannot be taken away again, so: children."""

    def __init__(self) -> None:
        self.watched = False
        self.counts: dict[str, int] = {}
        self.names: dict[str, list[str]] = {}
        sys.addaudithook(self._note)

    def take(self) -> dict[str, dict[str, Any]]:
        """What was seen since the last time: effect -> its count and a few names."""
        seen = {
            effect: {"count": count, "names": self.names.get(effect, [])}
            for effect, count in self.counts.items()
        }
        self.counts, self.names = {}, {}
        return seen

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.watched:
            return
        effect = _EFFECTS.get(event)
        if event == "open":
            effect = WRITES if _writes(arguments) else None
        if effect is None:
            return
        self.counts[effect] = self.counts.get(effect, 0) + 1
        names = self.names.setdefault(effect, [])
        name = str(arguments[0])[:80] if arguments and effect != STARTS_THREADS else ""
        if name and name not in names and len(names) < KEPT:
            names.append(name)


def _writes(arguments: tuple[Any, ...]) -> bool:
    """Whether ``open(path, mode, flags)`` may change a file; caches of bytecode are Python's."""
    path, mode, flags = (*arguments, None, None)[:3]
    text = str(path)
    if isinstance(path, int) or text == os.devnull or "__pycache__" in text:
        return False
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & _WRITING)
