"""The gate: for every case of OLD whether NEW is slower, by a decision corrected for all cases.

A case is *slower* (*faster*) where two things hold: the interval of its change lies beyond the
threshold, the one that holds for all cases together in 95 % of comparisons; and that it changed at
all is told at 1 % for all cases together. So of a hundred comparisons of identical code at most
one fails, whatever the threshold, and of a hundred in which all have changed by just the threshold
at most five. It shows *no change* where its own 95 % interval lies within the threshold on both
sides. Else: *inconclusive*, with how many rounds or runs it would take.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lightwork.core.record import SPEEDUP, Case, CaseKey
from lightwork.reporting.read.saved_run import SavedCase, SavedRun
from lightwork.reporting.stats.between_runs import FEWEST_CASES, Between, Sides, between_runs
from lightwork.reporting.stats.change import Change, compare_rounds, run_means
from lightwork.reporting.stats.null_control import is_control, null_control_off
from lightwork.reporting.stats.paired_ratios import counted, paired_ratios, quantity_of
from lightwork.reporting.stats.significance import POWER, SIGNIFICANCE_LEVEL, quantile

MISSING, BECAME_INVALID, NEW, NOT_COMPARABLE = "vanished", "became void", "new", "not comparable"


class Matched(NamedTuple):
    """A case on both sides, by the runs that have it as a number: OLD's, then NEW's."""

    family: str
    case: Case
    saved: list[SavedCase]  # of either side
    quantity: str
    ratios: tuple[list[Sequence[float]], list[Sequence[float]]]
    sides: Sides


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
            matched.append(_matched(key, one.numbers, other.numbers))
    return matched, unmatched


def _by_key(runs: Sequence[SavedRun]) -> dict[CaseKey, _Side]:
    found: dict[CaseKey, _Side] = {}
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


#: Levels of the two conditions of a verdict: beyond the threshold (`Change.together`, two-sided
#: 5 % for all asked), and different at all (two-sided, for all asked).
BEYOND_THRESHOLD_LEVEL, DIFFERENCE_LEVEL = 0.05, SIGNIFICANCE_LEVEL
#: A change that lies nearer to the threshold than this share of it is planned as if it did not.
NEAREST = 0.25
#: More rounds than this in one run are no answer: more runs are.
MOST_PLANNED_ROUNDS = 100
MOST_PLANNED_RUNS = 50
CASE_SLOWER, CASE_FASTER = "slower", "faster"
NO_CHANGE, CASE_INCONCLUSIVE = "no change", "inconclusive"
FAILING = (CASE_SLOWER, MISSING, BECAME_INVALID)


class RequiredSampleSize(NamedTuple):
    """What would tell: rounds in each run, or runs on either side; 0 where that would not help."""

    rounds: int
    runs: int


def smallest_detectable_change(change: Change, threshold: float) -> float:
    """The true slowdown (1.12: 12 % slower) that would be told in 80 % of repetitions.

    NaN where there is no interval. The quantiles of the test and of the power add up, as in any
    plan of an experiment (J. Cohen, *Statistical Power Analysis*, 2nd ed. (1988), section 2.4).
    """
    if not change.estimate.bounded:
        return math.nan
    power = quantile(2 * (1 - POWER), change.freedom) * change.error
    beyond = math.log1p(threshold) + change.reach(BEYOND_THRESHOLD_LEVEL / change.comparisons)
    return math.exp(max(beyond, change.reach(DIFFERENCE_LEVEL / change.comparisons)) + power)


def required_sample_size(change: Change, threshold: float, runs: int) -> RequiredSampleSize:
    """How many rounds, or else runs a side, end the doubt; ``runs`` a side are there now.

    Half the interval must fit between the change and the threshold. Its square falls with the
    rounds as far as it comes from them, and with the runs altogether; degrees of freedom grow.
    """
    edge = math.log1p(threshold)
    size = abs(math.log(change.estimate.value))
    gap = max(abs(size - edge), NEAREST * edge)
    level = BEYOND_THRESHOLD_LEVEL if size < edge else BEYOND_THRESHOLD_LEVEL / change.comparisons

    def first(now: int, most: int, *, runs_too: bool) -> int:
        for count in range(now + 1, most + 1):
            more = count / now
            between = change.between / more if runs_too else change.between
            error = math.sqrt(change.within / more + between)
            if quantile(level, change.freedom * more) * error <= gap:
                return count
        return 0

    rounds = change.estimate.rounds
    return RequiredSampleSize(
        first(rounds, MOST_PLANNED_ROUNDS, runs_too=False),
        first(runs, MOST_PLANNED_RUNS, runs_too=True),
    )


class Compared(NamedTuple):
    """A case that both sides have."""

    family: str
    case: Case
    outcome: str
    quantity: str
    change: Change
    runs: tuple[int, int]  # of OLD and NEW
    detectable: float  # smallest slowdown that would have been told; NaN without an interval
    #: What would tell; None where something is told, or nothing helps.
    required_sample: RequiredSampleSize | None
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


def decide_gate(old: Sequence[SavedRun], new: Sequence[SavedRun], threshold: float) -> Gate:
    """Compare all cases of two versions; ``threshold`` is 0.05 for 5 %."""
    matched, unmatched = match(old, new)
    runs = (*old, *new)
    untrusted = [why for run in runs if (why := null_control_off(run, len(runs)))]
    between = _between(matched)
    asked = max(1, sum(all(one.sides) for one in matched))
    compared = [
        _compare(one, between[one.family], asked, threshold, bool(untrusted)) for one in matched
    ]
    return Gate(threshold, old, new, compared, unmatched, between, untrusted)


def _matched(key: CaseKey, old: list[SavedCase], new: list[SavedCase]) -> Matched:
    quantity = quantity_of([*old, *new])
    olds, news = ([paired_ratios(one, quantity) for one in side] for side in (old, new))
    sides = Sides(run_means(olds), run_means(news))
    return Matched(*key, [*old, *new], quantity, (olds, news), sides)


def _between(matched: Sequence[Matched]) -> dict[str, Between]:
    """What runs add, family by family: starting workers repeats less well than computing does.

    Families of few cases are taken together.
    """
    usable = [one for one in matched if all(one.sides)]
    counts = Counter(one.family for one in usable)
    small = [one.sides for one in usable if counts[one.family] < FEWEST_CASES]
    return {
        family: between_runs(
            [one.sides for one in usable if one.family == family]
            if counts[family] >= FEWEST_CASES
            else small
        )
        for family in dict.fromkeys(one.family for one in matched)
    }


def _compare(
    one: Matched, between: Between, asked: int, threshold: float, untrusted: bool
) -> Compared:
    change = compare_rounds(*one.ratios, between=between, asked=asked)
    outcome = CASE_INCONCLUSIVE if untrusted else outcome_of_change(change, threshold)
    runs = (len(one.sides.old), len(one.sides.new))
    need = None
    if outcome == CASE_INCONCLUSIVE and change.estimate.bounded:
        need = required_sample_size(change, threshold, min(runs))
    cautions = list(change.estimate.warnings)
    if any(counted(saved)[1] for saved in one.saved):
        cautions.append("judged with disturbed rounds, too few being calm")
    return Compared(
        one.family, one.case, outcome, one.quantity, change, runs,
        smallest_detectable_change(change, threshold), need, "; ".join(cautions),
    )  # fmt: skip


def outcome_of_change(change: Change, threshold: float) -> str:
    """What is told of a change; see the module for the rule."""
    if not change.estimate.bounded:
        return CASE_INCONCLUSIVE
    low, high = 1 / (1 + threshold), 1 + threshold
    significant = change.corrected <= DIFFERENCE_LEVEL
    if significant and change.together.low > high:
        return CASE_SLOWER
    if significant and change.together.high < low:
        return CASE_FASTER
    within = low < change.estimate.low and change.estimate.high < high
    return NO_CHANGE if within else CASE_INCONCLUSIVE
