"""What values of a saved file may be: a `Kind` checks a list of them, one value as a list of one.

A list is right if each of its values is. It is looked at as a whole, at the speed of C: a run of
100 cases has 100,000 values, and a call of Python for each takes three times as long as parsing.
"""

import math
from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

from reports.problem import one_line

Value = TypeVar("Value")
#: Seconds of a round. Beyond lies no measurement, and ratios of such numbers overflow.
PLAUSIBLE = (1e-12, 1e9)
LONGEST_TEXT = 2000
#: Numbers and counts lie below: an exabyte, 10^12 times an hour. Of what lies beyond, squares and
#: sums over all rounds might overflow.
BEYOND = 10**18
#: A text that begins so is a formula to a spreadsheet that opens our tables.
FORMULA = ("=", "+", "-", "@")


class Kind(NamedTuple, Generic[Value]):
    """One kind of values."""

    words: str  # what is expected, for a refusal
    #: Values as a file has them to values as we use them; None if any of them is wrong.
    check: Callable[[list[Any]], list[Value] | None]


def singly(words: str, check: Callable[[Any], Value | None]) -> Kind[Value]:
    """A kind whose values are checked one by one; what is wrong comes back as None."""

    def each(values: list[Any]) -> list[Value] | None:
        good = []
        for value in values:
            found = check(value)
            if found is None:
                return None
            good.append(found)
        return good

    return Kind(words, each)


def _exactly(kind: type[Value]) -> Callable[[list[Any]], list[Value] | None]:
    # By its type alone: bool is an int to Python, but a file that says true for a count is damaged.
    return lambda values: values if set(map(type, values)) <= {kind} else None


def _within(least: float, most: float) -> Callable[[list[Any]], list[float] | None]:
    """Numbers from ``least`` to ``most``, as floats. No NaN, and no int that overflows a float."""

    def check(values: list[Any]) -> list[float] | None:
        kinds = set(map(type, values))
        if not kinds <= {float, int}:
            return None
        if values and not (min(values) >= least and max(values) <= most):
            return None
        # NaN is neither above nor below anything, so min and max may miss it; a sum never does.
        if math.isnan(sum(values)):
            return None
        return values if kinds <= {float} else list(map(float, values))

    return check


def _or_null(values: list[Any]) -> list[float] | None:
    """Where a system can't tell CPU seconds, the file says null; here it is NaN."""
    if None not in values:
        return NUMBER.check(values)
    known = NUMBER.check([value for value in values if value is not None])
    if known is None:
        return None
    rest = iter(known)
    return [math.nan if value is None else next(rest) for value in values]


def _counts(values: list[Any]) -> list[int] | None:
    whole = set(map(type, values)) <= {int}
    return values if whole and all(0 <= value < BEYOND for value in values) else None


def _texts(values: list[Any]) -> list[str] | None:
    """Each as it may stand in a line, made once of the few that come again and again.

    Control characters and half surrogates could forge a terminal's lines or break an SVG file.
    """
    if not set(map(type, values)) <= {str}:
        return None
    clean = {text: one_line(text, LONGEST_TEXT) for text in set(values)}
    return [clean[text] for text in values]


def _names(values: list[Any]) -> list[str] | None:
    texts = _texts(values)
    if texts is None or any(text.lstrip().startswith(FORMULA) for text in set(texts)):
        return None
    return texts


LIST = Kind("a list", _exactly(list))
FLAG = Kind("true or false", _exactly(bool))
TEXT = Kind("text", _texts)
NAME = Kind("a text that begins with none of " + " ".join(FORMULA), _names)
COUNT = Kind("a whole number from 0 to 1e18", _counts)
SECONDS = Kind("a finite number of seconds above 0, at most 1e9", _within(*PLAUSIBLE))
NUMBER = Kind("a number from 0 to 1e18", _within(0, BEYOND - 1))
MEASURED = Kind("a number from 0 to 1e18, or null", _or_null)
#: What was observed in a round. What has grown may have shrunk.
AMOUNT = Kind("a finite number, at most 1e18", _within(1 - BEYOND, BEYOND - 1))
