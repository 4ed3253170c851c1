"""How many workers to take, as the lines that every output prints."""

from collections.abc import Iterator, Sequence

from benchmarks.intervals import Estimate
from reports.analysis import Analysis
from reports.law_choice import COEFFICIENTS
from reports.law_fits import ENOUGH, USL, Fit
from reports.scaling import Advice, Scaling, recommended
from reports.trust import Line
from reports.wording import count, listed, number_between, percent, plain

#: Names of workloads that a line lists.
MOST_NAMES = 4


def scaling_lines(analysis: Analysis) -> tuple[Line, ...]:
    """A line for each workload that computes; what holds for several is said once."""
    found = recommended(analysis)
    return (
        *(Line(analysis.name(one.work), scaling_words(one)) for one in found if one.advice),
        *_without_gain(analysis, found),
        *_without_law(analysis, found),
    )


def brief_scaling_lines(analysis: Analysis) -> tuple[Line, ...]:
    """The same where lines are few: workloads without a law together, by what to take."""
    found = recommended(analysis)
    together: dict[str, list[Scaling]] = {}
    for one in found:
        if one.law.fit is None and one.advice is not None:
            together.setdefault(advice_words(one), []).append(one)
    lawful = [one for one in found if one.law.fit is not None and one.advice]
    return (
        *(Line(analysis.name(one.work), scaling_words(one)) for one in lawful),
        *(Line(words, _together(analysis, alike)) for words, alike in together.items()),
        *_without_gain(analysis, found),
        *_without_law(analysis, found),
    )


def _together(analysis: Analysis, alike: Sequence[Scaling]) -> str:
    """``fib, triad and 2 more; serial fractions within [0.02, 0.15]``: all of their intervals."""
    names = listed([analysis.name(one.work) for one in alike], MOST_NAMES)
    last = [one.karp_flatt[max(one.karp_flatt)] for one in alike if one.karp_flatt]
    if not last or not all(fraction.bounded for fraction in last):
        return names
    low, high = min(one.low for one in last), max(one.high for one in last)
    return f"{names}; serial fractions within [{plain(low)}, {plain(high)}]"


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
        whose = "" if len(names) == len(found) else f"{listed(names, MOST_NAMES)}: "
        yield Line("No law", f"{whose}{why}")
