"""A user's own function in words: what it does with its seconds, and how to run it.

The numbers are those of the speedup family (`lightwork.reporting.decide.ranking`); what was found
out before them is `lightwork.reporting.read.user_function`'s. What could be said of any workload is
said elsewhere.
"""

import math
from collections.abc import Iterator

from lightwork.core.record import Case
from lightwork.reporting.decide import ranking
from lightwork.reporting.decide.ranking import Recommendation
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.comparison_to_serial import FASTER, SLOWER, compared_with_one
from lightwork.reporting.read.user_function import ItemsRead, UserFunctionFacts
from lightwork.reporting.stats.significance import WORTHWHILE
from lightwork.reporting.text.figures import (
    CANT_TELL,
    count,
    megabytes,
    seconds_text,
    times,
    times_between,
)
from lightwork.reporting.text.names import is_threads, name_of, worker_sort
from lightwork.reporting.text.verdict_model import LabelledText, UserFunctionVerdict
from lightwork.reporting.user_function.all_items import (
    AllItems,
    all_items,
    all_items_text,
    deciding_forecast,
    user_function_work,
)
from lightwork.reporting.user_function.facts import class_line, fact_lines
from lightwork.reporting.user_function.script import code_to_paste

#: What speaks for a function where the measured cases leave it open: by its class.
SORT_BY_CLASS = {"gil": "processes", "native": "threads", "waits": "threads"}


def user_function_verdict(analysis: Analysis) -> UserFunctionVerdict | None:
    """The verdict of the run's own function; None where it has none."""
    facts = analysis.run.own_function
    if facts is None:
        return None
    work = user_function_work(analysis, facts)
    choice = ranking.choose(analysis, work, "cold") if work is not None else None
    if work is None or choice is None:
        case, threads = None, None
        advice = [LabelledText("Take", "nothing was measured of it: the plain loop, until it is")]
    else:
        decided = deciding_forecast(analysis)
        case = decided.case if decided else _case_to_paste(analysis, work, choice, facts)
        advice = [*_advice(analysis, work, choice, facts, case, decided)]
        threads = _threads(analysis, work, facts)
    return UserFunctionVerdict(
        function=facts.function,
        lines=(
            *advice,
            class_line(facts),
            *([LabelledText("Threads", threads)] if threads else ()),
            *fact_lines(facts),
        ),
        code=code_to_paste(facts, case),
        where=_where(facts),
    )


def _where(facts: UserFunctionFacts) -> str:
    top, _, rest = facts.module.partition(".")
    place = f"the folder {top}" if rest else f"{top}.py"
    return f"Save it as a file beside {place}, or anywhere if Python finds {top} by itself."


def _case_to_paste(
    analysis: Analysis, work: Work, choice: Recommendation, facts: UserFunctionFacts
) -> Case | None:
    """What pays; nothing where nothing can. Where that is open, the class decides."""
    if choice.pays:
        return choice.best.case
    if choice.possible < WORTHWHILE:
        return None
    sort = SORT_BY_CLASS.get(facts.class_name)
    fitting = [one for one in analysis.of(work, "cold") if worker_sort(one.case) == sort]
    return max(fitting or [choice.best], key=lambda one: one.speedup.value).case


def _advice(
    analysis: Analysis,
    work: Work,
    choice: Recommendation,
    facts: UserFunctionFacts,
    pasted: Case | None,
    decided: AllItems | None,
) -> Iterator[LabelledText]:
    taken = decided or choice.best
    yield LabelledText("Take", _take(analysis, choice, facts, pasted, decided))
    if forecast := all_items(analysis, work, facts):
        text = all_items_text(forecast, _name(analysis, forecast.case))
        yield LabelledText("All items", text)
    if pasted is None and (why := _why_not(analysis, work, facts)):
        yield LabelledText("Why", why)
    if choice.pays:
        yield from _few_items(facts.items, choice.best.case.workers)
        yield from _warm_workers(analysis, work)
    if choice.pays or decided is not None:
        yield LabelledText("Memory", _memory_text(taken.memory, taken.case))
    yield LabelledText("Over Pool()", _regret(analysis, work, choice, decided and decided.case))


def _take(
    analysis: Analysis,
    choice: Recommendation,
    facts: UserFunctionFacts,
    pasted: Case | None,
    decided: AllItems | None,
) -> str:
    best, name = choice.best, _name(analysis, choice.best.case)
    took = f"{seconds_text(analysis.loop_seconds(best))} → {seconds_text(best.seconds.value)}"
    figures = f"{times_between(best.speedup)} over the plain loop, {took} for a round's items"
    if decided is not None:
        few = f"A round's {facts.items.in_round:,} alone are too few to start"
        few += " as many for: best there" if choice.pays else " workers for: best tried"
        return f"{_name(analysis, decided.case)}, for {decided.which}. {few} {name}, {figures}"
    if choice.pays:
        return f"{name}: {figures}"
    if pasted is None:
        return f"the plain loop: don't parallelise. Best tried: {name}, {figures}"
    own = f". The code is for what its class speaks for: {_name(analysis, pasted)}"
    return (
        f"{CANT_TELL}: nothing is surely faster than the plain loop, though up to "
        f"{times(choice.possible)} is possible. Best tried: {name}, {figures}. Measure again "
        f"on a calmer host, or with --effort standard{own if pasted != best.case else ''}"
    )


def _why_not(analysis: Analysis, work: Work, facts: UserFunctionFacts) -> str | None:
    """What stands against it; None where that is not known."""
    item = facts.item_seconds.value
    if item < 1e-4:
        return (
            f"an item takes {seconds_text(item)}, and to hand one to a worker costs tens of "
            "microseconds: let the function take a batch of items, or leave it alone"
        )
    if facts.class_name == "gil" and any(facts.modes.get(m) for m in ("fork", "spawn")):
        return "it holds the GIL, so threads cannot help, and processes do not work"
    if facts.own_workers > 0.3:
        theirs = f"{facts.own_workers:.1f} CPU seconds of theirs per wall second"
        return f"it has workers of its own already ({theirs})"
    ceiling = analysis.ceilings.get((work, analysis.usable))
    if ceiling is None:
        return None
    reach = f"{times_between(ceiling)} with {count(analysis.usable, 'worker')} here"
    return f"independent processes without any talk reach {reach}: that is all there is to gain"


def _few_items(items: ItemsRead, workers: int) -> Iterator[LabelledText]:
    """What a round that repeats the items hides: there are fewer of them than it had."""
    if not items.repeated:
        return
    text = f"the round repeats your {items.read:,} up to {items.in_round:,}: take this for so many"
    if items.read < workers:
        text += f". Of {items.read:,} at most {count(items.read, 'worker')} can have one"
    yield LabelledText("Few items", f"{text}; on fewer, starting workers weighs more")


def _warm_workers(analysis: Analysis, work: Work) -> Iterator[LabelledText]:
    warm = ranking.choose(analysis, work, "warm")
    if warm is not None and warm.pays:
        name, reach = _name(analysis, warm.best.case), times_between(warm.best.speedup)
        yield LabelledText("Kept workers", f"{name}, started before and used again: {reach}")


def _memory_text(used: float, case: Case) -> str:
    if math.isnan(used):
        return "not known on this system"
    if is_threads(case):
        return f"{megabytes(used)} at its peak in the one process that there is"
    workers = count(case.workers, "worker")
    return f"{megabytes(used)} in {workers} at their peak; forked ones share some of it"


def _regret(analysis: Analysis, work: Work, choice: Recommendation, decided: Case | None) -> str:
    """What the usual default, ``Pool()`` with ``map``, costs; ``decided``: what all items ask."""
    naive = ranking.naive_case(analysis, work)
    if naive is None:
        return "not measured: Pool() with map does not work for this function, or was not run"
    reach = times_between(naive.speedup)
    gives = f"the usual default, Pool() with map, gives {reach}"
    if decided is not None:
        same = ": it is what all items ask for, nothing to regret" if naive.case == decided else ""
        return f"{gives} for a round's items{same}"
    if naive.case == choice.best.case:
        return f"it is the usual default, Pool() with map, {reach}: nothing to regret"
    if not choice.pays:
        verdict = compared_with_one(naive.speedup, analysis.floor(work))
        worth = {FASTER: "", SLOWER: ": slower than the plain loop"}.get(verdict, f": {CANT_TELL}")
        return f"{gives} of the plain loop{worth}"
    gain = ranking.gain_over_naive(analysis, work, choice)
    return gives + (f"; this is {times_between(gain)} as fast as that" if gain is not None else "")


def _threads(analysis: Analysis, work: Work, facts: UserFunctionFacts) -> str | None:
    """Threads, measured: does what they reach fit the class?"""
    threads = ranking.threads_alone(analysis, work, analysis.usable)
    if threads is None:
        return None
    reach = f"{count(threads.case.workers, 'thread')}: {times_between(threads.speedup)}"
    verdict = compared_with_one(threads.speedup, analysis.floor(work))
    text = {FASTER: "they help", SLOWER: "they harm"}.get(verdict, CANT_TELL)
    if verdict == FASTER and facts.class_name == "gil":
        text += ", though it was seen to hold the GIL: measure again before you rely on either"
    return f"{reach}: {text}"


def _name(analysis: Analysis, case: Case) -> str:
    return name_of(case, analysis.run.python.default_start_method)
