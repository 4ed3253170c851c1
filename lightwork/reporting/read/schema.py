"""Values of a saved file, checked as they are taken out; what is wrong is told by name."""

from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, NoReturn, TypeVar, get_args, get_origin, get_type_hints

from lightwork.reporting.read.errors import Problem, Unreadable, quoted
from lightwork.reporting.read.value_kinds import LIST, Kind

_Value = TypeVar("_Value")
_Shape = TypeVar("_Shape")
Other = TypeVar("Other")
#: Values of one list; a case has 20 rounds in a thorough run, and 100 where nothing is saved.
MOST_SAVED_ROUNDS = 100_000
MEASURE_AGAIN = "The file is damaged or was edited: measure again, or take an unchanged copy."


class SavedPart:
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

    def take(self, key: str, kind: Kind[_Value]) -> _Value:
        """The value at ``key``."""
        if key not in self.values:
            self.refuse(key, "nothing", kind.expected)
        found = kind.check([self.values[key]])
        if found is None:
            self.refuse(key, quoted(self.values[key]), kind.expected)
        return found[0]

    def maybe(self, key: str, kind: Kind[_Value], otherwise: Other) -> _Value | Other:
        """The value at ``key``; ``otherwise`` where there is none, or null, as in older files."""
        return self.take(key, kind) if self.has(key) else otherwise

    def each(self, key: str, kind: Kind[_Value], most: int = MOST_SAVED_ROUNDS) -> list[_Value]:
        """The values of the list at ``key``; no more than ``most``."""
        values = self._list(key, most)
        found = kind.check(values)
        if found is None:
            wrong = next(i for i, value in enumerate(values) if kind.check([value]) is None)
            self.refuse(f"{key}[{wrong}]", quoted(values[wrong]), kind.expected)
        return found

    def shaped(self, shape: type[_Shape], **given: object) -> _Shape:
        """A ``shape``, a NamedTuple whose fields are ``given`` or have types of `value_kinds`.

        The latter are taken from the keys of their names, each checked as the kind that its type
        says, in lists and tuples too. What may be None, or has a default, may be absent or null.
        """
        fields: Any = shape
        for name, (kind, form, absent) in _fields(fields).items():
            if absent and not self.has(name):
                given[name] = absent[0]
            else:
                given[name] = form(self.each(name, kind)) if form else self.take(name, kind)
        return shape(**given)

    def has(self, key: str) -> bool:
        """Whether there is a value other than null at ``key``."""
        return self.values.get(key) is not None

    def part(self, key: str) -> "SavedPart":
        where = f"{self.where}.{key}" if self.where else key
        return SavedPart(self.file, where, self.values.get(key))

    def parts(self, key: str, most: int) -> list["SavedPart"]:
        """The objects of the list at ``key``; no more than ``most``."""
        where = f"{self.where}.{key}" if self.where else key
        values = self._list(key, most)
        return [SavedPart(self.file, f"{where}[{i}]", value) for i, value in enumerate(values)]

    def _list(self, key: str, most: int) -> list[Any]:
        values = self.take(key, LIST)
        if len(values) > most:
            self.refuse(key, f"{len(values):,} values", f"{most:,} at most")
        return values


@cache
def _fields(shape: Any) -> dict[str, tuple[Kind[Any], Any, tuple[object, ...]]]:
    """Of each field of a kind: which; list or tuple or neither; what it is where it is absent."""
    found: dict[str, tuple[Kind[Any], Any, tuple[object, ...]]] = {}
    for name, hint in get_type_hints(shape, include_extras=True).items():
        optional = NoneType in get_args(hint)
        whole = get_args(hint)[0] if optional else hint
        form = next((form for form in (list, tuple) if get_origin(whole) is form), None)
        single = get_args(whole)[0] if form else whole
        if kinds := getattr(single, "__metadata__", ()):
            absent = (None,) if optional else ()
            default = shape._field_defaults
            found[name] = (kinds[0], form, (default[name],) if name in default else absent)
    return found
