"""Which cases of OLD and NEW are the same, and which can't be compared, and why."""

from collections.abc import Sequence
from typing import NamedTuple

from lightwork.core.record import SPEEDUP, Case
from lightwork.reporting.read.saved_run import SavedCase, SavedRun
from lightwork.reporting.stats.null_control import is_control

MISSING, BECAME_INVALID, NEW, NOT_COMPARABLE = "vanished", "became void", "new", "not comparable"


class Matched(NamedTuple):
    """A case on both sides: one `SavedCase` for each run that has it as a number."""

    family: str
    case: Case
    old: list[SavedCase]
    new: list[SavedCase]


class Unmatched(NamedTuple):
    """A case of which no change can be told, and why."""

    family: str
    case: Case
    outcome: str
    why: str


class _Side(NamedTuple):
    """A case on one side."""

    numbers: list[SavedCase]
    void: list[str]  # the reasons of the others


def match(
    old: Sequence[SavedRun], new: Sequence[SavedRun]
) -> tuple[list[Matched], list[Unmatched]]:
    """All cases of both sides, in OLD's order; null controls are no cases here."""
    olds, news = _by_key(old), _by_key(new)
    matched, unmatched = [], []
    for key in dict.fromkeys([*olds, *news]):
        one, other = (side.get(key, _Side([], [])) for side in (olds, news))
        if why := _why_unmatched(one, other):
            unmatched.append(Unmatched(*key, *why))
        else:
            matched.append(Matched(*key, one.numbers, other.numbers))
    return matched, unmatched


def _by_key(runs: Sequence[SavedRun]) -> dict[tuple[str, Case], _Side]:
    found: dict[tuple[str, Case], _Side] = {}
    for run in runs:
        for saved in run.cases:
            if not is_control(saved):
                side = found.setdefault((saved.family, saved.case), _Side([], []))
                if saved.void:
                    side.void.append(saved.void)
                else:
                    side.numbers.append(saved)
    return found


def _why_unmatched(old: _Side, new: _Side) -> tuple[str, str] | None:
    """The outcome of a case of which no change can be told, and why."""
    if old.numbers and new.numbers:
        saved = (*old.numbers, *new.numbers)
        if len({one.workload_version for one in saved}) > 1:
            return NOT_COMPARABLE, "the workload, or how it is timed, differs (workload_version)"
        if saved[0].family == SPEEDUP and len({one.tasks for one in saved}) > 1:
            return NOT_COMPARABLE, "the number of items differs"
        return None
    if old.numbers:
        return (BECAME_INVALID, new.void[0]) if new.void else (MISSING, "in OLD, in no run of NEW")
    if new.numbers:
        return NEW, "void in OLD" if old.void else "not in OLD"
    where = "both" if old.void and new.void else "OLD" if old.void else "NEW"
    return NOT_COMPARABLE, f"void in {where}: {(old.void or new.void)[0]}"
