"""What went wrong in the user's code, as plain values: child processes send them home."""

import os
from collections.abc import Sequence
from pathlib import PureWindowsPath
from types import TracebackType
from typing import Any

from lightwork.measuring.launcher.targets import Refused

#: Longest piece of the user's text that is carried about, and of a value, characters.
LONGEST_FAULT_TEXT, LONGEST_VALUE = 300, 80
TRACEBACK = "Traceback (most recent call last):"
#: Begins the reason of a mechanism whose worker processes raise as they start.
CANNOT_START = "its worker processes cannot start: "


class Fault(Exception):
    """The user's code raised; ``facts`` are what the parent makes a sentence of."""

    def __init__(self, facts: dict[str, Any]) -> None:
        super().__init__(facts)
        self.facts = facts


class FaultsAt:
    """A block in which whatever the user's code raises becomes a `Fault`.

    SystemExit and KeyboardInterrupt, too: a child has nobody else to answer them. ``at`` is cheap:
    it is called for each item of functions that take a microsecond.
    """

    def __init__(self, where: str, item: int = -1, value: object = None) -> None:
        self._where = where
        self.at(item, value)

    def at(self, item: int, value: object) -> None:
        """Note which item comes now."""
        self._item = item
        self._value = value

    def __enter__(self) -> "FaultsAt":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if error is None or isinstance(error, Fault | Refused):
            return
        import traceback  # only where something is wrong: no timed call is to have it loaded

        raise Fault(
            {
                "where": self._where,
                "item": self._item,
                "value": shown(self._value) if self._item >= 0 else "",
                "kind": type(error).__name__,
                "text": shortened_line(traceback.format_exception_only(error)[-1].strip()),
                "place": _place(error),
            }
        ) from error


def shown(value: object) -> str:
    """The beginning of a value's ``repr``, whatever a foreign one does."""
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001 - a foreign __repr__ may raise anything
        text = f"<{type(value).__name__}, whose repr raises {type(error).__name__}>"
    return shortened_line(text)[:LONGEST_VALUE]


def shortened_line(text: str) -> str:
    """``text`` on one line, cut to `LONGEST_FAULT_TEXT` characters."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return plain if len(plain) <= LONGEST_FAULT_TEXT else plain[: LONGEST_FAULT_TEXT - 1] + "…"


def _place(error: BaseException) -> str:
    """``job.py, line 7``: the innermost line of the traceback that is not ours; or nothing."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    return place_of([(frame.filename, frame.lineno or 0) for frame in frames])


def place_of(frames: Sequence[tuple[str, int]]) -> str:
    """``job.py, line 7``: the innermost of files and lines that is neither ours nor a library's; if
    there is none, the innermost that is not ours."""
    paths = [(PureWindowsPath(file), line) for file, line in frames]  # takes both kinds of slashes
    others = [
        (path, line)
        for path, line in paths
        if "lightwork/measuring" not in path.as_posix() and path.name[:1] != "<"
    ]
    library = PureWindowsPath(os.__file__).parent.as_posix()
    own = [
        (path, line)
        for path, line in others
        if not path.as_posix().startswith(library) and "site-packages" not in path.parts
    ]
    for path, line in reversed(own or others):
        return f"{path.name}, line {line}"
    return ""


def worker_error(output: str) -> str | None:
    """What ended a worker process, by the last traceback that it printed; None without one.

    ``RuntimeError: context has already been set (job.py, line 4)``.
    """
    _, found, last = output.rpartition(TRACEBACK)
    if not found:
        return None
    frames, error = [], ""
    for line in last.splitlines()[1:]:
        if line[:1] != " ":
            error = line
            break
        part = line.strip().split('"')
        if len(part) == 3 and part[0] == "File " and ", line " in part[2]:
            number = part[2].split(", line ")[1].partition(",")[0]
            frames.append((part[1], int(number)))
    place = place_of(frames)
    text = shortened_line(error or "it raised an error")
    return f"{text} ({place})" if place else text
