"""What a right answer of an own function is: the serial loop's, or what ``--check`` accepts.

`benchmarks.rounds.verify` asks ``wanted != got``; these two answer it.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.own.sameness import same


class Answer:
    """The answer that the serial loop gave in another process."""

    __slots__ = ("value",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, got: object) -> bool:
        return same(self.value, got)

    def __repr__(self) -> str:
        return repr(self.value)


class Checked:
    """Whatever the user's check accepts for an item."""

    __slots__ = ("_check", "_item", "_words")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, check: Callable[[Any, Any], Any], item: Any) -> None:
        self._check = check
        self._item = item
        self._words = "what --check accepts"

    def __eq__(self, got: object) -> bool:
        return self.objection(got) == ""

    def objection(self, got: object) -> str:
        """Why the check does not accept ``got``; "" if it does."""
        try:
            verdict = self._check(self._item, got)
        except AssertionError as error:
            self._words = f"what --check accepts (it says: {error})"
            return str(error) or "AssertionError"
        # A check that only asserts gives None.
        return "" if verdict is None or bool(verdict) else "it gave False"

    def __repr__(self) -> str:
        return self._words
