"""What a right answer of an own function is: the serial loop's, or what ``--check`` accepts.

`lightwork.measuring.cases.rounds.verify` asks ``wanted != got``; `ExpectedAnswer` and
`CheckedAnswer` answer it.
"""

import io
import math
import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any


class ExpectedAnswer:
    """The answer that the serial loop gave in another process; ``rounded``: see `same`."""

    __slots__ = ("_rounded", "value")

    def __init__(self, value: Any, rounded: bool = False) -> None:
        self.value = value
        self._rounded = rounded

    def __eq__(self, got: object) -> bool:
        return same(self.value, got, self._rounded)

    def __repr__(self) -> str:
        return repr(self.value)


class CheckedAnswer:
    """Whatever the user's check accepts for an item."""

    __slots__ = ("_check", "_item", "_text")

    def __init__(self, check: Callable[[Any, Any], Any], item: Any) -> None:
        self._check = check
        self._item = item
        self._text = "what --check accepts"

    def __eq__(self, got: object) -> bool:
        return self.objection(got) is None

    def objection(self, got: object) -> str | None:
        """Why the check does not accept ``got``, if it does not."""
        try:
            verdict = self._check(self._item, got)
        except AssertionError as error:
            self._text = f"what --check accepts (it says: {error})"
            return str(error) or "AssertionError"
        # A check that only asserts gives None.
        return None if verdict is None or bool(verdict) else "it gave False"

    def __repr__(self) -> str:
        return self._text


def expected_answers(
    check: Callable[[Any, Any], Any] | None,
    items: Sequence[Any],
    answers: Sequence[Any],
    rounded: bool = False,
) -> list[Any]:
    """What to compare answers to these items with: the check where there is one."""
    if check is not None:
        return [CheckedAnswer(check, item) for item in items]
    return [ExpectedAnswer(answer, rounded) for answer in answers[: len(items)]]


def same(one: Any, other: Any, rounded: bool = False) -> bool:
    """Whether two answers are the same, also where ``==`` does not say so with one truth value.

    ``==`` decides where it says yes. Beyond that: NaN of any kind of number is the same as NaN;
    arrays and tables are compared as a whole (numpy and pandas are not imported for this: who gives
    an array has loaded it); containers item by item; dataclasses, attrs and objects that only know
    identity by what they hold; and what has equal pickles is the same. Never raises for a strange
    ``__eq__``. ``rounded``: floats may differ in the second half of their digits, as sums do that
    were added up in another order.
    """
    try:
        return _same(one, other, rounded)
    except RecursionError:  # what holds itself
        return _same_pickles(one, other)


def _same(one: Any, other: Any, rounded: bool) -> bool:
    if one is other:
        return True
    if type(one) is not type(other):
        return bool(_equal(one, other))
    if isinstance(one, float):
        near = rounded and math.isclose(one, other, rel_tol=math.sqrt(sys.float_info.epsilon))
        return one == other or near or (math.isnan(one) and math.isnan(other))
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other, [rounded] * len(one)))
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(
            _same(one[key], other[key], rounded) for key in one
        )
    whole = getattr(one, "equals", None)  # pandas: NaN equals NaN
    if callable(whole):
        return bool(whole(other))
    if hasattr(one, "tobytes") and hasattr(one, "shape"):
        return _same_arrays(one, other, rounded)
    return _same_objects(one, other, rounded)


def _equal(one: Any, other: Any) -> bool | None:
    """None where ``==`` raises, or gives no truth value, as those of arrays do."""
    try:
        return bool(one == other)
    except Exception:  # noqa: BLE001 - a foreign __eq__ may raise anything; arrays do
        return None


def _same_arrays(one: Any, other: Any, rounded: bool) -> bool:
    """numpy's arrays and scalars: same shape and type, same bytes or equal elements."""
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype.hasobject:
        return same(one.tolist(), other.tolist(), rounded)
    if bool(one.tobytes() == other.tobytes()) or bool((one == other).all()):
        return True
    if not rounded or one.dtype.kind not in "fc":
        return False
    import numpy as np  # who gives an array has loaded it

    # Of the largest element: what is near zero is a difference of large ones.
    much = math.sqrt(np.finfo(one.dtype).eps) * np.nanmax(abs(one), initial=0)
    return bool(np.allclose(one, other, rtol=0, atol=much, equal_nan=True))


def _same_objects(one: Any, other: Any, rounded: bool) -> bool:
    equal = _equal(one, other)
    if equal:
        return True
    if isinstance(one, set | frozenset):  # NaN is in it, perhaps: found by identity alone
        ones, others = ({*map(pickled_within, some)} for some in (one - other, other - one))
        return len(one) == len(other) and None not in ones and ones == others
    fields = getattr(one, "__dataclass_fields__", None) or getattr(one, "__attrs_attrs__", None)
    if fields is not None:
        names = [getattr(field, "name", field) for field in fields]
        return all(_same(getattr(one, name), getattr(other, name), rounded) for name in names)
    own_equality: object = type(one).__eq__
    knows_identity = own_equality is object.__eq__
    if (equal is None or knows_identity) and getattr(one, "__dict__", None):
        return _same(vars(one), vars(other), rounded)
    if _equal(one, one) is False and _equal(other, other) is False:  # a Decimal NaN, a complex one
        return repr(one) == repr(other)
    return _same_pickles(one, other)


def _same_pickles(one: Any, other: Any) -> bool:
    text = pickled_within(one)
    return text is not None and text == pickled_within(other)


class _TooLong(Exception):
    pass


class _Limited(io.BytesIO):
    """Holds so many bytes at most."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, part: Any) -> int:
        self._left -= len(part)
        if self._left < 0:
            raise _TooLong
        return super().write(part)


def pickled_within(value: Any, most: int = sys.maxsize) -> bytes | None:
    """The pickle; None where there is none, or it is longer than ``most`` bytes."""
    written = _Limited(most)
    try:
        pickle.dump(value, written)
    except Exception:  # noqa: BLE001 - too long, or a foreign __reduce__ that may raise anything
        return None
    return written.getvalue()
