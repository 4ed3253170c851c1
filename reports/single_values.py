"""Single values of a saved file, checked: what is wrong comes back as None."""

import math
from typing import Any

from reports.problem import one_line

#: Seconds of a round. Beyond lies no measurement, and ratios of such numbers overflow.
PLAUSIBLE = (1e-12, 1e9)
LONGEST_TEXT = 2000
#: Numbers and counts lie below: an exabyte, 10^12 times an hour. Of what lies beyond, squares and
#: sums over all rounds might overflow.
BEYOND = 10**18
LARGEST = math.nextafter(BEYOND, 0)
#: A text that begins so is a formula to a spreadsheet that opens our tables.
FORMULA = ("=", "+", "-", "@")
A_NAME = "a text that begins with none of " + " ".join(FORMULA)


def a_list(value: object) -> list[Any] | None:
    return value if isinstance(value, list) else None


def a_text(value: object) -> str | None:
    # Control characters and half surrogates could forge a terminal's lines or break an SVG file.
    return one_line(value, LONGEST_TEXT) if isinstance(value, str) else None


def a_name(value: object) -> str | None:
    text = a_text(value)
    return None if text is None or text.lstrip().startswith(FORMULA) else text


def a_flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def a_count(value: object) -> int | None:
    # bool is an int to Python; a file that says true for a count is damaged.
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < BEYOND
    return int(value) if fits and isinstance(value, int) else None


def a_number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # An int of hundreds of digits does not fit into a float; comparing it does not overflow.
    return float(value) if 0 <= value < BEYOND and math.isfinite(value) else None


def some_seconds(value: object) -> float | None:
    number = a_number(value)
    shortest, longest = PLAUSIBLE
    return number if number is not None and shortest <= number <= longest else None


def measured(value: object) -> float | None:
    """A number, or NaN for null: where a system can't tell CPU seconds, the file says null."""
    return math.nan if value is None else a_number(value)


def amount(value: object) -> float | None:
    """A finite number: what was observed in a round. What has grown may have shrunk."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -BEYOND < value < BEYOND else None
