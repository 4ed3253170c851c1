"""Lists of a saved file checked whole, at the speed of C; None: they are to be checked singly.

A run of 100 cases has 100,000 values, and a call of Python for each takes three times as long as
parsing them. What is accepted here, the checks of `reports.single_values` accept value by value,
and with the same result; whatever is doubtful is theirs, and so are the words of a refusal.
"""

import math
from typing import Any

from reports.problem import one_line
from reports.single_values import FORMULA, LARGEST, LONGEST_TEXT, PLAUSIBLE

#: Texts that may stand in a line as they are: a run has the same few a thousand times. Not more of
#: them, nor longer ones, than measured files have.
_clean: set[str] = set()
SHORT, MOST_CLEAN = 100, 1_000


def seconds_at_once(values: list[Any]) -> list[float] | None:
    return _numbers(values, *PLAUSIBLE)


def amounts_at_once(values: list[Any]) -> list[float] | None:
    return _numbers(values, -LARGEST, LARGEST)


def measured_at_once(values: list[Any]) -> list[float] | None:
    numbers = _numbers(values, 0, LARGEST)
    if numbers is not None or None not in values:
        return numbers
    known = _numbers([value for value in values if value is not None], 0, LARGEST)
    if known is None:
        return None
    rest = iter(known)
    return [math.nan if value is None else next(rest) for value in values]


def flags_at_once(values: list[Any]) -> list[bool] | None:
    return values if set(map(type, values)) <= {bool} else None


def texts_at_once(values: list[Any]) -> list[str] | None:
    """Each as it may stand in a line; made once of the few that come again and again."""
    if not set(map(type, values)) <= {str}:
        return None
    if _clean.issuperset(values):
        return values
    clean = {text: one_line(text, LONGEST_TEXT) for text in set(values)}
    if all(text is shown for text, shown in clean.items()):
        if len(_clean) < MOST_CLEAN:
            _clean.update(text for text in clean if len(text) <= SHORT)
        return values
    return [clean[text] for text in values]


def names_at_once(values: list[Any]) -> list[str] | None:
    texts = texts_at_once(values)
    if texts is None or any(text.lstrip().startswith(FORMULA) for text in set(texts)):
        return None
    return texts


def _numbers(values: list[Any], least: float, most: float) -> list[float] | None:
    """``values`` as floats, if all are floats or ints from ``least`` to ``most``."""
    kinds = set(map(type, values))
    if not kinds <= {float, int}:
        return None
    try:
        floats = values if kinds <= {float} else list(map(float, values))
    except OverflowError:  # an int of hundreds of digits
        return None
    # NaN is neither above nor below anything, so min and max may miss it; a sum never does.
    if floats and (math.isnan(sum(floats)) or min(floats) < least or max(floats) > most):
        return None
    return floats
