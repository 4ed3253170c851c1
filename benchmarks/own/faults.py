"""What went wrong in the user's code, as plain values: child processes send them home."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

#: Longest piece of the user's text that is carried about, characters.
LONGEST = 300


class Fault(Exception):
    """The user's code raised; ``facts`` are what the parent makes a sentence of."""

    def __init__(self, facts: dict[str, Any]) -> None:
        super().__init__(facts)
        self.facts = facts


@contextmanager
def faults_at(where: str, item: int = -1, value: object = None) -> Iterator[None]:
    """Turn whatever the user's code raises in this block into a `Fault`.

    SystemExit and KeyboardInterrupt, too: a child has nobody else to answer them.
    """
    try:
        yield
    except Fault:
        raise
    except BaseException as error:
        shown = short(repr_of(value)) if item >= 0 else ""
        raise Fault(
            {
                "where": where,
                "item": item,
                "value": shown,
                "kind": type(error).__name__,
                "words": short(traceback.format_exception_only(error)[-1].strip()),
                "place": _place(error),
            }
        ) from error


def repr_of(value: object) -> str:
    """``repr``, whatever a foreign one does."""
    try:
        return repr(value)
    except Exception as error:  # noqa: BLE001 - a foreign __repr__ may raise anything
        return f"<{type(value).__name__}, whose repr raises {type(error).__name__}>"


def short(text: str) -> str:
    """``text`` on one line, cut to `LONGEST` characters."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def _place(error: BaseException) -> str:
    """``job.py, line 7, in work``: the innermost line of the traceback that is not ours."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "benchmarks/own" not in frame.filename.replace("\\", "/")
        and not frame.filename.startswith("<")
    ]
    if not frames:
        return ""
    last = frames[-1]
    return f"{last.filename.replace(chr(92), '/').rpartition('/')[2]}, line {last.lineno}"
