"""How many workers to take, as the lines that every output prints."""

from collections.abc import Iterator, Sequence

from benchmarks.intervals import Estimate
from reports.analysis import Analysis
from reports.law_choice import COEFFICIENTS
from reports.law_fits import ENOUGH, USL, Fit
from reports.scaling import Advice, Scaling, recommended
from reports.trust import Line
from reports.wording import count, listed, number_between, percent

#: Names of workloads that a line lists.
MOST_NAMES = 6


def scaling_lines(analysis: Analysis) -> tuple[Line, ...]:
    """A line for each workload that computes; what holds for several is said once."""
    found = recommended(analysis)
    return (
        *(Line(analysis.name(one.work), scaling_words(one)) for one in found if one.advice),
        *_without_gain(analysis, found),
        *_without_law(analysis, found),
    )


def scaling_words(one: Scaling) -> str:
    """``pool, 6 to 8 workers (...); Amdahl: serial fraction 0.021 [0.015, 0.027]``."""
    fraction = law_words(one.law.fit) if one.law.fit is not None else karp_flatt_words(one)
    parts = [f"{one.strategy}, {advice_words(one)}", fraction]
    return "; ".join(part for part in parts if part)


def advice_words(one: Scaling) -> str:
    """``6 to 8 workers``, and what that is taken from."""
    if one.advice is None:
        return "no number of workers is told to be faster than the plain loop"
    if one.advice.by_law and one.law.fit is not None:
        return f"{advised(one.advice)} ({knee_and_peak(one.law.fit)})"
    tried = ", ".join(map(str, one.advice.measured))
    untold = ""
    if one.advice.fewest < one.advice.most:
        untold = f"; {one.advice.fewest} can't be told from {one.advice.most}"
    return f"{advised(one.advice)} (of {tried}{untold})"


def advised(advice: Advice) -> str:
    """``6 to 8 workers``."""
    if advice.fewest == advice.most:
        return count(advice.most, "worker")
    return f"{advice.fewest} to {advice.most} workers"


def knee_and_peak(fit: Fit) -> str:
    """Where the law has its knee and its peak, with intervals."""
    knee = f"{percent(ENOUGH)} of the most from {_whole(fit.knee)} on"
    if fit.peak.value >= fit.most:
        return f"{knee}, no peak up to {fit.most}"
    return f"{knee}, peak at {_whole(fit.peak)}"


def _whole(workers: Estimate) -> str:
    if workers.low == workers.high:
        return f"{workers.value:.0f}"
    return f"{workers.value:.0f} [{workers.low:.0f}, {workers.high:.0f}]"


def law_words(fit: Fit) -> str:
    """``Amdahl: serial fraction 0.021 [0.015, 0.027]``."""
    names = ("alpha", "beta") if fit.law == USL else ("alpha",)
    return f"{fit.law}: {', '.join(coefficient_words(fit, name) for name in names)}"


def coefficient_words(fit: Fit, name: str) -> str:
    """``serial fraction 0.021 [0.015, 0.027]``."""
    return f"{COEFFICIENTS[name]} {number_between(fit.coefficients[name])}"


def karp_flatt_words(one: Scaling) -> str:
    """The serial fraction at the most workers that have a core each."""
    if not one.karp_flatt:
        return ""
    workers, fraction = max(one.karp_flatt.items())
    return f"serial fraction {number_between(fraction)} at {workers} (Karp–Flatt)"


def _without_gain(analysis: Analysis, found: Sequence[Scaling]) -> Iterator[Line]:
    names = [analysis.name(one.work) for one in found if one.advice is None]
    if names:
        words = "no number of workers is told to be faster than the plain loop"
        yield Line(listed(names, MOST_NAMES), words)


def _without_law(analysis: Analysis, found: Sequence[Scaling]) -> Iterator[Line]:
    """Each reason once, with the workloads that it holds for."""
    by_reason: dict[str, list[str]] = {}
    for one in found:
        if one.law.fit is None:
            why = "; ".join(refusal.words for refusal in one.law.refusals)
            by_reason.setdefault(why, []).append(analysis.name(one.work))
    for why, names in by_reason.items():
        yield Line("No law", f"{listed(names, MOST_NAMES)}: {why}")
