"""Values of a saved file, checked as they are taken out; what is wrong is told by name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, Protocol, TypeVar

from reports.problem import Problem, Unreadable, quoted
from reports.single_values import (
    A_NAME,
    LARGEST,
    PLAUSIBLE,
    a_count,
    a_flag,
    a_list,
    a_name,
    a_number,
    a_text,
    amount,
    measured,
    some_seconds,
)
from reports.whole_lists import (
    SHORT,
    amounts_at_once,
    flags_at_once,
    measured_at_once,
    names_at_once,
    seconds_at_once,
    texts_at_once,
)

Value = TypeVar("Value")
#: Values of one list; a case has 20 rounds in a thorough run, and 100 where nothing is saved.
MOST_ROUNDS = 100_000
#: Names that were found right as they are: each stands in a file a hundred times. Not more of them,
#: nor longer ones, than measured files have.
_names: set[str] = set()
MOST_NAMES = 10_000
MEASURE_AGAIN = "The file is damaged or was edited: measure again, or take an unchanged copy."


class Gathering(Protocol):
    """Where lists are put that are checked together, when all of a file has been read."""

    def takes(self, values: list[Any], least: float, most: float) -> bool:
        """Whether ``values`` will be checked to be floats from ``least`` to ``most``."""


class Part:
    """An object inside a saved file that knows where it stands."""

    def __init__(
        self, file: Path, where: str, values: object, gathering: Gathering | None = None
    ) -> None:
        self.file = file
        self.where = where
        self.gathering = gathering
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
        return Part(self.file, where, self.values.get(key), self.gathering)

    def parts(self, key: str, most: int) -> list["Part"]:
        """The objects of the list at ``key``; no more than ``most``."""
        values = self._list(key, most)
        where = f"{self.where}.{key}" if self.where else key
        return [
            Part(self.file, f"{where}[{i}]", value, self.gathering)
            for i, value in enumerate(values)
        ]

    def text(self, key: str) -> str:
        return self.take(key, "text", a_text)

    def name(self, key: str) -> str:
        """A text that is written into tables."""
        value = self.values.get(key)
        if type(value) is str and value in _names:
            return value
        name = self.take(key, A_NAME, a_name)
        if name is value and len(name) <= SHORT and len(_names) < MOST_NAMES:
            _names.add(name)
        return name

    def count(self, key: str, most: int | None = None) -> int:
        value = self.take(key, "a whole number from 0 to 1e18", a_count)
        if most is not None and value > most:
            self.refuse(key, f"{value}", f"{most:,} at most")
        return value

    def number(self, key: str) -> float:
        return self.take(key, "a number from 0 to 1e18", a_number)

    def yes_no(self, key: str) -> bool:
        return self.take(key, "true or false", a_flag)

    def texts(self, key: str, most: int = MOST_ROUNDS) -> tuple[str, ...]:
        return tuple(self.each(key, "text", a_text, texts_at_once, most))

    def names(self, key: str) -> tuple[str, ...]:
        """Texts that are written into tables."""
        return tuple(self.each(key, A_NAME, a_name, names_at_once))

    def seconds(self, key: str) -> list[float]:
        """Seconds of each round: finite and above 0."""
        if (values := self._gathered(key, *PLAUSIBLE)) is not None:
            return values
        kind = "a finite number of seconds above 0, at most 1e9"
        return self.each(key, kind, some_seconds, seconds_at_once)

    def measured(self, key: str) -> list[float]:
        """A number for each round; NaN where the file says null for unknown."""
        if (values := self._gathered(key, 0, LARGEST)) is not None:
            return values
        return self.each(key, "a number from 0 to 1e18, or null", measured, measured_at_once)

    def amounts(self, key: str) -> list[float]:
        """What was observed in each round."""
        return self.each(key, "a finite number, at most 1e18", amount, amounts_at_once)

    def flags(self, key: str) -> list[bool]:
        return self.each(key, "true or false", a_flag, flags_at_once)

    def each(
        self,
        key: str,
        kind: str,
        check: Callable[[object], Value | None],
        at_once: Callable[[list[Any]], list[Value] | None] | None = None,
        most: int = MOST_ROUNDS,
    ) -> list[Value]:
        """The list at ``key``, each of its values checked: as a whole, if ``at_once`` takes it."""
        values = self._list(key, most)
        whole = at_once(values) if at_once is not None else None
        if whole is not None:
            return whole
        checked = []
        for i, value in enumerate(values):
            good = check(value)
            if good is None:
                self.refuse(f"{key}[{i}]", quoted(value), kind)
            checked.append(good)
        return checked

    def has(self, key: str) -> bool:
        """Whether there is a value other than null at ``key``."""
        return self.values.get(key) is not None

    def _gathered(self, key: str, least: float, most: float) -> list[float] | None:
        """The list at ``key``, if it is checked later, with others."""
        if self.gathering is None:
            return None
        values = self._list(key, MOST_ROUNDS)
        return values if self.gathering.takes(values, least, most) else None

    def _list(self, key: str, most: int) -> list[Any]:
        values = self.values.get(key)
        if type(values) is not list:
            values = self.take(key, "a list", a_list)
        if len(values) > most:
            self.refuse(key, f"{len(values):,} values", f"{most:,} at most")
        return values
