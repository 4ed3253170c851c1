"""One sentence for a kind of work: which mechanism, how many workers, how sure."""

import math
from collections import Counter

from benchmarks.intervals import FEWEST
from reports import ranking
from reports.analysis import Analysis, Work
from reports.mechanisms import is_threads, simplicity, sort_of
from reports.ranking import Choice
from reports.told import FASTER, SLOWER
from reports.wording import count, times

#: How the headlines of a run begin whose null control failed.
DOWNGRADED = "Not confirmed, as the null control failed: "


def headline(analysis: Analysis, works: list[Work]) -> str:
    """What to use for ``works``, all of one kind; by the cold cases, else by the warm ones."""
    words = _headline(analysis, works)
    return DOWNGRADED + words if analysis.failed_nulls else words


def _headline(analysis: Analysis, works: list[Work]) -> str:
    chosen = choices(analysis, works)
    paying = {work: choice for work, choice in chosen.items() if choice.pays}
    if not chosen:
        return "Nothing was measured."
    if not paying:
        return _nothing_pays(list(chosen.values()))
    words = [f"Use {_mechanism(list(paying.values()))}: {_reach(list(paying.values()))}."]
    if len(paying) < len(chosen):
        names = ", ".join(analysis.name(work) for work in chosen if work not in paying)
        words.append(f"Don't parallelise {names}.")
    words.append(_on_threads(analysis, paying))
    return " ".join(word for word in words if word)


def choices(analysis: Analysis, works: list[Work]) -> dict[Work, Choice]:
    """What to use for each of ``works`` that was measured: cold, else warm."""
    found = {
        work: ranking.choose(analysis, work, "cold") or ranking.choose(analysis, work, "warm")
        for work in works
    }
    return {work: choice for work, choice in found.items() if choice is not None}


def _nothing_pays(choices: list[Choice]) -> str:
    """No interval lies above 1: whether that is known, or could not be seen."""
    possible = max(choice.possible for choice in choices)
    if math.isinf(possible):
        return f"Can't tell: at least {FEWEST} rounds are needed for an interval."
    if possible < ranking.WORTHWHILE:
        return "Don't parallelise: nothing is faster than the plain loop."
    return (
        f"Don't parallelise on this evidence: {_looks_best(choices)}nothing is surely faster than "
        f"the plain loop, though up to {times(possible)} is possible. Can't tell without calmer or "
        "more rounds."
    )


def _looks_best(choices: list[Choice]) -> str:
    highest = max((choice.best for choice in choices), key=lambda best: best.speedup.value)
    if highest.speedup.value <= 1:
        return ""
    return f"{highest.case.strategy} looks best ({times(highest.speedup.value)}), but "


def _votes(choices: list[Choice]) -> tuple[Counter[str], dict[str, str]]:
    """How often each strategy is as good as the best; and threads or processes."""
    votes: Counter[str] = Counter()
    sorts: dict[str, str] = {}
    for choice in choices:
        group = {result.case.strategy: result.case for result in (choice.best, *choice.alike)}
        votes.update(group.keys())
        sorts.update({name: sort_of(case) for name, case in group.items()})
    return votes, sorts


def favourite(choices: list[Choice]) -> str:
    """The simplest strategy among those that are as good as the best most often."""
    votes, _ = _votes(choices)
    most = max(votes.values())
    return min((name for name, n in votes.items() if n == most), key=simplicity)


def _mechanism(choices: list[Choice]) -> str:
    votes, sorts = _votes(choices)
    most, name = max(votes.values()), favourite(choices)
    named = f"{sorts[name]} ({name})" if sorts[name] not in ("", name) else name
    where = "" if most == len(choices) else f" in {most} of {len(choices)} workloads"
    alone = sum(votes.values()) == len(choices) == most
    return f"{named}" if alone else f"{named}, as good as any{where}"


def _reach(choices: list[Choice]) -> str:
    """What the best cases reach: ``1.6× to 1.9× with 2 workers``."""
    speedups = [choice.best.speedup.value for choice in choices]
    workers = [choice.best.case.workers for choice in choices]
    reach = _span(speedups)
    if min(workers) == max(workers):
        return f"{reach} with {count(workers[0], 'worker')}"
    return f"{reach} with {min(workers)} to {max(workers)} workers"


def _on_threads(analysis: Analysis, paying: dict[Work, Choice]) -> str:
    """What plain threads do, where they are not among the best."""
    told, speedups, may_gain = [], [], False
    for work, choice in paying.items():
        if any(is_threads(result.case) for result in (choice.best, *choice.alike)):
            continue
        threads = ranking.threads_alone(analysis, work, choice.best.case.workers)
        if threads is not None:
            speedups.append(threads.speedup.value)
            told.append(ranking.told(analysis, work, threads))
            may_gain |= not threads.speedup.high < ranking.WORTHWHILE  # or it has no interval
    if not told:
        return ""
    if FASTER not in told and may_gain:
        return f"Threads are not told to gain anything ({_span(speedups)})."
    if FASTER not in told:
        cost = " and cost speed" if SLOWER in told else ""
        return f"Threads gain nothing{cost} ({_span(speedups)})."
    return f"Threads reach less ({_span(speedups)})."


def _span(ratios: list[float]) -> str:
    low, high = times(min(ratios)), times(max(ratios))
    return low if low == high else f"{low} to {high}"
