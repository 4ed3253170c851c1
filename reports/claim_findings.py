"""What a case says of a claim, and what several cases say of it together.

A claim *holds* or *does not hold here* only where an interval says so; else it *can't tell*. Where
several workloads can answer, each is asked, and the more frequent answer is the claim's; of those
that give it, the one with the least to spare is shown, so that nothing looks surer than it is.
"""

from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.intervals import Estimate
from benchmarks.record import Case
from reports.printed import NOT_MEASURED, Claim
from reports.ranking import WORTHWHILE
from reports.wording import CANT_TELL, times_between

HOLDS, FAILS = "holds", "does not hold here"
#: Up to so many cores at work count as one: a second core that works gives more.
ONE_CORE = 1.25
#: What is worth its workers: the efficiency by which METG(50 %) is defined, too.
HALF = 0.5
#: Differences below a tenth are not told from none.
MUCH = WORTHWHILE


class Finding(NamedTuple):
    """What one case, or one group of cases, says of a claim."""

    verdict: str  # HOLDS, FAILS or CANT_TELL
    words: str  # the numbers
    about: str = ""  # of which workload; "" where that goes without saying
    cases: tuple[Case, ...] = ()
    spare: float = 0.0  # by how much it holds; negative by how much it fails


def told(holds: bool, fails: bool) -> str:
    """Which of the three answers; ``holds`` and ``fails`` say what an interval rules out."""
    if holds == fails:
        return CANT_TELL
    return HOLDS if holds else FAILS


def above(estimate: Estimate | None, limit: float) -> bool:
    """Whether the whole interval lies above ``limit``; never without an interval."""
    return estimate is not None and estimate.bounded and estimate.low > limit


def below(estimate: Estimate | None, limit: float) -> bool:
    """Whether the whole interval lies below ``limit``; never without an interval."""
    return estimate is not None and estimate.bounded and estimate.high < limit


def not_measured(text: str, remedy: str) -> Claim:
    """The claim ``text`` where the run has no case that could tell."""
    return Claim(text, CANT_TELL, f"{NOT_MEASURED}: {remedy}", "", ())


def concluded(text: str, findings: Sequence[Finding], remedy: str) -> Claim:
    """What all ``findings`` say of the claim ``text``; ``remedy`` is what to do without any."""
    if not findings:
        return not_measured(text, remedy)
    verdict = _majority(findings)
    of_it = sorted((f for f in findings if f.verdict == verdict), key=lambda f: f.spare)
    shown = (of_it or sorted(findings, key=lambda f: f.spare))[0 if verdict == HOLDS else -1]
    many = f"so in {len(of_it)} of {len(findings)} workloads" if len(findings) > 1 else ""
    brief = f"{shown.words} ({shown.about})" if shown.about else shown.words
    return Claim(text, verdict, brief, many, tuple(case.id for case in shown.cases))


def _majority(findings: Sequence[Finding]) -> str:
    """What most of those say that tell; nothing where fewer than half tell, or half this, half
    that.
    """
    yes = sum(finding.verdict == HOLDS for finding in findings)
    no = sum(finding.verdict == FAILS for finding in findings)
    if 2 * (yes + no) < len(findings):
        return CANT_TELL
    return told(yes > no, no > yes)


def compared(words: str, ratio: Estimate, about: str, cases: tuple[Case, ...]) -> Finding:
    """Whether ``ratio`` is above 1; ``words`` says of what it is one, with ``{}`` for it."""
    verdict = told(above(ratio, 1.0), below(ratio, 1.0))
    return Finding(verdict, words.format(times_between(ratio)), about, cases, ratio.value - 1)
