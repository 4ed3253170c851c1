"""Values of a saved file, checked as they are taken out; what is wrong is told by name."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from reports.problem import Problem, Unreadable, one_line, quoted

Value = TypeVar("Value")
#: Seconds of a round. Beyond lies no measurement, and ratios of such numbers overflow.
PLAUSIBLE = (1e-12, 1e9)
LONGEST_TEXT = 2000
MEASURE_AGAIN = "The file is damaged or was edited: measure again, or take an unchanged copy."


class Part:
    """An object inside a saved file that knows where it stands."""

    def __init__(self, file: Path, where: str, values: object) -> None:
        self.file = file
        self.where = where
        if not isinstance(values, dict):
            self.refuse("", quoted(values), "an object")
        self.values: dict[str, Any] = values

    def refuse(self, key: str, got: str, expected: str, remedy: str = MEASURE_AGAIN) -> NoReturn:
        """Raise `Unreadable` for what stands at ``key``."""
        where = ".".join(part for part in (self.where, key) if part)
        raise Unreadable(Problem(self.file, where, got, expected, remedy))

    def take(self, key: str, kind: str, check: Callable[[object], Value | None]) -> Value:
        """The value at ``key``, if ``check`` gives it back; ``kind`` says what it should be."""
        if key not in self.values:
            self.refuse(key, "nothing", kind)
        value = check(self.values[key])
        if value is None:
            self.refuse(key, quoted(self.values[key]), kind)
        return value

    def part(self, key: str) -> "Part":
        where = f"{self.where}.{key}" if self.where else key
        return Part(self.file, where, self.values.get(key))

    def parts(self, key: str) -> list["Part"]:
        values = self.take(key, "a list", _list)
        where = f"{self.where}.{key}" if self.where else key
        return [Part(self.file, f"{where}[{i}]", value) for i, value in enumerate(values)]

    def text(self, key: str) -> str:
        return self.take(key, "text", _text)

    def count(self, key: str) -> int:
        return self.take(key, "a whole number, 0 or more", _count)

    def number(self, key: str) -> float:
        return self.take(key, "a number, 0 or more", _number)

    def yes_no(self, key: str) -> bool:
        return self.take(key, "true or false", _bool)

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self.each(key, "text", _text))

    def seconds(self, key: str) -> list[float]:
        """Seconds of each round: finite and above 0."""
        return self.each(key, "a finite number of seconds above 0", _seconds)

    def each(self, key: str, kind: str, check: Callable[[object], Value | None]) -> list[Value]:
        """The list at ``key``, each of its values checked."""
        checked = []
        for i, value in enumerate(self.take(key, "a list", _list)):
            good = check(value)
            if good is None:
                self.refuse(f"{key}[{i}]", quoted(value), kind)
            checked.append(good)
        return checked

    def has(self, key: str) -> bool:
        """Whether there is a value other than null at ``key``."""
        return self.values.get(key) is not None


def _list(value: object) -> list[Any] | None:
    return value if isinstance(value, list) else None


def _text(value: object) -> str | None:
    # Control characters and half surrogates could forge a terminal's lines or break an SVG file.
    return one_line(value, LONGEST_TEXT) if isinstance(value, str) else None


def _bool(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _count(value: object) -> int | None:
    # bool is an int to Python; a file that says true for a count is damaged.
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
    return int(value) if fits and isinstance(value, int) else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # An int of hundreds of digits does not fit into a float; comparing it does not overflow.
    return float(value) if 0 <= value < 1e300 and math.isfinite(value) else None


def _seconds(value: object) -> float | None:
    number = _number(value)
    shortest, longest = PLAUSIBLE
    return number if number is not None and shortest <= number <= longest else None


def measured(value: object) -> float | None:
    """A number, or NaN for null: where a system can't tell CPU seconds, the file says null."""
    return math.nan if value is None else _number(value)


def amount(value: object) -> float | None:
    """A finite number: what was observed in a round. What has grown may have shrunk."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -1e300 < value < 1e300 else None


def flag(value: object) -> bool | None:
    """Whether a round was disturbed."""
    return _bool(value)
