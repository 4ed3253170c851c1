"""What a saved run knows of a user's own function, read and checked: `UserFunctionFacts`.

A name of this file may end up in code that people paste, so it must be a name and nothing else.
"""

import math
from collections.abc import Mapping
from typing import Annotated, NamedTuple

from lightwork.core.intervals import CONFIDENCE, FEWEST_VALUES, Estimate, unbounded
from lightwork.core.record import CARRIED, USER_FUNCTION_KEY
from lightwork.core.scripts import (
    ASYNC_GENERATOR,
    AWAITABLE,
    GENERATOR,
    PATTERN,
    PLAIN_ANSWER,
    SOURCE_FORMS,
)
from lightwork.reporting.read import value_kinds as kinds
from lightwork.reporting.read.schema import SavedPart

CLASSES = ("gil", "native", "waits", "mixed", "")
SHARES = CLASSES[:3]
SHAPES = PLAIN_ANSWER, GENERATOR, AWAITABLE, ASYNC_GENERATOR
PARALLEL_MODES = ("threads", "fork", "forkserver", "spawn")


def _name(value: object) -> str | None:
    good = isinstance(value, str) and all(word.isidentifier() for word in value.split("."))
    return str(value) if good else None


A_PYTHON_NAME = kinds.singly("a name of Python", _name)
PythonName = Annotated[str, A_PYTHON_NAME]


class ItemsRead(NamedTuple):
    """Where the items come from, and how many a round had."""

    form: str  # one of `SOURCE_FORMS`
    module: str  # "" for what is no name
    attribute: str  # of a pattern of files that pattern
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

    workload: kinds.Text
    function: kinds.Text  # as it was typed
    module: kinds.Text
    attribute: PythonName
    items: ItemsRead
    item_seconds: Estimate
    longest_item_seconds: kinds.Number
    mean_item_seconds: kinds.Number
    class_name: str  # one of `CLASSES`; "" where it could not be told
    sure: kinds.Flag
    shares: Mapping[str, Estimate]
    reason: kinds.Text  # why there are no shares
    own_workers: kinds.Number  # CPU seconds of others than the calling thread, per wall second
    bytes_in: kinds.Count
    bytes_out: kinds.Count
    import_seconds: kinds.Number
    import_bytes: kinds.Number
    refusals: Mapping[str, str]  # what pickle does not carry, and why; only where it does not
    effects: Mapping[str, int]
    import_effects: Mapping[str, int]
    printed_bytes: kinds.Count
    differs: kinds.Text  # between which calls the answers differ; "" where they don't
    modes: Mapping[str, str]  # why two at once did not work, by how they were started; "" if so
    checked: kinds.Flag  # by the user's own check
    worker_bytes: kinds.Number = math.nan  # private memory of a worker process; NaN: none tried
    star: kinds.Flag = False  # an item is a tuple of arguments
    gives: Annotated[str, kinds.one_of(SHAPES)] = PLAIN_ANSWER


def read_user_function(run: SavedPart) -> UserFunctionFacts | None:
    """The facts of ``lightwork.own_function``; None where there are none. Raises `Unreadable`."""
    if not run.has(USER_FUNCTION_KEY):
        return None
    part = run.part(USER_FUNCTION_KEY)
    shares = part.part("shares")
    return part.shaped(
        UserFunctionFacts,
        items=_items(part),
        item_seconds=_estimate(part.part("item_seconds")),
        class_name=part.take("class", kinds.one_of(CLASSES)),
        shares={name: _estimate(shares.part(name)) for name in SHARES if shares.has(name)},
        refusals=_texts(part.part("refusals"), CARRIED),
        effects=_counts(part.part("effects")),
        import_effects=_counts(part.part("import_effects")),
        modes=_texts(part.part("modes"), PARALLEL_MODES),
    )


def _items(part: SavedPart) -> ItemsRead:
    form, attribute = part.take("items_form", kinds.one_of(SOURCE_FORMS)), ""
    named = part.has("items_attribute")
    if form == PATTERN:
        attribute = part.take("items", kinds.TEXT)
    elif named:
        attribute = part.take("items_attribute", A_PYTHON_NAME)
    return ItemsRead(
        form=form,
        module=part.take("items_module", kinds.TEXT) if named else "",
        attribute=attribute,
        read=part.take("items_read", kinds.COUNT),
        more=part.take("more_items", kinds.FLAG),
        in_round=part.take("round_items", kinds.COUNT),
        distinct=part.take("distinct_items", kinds.COUNT),
        looped=part.take("loop_items" if part.has("loop_items") else "round_items", kinds.COUNT),
    )


def _texts(part: SavedPart, known: tuple[str, ...]) -> dict[str, str]:
    """What is said of each of the known names that is there; "" where nothing is to be said."""
    return {name: part.take(name, kinds.TEXT) for name in known if name in part.values}


def _counts(part: SavedPart) -> dict[str, int]:
    return {str(name)[:60]: part.take(name, kinds.COUNT) for name in part.values}


def _estimate(part: SavedPart) -> Estimate:
    value, rounds = part.take("value", kinds.NUMBER), part.take("rounds", kinds.COUNT)
    if part.has("low") and part.has("high"):
        low, high = part.take("low", kinds.NUMBER), part.take("high", kinds.NUMBER)
        return Estimate(value, low, high, CONFIDENCE, rounds)
    warning = f"{rounds} values give no interval: at least {FEWEST_VALUES} are needed"
    return unbounded(value, rounds, warning)
