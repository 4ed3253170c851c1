"""What to use: decided here, once, and said by everything else as it was decided.

Terminal, page, summary, chart titles, code to paste and ``verdict.json`` take a `Decision` and
derive nothing from figures. The rules, for a user's own function as for a workload of the suite:

1. *best*: the highest median speedup over the serial loop.
2. Another one is *equivalent* if it is shown to be at most `TOLERANCE` slower than the best: the
   upper end of the one-sided 95 % interval of its seconds over the best's, within blocks, is at
   most 1.05. "Not significantly different" is not equivalent: that one is *undecided*, and is not
   recommended over the best. *Slower* is who is shown to be slower.
3. Recommended is the simplest and most frugal of the best and its equivalents.
4. It is *worth it* where the interval of its speedup lies above 1.05; *not* worth it where no
   interval reaches 1.10; else *inconclusive*. Then the serial loop is recommended, unless the
   median is above 1.05 and the interval above 0.97, so that there is little to lose.

The interval that is printed beside a speedup is the one that decides. Where the A/A check shows
that the serial loop differs from itself, the bound of "worth it" is moved up by that much.
Standard library only: measuring asks, too, to know whether it may stop.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from lightwork.core.intervals import FEWEST_VALUES, Estimate
from lightwork.core.rank_intervals import Shift, paired_shift, unpaired_shift

#: How much slower than the best an equivalent one may be, at most.
TOLERANCE = 0.05
#: Above this the interval of a speedup must lie for it to be worth it.
WORTH_IT = 1.05
#: Above this the interval must lie of what is recommended though it is inconclusive.
HARMLESS = 0.97
#: Where no interval reaches this, nothing is worth it.
WORTHWHILE = 1.10
#: Times the memory of the most frugal of the equivalent ones above which one is passed over.
SPARING = 1.5
#: How much faster an undecided one must possibly be for more blocks to be worth their time.
MATTERS = 0.02
YES, NO, INCONCLUSIVE = "yes", "no", "inconclusive"
BEST, EQUIVALENT, UNDECIDED, SLOWER, FAILED = STATUSES = (
    "best",
    "equivalent",
    "undecided",
    "slower",
    "failed",
)
#: Why nothing is known where there are contenders.
ALL_FAILED = "every candidate failed"
#: An A/A check that is shown to be off by less than this is not worth a word.
LEAST_OFF = 0.01


class Contender(NamedTuple):
    """What was measured of one candidate. ``key`` is what it is called, whatever that is.

    ``speedup`` is over the serial loop, with the interval that will be printed. ``logs`` are
    logarithms of single speedups by block: two candidates are compared within the blocks that both
    have; where they share none, as two series. ``simplicity`` sorts the simplest first. ``memory``
    in bytes, NaN if unknown. ``left`` says why it was not measured to the end, as it was shown to
    be slower; ``failed`` why it has no figures.
    """

    key: Hashable
    speedup: Estimate
    logs: Mapping[int, float]
    simplicity: tuple[object, ...]
    memory: float = math.nan
    left: str | None = None
    failed: str | None = None


class Standing(NamedTuple):
    """Where a candidate stands. ``ratio``: its seconds over the best's, as logarithms."""

    key: Hashable
    speedup: Estimate
    status: str  # one of `STATUSES`
    reason: str  # a sentence without an end: why it has that status
    ratio: Shift
    memory: float


class Decision(NamedTuple):
    """What was decided. ``recommended`` is None where that is the serial loop."""

    worth_it: str  # YES, NO or INCONCLUSIVE
    reason: str  # a sentence without an end
    best: Hashable | None  # None where no candidate has figures
    recommended: Hashable | None
    standings: tuple[Standing, ...]  # the fastest first, failed ones last
    off: float  # what the A/A check shows the serial loop to differ from itself by; 1 is nothing
    open: bool  # more blocks could change what is recommended, or whether it is worth it
    #: Any of these may be recommended as well: equivalent, frugal, and worth it like the best.
    interchangeable: tuple[Hashable, ...] = ()

    def standing(self, key: Hashable) -> Standing:
        """Where ``key`` stands. Raises KeyError."""
        for one in self.standings:
            if one.key == key:
                return one
        raise KeyError(key)

    @property
    def chosen(self) -> Standing | None:
        """Where the recommended one stands; None for the serial loop."""
        return None if self.recommended is None else self.standing(self.recommended)

    @property
    def equivalents(self) -> tuple[Standing, ...]:
        """The best and those that are equivalent to it, the fastest first."""
        return tuple(one for one in self.standings if one.status in (BEST, EQUIVALENT))


def decide(contenders: Sequence[Contender], control: Estimate | None = None) -> Decision:
    """Decide among ``contenders``; ``control`` is the A/A check, where there was one."""
    racing = [one for one in contenders if one.failed is None]
    off = shown_off(control)
    field = [one for one in racing if one.left is None] or racing
    if not field:
        worth_it, reason = (
            (INCONCLUSIVE, ALL_FAILED) if contenders else (NO, "there is no other way")
        )
        return Decision(worth_it, reason, None, None, tuple(map(_failed, contenders)), off, False)
    best = max(field, key=lambda one: one.speedup.value)
    standings = [_standing(one, best) for one in racing]
    standings.sort(key=lambda one: (one.status != BEST, -one.speedup.value))
    frugal = _frugal(racing, standings, best, off)
    chosen = min(frugal, key=lambda one: (one.simplicity, -one.speedup.value))
    worth_it, reason = _worth_it(chosen, field, off)
    recommended = worth_it == YES or (worth_it == INCONCLUSIVE and _is_likely_better(chosen, off))
    failed = [_failed(one) for one in contenders if one.failed is not None]
    return Decision(
        worth_it,
        reason,
        best.key,
        chosen.key if recommended else None,
        (*standings, *failed),
        off,
        worth_it == INCONCLUSIVE or (worth_it == YES and _may_replace(chosen, racing, standings)),
        tuple(one.key for one in frugal),
    )


def shown_off(control: Estimate | None) -> float:
    """By what factor (1 or more) the serial loop is shown to differ from itself."""
    if control is None or not control.bounded:
        return 1.0
    return max(1.0, control.low, 1 / control.high)


def ratio_to(one: Contender, best: Contender) -> Shift:
    """The logarithm of the seconds of ``one`` over those of ``best``: within blocks if they can."""
    common = one.logs.keys() & best.logs.keys()
    if common:
        return paired_shift([best.logs[block] - one.logs[block] for block in sorted(common)])
    if not (one.logs and best.logs):
        return Shift(math.nan, math.nan, math.nan, 0)
    return unpaired_shift([*best.logs.values()], [*one.logs.values()])


def _standing(one: Contender, best: Contender) -> Standing:
    ratio = ratio_to(one, best)
    times = math.exp(ratio.value)
    if one is best:
        status, reason = BEST, "highest median speedup"
    elif one.left is not None:
        status, reason = SLOWER, one.left
    elif math.isnan(ratio.high):
        status, reason = UNDECIDED, f"only {ratio.pairs} blocks beside the best"
    elif ratio.high <= math.log1p(TOLERANCE):
        status, reason = EQUIVALENT, f"shown to be at most {TOLERANCE:.0%} slower than the best"
    elif ratio.low > 0:
        status, reason = SLOWER, f"takes {times:.2f} times the best's seconds"
    else:
        status = UNDECIDED
        reason = f"up to {math.exp(ratio.high):.2f} times the best's seconds are possible"
    return Standing(one.key, one.speedup, status, reason, ratio, one.memory)


def _may_replace(
    chosen: Contender, racing: Sequence[Contender], standings: Sequence[Standing]
) -> bool:
    """Whether an undecided one may turn out to be simpler and equivalent, or clearly faster."""
    simplicity = {one.key: one.simplicity for one in racing}
    return any(
        simplicity[one.key] < chosen.simplicity or not one.ratio.low > -math.log1p(MATTERS)
        for one in standings
        if one.status == UNDECIDED
    )


def _failed(one: Contender) -> Standing:
    nothing = Shift(math.nan, math.nan, math.nan, 0)
    return Standing(one.key, one.speedup, FAILED, one.failed or "", nothing, one.memory)


def _frugal(
    racing: Sequence[Contender], standings: Sequence[Standing], best: Contender, off: float
) -> list[Contender]:
    """The frugal among those equivalent to the best, and surely worth it like it.

    Equivalent ones differ by up to 5 %, so one whose own interval does not lie above the bound
    would turn the best's "yes" into "inconclusive".
    """
    keys = {one.key for one in standings if one.status in (BEST, EQUIVALENT)}
    equal = [one for one in racing if one.key in keys]
    if _surely_worth_it(best, off):
        equal = [one for one in equal if _surely_worth_it(one, off)]
    least = min((one.memory for one in equal if not math.isnan(one.memory)), default=math.nan)
    return [one for one in equal if not one.memory > SPARING * least]


def _is_likely_better(one: Contender, off: float) -> bool:
    """Whether it came out as worth it, and can at worst be slower by what nobody notices."""
    speedup = one.speedup
    return speedup.bounded and speedup.value > WORTH_IT * off and speedup.low > HARMLESS * off


def _surely_worth_it(one: Contender, off: float) -> bool:
    return one.speedup.bounded and one.speedup.low > WORTH_IT * off


def _worth_it(chosen: Contender, field: Sequence[Contender], off: float) -> tuple[str, str]:
    """The fourth rule, and the sentence that says why."""
    if _surely_worth_it(chosen, off):
        return YES, f"the 95 % interval of its speedup lies above {WORTH_IT * off:.3g}×"
    if not all(one.speedup.bounded for one in field):
        fewest = min(one.speedup.rounds for one in field)
        return (
            INCONCLUSIVE,
            f"one mechanism has {fewest} rounds, too few for an interval ({FEWEST_VALUES} are "
            "needed)",
        )
    reach = max(one.speedup.high for one in field)
    if reach < WORTHWHILE:
        return NO, f"no candidate's interval reaches {WORTHWHILE}×"
    return INCONCLUSIVE, (
        f"none is surely above {WORTH_IT * off:.3g}×, though one may reach {reach:.2f}×"
    )
