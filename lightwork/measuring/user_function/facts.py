"""What is known of an own function before it is measured, as plain values that can be saved."""

import math
from collections.abc import Mapping
from statistics import median_high
from typing import Any, NamedTuple

from lightwork.core.intervals import Estimate, median_interval
from lightwork.core.record import CARRIED
from lightwork.measuring.user_function.gil_shares import Classified
from lightwork.measuring.user_function.options import UserFunctionRequest
from lightwork.measuring.user_function.round_items import RoundSize


class Facts(NamedTuple):
    """Seconds are wall seconds, bytes those of a default pickle or of resident memory."""

    options: UserFunctionRequest
    items: int  # of the user's, as far as they were read
    more: bool  # there are more, that nobody will read
    form: str  # how they are had, one of `lightwork.measuring.user_function.options.SOURCE_FORMS`
    size: RoundSize
    seconds: tuple[float, ...]  # of the first items, one by one
    round_seconds: float  # of the serial loop over a whole round
    refusals: Mapping[str, str]  # of `CARRIED`, what pickle does not carry, and why
    bytes_in: int  # of the largest item
    bytes_out: int  # of the largest answer
    import_bytes: int
    effects: Mapping[str, dict[str, Any]]  # what calls do beside answering: count, and names
    import_effects: Mapping[str, dict[str, Any]]  # what importing the file does
    printed: int  # bytes, over the first items
    output: str  # the beginning of it
    classified: Classified
    import_seconds: tuple[float, ...]  # in each process that imported the file
    differs: str  # between which calls two answers to one item differ; "" where none do
    modes: Mapping[str, str | None]  # "threads", "fork", ...: why two at once fail, if they do
    worker_bytes: float | None  # private memory of a worker process, where one ran
    probe_seconds: float = 0.0

    @property
    def loop_seconds(self) -> float:
        """Of the serial loop that runs beside a case, over a round or the part that is repeated."""
        return self.round_seconds * self.size.loop / self.size.items

    @property
    def item_seconds(self) -> Estimate:
        """Seconds of one item: the median, with its interval."""
        return median_interval(self.seconds)

    @property
    def longest_seconds(self) -> float:
        """Of the slowest item of a round."""
        return max(self.seconds[: self.size.distinct])

    def describe(self) -> dict[str, Any]:
        """What is saved: the value of ``own_function``, see `lightwork.core.record`."""
        options, classified = self.options, self.classified
        source = options.items.target
        return {
            "workload": options.function.name,
            "function": options.function.text,
            "module": options.function.module,
            "attribute": options.function.attribute,
            "items": options.items.text,
            "items_module": source.module if source else None,
            "items_attribute": source.attribute if source else None,
            "items_form": self.form,
            "checked": options.check is not None,
            "items_read": self.items,
            "more_items": self.more,
            "round_items": self.size.items,
            "distinct_items": self.size.distinct,
            "loop_items": self.size.loop,
            "item_seconds": _described(self.item_seconds),
            "longest_item_seconds": self.longest_seconds,
            "mean_item_seconds": self.round_seconds / self.size.items,
            "class": classified.name,
            "sure": classified.sure,
            "shares": {name: _described(one) for name, one in classified.shares.items()},
            "reason": classified.reason or "",
            "own_workers": classified.own_workers,
            "bytes_in": self.bytes_in,
            "bytes_out": self.bytes_out,
            "import_seconds": median_high(self.import_seconds),
            "import_bytes": self.import_bytes,
            "worker_bytes": self.worker_bytes,
            "refusals": {what: self.refusals.get(what, "") for what in CARRIED},
            "effects": {name: seen["count"] for name, seen in self.effects.items()},
            "import_effects": {name: seen["count"] for name, seen in self.import_effects.items()},
            "printed_bytes": self.printed,
            "differs": self.differs,
            "modes": {mode: reason or "" for mode, reason in self.modes.items()},
            "probe_seconds": self.probe_seconds,
        }


def _described(estimate: Estimate) -> dict[str, float | int | None]:
    bounds = (estimate.low, estimate.high)
    low, high = (None if math.isnan(bound) else bound for bound in bounds)
    return {"value": estimate.value, "low": low, "high": high, "rounds": estimate.rounds}
