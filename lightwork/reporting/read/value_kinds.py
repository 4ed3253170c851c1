"""What values of a saved file may be: a `Kind` checks a list of them, one value as a list of one.

A list is right if each of its values is. It is looked at as a whole, at the speed of C: a run of
100 cases has 100,000 values, and a call of Python for each takes three times as long as parsing.
"""

import math
import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

from lightwork.reporting.read.errors import single_line

Value = TypeVar("Value")
#: Seconds of a round. Beyond lies no measurement, and ratios of such numbers overflow.
PLAUSIBLE = (1e-12, 1e9)
MICROSECOND = 1e-6
LONGEST_TEXT = 2000
#: Numbers and counts lie below: an exabyte, 10^12 times an hour. Of what lies beyond, squares and
#: sums over all rounds might overflow.
BEYOND = 10**18
#: A text that begins so is a formula to a spreadsheet that opens our tables.
FORMULA = re.compile(r"\s*[-=+@]")


class Kind(NamedTuple, Generic[Value]):
    """One kind of values."""

    expected: str  # in words, for a refusal
    #: Values as a file has them to values as we use them; None if any of them is wrong.
    check: Callable[[list[Any]], list[Value] | None]


def singly(expected: str, check: Callable[[Any], Value | None]) -> Kind[Value]:
    """A kind whose values are checked one by one; what is wrong comes back as None."""

    def each(values: list[Any]) -> list[Value] | None:
        good = []
        for value in values:
            found = check(value)
            if found is None:
                return None
            good.append(found)
        return good

    return Kind(expected, each)


def one_of(known: Collection[str]) -> Kind[str]:
    """Some texts, of which "" need not be told."""
    expected = "one of " + ", ".join(filter(None, known))
    return singly(expected, lambda value: value if value in known else None)


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
    numbers = NUMBER.check(values)
    if numbers is not None or None not in values:
        return numbers
    known = NUMBER.check([value for value in values if value is not None])
    if known is None:
        return None
    rest = iter(known)
    return [math.nan if value is None else next(rest) for value in values]


def _whole(least: int, most: int) -> Callable[[list[Any]], list[int] | None]:
    def check(values: list[Any]) -> list[int] | None:
        whole = set(map(type, values)) <= {int}
        return values if whole and all(least <= value <= most for value in values) else None

    return check


def _microseconds(values: list[Any]) -> list[float] | None:
    found = COUNT.check(values)
    return None if found is None else [value * MICROSECOND for value in found]


def _texts(values: list[Any]) -> list[str] | None:
    """Each as it may stand in a line, made once of the few that come again and again.

    Control characters and half surrogates could forge a terminal's lines or break an SVG file.
    """
    if not set(map(type, values)) <= {str}:
        return None
    clean = {text: single_line(text, LONGEST_TEXT) for text in set(values)}
    return list(map(clean.__getitem__, values))


def _names(values: list[Any]) -> list[str] | None:
    texts = _texts(values)
    return None if texts is None or any(map(FORMULA.match, texts)) else texts


def in_utc(text: str) -> datetime:
    """An ISO moment; without a zone it is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:  # the first or the last hours that there are, elsewhere
        raise ValueError(str(error)) from error


def _moment(value: object) -> datetime | None:
    try:
        return in_utc(value) if isinstance(value, str) else None
    except ValueError:
        return None


LIST = Kind("a list", _exactly(list))
FLAG = Kind("true or false", _exactly(bool))
TEXT = Kind("text", _texts)
NAME = Kind("a text that begins with none of = + - @", _names)
COUNT = Kind("a whole number from 0 to 1e18", _whole(0, BEYOND - 1))
#: Cores and workers: a hundred times those of the largest host, more than a host starts.
CORES = Kind("a whole number from 0 to 100,000", _whole(0, 100_000))
AT_LEAST_ONE = Kind("a whole number from 1 to 100,000", _whole(1, 100_000))
SECONDS = Kind("a finite number of seconds above 0, at most 1e9", _within(*PLAUSIBLE))
NUMBER = Kind("a number from 0 to 1e18", _within(0, BEYOND - 1))
MEASURED = Kind("a number from 0 to 1e18, or null", _or_null)
#: What was observed in a round. What has grown may have shrunk.
AMOUNT = Kind("a finite number, at most 1e18", _within(1 - BEYOND, BEYOND - 1))
MOMENT = singly("a moment such as 2026-11-24T05:00:00+00:00", _moment)

#: The same as types: what reads a field of such a type checks its value (`SavedPart.shaped`).
Flag = Annotated[bool, FLAG]
Text = Annotated[str, TEXT]
PlainName = Annotated[str, NAME]
Count = Annotated[int, COUNT]
CoreCount = Annotated[int, CORES]
AtLeastOne = Annotated[int, AT_LEAST_ONE]
SavedSeconds = Annotated[float, SECONDS]
Number = Annotated[float, NUMBER]
#: Saved as whole microseconds; here seconds, too.
Microseconds = Annotated[float, Kind(COUNT.expected, _microseconds)]
Measured = Annotated[float, MEASURED]
Moment = Annotated[datetime, MOMENT]
