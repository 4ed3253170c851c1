"""What is worth using, in the sentence above the picture of all speedups.

The picture shows every case; the verdict names the simplest of those that are as good as the
highest, and no more workers than there are cores for (`reports.ranking`). So that neither seems to
contradict the other, the sentence also says what is drawn above the case that it names.
"""

from collections.abc import Sequence

from reports.analysis import Analysis, Work
from reports.headline import DOWNGRADED
from reports.kinds import in_order
from reports.mechanisms import label
from reports.ranking import Choice, choose
from reports.selection import curve, strategies
from reports.wording import count, listed, times

SHORT_HEADINGS = {
    "cpu": "pure Python",
    "native": "outside the GIL",
    "memory": "memory-bound",
    "sleep": "waiting",
    "mixed": "waiting and computing",
}
WORTH = "Worth using, with the most it gains: "
NOTHING_TOLD = "Nothing is told to be faster than the plain loop for "
OVERHEAD_ALONE = "Calls that do nothing: what each mechanism adds to them is no recommendation."


def worth_using(analysis: Analysis, works: Sequence[Work]) -> str:
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
    sentences = [f"{WORTH}{', '.join(told)}."] if told else []
    sentences += [f"{NOTHING_TOLD}{listed(untold)}."] if untold else []
    words = " ".join(sentences) or OVERHEAD_ALONE
    return DOWNGRADED + words if analysis.failed_nulls else words


def _highest_drawn(analysis: Analysis, work: Work) -> float:
    lines = [curve(analysis, work, name) for name in strategies(analysis, (work,))]
    return max(result.speedup.value for line in lines for result in line)


def _named(analysis: Analysis, paying: Sequence[Choice], drawn: float) -> str:
    """``1.57× (pool, 2 workers; highest drawn 1.59×)``: the best of the preferred ones."""
    best = max((choice.best for choice in paying), key=lambda one: one.speedup.value)
    above = f"; highest drawn {times(drawn)}" if _above(drawn, best.speedup.value) else ""
    name = label(best.case, analysis.run.python.default_start_method)
    workers = count(best.case.workers, "worker")
    return f"{times(best.speedup.value)} ({name}, {workers}{above})"


def _tried(analysis: Analysis, choices: Sequence[Choice], drawn: float) -> str:
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
