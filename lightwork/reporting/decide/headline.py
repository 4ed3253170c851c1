"""One sentence for a kind of work, and for the picture of all speedups: what to use, how sure.

The picture shows every case; the verdict names the simplest of those that are as good as the
highest, and no more workers than there are cores for (`lightwork.reporting.decide.ranking`). So
that neither seems to contradict the other, the sentence also says what is drawn above the case that
it names.
"""

import math
from collections import Counter
from collections.abc import Sequence

from lightwork.core.intervals import FEWEST_VALUES
from lightwork.reporting.decide import ranking
from lightwork.reporting.decide.ranking import Recommendation, choose
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.comparison_to_serial import FASTER, SLOWER
from lightwork.reporting.estimates.selection import curve, strategies
from lightwork.reporting.stats.significance import WORTHWHILE
from lightwork.reporting.text.figures import count, listed, times
from lightwork.reporting.text.names import in_order, is_threads, label, simplicity, worker_sort

#: How the headlines of a run begin whose null control failed.
DOWNGRADED = "Not confirmed, as the null control failed: "
SHORT_HEADINGS = {
    "cpu": "pure Python",
    "native": "outside the GIL",
    "memory": "memory-bound",
    "sleep": "waiting",
    "mixed": "waiting and computing",
}
BEST_GAINS = "Worth using, with the most it gains: "
NOTHING_SIGNIFICANT = "Nothing is told to be faster than the plain loop for "
OVERHEAD_ALONE = "Calls that do nothing: what each mechanism adds to them is no recommendation."


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


def choices(analysis: Analysis, works: Sequence[Work]) -> dict[Work, Recommendation]:
    """What to use for each of ``works`` that was measured: cold, else warm."""
    found = {
        work: ranking.choose(analysis, work, "cold") or ranking.choose(analysis, work, "warm")
        for work in works
    }
    return {work: choice for work, choice in found.items() if choice is not None}


def _nothing_pays(choices: list[Recommendation]) -> str:
    """No interval lies above 1: whether that is known, or could not be seen."""
    possible = max(choice.possible for choice in choices)
    if math.isinf(possible):
        return f"Can't tell: at least {FEWEST_VALUES} rounds are needed for an interval."
    if possible < WORTHWHILE:
        return "Don't parallelise: nothing is faster than the plain loop."
    return (
        f"Don't parallelise on this evidence: {_looks_best(choices)}nothing is surely faster than "
        f"the plain loop, though up to {times(possible)} is possible. Can't tell without calmer or "
        "more rounds."
    )


def _looks_best(choices: list[Recommendation]) -> str:
    highest = max((choice.best for choice in choices), key=lambda best: best.speedup.value)
    if highest.speedup.value <= 1:
        return ""
    return f"{highest.case.strategy} looks best ({times(highest.speedup.value)}), but "


def _votes(choices: list[Recommendation]) -> tuple[Counter[str], dict[str, str]]:
    """How often each strategy is as good as the best; and threads or processes."""
    votes: Counter[str] = Counter()
    sorts: dict[str, str] = {}
    for choice in choices:
        group = {result.case.strategy: result.case for result in (choice.best, *choice.alike)}
        votes.update(group.keys())
        sorts.update({name: worker_sort(case) for name, case in group.items()})
    return votes, sorts


def favourite(choices: list[Recommendation]) -> str:
    """The simplest strategy among those that are as good as the best most often."""
    votes, _ = _votes(choices)
    most = max(votes.values())
    return min((name for name, n in votes.items() if n == most), key=simplicity)


def _mechanism(choices: list[Recommendation]) -> str:
    votes, sorts = _votes(choices)
    most, name = max(votes.values()), favourite(choices)
    named = f"{sorts[name]} ({name})" if sorts[name] not in ("", name) else name
    where = "" if most == len(choices) else f" in {most} of {len(choices)} workloads"
    alone = sum(votes.values()) == len(choices) == most
    return f"{named}" if alone else f"{named}, as good as any{where}"


def _reach(choices: list[Recommendation]) -> str:
    """What the best cases reach: ``1.6× to 1.9× with 2 workers``."""
    speedups = [choice.best.speedup.value for choice in choices]
    workers = [choice.best.case.workers for choice in choices]
    reach = _span(speedups)
    if min(workers) == max(workers):
        return f"{reach} with {count(workers[0], 'worker')}"
    return f"{reach} with {min(workers)} to {max(workers)} workers"


def _on_threads(analysis: Analysis, paying: dict[Work, Recommendation]) -> str:
    """What plain threads do, where they are not among the best."""
    told, speedups, may_gain = [], [], False
    for work, choice in paying.items():
        if any(is_threads(result.case) for result in (choice.best, *choice.alike)):
            continue
        threads = ranking.threads_alone(analysis, work, choice.best.case.workers)
        if threads is not None:
            speedups.append(threads.speedup.value)
            told.append(ranking.significance_to_serial(analysis, work, threads))
            may_gain |= not threads.speedup.high < WORTHWHILE  # or it has no interval
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


def chart_headline(analysis: Analysis, works: Sequence[Work]) -> str:
    """For each kind of ``works`` what to use; where nothing is told, the highest that was tried.

    Each of ``works`` has a cold case that is drawn.
    """
    told, untold = [], []
    for kind in in_order([work.kind for work in works]):
        own = [work for work in works if work.kind == kind]
        short = SHORT_HEADINGS.get(kind, f"work of kind {kind}")
        choices = [choice for work in own if (choice := choose(analysis, work, "cold"))]
        paying = [choice for choice in choices if choice.pays]
        drawn = max(_highest_drawn(analysis, work) for work in own)
        if paying:
            told.append(f"{short} {_named(analysis, paying, drawn)}")
        else:
            untold.append(f"{short} ({_tried(analysis, choices, drawn)})")
    sentences = [f"{BEST_GAINS}{', '.join(told)}."] if told else []
    sentences += [f"{NOTHING_SIGNIFICANT}{listed(untold)}."] if untold else []
    words = " ".join(sentences) or OVERHEAD_ALONE
    return DOWNGRADED + words if analysis.failed_nulls else words


def _highest_drawn(analysis: Analysis, work: Work) -> float:
    lines = [curve(analysis, work, name) for name in strategies(analysis, (work,))]
    return max(result.speedup.value for line in lines for result in line)


def _named(analysis: Analysis, paying: Sequence[Recommendation], drawn: float) -> str:
    """``1.57× (pool, 2 workers; highest drawn 1.59×)``: the best of the preferred ones."""
    best = max((choice.best for choice in paying), key=lambda one: one.speedup.value)
    above = f"; highest drawn {times(drawn)}" if _above(drawn, best.speedup.value) else ""
    name = label(best.case, analysis.run.python.default_start_method)
    workers = count(best.case.workers, "worker")
    return f"{times(best.speedup.value)} ({name}, {workers}{above})"


def _tried(analysis: Analysis, choices: Sequence[Recommendation], drawn: float) -> str:
    """The highest that was tried, by spawn where that is not drawn; and what is drawn higher."""
    if not choices:
        return f"highest {times(drawn)}, all with more workers than cores"
    highest = max((choice.best for choice in choices), key=lambda one: one.speedup.value)
    method = highest.case.start_method
    usual = method in ("none", analysis.run.python.default_start_method)
    value = highest.speedup.value
    above = f", with more workers than cores {times(drawn)}" if _above(drawn, value) else ""
    return f"highest {times(value)}{'' if usual else f' by {method}'}{above}"


def _above(drawn: float, named: float) -> bool:
    """Whether a reader sees that something else was higher."""
    return drawn > named and times(drawn) != times(named)
