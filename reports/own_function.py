"""A user's own function in words: what it does with its seconds, and how to run it.

The numbers are those of the speedup family (`reports.ranking`); what was found out before them is
`reports.reading_own_function`'s. What could be said of any workload is said elsewhere.
"""

from collections.abc import Iterator

from benchmarks.record import Case
from reports import mechanisms, ranking
from reports.all_items import AllItems, all_items, all_items_words, deciding, own_work
from reports.analysis import Analysis, Work
from reports.code_to_paste import code_to_paste
from reports.mechanisms import name_of
from reports.own_choice import few_items, kept_workers, memory_words, regret
from reports.own_function_facts import class_line, fact_lines
from reports.own_verdict import OwnVerdict
from reports.ranking import Choice
from reports.reading_own_function import OwnFacts
from reports.told import FASTER, SLOWER, compared_with_one
from reports.trust import Line
from reports.wording import (
    CANT_TELL,
    count,
    seconds,
    times,
    times_between,
)

#: What speaks for a function where the measured cases leave it open: by its class.
SORT_BY_CLASS = {"gil": "processes", "native": "threads", "waits": "threads"}


def judge_own(analysis: Analysis) -> OwnVerdict | None:
    """The verdict of the run's own function; None where it has none."""
    facts = analysis.run.own_function
    if facts is None:
        return None
    work = own_work(analysis, facts)
    choice = ranking.choose(analysis, work, "cold") if work is not None else None
    case = None
    lines = [class_line(facts)]
    if work is None or choice is None:
        lines.insert(0, Line("Take", "nothing was measured of it: the plain loop, until it is"))
    else:
        forecast = all_items(analysis, work, facts)
        decided = deciding(analysis, work, choice, forecast)
        case = decided.case if decided else _case_to_paste(analysis, work, choice, facts)
        lines = [*_advice(analysis, work, choice, facts, case, decided), *lines]
        if forecast is not None:
            own = name_of(forecast.case, analysis.run.python.default_start_method)
            words = all_items_words(forecast, own, facts.items.distinct)
            lines.insert(1, Line("All items", words))
        lines += _against(analysis, work, facts)
    lines += fact_lines(facts)
    return OwnVerdict(
        function=facts.function,
        lines=tuple(lines),
        code=code_to_paste(facts, case),
        where=_where(facts),
    )


def _where(facts: OwnFacts) -> str:
    top, _, rest = facts.module.partition(".")
    place = f"the folder {top}" if rest else f"{top}.py"
    return f"Save it as a file beside {place}, or anywhere if Python finds {top} by itself."


def _case_to_paste(analysis: Analysis, work: Work, choice: Choice, facts: OwnFacts) -> Case | None:
    """What pays; nothing where nothing can. Where nothing is told, the class has the word."""
    if choice.pays:
        return choice.best.case
    if choice.possible < ranking.WORTHWHILE:
        return None
    sort = SORT_BY_CLASS.get(facts.class_name)
    fitting = [one for one in analysis.of(work, "cold") if mechanisms.sort_of(one.case) == sort]
    return max(fitting or [choice.best], key=lambda one: one.speedup.value).case


def _advice(
    analysis: Analysis,
    work: Work,
    choice: Choice,
    facts: OwnFacts,
    pasted: Case | None,
    decided: AllItems | None,
) -> Iterator[Line]:
    best = choice.best
    name = name_of(best.case, analysis.run.python.default_start_method)
    took = f", {seconds(analysis.loop_seconds(best))} → {seconds(best.seconds.value)}"
    figures = f"{times_between(best.speedup)} over the plain loop{took} for a round's items"
    if decided is not None:
        own = name_of(decided.case, analysis.run.python.default_start_method)
        few = f"A round's {facts.items.in_round:,} alone are too few to start"
        few += " as many for: best there" if choice.pays else " workers for: best tried"
        yield Line("Take", f"{own}, for {decided.which}. {few} {name}, {figures}")
    elif choice.pays:
        yield Line("Take", f"{name}: {figures}")
    elif pasted is not None:
        own = name_of(pasted, analysis.run.python.default_start_method)
        by = f". The code is for what its class speaks for: {own}" if pasted != best.case else ""
        yield Line(
            "Take",
            f"{CANT_TELL}: nothing is surely faster than the plain loop, though up to "
            f"{times(choice.possible)} is possible. Best tried: {name}, {figures}. Measure again "
            f"on a calmer host, or with --effort standard{by}",
        )
    else:
        yield Line("Take", f"the plain loop: don't parallelise. Best tried: {name}, {figures}")
        yield from _why_not(analysis, work, facts)
    if choice.pays:
        yield from few_items(facts, best.case)
        yield from kept_workers(analysis, work)
    if choice.pays or decided is not None:
        taken = decided or best
        yield Line("Memory", memory_words(taken.memory, taken.case))
    yield Line("Over Pool()", regret(analysis, work, choice, decided and decided.case))


def _why_not(analysis: Analysis, work: Work, facts: OwnFacts) -> Iterator[Line]:
    """What stands against it, where that is known."""
    item = facts.item_seconds.value
    if item < 1e-4:
        yield Line(
            "Why",
            f"an item takes {seconds(item)}, and to hand one to a worker costs tens of "
            "microseconds: let the function take a batch of items, or leave it alone",
        )
    elif facts.class_name == "gil" and any(facts.modes.get(m) for m in ("fork", "spawn")):
        yield Line("Why", "it holds the GIL, so threads cannot help, and processes do not work")
    elif facts.own_workers > 0.3:
        yield Line(
            "Why",
            f"it has workers of its own already ({facts.own_workers:.1f} CPU seconds of theirs "
            "per wall second)",
        )
    elif (ceiling := analysis.ceilings.get((work, analysis.usable))) is not None:
        yield Line(
            "Why",
            f"independent processes without any talk reach {times_between(ceiling)} with "
            f"{count(analysis.usable, 'worker')} here: that is all there is to gain",
        )


def _against(analysis: Analysis, work: Work, facts: OwnFacts) -> Iterator[Line]:
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
    yield Line("Threads", f"{reach}: {word}{odd}")
