"""What a saved run knows of a user's own function, read and checked: `UserFunctionFacts`.

A name of this file may end up in code that people paste, so it must be a name and nothing else.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

from lightwork.core.intervals import CONFIDENCE, FEWEST_VALUES, Estimate, unbounded
from lightwork.core.record import CARRIED, USER_FUNCTION_KEY
from lightwork.reporting.read.schema import SavedPart
from lightwork.reporting.read.value_kinds import NUMBER, one_of, singly

CLASSES = ("gil", "native", "waits", "mixed", "")
SHARES = CLASSES[:3]
ITEM_FORMS = ("count", "number", "value", "called")
PARALLEL_MODES = ("threads", "fork", "forkserver", "spawn")


class ItemsRead(NamedTuple):
    """Where the items come from, and how many a round had."""

    form: str  # one of `ITEM_FORMS`
    module: str  # "" for a count
    attribute: str
    read: int
    more: bool  # than were read
    in_round: int
    distinct: int  # of these; the others repeat them
    looped: int  # of these, by the serial loop beside each case; in_round in older files

    @property
    def repeated(self) -> bool:
        """Whether a round has more items than there are."""
        return not self.more and 0 < self.read < self.in_round


class UserFunctionFacts(NamedTuple):
    """What was found out before it was measured. Seconds are wall seconds, bytes are bytes."""

    workload: str
    function: str  # as it was typed
    module: str
    attribute: str
    items: ItemsRead
    item_seconds: Estimate
    longest_seconds: float
    mean_seconds: float
    class_name: str  # one of `CLASSES`; "" where it could not be told
    sure: bool
    shares: Mapping[str, Estimate]
    reason: str  # why there are no shares
    own_workers: float  # CPU seconds of others than the calling thread, per wall second
    bytes_in: int
    bytes_out: int
    import_seconds: float
    import_bytes: float
    worker_bytes: float  # private memory of a worker process; NaN where none was tried
    refusals: Mapping[str, str]  # what pickle does not carry, and why; only where it does not
    effects: Mapping[str, int]
    import_effects: Mapping[str, int]
    printed_bytes: int
    differs: str  # between which calls the answers differ; "" where they don't
    modes: Mapping[str, str]  # why two at once did not work, by how they were started; "" if so
    checked: bool  # by the user's own check


def read_user_function(run: SavedPart) -> UserFunctionFacts | None:
    """The facts of ``lightwork.own_function``; None where there are none. Raises `Unreadable`."""
    if not run.has(USER_FUNCTION_KEY):
        return None
    part = run.part(USER_FUNCTION_KEY)
    shares = part.part("shares")
    return UserFunctionFacts(
        workload=part.text("workload"),
        function=part.text("function"),
        module=part.text("module"),
        attribute=part.take("attribute", A_PYTHON_NAME),
        items=_items(part),
        item_seconds=_estimate(part.part("item_seconds")),
        longest_seconds=part.number("longest_item_seconds"),
        mean_seconds=part.number("mean_item_seconds"),
        class_name=part.take("class", one_of(CLASSES)),
        sure=part.yes_no("sure"),
        shares={name: _estimate(shares.part(name)) for name in SHARES if shares.has(name)},
        reason=part.text("reason"),
        own_workers=part.number("own_workers"),
        bytes_in=part.count("bytes_in"),
        bytes_out=part.count("bytes_out"),
        import_seconds=part.number("import_seconds"),
        import_bytes=part.number("import_bytes"),
        worker_bytes=part.maybe("worker_bytes", NUMBER, math.nan),
        refusals=_texts(part.part("refusals"), CARRIED),
        effects=_counts(part.part("effects")),
        import_effects=_counts(part.part("import_effects")),
        printed_bytes=part.count("printed_bytes"),
        differs=part.text("differs"),
        modes=_texts(part.part("modes"), PARALLEL_MODES),
        checked=part.yes_no("checked"),
    )


def _items(part: SavedPart) -> ItemsRead:
    named = part.has("items_attribute")
    return ItemsRead(
        form=part.take("items_form", one_of(ITEM_FORMS)),
        module=part.text("items_module") if named else "",
        attribute=part.take("items_attribute", A_PYTHON_NAME) if named else "",
        read=part.count("items_read"),
        more=part.yes_no("more_items"),
        in_round=part.count("round_items"),
        distinct=part.count("distinct_items"),
        looped=part.count("loop_items" if part.has("loop_items") else "round_items"),
    )


def _name(value: object) -> str | None:
    good = isinstance(value, str) and all(word.isidentifier() for word in value.split("."))
    return str(value) if good else None


A_PYTHON_NAME = singly("a name of Python", _name)


def _texts(part: SavedPart, known: tuple[str, ...]) -> dict[str, str]:
    """What is said of each of the known names that is there; "" where nothing is to be said."""
    return {name: part.text(name) for name in known if name in part.values}


def _counts(part: SavedPart) -> dict[str, int]:
    return {str(name)[:60]: part.count(name) for name in part.values}


def _estimate(part: SavedPart) -> Estimate:
    value, rounds = part.number("value"), part.count("rounds")
    if part.has("low") and part.has("high"):
        return Estimate(value, part.number("low"), part.number("high"), CONFIDENCE, rounds)
    warning = f"{rounds} values give no interval: at least {FEWEST_VALUES} are needed"
    return unbounded(value, rounds, warning)
