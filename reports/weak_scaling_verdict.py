"""What is kept when the work grows with the workers, as the lines that every output prints."""

from reports.analysis import Analysis, Work
from reports.estimates import COMPUTING
from reports.mechanisms import label, simplicity
from reports.trust import Line
from reports.weak_scaling import WeakResult
from reports.wording import count, number_between, percent_between


def weak_works(analysis: Analysis) -> list[Work]:
    """The workloads with a case of growing work that is a number, in the file's order."""
    found = (Work(r.case.workload, r.case.size, r.kind) for r in analysis.growing if not r.void)
    return list(dict.fromkeys(found))


def weak_curves(analysis: Analysis, work: Work) -> dict[str, list[WeakResult]]:
    """Strategy -> its cases by workers, ascending; the simplest strategy first.

    One state and start method is told of each: cold before warm, the default before others.
    """
    default = analysis.run.python.default_start_method
    series: dict[tuple[str, str, str], list[WeakResult]] = {}
    for one in analysis.growing:
        case = one.case
        if (case.workload, case.size, one.kind) == work and not one.void:
            series.setdefault((case.strategy, case.state, case.start_method), []).append(one)
    chosen: dict[str, list[WeakResult]] = {}
    for key in sorted(series, key=lambda key: (key[1] != "cold", key[2] not in ("none", default))):
        chosen.setdefault(key[0], series[key])
    return {
        strategy: sorted(chosen[strategy], key=lambda one: one.case.workers)
        for strategy in sorted(chosen, key=simplicity)
    }


def at_most_cores(analysis: Analysis, results: list[WeakResult]) -> WeakResult:
    """The case with the most workers; in work that computes, with a usable core for each."""
    fitting = [
        one for one in results if one.kind not in COMPUTING or one.case.workers <= analysis.usable
    ]
    return (fitting or results[:1])[-1]


def weak_lines(analysis: Analysis) -> tuple[Line, ...]:
    """A line for each workload, with each strategy at the most workers that have a core."""
    return tuple(
        Line(f"{name_of(analysis, work)}, growing with the workers", _kept(analysis, work))
        for work in weak_works(analysis)
    )


def name_of(analysis: Analysis, work: Work) -> str:
    """The workload, with its size where the run has several sizes of it."""
    others = {*analysis.works, *weak_works(analysis)}
    sizes = {other.size for other in others if other.workload == work.workload}
    return work.workload if len(sizes) == 1 else f"{work.workload} ({work.size})"


def _kept(analysis: Analysis, work: Work) -> str:
    """``at 8 workers pool keeps 93 % [90, 96]; ...``; the count where it changes."""
    parts, before = [], 0
    for results in weak_curves(analysis, work).values():
        one = at_most_cores(analysis, results)
        at = f"at {count(one.case.workers, 'worker')} " if one.case.workers != before else ""
        parts.append(at + weak_words(analysis, one))
        before = one.case.workers
    words = "; ".join(parts)
    return words.replace("serial fraction", "Gustafson's serial fraction", 1)


def weak_words(analysis: Analysis, one: WeakResult) -> str:
    """``pool keeps 93 % [90, 96], serial fraction 0.01 [0, 0.02]``."""
    name = label(one.case, analysis.run.python.default_start_method)
    words = f"{name} keeps {percent_between(one.efficiency)}"
    fraction = one.serial_fraction
    if fraction is not None:
        words += f", serial fraction {number_between(fraction)}"
    return words
