"""Is there a global lock, and which package turned it on? Launchers import this: nothing heavy."""

import re
import sys

#: What CPython says on standard error, with the line of source that it may show.
_TURNED_ON = re.compile(
    r"^.*\(GIL\) has been enabled to load module '([^']*)'.*\n?(?:^  .*\n?)?", re.MULTILINE
)


def gil_is_on() -> bool:
    """Whether this interpreter holds a global lock right now (an import can switch it on)."""
    is_enabled = getattr(sys, "_is_gil_enabled", None)
    return True if is_enabled is None else bool(is_enabled())


def gil_turned_on_by(said: str) -> str:
    """The package that turned it on as it was loaded; "" where ``said`` names none."""
    found = _TURNED_ON.search(said)
    return found[1].partition(".")[0] if found else ""


def without_gil_warning(said: str) -> str:
    """What a process printed, but for the interpreter's own words of that."""
    return _TURNED_ON.sub("", said)
