"""The general verdict on a user's own function, where what all items ask decides, not a round.

What is said of a kind of work is about calls as they were measured, and a call had a round's items.
Beside the advice for all items (`reports.own_function`) that would contradict, so it is said of a
round, and the answer is the forecast.
"""

from reports import ranking
from reports.all_items import AllItems, all_items, deciding, own_work
from reports.analysis import Analysis, Work
from reports.answer import NOT_CONFIRMED
from reports.headline import DOWNGRADED
from reports.mechanisms import label
from reports.printed import Figure, KindVerdict
from reports.trust import Line
from reports.wording import between, count, seconds, times

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
        work=f"{seconds(forecast.loop_seconds)} of work in a call",
        notes=(),  # they are of a round
    )
    of_few = f"{_few(analysis)}: {kind.headline.removeprefix(DOWNGRADED)}"
    doubt = DOWNGRADED if analysis.failed_nulls else ""
    words = f"{doubt}Use {name}, {workers}: about {gain}, {FORECAST}. {of_few}"
    return kind._replace(headline=words, answer=answer)


def of_a_round(analysis: Analysis) -> tuple[Line, ...]:
    """What to know of how many workers to take, where the forecast decides."""
    forecast = _forecast(analysis)
    if forecast is None:
        return ()
    workers = count(forecast.case.workers, "worker")
    return (
        Line(_few(analysis), f"the lines below; {forecast.which} ask for {workers}, see above"),
    )


def _few(analysis: Analysis) -> str:
    facts = analysis.run.own_function
    return f"Of a round's {count(facts.items.in_round, 'item')}" if facts is not None else ""


def _forecast(analysis: Analysis) -> AllItems | None:
    """The forecast, where the advice on the user's function follows from it."""
    facts = analysis.run.own_function
    work = own_work(analysis, facts) if facts is not None else None
    choice = ranking.choose(analysis, work, "cold") if work is not None else None
    if facts is None or work is None or choice is None:
        return None
    return deciding(analysis, work, choice, all_items(analysis, work, facts))
