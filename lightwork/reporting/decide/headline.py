"""Decisions in words: for a kind of work a sentence, table rows and notes; the title of a chart.

Workloads of one kind that have the same recommendation share it, with the range of their own
figures; where recommendations differ, each is named with its workloads. Nothing is decided here.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lightwork.core.decision import INCONCLUSIVE, NO, SLOWER, YES, Decision, Standing
from lightwork.core.record import WORTH_DISPATCHING
from lightwork.reporting.decide.decisions import (
    case_of,
    decision_of,
    leading_decisions,
    may_recommend,
    named_standing,
    threads_standing,
)
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.text.figures import count, listed, seconds_text, times, times_between
from lightwork.reporting.text.names import COMPUTING, WRITTEN_AS, in_order, is_threads
from lightwork.reporting.text.verdict_model import AnswerRow

#: How what is said of a kind of work begins of which an A/A check failed.
NOT_CONFIRMED = "A/A check failed, so this is not confirmed: "
SHORT_HEADINGS = {
    "cpu": "pure Python",
    "native": "outside the GIL",
    "memory": "memory-bound",
    "sleep": "waiting",
    "mixed": "waiting and computing",
}
OVERHEAD_ALONE = "Calls that do nothing: what each mechanism adds to them is no recommendation."
RERUN = "Rerun on an idle machine or with --effort thorough."
_SERIAL_LOOP = "serial loop"
#: Warm workers are worth a line where they are so many times as fast as a cold call.
WORTH_KEEPING = 1.5
#: Work is too small for all cores where at most one in so many workers is recommended ...
_FEW = 2
#: ... though independent processes on all cores reach so many times as much.
FAR_ABOVE = 2.0


class Advice(NamedTuple):
    """Workloads of one kind for which the same is recommended."""

    worth_it: str
    mechanism: str  # "pool", "pool (spawn)"; "" for the serial loop
    workers: int
    decisions: Mapping[Work, Decision]

    @property
    def use(self) -> str:
        """``pool, 2 workers``, or the serial loop."""
        return f"{self.mechanism}, {count(self.workers, 'worker')}" if self.mechanism else ""

    @property
    def figures(self) -> list[Standing]:
        """Those whose figures are printed, the smallest speedup first."""
        return sorted(
            map(named_standing, self.decisions.values()), key=lambda one: one.speedup.value
        )


def advice_of(analysis: Analysis, decisions: Mapping[Work, Decision]) -> list[Advice]:
    """One for each different recommendation: what is worth it first, then what is not clear."""
    found: dict[tuple[str, str, int], dict[Work, Decision]] = {}
    for work, decision in decisions.items():
        mechanism, workers = "", 1
        if decision.chosen is not None:
            case = case_of(decision.chosen)
            mechanism = analysis.label(case)
            workers = case.workers
        found.setdefault((decision.worth_it, mechanism, workers), {})[work] = decision
    order = (YES, INCONCLUSIVE, NO)
    return sorted(
        (Advice(*key, own) for key, own in found.items()), key=lambda one: order.index(one.worth_it)
    )


def headline(analysis: Analysis, works: Sequence[Work]) -> str:
    """What to use for ``works``, all of one kind; by the cold cases, else by the warm ones."""
    decisions = leading_decisions(analysis, works)
    if not decisions:
        return "Nothing was measured."
    found = advice_of(analysis, decisions)
    alone = len(found) == 1
    used = [one for one in found if one.worth_it == YES]
    sentences = []
    if used:
        parts = [_named(analysis, one, alone) for one in used]
        sentences.append(f"Use {listed(parts)}.")
    sentences += [_not_worth_it(analysis, one, alone) for one in found if one not in used]
    if any(one.worth_it == INCONCLUSIVE for one in found):
        sentences.append(RERUN)
    sentences.append(_on_threads(used))
    return _confirmed(analysis, works) + " ".join(filter(None, sentences))


def answer_rows(analysis: Analysis, works: Sequence[Work]) -> tuple[AnswerRow, ...]:
    """The same as rows of a table, one for each different recommendation."""
    rows = []
    for one in advice_of(analysis, leading_decisions(analysis, works)):
        least, most = one.figures[0], one.figures[-1]
        gain = times_between(most.speedup)
        if least is not most:
            gain = f"{times_between(least.speedup)} to {gain}"
        if not one.mechanism:
            best = _use_of(analysis, most)
            gain = f"best: {best}, {times_between(most.speedup)}"
        names = [analysis.name(work) for work in one.decisions]
        rows.append(AnswerRow(listed(names), one.use or _SERIAL_LOOP, gain, one.worth_it))
    return tuple(rows)


def answer_notes(analysis: Analysis, works: Sequence[Work]) -> tuple[str, ...]:
    """Sentences without an end, of what is recommended for one kind of work."""
    decisions = leading_decisions(analysis, works)
    used = {work: one for work, one in decisions.items() if one.worth_it == YES}
    found = (_most_tried(analysis, used), _warm(analysis, decisions), _small(analysis, used))
    return tuple(words for words in found if words)


def work_in_a_call(analysis: Analysis, works: Sequence[Work]) -> str:
    """Seconds of the serial loop."""
    loops = [analysis.serial_seconds[work].value for work in leading_decisions(analysis, works)]
    if not loops:
        return ""
    least, most = seconds_text(min(loops)), seconds_text(max(loops))
    return f"{least if least == most else f'{least} to {most}'} of work in a call"


def chart_headline(analysis: Analysis, works: Sequence[Work]) -> str:
    """For each kind of ``works`` what is recommended, with the figures of the verdict."""
    texts: dict[str, list[str]] = {}
    for kind in in_order([work.kind for work in works]):
        own = [work for work in works if work.kind == kind]
        short = SHORT_HEADINGS.get(kind, f"work of kind {kind}")
        cold = {work: found for work in own if (found := decision_of(analysis, work, "cold"))}
        every = advice_of(analysis, cold)
        for one in every:
            names = "" if len(every) == 1 else f" ({listed(_names(analysis, one))})"
            if one.mechanism:
                text = f"{short}{names} {_figures(analysis, one)}"
            else:
                best = one.figures[-1]
                text = f"{short}{names} (best: {_use_of(analysis, best)}, "
                text += f"{times(best.speedup.value)})"
            texts.setdefault(one.worth_it, []).append(text)
    starts = {YES: "Recommended", INCONCLUSIVE: "Inconclusive", NO: "Not worth it"}
    sentences = [f"{starts[key]}: {'; '.join(texts[key])}." for key in starts if key in texts]
    return _confirmed(analysis, works) + (" ".join(sentences) or OVERHEAD_ALONE)


def _confirmed(analysis: Analysis, works: Sequence[Work]) -> str:
    failed = {(case.workload, case.size) for case in analysis.failed_nulls}
    return NOT_CONFIRMED if any(work[:2] in failed for work in works) else ""


def _names(analysis: Analysis, one: Advice) -> list[str]:
    return [analysis.name(work) for work in one.decisions]


def _use_of(analysis: Analysis, standing: Standing) -> str:
    """``pool, 2 workers``."""
    case = case_of(standing)
    return f"{analysis.label(case)}, {count(case.workers, 'worker')}"


def _span(found: Sequence[Standing]) -> str:
    low, high = times(found[0].speedup.value), times(found[-1].speedup.value)
    return low if low == high else f"{low} to {high}"


def _named(analysis: Analysis, one: Advice, alone: bool) -> str:
    """``pool (multiprocessing.Pool) with 2 workers: 1.6× to 1.9×``; of several with names."""
    written = WRITTEN_AS.get(case_of(one.figures[0]).strategy, "")
    use = f"{one.mechanism} ({written})" if written else one.mechanism
    use, reach = f"{use} with {count(one.workers, 'worker')}", _span(one.figures)
    if not alone:
        return f"{use} for {listed(_names(analysis, one))} ({reach})"
    return f"{use}: {reach}{', depending on the workload' if 'to' in reach else ''}"


def _figures(analysis: Analysis, one: Advice) -> str:
    """``1.57× (pool, 2 workers)``, and which is higher in the picture though it is equivalent."""
    above = [
        decision.standings[0]
        for decision in one.decisions.values()
        if times(decision.standings[0].speedup.value)
        != times(named_standing(decision).speedup.value)
    ]
    text = f"{_span(one.figures)} ({one.use}"
    if above:
        highest = max(above, key=lambda each: each.speedup.value)
        text += f"; equivalent: {analysis.label(case_of(highest))}, {times(highest.speedup.value)}"
    return f"{text})"


def _not_worth_it(analysis: Analysis, one: Advice, alone: bool) -> str:
    """Why the serial loop, or that it is open; with the best that was measured."""
    best = one.figures[-1]
    decision = next(each for each in one.decisions.values() if named_standing(each) is best)
    where = "" if alone else f" {listed(_names(analysis, one))}"
    case = case_of(best)
    figures = f"{analysis.label(case)} with {count(case.workers, 'worker')}, "
    figures += times_between(best.speedup)
    if short := _too_short(analysis, one):
        return f"The tasks{where} are too short for this cluster: {short} (best: {figures})."
    if one.worth_it == NO:
        return f"Don't parallelise{where}: {decision.reason} (best: {figures})."
    on = f" for{where}" if where else ""
    if one.mechanism:
        return f"Use {figures}{on}, though by how much is inconclusive."
    return f"Inconclusive{on}: {decision.reason} (best: {figures})."


def _too_short(analysis: Analysis, one: Advice) -> str:
    """Of which length tasks should be that a cluster runs, where all of them are shorter."""
    cluster = analysis.run.cluster
    if cluster is None or one.worth_it == YES:
        return ""
    chunks = []
    for work, decision in one.decisions.items():
        case = case_of(named_standing(decision))
        share = min(1.0, case.chunksize / analysis.saved[case].tasks)
        chunks.append(share * analysis.serial_seconds[work].value)
    enough = WORTH_DISPATCHING * cluster.dispatch_seconds
    if not max(chunks) < enough:
        return ""
    return (
        f"handing out a chunk occupies a worker for {seconds_text(cluster.dispatch_seconds)}, its "
        f"work for {seconds_text(max(chunks))}; it pays from chunks of about "
        f"{seconds_text(enough)} of work on"
    )


def _on_threads(used: Sequence[Advice]) -> str:
    """What plain threads do where something else is recommended."""
    found = []
    for one in used:
        for decision in one.decisions.values():
            chosen = case_of(named_standing(decision))
            threads = threads_standing(decision, chosen.workers)
            if threads is not None and not is_threads(chosen):
                found.append(threads)
    if not found:
        return ""
    statuses = {one.status: None for one in found}
    words = ["slower than that" if one == SLOWER else one for one in statuses]
    found.sort(key=lambda one: one.speedup.value)
    return f"Threads are {' or '.join(words)} ({_span(found)})."


def _most_tried(analysis: Analysis, used: Mapping[Work, Decision]) -> str:
    """Whether the most workers that were tried are recommended, so that more may be better."""
    for work, decision in used.items():
        chosen = case_of(named_standing(decision))
        most = max(case_of(one).workers for one in decision.standings)
        allowed = may_recommend(work.kind, chosen.workers + 1, analysis.run.machine)
        if analysis.run.cluster is None and allowed and chosen.workers == most:
            return f"{most} was the highest number of workers tested: more may be faster still"
    return ""


def _warm(analysis: Analysis, decisions: Mapping[Work, Decision]) -> str:
    """The best of warm workers, on the workload where they gain most over a cold call."""
    most, text = WORTH_KEEPING, ""
    for work, cold in decisions.items():
        warm = decision_of(analysis, work, "warm")
        if warm is None or warm.worth_it != YES or case_of(named_standing(cold)).state != "cold":
            continue
        gain = named_standing(warm).speedup.value / named_standing(cold).speedup.value
        if gain > most:
            most = gain
            where = f" ({analysis.name(work)})" if len(decisions) > 1 else ""
            best = named_standing(warm)
            figure = times_between(best.speedup)
            text = f"warm workers: {_use_of(analysis, best)}: {figure}{where}"
    return text


def _small(analysis: Analysis, used: Mapping[Work, Decision]) -> str:
    """Whether a call is over before all cores have begun."""
    names, large = [], analysis.run.own_function is not None
    for work, decision in used.items():
        best, case = named_standing(decision), case_of(named_standing(decision))
        ceiling = analysis.ceilings.get((work, analysis.usable))
        if work.kind not in COMPUTING or ceiling is None or case.state != "cold":
            continue
        few = _FEW * case.workers <= analysis.usable
        if few and ceiling.value >= FAR_ABOVE * best.speedup.value:
            names.append(analysis.name(work))
            sizes = {one.size for one in analysis.works if one.workload == work.workload}
            large = large or "large" in sizes
    if not names:
        return ""
    where = "" if len(names) == len(used) else f" of {', '.join(names)}"
    remedy = "more work in a call gains more" if large else "try --sizes large"
    return f"the work{where} is too small for all {analysis.usable} cores: {remedy}"
