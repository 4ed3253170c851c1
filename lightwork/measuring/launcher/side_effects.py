"""What a function does to the world beside giving an answer, by Python's own audit events.

https://docs.python.org/3/library/audit_events.html. Seen is what goes through the interpreter:
a library that opens files or starts threads in C of its own is not (its threads show as CPU
seconds beyond the wall's).
"""

import os
import sys
from typing import Any

#: Names kept of each side effect.
MOST_NAMES_KEPT = 3
WRITES, WRITES_TEMPORARY = "writes files", "writes temporary files"
STARTS_PROCESSES, STARTS_THREADS = "starts processes", "starts threads"
CHANGES_FOLDER, CHANGES_FILES = "changes the folder", "removes or renames files"
CONNECTS, OPENS_DATABASE = "connects to a network", "opens a database"

_EFFECTS = {
    "subprocess.Popen": STARTS_PROCESSES,
    "os.fork": STARTS_PROCESSES,
    "os.forkpty": STARTS_PROCESSES,
    "os.posix_spawn": STARTS_PROCESSES,
    "os.system": STARTS_PROCESSES,
    "os.chdir": CHANGES_FOLDER,
    "os.remove": CHANGES_FILES,
    "os.rename": CHANGES_FILES,
    "os.rmdir": CHANGES_FILES,
    "socket.connect": CONNECTS,
    "sqlite3.connect": OPENS_DATABASE,
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC


class SideEffects:
    """Counts effects while ``watched`` is true. A hook cannot be taken away again, so: children."""

    def __init__(self, temporary: str) -> None:
        """``temporary``: the folder for temporary files."""
        self._temporary = temporary
        self._seen: dict[str, dict[str, Any]] = {}
        self.watched = False
        sys.addaudithook(self._note)
        # There is no event for a thread before Python 3.13. This is a child of our own. Here, as
        # the launcher's own copy is another one.
        import threading

        start = threading.Thread.start

        def counted_start(thread: threading.Thread) -> None:
            self._count(STARTS_THREADS, "")
            start(thread)

        threading.Thread.start = counted_start  # type: ignore[assignment, method-assign]

    def take(self) -> dict[str, dict[str, Any]]:
        """What was seen since the last time: effect -> its count and a few names."""
        seen, self._seen = self._seen, {}
        return seen

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        effect = _EFFECTS.get(event)
        named = arguments and effect != CONNECTS  # its first argument is a socket
        name = str(arguments[0])[:80] if named else ""
        temporary = name.startswith(self._temporary)
        if event == "open" and _writes(arguments):
            effect = WRITES_TEMPORARY if temporary else WRITES
        if effect is not None and not (temporary and effect == CHANGES_FILES):
            self._count(effect, "" if temporary else name)

    def _count(self, effect: str, name: str) -> None:
        if not self.watched:
            return
        seen = self._seen.setdefault(effect, {"count": 0, "names": []})
        seen["count"] += 1
        if name and name not in seen["names"] and len(seen["names"]) < MOST_NAMES_KEPT:
            seen["names"].append(name)


def _writes(arguments: tuple[Any, ...]) -> bool:
    """Whether ``open(path, mode, flags)`` may change a file; caches of bytecode are Python's."""
    path, mode, flags = (*arguments, None, None)[:3]
    text = str(path)
    if isinstance(path, int) or text == os.devnull or "__pycache__" in text:
        return False
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & _WRITING)
