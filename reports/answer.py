"""The answer for a kind of work in a line: what to use, what it gains, and how sure that is."""

from reports import ranking
from reports.analysis import Analysis, Work
from reports.answer_notes import notes, work_in_a_call
from reports.headline import choices, favourite
from reports.printed import Answer, Figure
from reports.ranking import Choice
from reports.wording import CANT_TELL, between, count, times

SURE, DONT, NOT_CONFIRMED = "sure", "don't", "not confirmed"
#: What to use where nothing is told to be faster.
LOOP = "the plain loop"


def answer(analysis: Analysis, works: list[Work]) -> Answer | None:
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
    return Answer(
        use=favourite(list(paying.values())) if paying else _untold(sure, chosen[most]),
        workers=_workers(list(paying.values())),
        least=_figure(shown[least]),
        least_on=analysis.name(least),
        most=_figure(shown[most]),
        most_on=analysis.name(most),
        sure=sure,
        work=work_in_a_call(analysis, shown),
        notes=notes(analysis, chosen),
    )


def _untold(sure: str, highest: Choice) -> str:
    """What to use where nothing is told: the loop, unless something else only looks better."""
    if sure == CANT_TELL and highest.best.speedup.value > 1:
        return f"{CANT_TELL}: {highest.best.case.strategy} looks best"
    return LOOP


def _workers(paying: list[Choice]) -> str:
    counts = sorted({choice.best.case.workers for choice in paying})
    if len(counts) < 2:
        return count(counts[0], "worker") if counts else ""
    return f"{counts[0]} to {counts[-1]} workers"


def _figure(choice: Choice) -> Figure:
    speedup = choice.best.speedup
    return Figure(times(speedup.value), between(speedup))


def _sure(analysis: Analysis, chosen: list[Choice], paying: int) -> str:
    """In words; of several workloads for how many it is told."""
    if analysis.failed_nulls:
        return NOT_CONFIRMED
    if paying:
        return SURE if paying == len(chosen) else f"{SURE} on {paying} of {len(chosen)}"
    told = max(choice.possible for choice in chosen) < ranking.WORTHWHILE
    return DONT if told else CANT_TELL
