"""A user's own function in words: what it does with its seconds, and how to run it.

The numbers are those of the speedup family (`lightwork.reporting.decide.ranking`); what was found
out before them is `lightwork.reporting.read.user_function`'s. What could be said of any workload is
said elsewhere.

What stands beside the choice for an own function: kept workers, memory, the usual default.
"""

import math
from collections.abc import Iterator

from lightwork.core.record import Case
from lightwork.reporting.decide import ranking
from lightwork.reporting.decide.ranking import Recommendation
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.comparison_to_serial import FASTER, SLOWER, compared_with_one
from lightwork.reporting.read.user_function import UserFunctionFacts
from lightwork.reporting.stats.significance import WORTHWHILE
from lightwork.reporting.text import names
from lightwork.reporting.text.figures import (
    CANT_TELL,
    count,
    megabytes,
    seconds_text,
    times,
    times_between,
)
from lightwork.reporting.text.names import name_of
from lightwork.reporting.text.verdict_model import LabelledText, UserFunctionVerdict
from lightwork.reporting.user_function.all_items import (
    AllItems,
    all_items,
    all_items_text,
    deciding,
    user_function_work,
)
from lightwork.reporting.user_function.facts import class_line, fact_lines
from lightwork.reporting.user_function.script import code_to_paste


def few_items(facts: UserFunctionFacts, taken: Case) -> Iterator[LabelledText]:
    """What a round that repeats the items hides: there are fewer of them than it had."""
    items = facts.items
    if not items.repeated:
        return
    words = f"the round repeats your {items.read:,} up to {items.in_round:,}: take this for so many"
    if items.read < taken.workers:
        words += f". Of {items.read:,} at most {count(items.read, 'worker')} can have one"
    yield LabelledText("Few items", f"{words}; on fewer, starting workers weighs more")


def warm_workers(analysis: Analysis, work: Work) -> Iterator[LabelledText]:
    warm = ranking.choose(analysis, work, "warm")
    if warm is None or not warm.pays:
        return
    name = name_of(warm.best.case, analysis.run.python.default_start_method)
    yield LabelledText(
        "Kept workers", f"{name}, started before and used again: {times_between(warm.best.speedup)}"
    )


def memory_text(used: float, case: Case) -> str:
    if math.isnan(used):
        return "not known on this system"
    if names.is_threads(case):
        return f"{megabytes(used)} at its peak in the one process that there is"
    workers = count(case.workers, "worker")
    return f"{megabytes(used)} in {workers} at their peak; forked ones share some of it"


def regret(analysis: Analysis, work: Work, choice: Recommendation, decided: Case | None) -> str:
    """What the usual default, ``Pool()`` with ``map``, costs; ``decided``: what all items ask."""
    naive = ranking.naive_case(analysis, work)
    if naive is None:
        return "not measured: Pool() with map does not work for this function, or was not run"
    own = times_between(naive.speedup)
    if decided is not None:
        same = ": it is what all items ask for, nothing to regret" if naive.case == decided else ""
        return f"the usual default, Pool() with map, gives {own} for a round's items{same}"
    if naive.case == choice.best.case:
        return f"it is the usual default, Pool() with map, {own}: nothing to regret"
    if not choice.pays:
        verdict = compared_with_one(naive.speedup, analysis.floor(work))
        worth = {FASTER: "", SLOWER: ": slower than the plain loop"}.get(verdict, f": {CANT_TELL}")
        return f"the usual default, Pool() with map, gives {own} of the plain loop{worth}"
    gain = ranking.gain_over_naive(analysis, work, choice)
    more = f"; this is {times_between(gain)} as fast as that" if gain is not None else ""
    return f"the usual default, Pool() with map, gives {own}{more}"


#: What speaks for a function where the measured cases leave it open: by its class.
SORT_BY_CLASS = {"gil": "processes", "native": "threads", "waits": "threads"}


def user_function_verdict(analysis: Analysis) -> UserFunctionVerdict | None:
    """The verdict of the run's own function; None where it has none."""
    facts = analysis.run.own_function
    if facts is None:
        return None
    work = user_function_work(analysis, facts)
    choice = ranking.choose(analysis, work, "cold") if work is not None else None
    case = None
    lines = [class_line(facts)]
    if work is None or choice is None:
        lines.insert(
            0, LabelledText("Take", "nothing was measured of it: the plain loop, until it is")
        )
    else:
        forecast = all_items(analysis, work, facts)
        decided = deciding(analysis, work, choice, forecast)
        case = decided.case if decided else _case_to_paste(analysis, work, choice, facts)
        lines = [*_advice(analysis, work, choice, facts, case, decided), *lines]
        if forecast is not None:
            own = name_of(forecast.case, analysis.run.python.default_start_method)
            words = all_items_text(forecast, own, facts.items.distinct)
            lines.insert(1, LabelledText("All items", words))
        lines += _against(analysis, work, facts)
    lines += fact_lines(facts)
    return UserFunctionVerdict(
        function=facts.function,
        lines=tuple(lines),
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
    """What pays; nothing where nothing can. Where nothing is told, the class has the word."""
    if choice.pays:
        return choice.best.case
    if choice.possible < WORTHWHILE:
        return None
    sort = SORT_BY_CLASS.get(facts.class_name)
    fitting = [one for one in analysis.of(work, "cold") if names.worker_sort(one.case) == sort]
    return max(fitting or [choice.best], key=lambda one: one.speedup.value).case


def _advice(
    analysis: Analysis,
    work: Work,
    choice: Recommendation,
    facts: UserFunctionFacts,
    pasted: Case | None,
    decided: AllItems | None,
) -> Iterator[LabelledText]:
    best = choice.best
    name = name_of(best.case, analysis.run.python.default_start_method)
    took = f", {seconds_text(analysis.loop_seconds(best))} → {seconds_text(best.seconds.value)}"
    figures = f"{times_between(best.speedup)} over the plain loop{took} for a round's items"
    if decided is not None:
        own = name_of(decided.case, analysis.run.python.default_start_method)
        few = f"A round's {facts.items.in_round:,} alone are too few to start"
        few += " as many for: best there" if choice.pays else " workers for: best tried"
        yield LabelledText("Take", f"{own}, for {decided.which}. {few} {name}, {figures}")
    elif choice.pays:
        yield LabelledText("Take", f"{name}: {figures}")
    elif pasted is not None:
        own = name_of(pasted, analysis.run.python.default_start_method)
        by = f". The code is for what its class speaks for: {own}" if pasted != best.case else ""
        yield LabelledText(
            "Take",
            f"{CANT_TELL}: nothing is surely faster than the plain loop, though up to "
            f"{times(choice.possible)} is possible. Best tried: {name}, {figures}. Measure again "
            f"on a calmer host, or with --effort standard{by}",
        )
    else:
        yield LabelledText(
            "Take", f"the plain loop: don't parallelise. Best tried: {name}, {figures}"
        )
        yield from _why_not(analysis, work, facts)
    if choice.pays:
        yield from few_items(facts, best.case)
        yield from warm_workers(analysis, work)
    if choice.pays or decided is not None:
        taken = decided or best
        yield LabelledText("Memory", memory_text(taken.memory, taken.case))
    yield LabelledText("Over Pool()", regret(analysis, work, choice, decided and decided.case))


def _why_not(analysis: Analysis, work: Work, facts: UserFunctionFacts) -> Iterator[LabelledText]:
    """What stands against it, where that is known."""
    item = facts.item_seconds.value
    if item < 1e-4:
        yield LabelledText(
            "Why",
            f"an item takes {seconds_text(item)}, and to hand one to a worker costs tens of "
            "microseconds: let the function take a batch of items, or leave it alone",
        )
    elif facts.class_name == "gil" and any(facts.modes.get(m) for m in ("fork", "spawn")):
        yield LabelledText(
            "Why", "it holds the GIL, so threads cannot help, and processes do not work"
        )
    elif facts.own_workers > 0.3:
        yield LabelledText(
            "Why",
            f"it has workers of its own already ({facts.own_workers:.1f} CPU seconds of theirs "
            "per wall second)",
        )
    elif (ceiling := analysis.ceilings.get((work, analysis.usable))) is not None:
        yield LabelledText(
            "Why",
            f"independent processes without any talk reach {times_between(ceiling)} with "
            f"{count(analysis.usable, 'worker')} here: that is all there is to gain",
        )


def _against(analysis: Analysis, work: Work, facts: UserFunctionFacts) -> Iterator[LabelledText]:
    """Threads, measured: does what they reach fit the class?"""
    threads = ranking.threads_alone(analysis, work, analysis.usable)
    if threads is None:
        return
    reach = f"{count(threads.case.workers, 'thread')}: {times_between(threads.speedup)}"
    verdict = compared_with_one(threads.speedup, analysis.floor(work))
    word = {FASTER: "they help", SLOWER: "they harm"}.get(verdict, CANT_TELL)
    odd = ""
    if verdict == FASTER and facts.class_name == "gil":
        odd = ", though it was seen to hold the GIL: measure again before you rely on either"
    yield LabelledText("Threads", f"{reach}: {word}{odd}")
