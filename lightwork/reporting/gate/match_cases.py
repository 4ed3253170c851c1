"""Which cases of OLD and NEW are the same, and which can't be compared, and why."""

from collections.abc import Iterator, Sequence
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


CaseKey = tuple[str, Case]


def match(
    old: Sequence[SavedRun], new: Sequence[SavedRun]
) -> tuple[list[Matched], list[Unmatched]]:
    """All cases of both sides, in OLD's order; null controls are no cases here."""
    olds, news = _by_key(old), _by_key(new)
    matched, unmatched = [], []
    for key in dict.fromkeys([*olds, *news]):
        found = _match(key, olds.get(key, []), news.get(key, []))
        if isinstance(found, Matched):
            matched.append(found)
        else:
            unmatched.append(found)
    return matched, unmatched


def _by_key(runs: Sequence[SavedRun]) -> dict[CaseKey, list[SavedCase]]:
    found: dict[CaseKey, list[SavedCase]] = {}
    for run in runs:
        for saved in run.cases:
            if not is_control(saved):
                found.setdefault((saved.family, saved.case), []).append(saved)
    return found


def _match(key: CaseKey, old: list[SavedCase], new: list[SavedCase]) -> Matched | Unmatched:
    olds, news = (list(_numbers(side)) for side in (old, new))
    if olds and news:
        why = _why_not_comparable((*olds, *news))
        return Unmatched(*key, NOT_COMPARABLE, why) if why else Matched(*key, olds, news)
    if olds:
        if new:
            return Unmatched(*key, BECAME_INVALID, new[0].void)
        return Unmatched(*key, MISSING, "in OLD, in no run of NEW")
    if news:
        return Unmatched(*key, NEW, "void in OLD" if old else "not in OLD")
    where = "both" if old and new else "OLD" if old else "NEW"
    return Unmatched(*key, NOT_COMPARABLE, f"void in {where}: {(old or new)[0].void}")


def _why_not_comparable(saved: Sequence[SavedCase]) -> str:
    if len({one.workload_version for one in saved}) > 1:
        return "the source of the workload differs (workload_version)"
    if saved[0].family == SPEEDUP and len({one.tasks for one in saved}) > 1:
        return "the number of items differs"
    return ""


def _numbers(side: Sequence[SavedCase]) -> Iterator[SavedCase]:
    return (saved for saved in side if not saved.void)
