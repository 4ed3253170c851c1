"""What is known of an own function before it is measured, as plain values that can be saved.

How large something is that has to travel between processes, and how large this process is.
"""

import math
import pickle
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from lightwork.core.intervals import Estimate, median_interval
from lightwork.measuring.user_function.child.faults import shortened_line
from lightwork.measuring.user_function.gil_shares import NOT_CLASSIFIED, Classified
from lightwork.measuring.user_function.options import UserFunctionRequest
from lightwork.measuring.user_function.round_items import RoundSize

#: Items and answers of a round together, bytes pickled: every worker and the parent hold some of
#: them at once, and of each round.
MOST_ROUND_BYTES = 256 * 2**20


class PickledSize(NamedTuple):
    """What pickling something gave: its size, or why it can't be pickled."""

    bytes: int
    refusal: str


def pickled_size(value: Any) -> PickledSize:
    """Pickle and unpickle, by the protocol that multiprocessing uses (the default one)."""
    try:
        text = pickle.dumps(value)
        pickle.loads(text)  # noqa: S301 - made here, one line before
    except Exception as error:  # noqa: BLE001 - a foreign __reduce__ may raise anything
        return PickledSize(0, shortened_line(f"{type(error).__name__}: {error}"))
    return PickledSize(len(text), "")


def resident_bytes() -> int:
    """Resident memory of this process now; where only its peak is known (macOS), that."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no pathlib here
            pages = int(file.read().split()[1])
    except OSError:
        return _peak_bytes()
    import resource

    return pages * resource.getpagesize()


def _peak_bytes() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes on macOS, KiB on Linux
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


NONE: Mapping[str, Any] = MappingProxyType({})


class Facts(NamedTuple):
    """Seconds are wall seconds, bytes those of a default pickle or of resident memory."""

    asked: UserFunctionRequest
    items: int  # of the user's, as far as they were read
    more: bool  # there are more, that nobody will read
    form: str  # how they are had, one of `lightwork.measuring.user_function.options.SOURCE_FORMS`
    size: RoundSize
    seconds: tuple[float, ...]  # of the first items, one by one
    round_seconds: float  # of the serial loop over a whole round
    refusals: dict[str, str]  # "function", "item", "answer": why pickle does not carry it, or ""
    bytes_in: tuple[int, ...]
    bytes_out: tuple[int, ...]
    import_bytes: int
    effects: dict[str, dict[str, Any]]  # what calls do beside answering: count, and names
    import_effects: dict[str, dict[str, Any]]  # what importing the file does
    printed: int  # bytes, over the first items
    output: str  # the beginning of it
    strays: int  # processes that outlived the function
    # What the later looks add:
    classified: Classified = NOT_CLASSIFIED
    import_seconds: tuple[float, ...] = ()  # in each process that imported the file
    repeated: Mapping[str, Any] = NONE  # two answers to one item: how, which; {} if all are same
    modes: Mapping[str, str] = NONE  # "threads", "fork", ...: why two at once fail; "" if not
    worker_bytes: float | None = None  # private memory of a worker process, where one ran
    probe_seconds: float = 0.0

    @property
    def loop_seconds(self) -> float:
        """Of the serial loop that runs beside a case, over a round or the part that is repeated."""
        return self.round_seconds * self.size.loop / self.size.items

    @property
    def item_seconds(self) -> Estimate:
        """Seconds of one item: the median, with its interval."""
        return median_interval(self.seconds)

    def describe(self) -> dict[str, Any]:
        """What is saved: the value of ``own_function``, see `lightwork.core.record`."""
        asked, classified = self.asked, self.classified
        return {
            "workload": asked.function.name,
            "function": asked.function.text,
            "module": asked.function.module,
            "attribute": asked.function.attribute,
            "items": asked.items.text,
            "items_module": asked.items.target.module if asked.items.target else None,
            "items_attribute": asked.items.target.attribute if asked.items.target else None,
            "items_form": self.form,
            "checked": asked.check is not None,
            "items_read": self.items,
            "more_items": self.more,
            "round_items": self.size.items,
            "distinct_items": self.size.distinct,
            "loop_items": self.size.loop,
            "item_seconds": _described(self.item_seconds),
            "longest_item_seconds": max(self.seconds[: self.size.distinct]),
            "mean_item_seconds": self.round_seconds / self.size.items,
            "class": classified.name,
            "sure": classified.sure,
            "shares": {name: _described(one) for name, one in classified.shares.items()},
            "reason": classified.reason,
            "own_workers": classified.own_workers,
            "bytes_in": max(self.bytes_in, default=0),
            "bytes_out": max(self.bytes_out, default=0),
            "import_seconds": sorted(self.import_seconds)[len(self.import_seconds) // 2],
            "import_bytes": self.import_bytes,
            "worker_bytes": self.worker_bytes,
            "refusals": self.refusals,
            "effects": {name: seen["count"] for name, seen in self.effects.items()},
            "import_effects": {name: seen["count"] for name, seen in self.import_effects.items()},
            "printed_bytes": self.printed,
            "differs": self.repeated.get("how", ""),
            "modes": dict(self.modes),
            "probe_seconds": self.probe_seconds,
        }


def _described(estimate: Estimate) -> dict[str, float | int | None]:
    bounds = (estimate.low, estimate.high)
    low, high = (None if math.isnan(bound) else bound for bound in bounds)
    return {"value": estimate.value, "low": low, "high": high, "rounds": estimate.rounds}
