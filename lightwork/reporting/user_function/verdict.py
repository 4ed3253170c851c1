"""A user's own function in words: what to use, what it does with its seconds, and the code.

What was decided is taken as it was decided; what was found out before is
`lightwork.reporting.read.user_function`'s. What could be said of any workload is said elsewhere.
"""

import math
from collections.abc import Iterator

from lightwork.core.candidate import MECHANISMS, NO_PROCESS, THREADS, Candidate, api_name
from lightwork.core.decision import INCONCLUSIVE, YES, Decision
from lightwork.core.intervals import quotient
from lightwork.core.record import NULL_CONTROL, Case
from lightwork.core.scripts import Source, script
from lightwork.reporting.decide.decisions import (
    case_of,
    decision_of,
    is_worth_it,
    naive_case,
    named_standing,
    threads_standing,
)
from lightwork.reporting.decide.headline import RERUN
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.read.user_function import ItemsRead, UserFunctionFacts
from lightwork.reporting.text.figures import (
    count,
    megabytes,
    payload,
    percent,
    percent_between,
    seconds_between,
    seconds_text,
    times_between,
)
from lightwork.reporting.text.names import is_threads, name_of
from lightwork.reporting.text.verdict_model import LabelledText, UserFunctionVerdict


def user_function_verdict(analysis: Analysis) -> UserFunctionVerdict | None:
    """The verdict of the run's own function; None where it has none."""
    facts = analysis.run.own_function
    if facts is None:
        return None
    work = next((one for one in analysis.works if one.workload == facts.workload), None)
    decision = decision_of(analysis, work, "cold") if work is not None else None
    case: Case | None = None
    threads: tuple[LabelledText, ...] = ()
    if work is None or decision is None:
        advice = [LabelledText("Recommendation", "the serial loop: no other way was measured")]
    else:
        case = case_of(decision.chosen) if decision.chosen is not None else None
        advice = [*_advice(analysis, work, decision, facts)]
        threads = _threads(analysis, decision)
    return UserFunctionVerdict(
        function=facts.function,
        lines=(*advice, class_line(facts), *threads, *fact_lines(facts)),
        code=code_to_paste(facts, case, analysis.run.python.default_start_method),
        where=_where(facts),
    )


def code_to_paste(facts: UserFunctionFacts, case: Case | None, default_start_method: str) -> str:
    """The script of what is recommended: ``case``, or the serial loop.

    Names come from a saved file, so they are checked where that is read; a mechanism that there is
    no script for is said, and the script is the serial loop's.
    """
    items = facts.items
    source = Source(
        facts.module,
        facts.attribute,
        items.module,
        items.attribute,
        items.form,
        items.read,
        items.more,
        default_start_method,
        facts.star,
        facts.gives,
    )
    if case is None or case.strategy == NULL_CONTROL:
        return script(source, None)
    mechanism = THREADS if is_threads(case) else case.strategy
    if mechanism not in MECHANISMS:
        shown = api_name(mechanism) if mechanism.isidentifier() else "this mechanism"
        note = f"# There is no script for {shown}: as it stands, this is the serial loop.\n"
        return note + script(source, None)
    how = (mechanism, case.workers, case.start_method, case.chunksize, items.in_round)
    return script(source, Candidate.of(*how))


def _where(facts: UserFunctionFacts) -> str:
    top, _, rest = facts.module.partition(".")
    place = f"the folder {top}" if rest else f"{top}.py"
    return f"Save it as a file beside {place}, or anywhere if Python can import {top}."


def _advice(
    analysis: Analysis, work: Work, decision: Decision, facts: UserFunctionFacts
) -> Iterator[LabelledText]:
    case = case_of(named_standing(decision))
    yield LabelledText("Recommendation", _recommendation(analysis, decision))
    if decision.chosen is None:
        if why := _why_not(analysis, work, facts):
            yield LabelledText("Why", why)
    else:
        yield from _few_items(facts.items, case.workers)
        yield LabelledText("Memory", _memory_text(named_standing(decision).memory, case))
    yield LabelledText("Plain Pool()", _over_naive(analysis, work, decision))


def _recommendation(analysis: Analysis, decision: Decision) -> str:
    standing = named_standing(decision)
    took = analysis.result(case_of(standing)).seconds.value
    name = _name(analysis, case_of(standing))
    figures = f"{name}: {times_between(standing.speedup)}"
    figures += f", {seconds_text(took * standing.speedup.value)} → {seconds_text(took)}"
    if decision.worth_it == YES:
        return figures
    inconclusive = f"; {decision.reason}. {RERUN}"
    if decision.chosen is not None:
        return f"{figures}; by how much is {INCONCLUSIVE}{inconclusive}"
    if decision.worth_it == INCONCLUSIVE:
        return f"the serial loop, as the rest is {INCONCLUSIVE} (best: {figures}){inconclusive}"
    return f"the serial loop: don't parallelise; {decision.reason} (best: {figures})"


def _why_not(analysis: Analysis, work: Work, facts: UserFunctionFacts) -> str | None:
    """What stands against a gain; None where that is not known."""
    item = facts.item_seconds.value
    if item < 1e-4:
        return (
            f"an item takes {seconds_text(item)}, and to hand one to a worker costs tens of "
            "microseconds: let the function take a batch of items, or don't parallelise it"
        )
    if facts.class_name == "gil" and any(facts.modes.get(m) for m in ("fork", "spawn")):
        return "it holds the GIL, so threads cannot help, and processes do not work"
    if facts.own_workers > 0.3:
        theirs = f"{facts.own_workers:.1f} CPU seconds of theirs per wall second"
        return f"it has workers of its own already ({theirs})"
    ceiling = analysis.ceilings.get((work, analysis.usable))
    if ceiling is None or is_worth_it(ceiling) == YES:
        return None
    reach = f"{times_between(ceiling)} with {count(analysis.usable, 'worker')} here"
    return f"independent processes that share nothing reach {reach}: no mechanism can gain more"


def _few_items(items: ItemsRead, workers: int) -> Iterator[LabelledText]:
    """What a round that repeats the items hides: there are fewer of them than it had."""
    if not items.repeated:
        return
    text = f"you gave {items.read:,} items; a round repeats them to {items.in_round:,}. With fewer"
    text += " start-up weighs more"
    if items.read < workers:
        text += f" and at most {count(items.read, 'worker')} are busy"
    yield LabelledText("Few items", text)


def _memory_text(used: float, case: Case) -> str:
    if math.isnan(used):
        return "not known on this system"
    if case.start_method == NO_PROCESS:
        return f"{megabytes(used)} at the peak of the one process that there is"
    workers = count(case.workers, "worker")
    return f"{megabytes(used)} in {workers} at their peak; forked ones share some of it"


def _over_naive(analysis: Analysis, work: Work, decision: Decision) -> str:
    """What the usual default, ``Pool()`` with ``map``, reaches."""
    naive, standing = naive_case(analysis, work, "cold"), named_standing(decision)
    if naive is None:
        return "not measured: Pool() with map does not work for this function, or was not run"
    reach = times_between(naive.speedup)
    if naive.case == standing.key:
        return f"is what is recommended: {reach}"
    if decision.chosen is None:
        return f"reaches {reach}"
    gain = times_between(quotient(standing.speedup, naive.speedup))
    return f"reaches {reach}; what is recommended is {gain} as fast"


def _threads(analysis: Analysis, decision: Decision) -> tuple[LabelledText, ...]:
    """What threads reach, and where they stand."""
    threads = threads_standing(decision, analysis.usable)
    if threads is None:
        return ()
    workers = count(case_of(threads).workers, "thread")
    text = f"{workers}: {times_between(threads.speedup)} ({threads.status})"
    return (LabelledText("Threads", text),)


def _name(analysis: Analysis, case: Case) -> str:
    return name_of(case, analysis.run.python.default_start_method)


CLASS_TEXTS = {
    "gil": "it holds the GIL, so threads take turns: worker processes",
    "native": "it computes without the GIL, so threads run side by side",
    "waits": "it waits, so threads wait side by side, and more of them than cores",
    "mixed": "a mixture: threads help as far as it does not hold the GIL",
    "": INCONCLUSIVE,
}
SHARE_TEXTS = {"gil": "holding the GIL", "native": "computing without it", "waits": "waiting"}
#: A single item that takes this share of a round bounds what any number of workers can reach.
_HEAVY = 0.2


def class_line(facts: UserFunctionFacts) -> LabelledText:
    """What it does with its seconds, with the interval of each share."""
    if not facts.shares:
        return LabelledText("Class", f"{CLASS_TEXTS['']}: {facts.reason}")
    clipped = {
        name: share._replace(low=max(0.0, share.low), high=min(1.0, share.high))
        for name, share in facts.shares.items()
    }
    shares = ", ".join(
        f"{percent_between(share)} {SHARE_TEXTS[name]}" for name, share in clipped.items()
    )
    doubt = "" if facts.sure else " (inconclusive: another class is within the intervals)"
    return LabelledText("Class", f"{CLASS_TEXTS[facts.class_name]}{doubt}; of its time {shares}")


def fact_lines(facts: UserFunctionFacts) -> Iterator[LabelledText]:
    """One line for each fact that matters to who runs it in parallel."""
    yield LabelledText("Per item", _item(facts))
    yield LabelledText("Measured on", _round(facts))
    yield LabelledText("Per worker", _child(facts))
    for mode, reason in facts.modes.items():
        if reason:
            yield LabelledText("Doesn't work", f"{mode}: {reason}")
    if facts.differs:
        where = f"when the function is run again or elsewhere ({facts.differs})"
        yield LabelledText("Answers", f"differ {where}; --check accepted them")
    if facts.own_workers > 0.15:
        theirs = f"{facts.own_workers:.1f} CPU seconds per wall second"
        text = f"{theirs} are of threads that it starts: they compete with the workers"
        yield LabelledText("Own workers", text)
    if facts.effects:
        does = ", ".join(f"{name} ({number} times)" for name, number in facts.effects.items())
        yield LabelledText("Side effects", f"it {does}: see that parallel calls don't collide")
    if facts.import_effects:
        does = f"its file {', '.join(facts.import_effects)}, in every worker that imports it"
        yield LabelledText("At import", f'{does}: put that under `if __name__ == "__main__":`')
    if facts.printed_bytes:
        printed = f"{facts.printed_bytes:,} bytes over the first items"
        yield LabelledText("Prints", f"{printed}; workers mix it")


def _item(facts: UserFunctionFacts) -> str:
    refused = [f"the {what} ({why})" for what, why in facts.refusals.items() if why]
    if refused:
        carried = f"pickle does not carry {', '.join(refused)}, so worker processes are out"
    else:
        carried = f"pickled, {payload(facts.bytes_in)} go in and {payload(facts.bytes_out)} out"
    return f"takes {seconds_between(facts.item_seconds)}; {carried}"


def _round(facts: UserFunctionFacts) -> str:
    items = facts.items
    text = f"{items.distinct:,} of {items.read:,} items"
    if items.more:
        text += " (there are more, which were not read)"
    if items.in_round > items.distinct:
        text += f", repeated up to {items.in_round:,}"
    if items.looped < items.in_round:
        times_over = items.in_round / max(1, items.looped)
        text += f" (the serial loop ran {items.looped:,} of these, and counts {times_over:g} times)"
    share = facts.longest_item_seconds / max(facts.mean_item_seconds * items.in_round, 1e-12)
    if share > _HEAVY:
        text += (
            f"; the longest item alone takes {percent(share)} of it "
            f"({seconds_text(facts.longest_item_seconds)}), "
            f"so no number of workers reaches more than {1 / min(1.0, share):.1f}×"
        )
    right = (
        "the check accepted every answer" if facts.checked else "answers equal the serial loop's"
    )
    return f"{text}; {right}"


def _child(facts: UserFunctionFacts) -> str:
    cost = f"{seconds_text(facts.import_seconds)} and {megabytes(facts.import_bytes)}"
    text = f"importing the file takes {cost}, which forked ones have already"
    if not math.isnan(facts.worker_bytes):
        text += f"; a worker has {megabytes(facts.worker_bytes)} for itself"
    return text
