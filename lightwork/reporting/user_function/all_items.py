"""What a call on all of the user's items comes to: forecast from a cold call and kept workers.

A round has the first n of N items. Its plain loop is the unit of time; c is the speedup of a cold
call, w that of kept workers. The first round of a call takes 1/c, each further one 1/w, so that

    speedup on all items = (N/n) / (1/c + (N/n - 1)/w)

It grows in c and in w, so the low ends of both give a low end, and the high ones a high end: an
interval of at least 90 % (Bonferroni's inequality, of two of 95 %). Of several forecasts the one
with the highest low end is named, which flatters it a bit, as any best of several. N are the items
that were read. What is assumed: those outside a round take as long as those in it. What is left out
speaks for more: workers wait for the last item once, not in each round.

The general verdict on a user's own function, where what all items ask decides, not a round.

What is said of a kind of work is about calls as they were measured, and a call had a round's items.
Beside the advice for all items (`lightwork.reporting.user_function.verdict`) that would contradict,
so it is said of a round, and the answer is the forecast.
"""

from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.core.record import Case
from lightwork.reporting.decide import ranking
from lightwork.reporting.decide.answer import NOT_CONFIRMED
from lightwork.reporting.decide.headline import DOWNGRADED
from lightwork.reporting.decide.preference import may_recommend
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.comparison_to_serial import FASTER
from lightwork.reporting.read.user_function import UserFunctionFacts
from lightwork.reporting.stats.significance import WORTHWHILE
from lightwork.reporting.text.figures import (
    between,
    count,
    percent,
    seconds_text,
    times,
    times_between,
)
from lightwork.reporting.text.names import label
from lightwork.reporting.text.verdict_model import Figure, KindVerdict, LabelledText

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
        return self.speedup.low >= WORTHWHILE

    @property
    def which(self) -> str:
        """``all 200 items``; where there are more than were read, ``the first 20,000 items``."""
        return f"{'the first' if self.more else 'all'} {self.items:,} items"


def user_function_work(analysis: Analysis, facts: UserFunctionFacts) -> Work | None:
    """The work that a user's own function is; None where nothing was measured of it."""
    return next((one for one in analysis.works if one.workload == facts.workload), None)


def all_items(analysis: Analysis, work: Work, facts: UserFunctionFacts) -> AllItems | None:
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
        if ranking.significance_to_serial(analysis, work, warm) == FASTER:
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
    analysis: Analysis, work: Work, choice: ranking.Recommendation, forecast: AllItems | None
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


def all_items_text(forecast: AllItems, name: str, distinct: int) -> str:
    """``10,000 items: about 1.81× [1.66, 1.90] by pool, 2 workers, ...``, and the grounds."""
    gain = forecast.speedup
    which = forecast.which.removeprefix("all ")
    sure = f"interval of at least {percent(gain.confidence)}"
    took = f"{seconds_text(forecast.loop_seconds)} → {seconds_text(forecast.loop_seconds / gain.value)}"
    return (
        f"{which}: about {times_between(gain)} by {name}, {took}. A forecast ({sure}) from "
        f"its cold call and its kept workers, if the others are like the first {distinct:,}"
    )


#: How sure an answer is that was not measured.
FORECAST = "a forecast"


def for_all_items(analysis: Analysis, works: list[Work], kind: KindVerdict) -> KindVerdict:
    """``kind`` as it is; where the forecast decides, that, and ``kind`` of a round's items."""
    facts, forecast = analysis.run.own_function, _forecast(analysis)
    if facts is not None and kind.answer is not None and facts.items.repeated:
        items = facts.items
        note = f"measured on your {items.read:,} again and again, up to {items.in_round:,}"
        return kind._replace(answer=kind.answer._replace(notes=(note, *kind.answer.notes)))
    if forecast is None or kind.answer is None or forecast.work not in works:
        return kind
    name = label(forecast.case, analysis.run.python.default_start_method)
    workers = f"{count(forecast.case.workers, 'worker')} for {forecast.which}"
    gain = Figure(times(forecast.speedup.value), between(forecast.speedup))
    answer = kind.answer._replace(
        use=name,
        workers=workers,
        least=gain,
        most=gain,
        most_on=kind.answer.least_on,
        sure=kind.answer.sure if kind.answer.sure == NOT_CONFIRMED else FORECAST,
        work=f"{seconds_text(forecast.loop_seconds)} of work in a call",
        notes=(),  # they are of a round
    )
    of_few = f"{_few(analysis)}: {kind.headline.removeprefix(DOWNGRADED)}"
    doubt = DOWNGRADED if analysis.failed_nulls else ""
    words = f"{doubt}Use {name}, {workers}: about {gain}, {FORECAST}. {of_few}"
    return kind._replace(headline=words, answer=answer)


def of_a_round(analysis: Analysis) -> tuple[LabelledText, ...]:
    """What to know of how many workers to take, where the forecast decides."""
    forecast = _forecast(analysis)
    if forecast is None:
        return ()
    workers = count(forecast.case.workers, "worker")
    return (
        LabelledText(
            _few(analysis), f"the lines below; {forecast.which} ask for {workers}, see above"
        ),
    )


def _few(analysis: Analysis) -> str:
    facts = analysis.run.own_function
    return f"Of a round's {count(facts.items.in_round, 'item')}" if facts is not None else ""


def _forecast(analysis: Analysis) -> AllItems | None:
    """The forecast, where the advice on the user's function follows from it."""
    facts = analysis.run.own_function
    work = user_function_work(analysis, facts) if facts is not None else None
    choice = ranking.choose(analysis, work, "cold") if work is not None else None
    if facts is None or work is None or choice is None:
        return None
    return deciding(analysis, work, choice, all_items(analysis, work, facts))
