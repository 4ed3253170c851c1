"""The general verdict on a user's own function, where what all items ask decides, not a round.

What is said of a kind of work is about calls as they were measured, and a call had a round's items.
Beside the advice for all items (`reports.own_function`) a bare "don't parallelise" contradicts.
"""

from reports import ranking
from reports.all_items import all_items, deciding, own_work
from reports.analysis import Analysis, Work
from reports.mechanisms import label
from reports.printed import KindVerdict
from reports.wording import count, times_between


def said_of_a_round(analysis: Analysis, works: list[Work], kind: KindVerdict) -> KindVerdict:
    """``kind`` as it is; of a round's items, with the forecast beside it, where that decides."""
    facts = analysis.run.own_function
    work = own_work(analysis, facts) if facts is not None else None
    if facts is None or work not in works or kind.answer is None:
        return kind
    choice = ranking.choose(analysis, work, "cold")
    if choice is None:
        return kind
    forecast = deciding(analysis, work, choice, all_items(analysis, work, facts))
    if forecast is None:
        return kind
    few = f"a round's {count(facts.items.in_round, 'item')}"
    name = label(forecast.case, analysis.run.python.default_start_method)
    workers = count(forecast.case.workers, "worker")
    used = f"{forecast.which}: {name}, {workers}: about {times_between(forecast.speedup)}"
    answer = kind.answer._replace(
        use=f"{kind.answer.use} for {few}", notes=(f"{used}, a forecast", *kind.answer.notes)
    )
    return kind._replace(headline=f"Of {few}: {kind.headline}", answer=answer)
