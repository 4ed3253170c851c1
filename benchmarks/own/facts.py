"""What is known of an own function before it is measured, as plain values that can be saved."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from benchmarks.intervals import Estimate, median_interval
from benchmarks.own.asked import Asked
from benchmarks.own.round_items import RoundSize
from benchmarks.own.shares import UNKNOWN, Classified

NONE: Mapping[str, Any] = MappingProxyType({})


class Facts(NamedTuple):
    """Seconds are wall seconds, bytes those of a default pickle or of resident memory."""

    asked: Asked
    items: int  # of the user's, as far as they were read
    more: bool  # there are more, that nobody will read
    form: str  # how they are had, one of `benchmarks.own.item_source.FORMS`
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
    classified: Classified = UNKNOWN
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
        """What is saved: the value of ``own_function``, see `benchmarks.record`."""
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
