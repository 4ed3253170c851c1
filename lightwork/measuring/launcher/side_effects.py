"""What a function does beside giving an answer: to the world, to its items, to its module.

What it does to the world is seen by Python's audit events,
https://docs.python.org/3/library/audit_events.html. Seen is what goes through the interpreter:
a library that opens files or starts threads in C of its own is not (its threads show as CPU
seconds beyond the wall's). An event comes before what it tells of, and an exception of its hook
prevents that: a measurement calls a function again and again, so the first call is stopped before
it does what cannot be undone.
"""

# No pathlib: this runs inside of what the user's code does, up to some thousand times a second.
# ruff: noqa: PTH100, PTH111, PTH115, PTH116, PTH117, PTH118

import os
import pickle
import sys
import types
from collections.abc import Callable, Sequence
from typing import Any

from lightwork.measuring.launcher.answers import pickled_within

#: An item is compared with a copy of it up to so many bytes, and so many of a module's globals.
MOST_COPIED_BYTES, MOST_GLOBALS_BYTES = 2**22, 2**23
#: Names kept of each side effect.
MOST_NAMES_KEPT = 3
WRITES, WRITES_TEMPORARY = "writes files", "writes temporary files"
STARTS_PROCESSES, STARTS_THREADS = "starts processes", "starts threads"
CHANGES_FOLDER, CHANGES_FILES = "changes the folder", "changes files that were there before"
CHANGES_DATABASE = "changes a database"
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
    "os.truncate": CHANGES_FILES,
    "socket.connect": CONNECTS,
    "sqlite3.connect": OPENS_DATABASE,
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC
#: Events that change files: the places of paths and of their folders' descriptors in arguments.
_CHANGING = {
    "os.remove": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.rmdir": ((0, 1),),
    "os.truncate": ((0, None),),
}
#: Not the user's files: devices, and what libraries keep for themselves.
_OF_THE_SYSTEM = ("/dev/", "/proc/", "/sys/")
_BYTECODE = "__pycache__"


class Prevented(BaseException):
    """Raised in the user's code in place of what it was about to do; no ``except Exception`` of
    its own may take it for a failure."""


class SideEffects:
    """Counts effects while ``watched`` is true. A hook cannot be taken away again, so: children."""

    def __init__(self, temporary: str) -> None:
        """``temporary``: the folder for temporary files."""
        self._temporary = temporary
        self._seen: dict[str, dict[str, Any]] = {}
        caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        self._not_theirs = (temporary, caches, *_OF_THE_SYSTEM)
        self._created: set[str] = set()
        self.databases: set[str] = set()
        self.watched = False
        self.guarded = False  # prevent what cannot be undone
        self.prevented: tuple[str, str] | None = None  # the first such effect, and of what
        self.on_fork: Callable[[], None] | None = None  # called before each
        sys.addaudithook(self._note)
        # There is no event for a thread before Python 3.13. This is a child of our own. Here, as
        # the launcher's own copy is another one.
        import threading

        start = threading.Thread.start

        def counted_start(thread: threading.Thread) -> None:
            if self.watched:
                self._count(STARTS_THREADS, "")
            start(thread)

        threading.Thread.start = counted_start  # type: ignore[assignment, method-assign]

    def take(self) -> dict[str, dict[str, Any]]:
        """What was seen since the last time: effect -> its count and a few names."""
        seen, self._seen = self._seen, {}
        return seen

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.watched:
            return
        if event == "os.fork" and self.on_fork is not None:
            self.on_fork()
        named = arguments and event != "socket.connect"  # its first argument is a socket
        name = str(arguments[0])[:80] if named else ""
        temporary = name.startswith(self._temporary)
        effect = _EFFECTS.get(event)
        if event == "open" and _writes(arguments):
            effect = WRITES_TEMPORARY if temporary else WRITES
        if effect == OPENS_DATABASE and not temporary:
            self.databases.add(os.path.abspath(name.removeprefix("file:").partition("?")[0]))
        paths = _paths(event, arguments)
        if paths and all(map(self._is_ours, paths)):
            return
        if self.guarded:
            self._guard(effect, arguments, paths)
        if effect is not None:
            self._count(effect, "" if temporary else name)

    def _guard(
        self, effect: str | None, arguments: tuple[Any, ...], paths: Sequence[str | None]
    ) -> None:
        """Raise `Prevented` where a file that was there before would change, or a host be asked."""
        if effect == CONNECTS and (host := _other_host(arguments[1])):
            self._prevent(CONNECTS, host)
        if effect == WRITES:
            paths = [os.path.abspath(os.fsdecode(arguments[0]))]
        there = os.path.isfile if effect == WRITES else os.path.lexists  # no pipe, no terminal
        for path in paths:
            if path is not None and not self._is_ours(path) and there(path):
                self._prevent(CHANGES_FILES, path)
            self._created.add(path or "")  # new, or a new name of it

    def _is_ours(self, path: str | None) -> bool:
        """Whether a path is temporary, a library's, or of a file that the function has made."""
        if path is None:
            return False
        return path.startswith(self._not_theirs) or _BYTECODE in path or path in self._created

    def _prevent(self, effect: str, name: str) -> None:
        self.prevented = self.prevented or (effect, name)
        raise Prevented(f"lightwork has stopped the function before it {effect}: {name}")

    def _count(self, effect: str, name: str) -> None:
        seen = self._seen.setdefault(effect, {"count": 0, "names": []})
        seen["count"] += 1
        if name and name not in seen["names"] and len(seen["names"]) < MOST_NAMES_KEPT:
            seen["names"].append(name)


def _writes(arguments: tuple[Any, ...]) -> bool:
    """Whether ``open(path, mode, flags)`` may change a file; caches of bytecode are Python's."""
    path, mode, flags = (*arguments, None, None)[:3]
    text = str(path)
    if isinstance(path, int) or text == os.devnull or _BYTECODE in text:
        return False
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & _WRITING)


def _paths(event: str, arguments: tuple[Any, ...]) -> list[str | None]:
    """The absolute paths that an event of `_CHANGING` names, of another none; None for one that is
    not known."""
    found: list[str | None] = []
    for place, folder in _CHANGING.get(event, ()):
        path = arguments[place]
        if isinstance(path, int):  # a file's descriptor
            found.append(_of_descriptor(path))
            continue
        text = os.fsdecode(path)
        descriptor = arguments[folder] if folder is not None else -1
        if os.path.isabs(text) or descriptor in (-1, None):
            found.append(os.path.abspath(text))
        else:
            at = _of_descriptor(descriptor)
            found.append(None if at is None else os.path.join(at, text))
    return found


def _of_descriptor(descriptor: int) -> str | None:
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")  # proc(5); no other system tells it so
    except OSError:
        return None


def _other_host(address: Any) -> str:
    """``host:port`` of an address that is not this host's; "" for this host and for no network."""
    if not isinstance(address, tuple) or len(address) < 2:
        return ""
    import ipaddress  # who connects has paid for more

    host = str(address[0])
    try:
        here = ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        here = host in ("", "localhost")
    return "" if here else f"{host}:{address[1]}"


class DatabaseFiles:
    """Whether databases that sqlite3 has opened have changed: SQLite writes without events."""

    def __init__(self, effects: SideEffects) -> None:
        self._effects = effects
        self._before = self._look()

    def changed(self) -> str | None:
        """The first one that has another time of change or size than before, or is new."""
        for path, now in self._look().items():
            if self._before.setdefault(path, now) != now:
                return path
        return None

    def _look(self) -> dict[str, tuple[int, int] | None]:
        return {path: _state(path) for path in sorted(self._effects.databases)}


def _state(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def copy_of(item: Any) -> tuple[Any] | None:
    """A copy to compare with after the call; None of what cannot change, cannot be copied, or is
    large."""
    if isinstance(item, int | float | complex | str | bytes | None):
        return None
    text = pickled_within(item, MOST_COPIED_BYTES)
    try:
        return None if text is None else (pickle.loads(text),)  # noqa: S301 - made one line before
    except Exception:  # noqa: BLE001 - a foreign __setstate__ may raise anything
        return None


class ModuleState:
    """What the globals of a function's module hold, to see whether calls change them."""

    def __init__(self, function: Any) -> None:
        function = getattr(function, "func", function)  # of functools.partial
        module = sys.modules.get(getattr(function, "__module__", None) or "")
        self._names = vars(module) if module is not None else {}
        self._before = self._look()

    def changed(self) -> tuple[str, ...]:
        """Names of those that have changed."""
        now = self._look()
        return tuple(name for name, held in self._before.items() if now.get(name) != held)

    def _look(self) -> dict[str, object]:
        left = MOST_GLOBALS_BYTES
        found: dict[str, object] = {}
        for name, value in list(self._names.items()):
            code = isinstance(value, type | types.ModuleType) or callable(value)
            if name.startswith("__") or code:
                continue
            text = pickled_within(value, left)
            found[name] = text if text is not None else (id(value), _length(value))
            left -= len(text or b"")
        return found


def _length(value: Any) -> int | None:
    try:
        return len(value)
    except Exception:  # noqa: BLE001 - a foreign __len__ may raise anything
        return None
