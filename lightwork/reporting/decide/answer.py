"""The answer for a kind of work in a line: what to use, what it gains, how sure that is, notes."""

import math
from collections.abc import Mapping

from lightwork.core.intervals import Estimate
from lightwork.reporting.decide import ranking
from lightwork.reporting.decide.headline import choices, favourite
from lightwork.reporting.decide.preference import may_recommend
from lightwork.reporting.decide.ranking import Recommendation
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.stats.significance import WORTHWHILE
from lightwork.reporting.text.figures import (
    CANT_TELL,
    count,
    seconds_text,
    times,
    times_between,
    why_unbounded,
)
from lightwork.reporting.text.names import COMPUTING, label
from lightwork.reporting.text.verdict_model import Figure, KindAnswer

_SURE, DONT, NOT_CONFIRMED = "sure", "don't", "not confirmed"
#: What to use where nothing is told to be faster.
LOOP = "the plain loop"
#: Kept workers are worth a line where they are so many times as fast as a cold call.
WORTH_KEEPING = 1.5
#: Work is too small for all cores where at most one in so many workers pays ...
_FEW = 2
#: ... though independent processes on all cores reach so many times as much.
FAR_ABOVE = 2.0


def answer_of(analysis: Analysis, works: list[Work]) -> KindAnswer | None:
    """The answer for ``works``, all of one kind; None where nothing was measured.

    The figures are those of the best cases, as the lines of each workload have them.
    """
    chosen = choices(analysis, works)
    if not chosen:
        return None
    paying = {work: choice for work, choice in chosen.items() if choice.pays}
    shown = paying or chosen
    least = min(shown, key=lambda work: shown[work].best.speedup.value)
    most = max(shown, key=lambda work: shown[work].best.speedup.value)
    sure = _sure(analysis, list(chosen.values()), len(paying))
    return KindAnswer(
        use=favourite(list(paying.values())) if paying else _untold(sure, chosen[most]),
        workers=_workers(list(paying.values())),
        least=Figure.of(shown[least].best.speedup),
        least_on=analysis.name(least),
        most=Figure.of(shown[most].best.speedup),
        most_on=analysis.name(most),
        sure=sure,
        work=work_in_a_call(analysis, shown),
        notes=answer_notes(analysis, chosen),
    )


def answer_notes(analysis: Analysis, chosen: Mapping[Work, Recommendation]) -> tuple[str, ...]:
    """Sentences without an end, of the best cases of one kind of work."""
    paying = {work: choice for work, choice in chosen.items() if choice.pays}
    found = (
        "" if paying else _why(analysis, chosen),
        _most_tried(analysis, paying),
        _kept(analysis, chosen),
        _small(analysis, paying),
    )
    return tuple(words for words in found if words)


def work_in_a_call(analysis: Analysis, chosen: Mapping[Work, Recommendation]) -> str:
    """Seconds of the plain loop beside the best cases."""
    loops = [analysis.loop_seconds(choice.best) for choice in chosen.values()]
    least, most = seconds_text(min(loops)), seconds_text(max(loops))
    return f"{least if least == most else f'{least} to {most}'} of work in a call"


def _most_tried(analysis: Analysis, paying: Mapping[Work, Recommendation]) -> str:
    """Whether the most workers that were tried are the best, so that more may be better."""
    for work, choice in paying.items():
        case = choice.best.case
        more = [r.case.workers for r in analysis.of(work, case.state)]
        allowed = may_recommend(work.kind, case.workers + 1, analysis.run.machine)
        alone = choice.fewest_workers == case.workers
        if allowed and alone and case.workers == max(more):
            return f"{count(case.workers, 'worker')}: the most tried, more may gain"
    return ""


def _kept(analysis: Analysis, chosen: Mapping[Work, Recommendation]) -> str:
    """The best of workers that are kept, on the workload where they gain most over a cold call."""
    best, shown = WORTH_KEEPING, ""
    for work, cold in chosen.items():
        warm = ranking.choose(analysis, work, "warm")
        if warm is None or not warm.pays or cold.best.case.state != "cold":
            continue
        gain = warm.best.speedup.value / cold.best.speedup.value
        if gain > best:
            case, best = warm.best.case, gain
            name = label(case, analysis.run.python.default_start_method)
            where = f" ({analysis.name(work)})" if len(chosen) > 1 else ""
            figure = times_between(warm.best.speedup)
            shown = f"workers kept: {name}, {count(case.workers, 'worker')}: {figure}{where}"
    return shown


def _small(analysis: Analysis, paying: Mapping[Work, Recommendation]) -> str:
    """Whether a call is over before all cores have begun."""
    names, large = [], analysis.run.own_function is not None
    for work, choice in paying.items():
        best = choice.best
        ceiling = analysis.ceilings.get((work, analysis.usable))
        if work.kind not in COMPUTING or ceiling is None or best.case.state != "cold":
            continue
        few = _FEW * best.case.workers <= analysis.usable
        if few and ceiling.value >= FAR_ABOVE * best.speedup.value:
            names.append(analysis.name(work))
            sizes = {one.size for one in analysis.works if one.workload == work.workload}
            large = large or "large" in sizes
    if not names:
        return ""
    where = "" if len(names) == len(paying) else f" of {', '.join(names)}"
    remedy = "more work in a call gains more" if large else "try --sizes large"
    return f"the work{where} is too small for all {analysis.usable} cores: {remedy}"


def _why(analysis: Analysis, chosen: Mapping[Work, Recommendation]) -> str:
    """Why the highest is not told to be faster; "" where that it gains nothing is told."""
    work, choice = max(chosen.items(), key=lambda item: item[1].best.speedup.value)
    if choice.possible < WORTHWHILE:
        return ""
    speedup = choice.best.speedup
    if speedup.bounded and speedup.value <= 1:
        reach = f"intervals reach up to {times(choice.possible)}"
        doubt = "some have no interval" if math.isinf(choice.possible) else reach
        return f"not told: none came out faster, though {doubt}"
    return _not_told(speedup, analysis.floor(work), len(analysis.corrected))


def _not_told(speedup: Estimate, floor: Estimate | None, comparisons: int) -> str:
    if not speedup.bounded:
        return f"not told: {why_unbounded(speedup)}"
    if speedup.low <= 1:
        return "not told: its interval includes 1"
    if floor is not None and floor.bounded and speedup.low <= floor.high:
        return "not told: its interval reaches into the noise of this run"
    rounds = count(speedup.rounds, "round")
    return f"not told: {rounds} are too few where {comparisons} comparisons are made at once"


def _untold(sure: str, highest: Recommendation) -> str:
    """What to use where nothing is told: the loop, unless something else only looks better."""
    if sure == CANT_TELL and highest.best.speedup.value > 1:
        return f"{CANT_TELL}: {highest.best.case.strategy} looks best"
    return LOOP


def _workers(paying: list[Recommendation]) -> str:
    counts = sorted({choice.best.case.workers for choice in paying})
    if len(counts) < 2:
        return count(counts[0], "worker") if counts else ""
    return f"{counts[0]} to {counts[-1]} workers"


def _sure(analysis: Analysis, chosen: list[Recommendation], paying: int) -> str:
    """In words; of several workloads for how many it is told."""
    if analysis.failed_nulls:
        return NOT_CONFIRMED
    if paying:
        return _SURE if paying == len(chosen) else f"{_SURE} on {paying} of {len(chosen)}"
    told = max(choice.possible for choice in chosen) < WORTHWHILE
    return DONT if told else CANT_TELL
