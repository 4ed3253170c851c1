"""How many workers to take, and what is kept when the work grows with them: lines to print."""

from collections.abc import Iterator, Sequence

from lightwork.core.candidate import api_name
from lightwork.core.intervals import Estimate
from lightwork.reporting.decide.worker_counts import COEFFICIENTS, Scaling, recommended
from lightwork.reporting.estimates.analysis import Analysis, Work, compared_work
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.stats.scaling_laws import ENOUGH, USL, Fit
from lightwork.reporting.text.figures import (
    count,
    listed,
    number_between,
    number_text,
    percent,
    percent_between,
)
from lightwork.reporting.text.names import COMPUTING, simplicity
from lightwork.reporting.text.verdict_model import LabelledText

NO_GAIN = "the serial loop is recommended"
#: Names of workloads that a line lists.
MOST_WORKLOADS_NAMED = 4


def weak_works(analysis: Analysis) -> list[Work]:
    """The workloads with a case of growing work that is a number, in the file's order."""
    return list(dict.fromkeys(compared_work(one) for one in analysis.growing if not one.void))


def weak_curves(analysis: Analysis, work: Work) -> dict[str, list[CaseResult]]:
    """Strategy -> its cases by workers, ascending; the simplest strategy first.

    One state and start method is shown of each: cold before warm, the default before others.
    """
    found = [one for one in analysis.growing if compared_work(one) == work and not one.void]
    found.sort(key=lambda one: (one.case.state != "cold", not analysis.is_usual(one.case)))
    curves: dict[str, list[CaseResult]] = {}
    for one in found:
        curve = curves.setdefault(one.case.strategy, [])
        first = curve[0].case if curve else one.case
        if (first.state, first.start_method) == (one.case.state, one.case.start_method):
            curve.append(one)
    return {
        strategy: sorted(curves[strategy], key=lambda one: one.case.workers)
        for strategy in sorted(curves, key=simplicity)
    }


def at_most_cores(analysis: Analysis, results: list[CaseResult]) -> CaseResult:
    """The case with the most workers; in work that computes, with a usable core for each."""
    fitting = [
        one for one in results if one.kind not in COMPUTING or one.case.workers <= analysis.usable
    ]
    return (fitting or results[:1])[-1]


def weak_scaling_lines(analysis: Analysis) -> tuple[LabelledText, ...]:
    """A line for each workload, with each strategy at the most workers that have a core."""
    return tuple(
        LabelledText(
            f"{name_of_work(analysis, one)}, growing with the workers", _efficiencies(analysis, one)
        )
        for one in weak_works(analysis)
    )


def name_of_work(analysis: Analysis, work: Work) -> str:
    """The workload, with its size where the run has several sizes of it."""
    others = {*analysis.works, *weak_works(analysis)}
    sizes = {other.size for other in others if other.workload == work.workload}
    return work.workload if len(sizes) == 1 else f"{work.workload} ({work.size})"


def _efficiencies(analysis: Analysis, work: Work) -> str:
    """``at 8 workers pool retains 93 % [90, 96]; ...``; the count where it changes."""
    parts, before = [], 0
    for results in weak_curves(analysis, work).values():
        one = at_most_cores(analysis, results)
        at = f"at {count(one.case.workers, 'worker')} " if one.case.workers != before else ""
        parts.append(f"{at}{analysis.label(one.case)} retains {percent_between(one.efficiency)}")
        if one.serial_fraction is not None:
            parts[-1] += f", serial fraction {number_between(one.serial_fraction)}"
        before = one.case.workers
    return "; ".join(parts).replace("serial fraction", "Gustafson's serial fraction", 1)


def scaling_lines(analysis: Analysis, *, brief: bool = False) -> tuple[LabelledText, ...]:
    """A line for each workload that computes; what holds for several is said once.

    ``brief``: those without a law share a line for each number of workers to take.
    """
    found = recommended(analysis)
    no_gain = [analysis.name(one.work) for one in found if one.workers is None]
    alone, together = [], dict[str, list[Scaling]]()
    for one in found:
        if one.workers is None:
            continue
        text = advice_text(one, one.workers)
        if brief and one.law.fit is None:
            together.setdefault(text, []).append(one)
        else:
            parts = (f"{api_name(one.strategy)}, {text}", _serial_fraction(one))
            alone.append(LabelledText(analysis.name(one.work), "; ".join(filter(None, parts))))
    return (
        *alone,
        *(LabelledText(text, _together(analysis, alike)) for text, alike in together.items()),
        *([LabelledText(listed(no_gain, MOST_WORKLOADS_NAMED), NO_GAIN)] if no_gain else ()),
        *_without_law(analysis, found),
    )


def _together(analysis: Analysis, alike: Sequence[Scaling]) -> str:
    """``fib, triad and 2 more; serial fractions within [0.02, 0.15]``: all of their intervals."""
    names = listed([analysis.name(one.work) for one in alike], MOST_WORKLOADS_NAMED)
    last = [one.karp_flatt[max(one.karp_flatt)] for one in alike if one.karp_flatt]
    if not last or not all(fraction.bounded for fraction in last):
        return names
    low, high = min(one.low for one in last), max(one.high for one in last)
    return f"{names}; serial fractions within [{number_text(low)}, {number_text(high)}]"


def advice_text(one: Scaling, workers: int) -> str:
    """``8 workers (tested 1, 2, 4 and 8)``, and what the law says of more and fewer."""
    tested = [str(result.case.workers) for result in one.results]
    law = f"; {knee_and_peak(one.law.fit)}" if one.law.fit is not None else ""
    job = " in one call" if one.results[0].case.state == "cold" else ""
    return f"{count(workers, 'worker')}{job} (tested {listed(tested)}){law}"


def knee_and_peak(fit: Fit) -> str:
    """Where the law has its knee and its peak, with intervals."""
    beyond = fit.peak.value >= fit.most
    peak = f"no peak up to {fit.most}" if beyond else f"peak at {_whole(fit.peak)}"
    return f"{percent(ENOUGH)} of the most from {_whole(fit.knee)} on, {peak}"


def _whole(workers: Estimate) -> str:
    if workers.low == workers.high:
        return f"{workers.value:.0f}"
    return f"{workers.value:.0f} [{workers.low:.0f}, {workers.high:.0f}]"


def _serial_fraction(one: Scaling) -> str:
    """``Amdahl: serial fraction 0.021 [0.015, 0.027]``: by the law, else of the largest case."""
    fit = one.law.fit
    if fit is None:
        return karp_flatt_text(one)
    names = ("alpha", "beta") if fit.law == USL else ("alpha",)
    return f"{fit.law}: {', '.join(coefficient_text(fit, name) for name in names)}"


def coefficient_text(fit: Fit, name: str) -> str:
    """``serial fraction 0.021 [0.015, 0.027]``."""
    return f"{COEFFICIENTS[name]} {number_between(fit.coefficients[name])}"


def karp_flatt_text(one: Scaling) -> str:
    """The serial fraction at the most workers that have a core each."""
    if not one.karp_flatt:
        return ""
    workers, fraction = max(one.karp_flatt.items())
    return f"serial fraction {number_between(fraction)} at {workers} (Karp–Flatt)"


def _without_law(analysis: Analysis, found: Sequence[Scaling]) -> Iterator[LabelledText]:
    """Each reason once, with the workloads that it holds for."""
    by_reason: dict[str, list[str]] = {}
    for one in found:
        if one.law.fit is None:
            why = "; ".join(refusal.text for refusal in one.law.refusals)
            by_reason.setdefault(why, []).append(analysis.name(one.work))
    for why, names in by_reason.items():
        whose = "" if len(names) == len(found) else f"{listed(names, MOST_WORKLOADS_NAMED)}: "
        yield LabelledText("No law", f"{whose}{why}")
