"""What a call on all of the user's items comes to: forecast from a cold call and kept workers.

A round has the first n of N items. Its plain loop is the unit of time; c is the speedup of a cold
call, w that of kept workers. The first round of a call takes 1/c, each further one 1/w, so that

    speedup on all items = (N/n) / (1/c + (N/n - 1)/w)

It grows in c and in w, so the low ends of both give a low end, and the high ones a high end: an
interval of at least 90 % (Bonferroni's inequality, of two of 95 %). Of several forecasts the one
with the highest low end is named, which flatters it a bit, as any best of several. N are the items
that were read. What is assumed: those outside a round take as long as those in it. What is left out
speaks for more: workers wait for the last item once, not in each round.

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
from lightwork.reporting.read.user_function import ItemsRead, UserFunctionFacts
from lightwork.reporting.stats.significance import WORTHWHILE
from lightwork.reporting.text.figures import count, percent, seconds_text, times_between
from lightwork.reporting.text.names import label
from lightwork.reporting.text.verdict_model import Figure, KindVerdict, LabelledText

#: So many rounds make up all items, at least: fewer are as good as what was measured.
FEWEST_ROUNDS = 2.0
#: How sure an answer is that was not measured.
FORECAST = "a forecast"


class AllItems(NamedTuple):
    """A forecast; ``case`` is that of the cold call. Seconds are the plain loop's, wall."""

    work: Work
    case: Case
    items: ItemsRead
    speedup: Estimate
    loop_seconds: float
    memory: float  # bytes, of a round's cold call: its workers' peaks; NaN if unknown

    @property
    def of_a_round(self) -> str:
        """``Of a round's 24 items``: how what is said of the measured calls begins."""
        return f"Of a round's {count(self.items.in_round, 'item')}"

    @property
    def which(self) -> str:
        """``all 200 items``; where there are more than were read, ``the first 20,000 items``."""
        return f"{'the first' if self.items.more else 'all'} {self.items.read:,} items"


def user_function_work(analysis: Analysis, facts: UserFunctionFacts) -> Work | None:
    """The work that a user's own function is; None where nothing was measured of it."""
    return next((one for one in analysis.works if one.workload == facts.workload), None)


def all_items(analysis: Analysis, work: Work, facts: UserFunctionFacts) -> AllItems | None:
    """The most that is forecast; None where no kept workers are told faster, or N is small."""
    rounds = facts.items.read / max(1, facts.items.in_round)  # 0 in a file that was tampered with
    if rounds < FEWEST_ROUNDS:
        return None
    cold = {result.case: result for result in analysis.of(work, "cold")}
    found: list[AllItems] = []
    for warm in analysis.of(work, "warm"):
        case = warm.case._replace(state="cold")
        allowed = may_recommend(work.kind, case.workers, analysis.run.machine)
        first = cold.get(case)
        if first is None or not first.speedup.bounded or not allowed:
            continue
        if ranking.significance_to_serial(analysis, work, warm) == FASTER:
            one = AllItems(
                work=work,
                case=case,
                items=facts.items,
                speedup=on_all(first.speedup, warm.speedup, rounds),
                loop_seconds=analysis.loop_seconds(first) * rounds,
                memory=first.memory,
            )
            found.append(one)
    return max(found, key=lambda one: one.speedup.low, default=None)


def on_all(cold: Estimate, warm: Estimate, rounds: float) -> Estimate:
    """The speedup of a call of as many rounds; the formula stands above."""
    value, low, high = (
        rounds / (1 / first + (rounds - 1) / further)
        for first, further in zip(cold[:3], warm[:3], strict=True)
    )
    confidence = max(0.0, cold.confidence + warm.confidence - 1)
    return Estimate(value, low, high, confidence, min(cold.rounds, warm.rounds))


def deciding_forecast(analysis: Analysis) -> AllItems | None:
    """The forecast, where the advice follows from it and not from what is best in a round.

    Where no round pays; or where the forecast, at its low end, lies above all that the best of a
    round could reach with as many workers as that has. (In a round few of 64 cores may be best.)
    """
    facts = analysis.run.own_function
    work = user_function_work(analysis, facts) if facts is not None else None
    if facts is None or work is None:
        return None
    choice, forecast = ranking.choose(analysis, work, "cold"), all_items(analysis, work, facts)
    if choice is None or forecast is None or forecast.speedup.low < WORTHWHILE:
        return None
    workers = choice.best.case.workers
    # The most that so many workers can gain: what independent ones reach, or one each.
    ceiling = analysis.ceilings.get((work, workers))
    most = ceiling.high if ceiling is not None and ceiling.bounded else workers
    above = forecast.case.workers > workers and forecast.speedup.low > most
    return forecast if above or not choice.pays else None


def all_items_text(forecast: AllItems, name: str) -> str:
    """``10,000 items: about 1.81× [1.66, 1.90] by pool, 2 workers, ...``, and the grounds."""
    gain = forecast.speedup
    which = forecast.which.removeprefix("all ")
    sure = f"interval of at least {percent(gain.confidence)}"
    measured = f"the first {forecast.items.distinct:,}"
    loop = forecast.loop_seconds
    took = f"{seconds_text(loop)} → {seconds_text(loop / gain.value)}"
    return (
        f"{which}: about {times_between(gain)} by {name}, {took}. A forecast ({sure}) from "
        f"its cold call and its kept workers, if the others are like {measured}"
    )


def for_all_items(analysis: Analysis, works: list[Work], kind: KindVerdict) -> KindVerdict:
    """``kind`` as it is; where the forecast decides, that, and ``kind`` of a round's items."""
    facts, forecast, answer = analysis.run.own_function, deciding_forecast(analysis), kind.answer
    if facts is None or answer is None:
        return kind
    if facts.items.repeated:
        read, in_round = facts.items.read, facts.items.in_round
        note = f"measured on your {read:,} again and again, up to {in_round:,}"
        return kind._replace(answer=answer._replace(notes=(note, *answer.notes)))
    if forecast is None or forecast.work not in works:
        return kind
    name = label(forecast.case, analysis.run.python.default_start_method)
    workers = f"{count(forecast.case.workers, 'worker')} for {forecast.which}"
    gain = Figure.of(forecast.speedup)
    answer = answer._replace(
        use=name,
        workers=workers,
        least=gain,
        most=gain,
        most_on=answer.least_on,
        sure=answer.sure if answer.sure == NOT_CONFIRMED else FORECAST,
        work=f"{seconds_text(forecast.loop_seconds)} of work in a call",
        notes=(),  # they are of a round
    )
    of_a_round = f"{forecast.of_a_round}: {kind.headline.removeprefix(DOWNGRADED)}"
    doubt = DOWNGRADED if analysis.failed_nulls else ""
    text = f"{doubt}Use {name}, {workers}: about {gain}, {FORECAST}. {of_a_round}"
    return kind._replace(headline=text, answer=answer)


def of_a_round(analysis: Analysis) -> tuple[LabelledText, ...]:
    """What to know of how many workers to take, where the forecast decides."""
    forecast = deciding_forecast(analysis)
    if forecast is None:
        return ()
    workers = count(forecast.case.workers, "worker")
    text = f"the lines below; {forecast.which} ask for {workers}, see above"
    return (LabelledText(forecast.of_a_round, text),)
