"""The gate: for every case of OLD whether NEW is slower, by a decision corrected for all cases.

A case is *slower* (*faster*) where two things hold: the interval of its change lies beyond the
threshold, the one that holds for all cases together in 95 % of comparisons; and that it changed at
all is told at 1 % for all cases together. So of a hundred comparisons of identical code at most
one fails, whatever the threshold, and of a hundred in which all have changed by just the threshold
at most five. It shows *no change* where its own 95 % interval lies within the threshold on both
sides. Else: *can't tell*, with what would be needed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from benchmarks.record import Case
from reports.between_runs import FEWEST_CASES, Between, Sides, between_runs
from reports.changes import Change, compare_rounds, run_centres
from reports.matching import BECAME_VOID, VANISHED, Matched, Unmatched, match
from reports.needs import DIFFERENT, Need, need_of, smallest_detectable
from reports.null_control import null_control_off
from reports.paired_ratios import Ratios, paired_ratios, quantity_of
from reports.saved import SavedRun

SLOWER, FASTER, NO_CHANGE, CANT_TELL = "slower", "faster", "no change", "can't tell"
FAILING = (SLOWER, VANISHED, BECAME_VOID)


class Compared(NamedTuple):
    """A case that both sides have."""

    family: str
    case: Case
    outcome: str
    quantity: str
    change: Change
    runs: tuple[int, int]  # of OLD and NEW
    detectable: float  # smallest slowdown that would have been told; NaN without an interval
    need: Need | None  # what would tell; None where something is told, or nothing helps
    why: str  # why it can't be told, where rounds are too few; a caution


class Gate(NamedTuple):
    """All that is said of two versions."""

    threshold: float  # 0.05: 5 %
    old: Sequence[SavedRun]
    new: Sequence[SavedRun]
    compared: list[Compared]
    unmatched: list[Unmatched]
    between: Mapping[str, Between]  # what runs add, by family
    untrusted: list[str]  # null controls that failed: nothing is told

    @property
    def rows(self) -> list[Compared | Unmatched]:
        """All cases."""
        return [*self.compared, *self.unmatched]

    @property
    def failing(self) -> list[Compared | Unmatched]:
        """The cases that fail the gate. A failed null control excuses no case that was lost."""
        return [row for row in self.rows if row.outcome in FAILING]


class _Measured(NamedTuple):
    matched: Matched
    quantity: str
    old: list[Ratios]
    new: list[Ratios]
    sides: Sides


def judge(old: Sequence[SavedRun], new: Sequence[SavedRun], threshold: float) -> Gate:
    """Compare all cases of two versions; ``threshold`` is 0.05 for 5 %."""
    matched, unmatched = match(old, new)
    measured = [_measure(case) for case in matched]
    runs = (*old, *new)
    untrusted = [why for run in runs if (why := null_control_off(run, len(runs)))]
    between = _between(measured)
    asked = sum(1 for one in measured if all(one.sides))
    compared = [
        _compare(one, between[one.matched.family], max(asked, 1), threshold, bool(untrusted))
        for one in measured
    ]
    return Gate(threshold, old, new, compared, unmatched, between, untrusted)


def _measure(matched: Matched) -> _Measured:
    quantity = quantity_of((*matched.old, *matched.new))
    old, new = (
        [paired_ratios(saved, quantity) for saved in side] for side in (matched.old, matched.new)
    )
    sides = Sides(*(run_centres([run.values for run in side]) for side in (old, new)))
    return _Measured(matched, quantity, old, new, sides)


def _between(measured: Sequence[_Measured]) -> dict[str, Between]:
    """What runs add, family by family: starting workers repeats less well than computing does.

    Families of few cases are taken together.
    """
    usable = [one for one in measured if all(one.sides)]
    counts = Counter(one.matched.family for one in usable)
    small = [one.sides for one in usable if counts[one.matched.family] < FEWEST_CASES]
    found = {}
    for family in dict.fromkeys(one.matched.family for one in measured):
        own = [one.sides for one in usable if one.matched.family == family]
        found[family] = between_runs(own if counts[family] >= FEWEST_CASES else small)
    return found


def _compare(
    one: _Measured, between: Between, asked: int, threshold: float, untrusted: bool
) -> Compared:
    olds, news = ([run.values for run in side] for side in (one.old, one.new))
    change = compare_rounds(olds, news, between=between, asked=asked)
    outcome = CANT_TELL if untrusted else outcome_of(change, threshold)
    runs = (len(one.sides.old), len(one.sides.new))
    need = None
    if outcome == CANT_TELL and change.estimate.bounded:
        need = need_of(change, threshold, min(runs))
    return Compared(
        one.matched.family, one.matched.case, outcome, one.quantity, change, runs,
        smallest_detectable(change, threshold), need, "; ".join(_cautions(one, change)),
    )  # fmt: skip


def outcome_of(change: Change, threshold: float) -> str:
    """What is told of a change; see the module for the rule."""
    if not change.estimate.bounded:
        return CANT_TELL
    low, high = 1 / (1 + threshold), 1 + threshold
    told = change.corrected <= DIFFERENT
    if told and change.together.low > high:
        return SLOWER
    if told and change.together.high < low:
        return FASTER
    within = low < change.estimate.low and change.estimate.high < high
    return NO_CHANGE if within else CANT_TELL


def _cautions(one: _Measured, change: Change) -> Iterator[str]:
    yield from change.estimate.warnings
    if any(run.kept_disturbed for run in (*one.old, *one.new)):
        yield "judged with disturbed rounds, too few being calm"
