"""What a function does to its process that would spoil the run; told before it is in ours."""

from typing import Any

from benchmarks.own.asked import Asked
from benchmarks.own.child_process import Ended
from benchmarks.own.effects import CHANGES_FOLDER
from benchmarks.own.round_items import RoundSize
from benchmarks.own.targets import Refused

#: What a round may print, bytes: it is captured in every round of every case.
MOST_PRINTED = 100_000
#: Threads or processes that one call in so many may leave running: a pool that is made once and
#: kept is none of ours, one for each call would fill the host.
CALLS_PER_LEFT = 4


def require_harmless(ended: Ended, first: dict[str, Any], size: RoundSize, asked: Asked) -> None:
    """Raise `Refused` where the function would spoil what is measured after it."""
    name, calls = asked.function.text, len(first["seconds"])
    per_item = ended.printed / calls
    if per_item * size.items > MOST_PRINTED:
        raise Refused(
            f"{name} prints {per_item:,.0f} bytes for an item (it begins: "
            f"{ended.output[:60]!r}), which would be most of what is measured: print less, or "
            "not at all."
        )
    if CHANGES_FOLDER in first["effects"]:
        raise Refused(
            f"{name} changes the current folder, which all threads of a process share, so the "
            "others would find no file: use whole paths instead of os.chdir."
        )
    for left, what, remedy in (
        (first["left_threads"], "threads", "join them, or use `with ThreadPoolExecutor()`"),
        (ended.strays, "processes", "wait for them, for example by subprocess.run"),
    ):
        if left * CALLS_PER_LEFT > calls:
            raise Refused(
                f"{name} left {left} {what} of its own running after {calls} calls, and each "
                f"round would add more: {remedy}."
            )
