"""What a call on all of the user's items comes to: forecast from a cold call and kept workers.

A round has the first n of N items. Its plain loop is the unit of time; c is the speedup of a cold
call, w that of kept workers. The first round of a call takes 1/c, each further one 1/w, so that

    speedup on all items = (N/n) / (1/c + (N/n - 1)/w)

It grows in c and in w, so the low ends of both give a low end, and the high ones a high end: an
interval of at least 90 % (Bonferroni's inequality, of two of 95 %). Of several forecasts the one
with the highest low end is named, which flatters it a bit, as any best of several. N are the items
that were read. What is assumed: those outside a round take as long as those in it. What is left out
speaks for more: workers wait for the last item once, not in each round.
"""

from typing import NamedTuple

from benchmarks.intervals import Estimate
from benchmarks.record import Case
from reports import ranking
from reports.allowed_workers import may_recommend
from reports.analysis import Analysis, Work
from reports.reading_own_function import OwnFacts
from reports.told import FASTER
from reports.wording import percent, seconds, times_between

#: So many rounds make up all items, at least: fewer are as good as what was measured.
FEWEST_ROUNDS = 2.0


class AllItems(NamedTuple):
    """A forecast; ``case`` is that of the cold call. Seconds are the plain loop's, wall."""

    work: Work
    case: Case
    items: int
    more: bool  # items that nobody read
    speedup: Estimate
    loop_seconds: float
    memory: float  # bytes, of a round's cold call: its workers' peaks; NaN if unknown

    @property
    def worthwhile(self) -> bool:
        """Whether the whole interval lies above a tenth more than the plain loop."""
        return self.speedup.low >= ranking.WORTHWHILE

    @property
    def which(self) -> str:
        """``all 200 items``; where there are more than were read, ``the first 20,000 items``."""
        return f"{'the first' if self.more else 'all'} {self.items:,} items"


def own_work(analysis: Analysis, facts: OwnFacts) -> Work | None:
    """The work that a user's own function is; None where nothing was measured of it."""
    return next((one for one in analysis.works if one.workload == facts.workload), None)


def all_items(analysis: Analysis, work: Work, facts: OwnFacts) -> AllItems | None:
    """The most that is forecast; None where no kept workers are told faster, or N is small."""
    rounds = facts.items.read / max(1, facts.items.in_round)  # 0 in a file that was tampered with
    if rounds < FEWEST_ROUNDS:
        return None
    cold = {result.case: result for result in analysis.of(work, "cold")}
    items, found = facts.items, []
    for warm in analysis.of(work, "warm"):
        case = warm.case._replace(state="cold")
        allowed = may_recommend(work.kind, case.workers, analysis.run.machine)
        first = cold.get(case)
        if first is None or not first.speedup.bounded or not allowed:
            continue
        if ranking.told(analysis, work, warm) == FASTER:
            speedup = on_all(first.speedup, warm.speedup, rounds)
            loop_seconds = analysis.loop_seconds(first) * rounds
            found.append(
                AllItems(work, case, items.read, items.more, speedup, loop_seconds, first.memory)
            )
    return max(found, key=lambda one: one.speedup.low, default=None)


def on_all(cold: Estimate, warm: Estimate, rounds: float) -> Estimate:
    """The speedup of a call of as many rounds; the formula stands above."""

    def together(first: float, further: float) -> float:
        return rounds / (1 / first + (rounds - 1) / further)

    return Estimate(
        together(cold.value, warm.value),
        together(cold.low, warm.low),
        together(cold.high, warm.high),
        max(0.0, cold.confidence + warm.confidence - 1),
        min(cold.rounds, warm.rounds),
    )


def deciding(
    analysis: Analysis, work: Work, choice: ranking.Choice, forecast: AllItems | None
) -> AllItems | None:
    """The forecast, where the advice follows from it and not from what is best in a round.

    Where no round pays; or where the forecast, at its low end, lies above all that the best of a
    round could reach with as many workers as that has. (In a round few of 64 cores may be best.)
    """
    if forecast is None or not forecast.worthwhile:
        return None
    best = choice.best.case
    more = forecast.case.workers > best.workers
    above = more and forecast.speedup.low > _most(analysis, work, best.workers)
    return forecast if above or not choice.pays else None


def _most(analysis: Analysis, work: Work, workers: int) -> float:
    """The most that so many workers can gain: what independent ones reach, or one each."""
    ceiling = analysis.ceilings.get((work, workers))
    return ceiling.high if ceiling is not None and ceiling.bounded else float(workers)


def all_items_words(forecast: AllItems, name: str, distinct: int) -> str:
    """``10,000 items: about 1.81× [1.66, 1.90] by pool, 2 workers, ...``, and the grounds."""
    gain = forecast.speedup
    which = forecast.which.removeprefix("all ")
    sure = f"interval of at least {percent(gain.confidence)}"
    took = f"{seconds(forecast.loop_seconds)} → {seconds(forecast.loop_seconds / gain.value)}"
    return (
        f"{which}: about {times_between(gain)} by {name}, {took}. A forecast ({sure}) from "
        f"its cold call and its kept workers, if the others are like the first {distinct:,}"
    )
