"""Decisions in words: for a kind of work a sentence; the title of a chart.

Workloads of one kind that have the same recommendation share it, with the range of their own
figures; where recommendations differ, each is named with its workloads. Nothing is decided here.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lightwork.core.decision import (
    BEST,
    EQUIVALENT,
    INCONCLUSIVE,
    NO,
    SLOWER,
    UNDECIDED,
    YES,
    Decision,
    Standing,
)
from lightwork.core.record import WORTH_DISPATCHING
from lightwork.reporting.decide.decisions import (
    case_of,
    leading_decisions,
    named_standing,
    threads_standing,
)
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.text.figures import count, listed, seconds_text, times, times_between
from lightwork.reporting.text.names import heading, in_a_sentence, in_order, is_threads

#: How what is said of a kind of work begins of which an A/A check failed.
NOT_CONFIRMED = "A/A check failed, so this is not confirmed: "
#: Where threads stand, if not recommended themselves.
ON_THREADS = {
    SLOWER: "are slower",
    UNDECIDED: "may be as fast, which is inconclusive",
    EQUIVALENT: "are equivalent",
    BEST: "are fastest by the median",
}
OVERHEAD_ALONE = "Calls that do nothing: what each mechanism adds to them is no recommendation."
RERUN = "Rerun on an idle machine or with --effort thorough."


class Advice(NamedTuple):
    """Workloads of one kind for which the same is recommended."""

    worth_it: str
    mechanism: str  # "Pool.map", "Pool.map (spawn)"; "" for the serial loop
    workers: int
    decisions: Mapping[Work, Decision]

    @property
    def use(self) -> str:
        """``Pool.map, 2 workers``, or the serial loop."""
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
    """What to use for ``works``, all of one kind: in long jobs, else in one call."""
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


def chart_headline(analysis: Analysis, works: Sequence[Work]) -> str:
    """For each kind of ``works`` what is recommended, with the figures of the verdict."""
    texts: dict[str, list[str]] = {}
    for kind in in_order([work.kind for work in works]):
        own = [work for work in works if work.kind == kind]
        short = in_a_sentence(heading(kind))
        every = advice_of(analysis, leading_decisions(analysis, own))
        for one in every:
            names = "" if len(every) == 1 else f" ({listed(names_of(analysis, one))})"
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


def names_of(analysis: Analysis, one: Advice) -> list[str]:
    """The workloads, by name."""
    return [analysis.name(work) for work in one.decisions]


def _use_of(analysis: Analysis, standing: Standing) -> str:
    """``Pool.map, 2 workers``."""
    case = case_of(standing)
    return f"{analysis.label(case)}, {count(case.workers, 'worker')}"


def speedups_span(found: Sequence[Standing]) -> str:
    """``1.42× to 1.54×``, of speedups in ascending order."""
    low, high = times(found[0].speedup.value), times(found[-1].speedup.value)
    return low if low == high else f"{low} to {high}"


def _named(analysis: Analysis, one: Advice, alone: bool) -> str:
    """``Pool.map with 2 workers: 1.6× to 1.9×``; of several with names."""
    use, reach = f"{one.mechanism} with {count(one.workers, 'worker')}", speedups_span(one.figures)
    if not alone:
        return f"{use} for {listed(names_of(analysis, one))} ({reach})"
    return f"{use}: {reach}{', depending on the workload' if 'to' in reach else ''}"


def _figures(analysis: Analysis, one: Advice) -> str:
    """``1.57× (Pool.map, 2 workers)``, and what is higher in the picture, but equivalent."""
    above = [
        decision.standings[0]
        for decision in one.decisions.values()
        if times(decision.standings[0].speedup.value)
        != times(named_standing(decision).speedup.value)
    ]
    text = f"{speedups_span(one.figures)} ({one.use}"
    if above:
        highest = max(above, key=lambda each: each.speedup.value)
        text += f"; equivalent: {analysis.label(case_of(highest))}, {times(highest.speedup.value)}"
    return f"{text})"


def _not_worth_it(analysis: Analysis, one: Advice, alone: bool) -> str:
    """Why the serial loop, or that it is open; with the best that was measured."""
    best = one.figures[-1]
    decision = next(each for each in one.decisions.values() if named_standing(each) is best)
    where = "" if alone else f" {listed(names_of(analysis, one))}"
    case = case_of(best)
    figures = f"{analysis.label(case)} with {count(case.workers, 'worker')}, "
    figures += times_between(best.speedup)
    if short := _too_short(analysis, one):
        return f"The tasks{where} are too short for this cluster: {short} (best: {figures})."
    if one.worth_it == NO:
        return f"Don't parallelise{where}: {decision.reason} (best: {figures})."
    on = f" for{where}" if where else ""
    if one.mechanism:
        return f"Probably {figures}{on}; that it gains nothing is not ruled out."
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
    words = [ON_THREADS.get(one, one) for one in statuses]
    found.sort(key=lambda one: one.speedup.value)
    return f"Threads {' or '.join(words)} ({speedups_span(found)})."
