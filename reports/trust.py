"""How far the run can be trusted: noise floor, disturbed rounds, host, what is missing."""

import math
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.intervals import FEWEST
from reports.analysis import Analysis
from reports.core_counts import core_counts
from reports.disturbed import causes_of, disturbed_words
from reports.journal_words import continued_words, journal_words
from reports.saved import SavedRun
from reports.significance import LEVEL, centre, smallest_detectable, with_luck
from reports.stopping_words import stopping_words
from reports.wording import count, detectable, listed, percent, times_between

#: Share of disturbed rounds above which the whole run is doubtful.
MOST_DISTURBED = 0.5


class Line(NamedTuple):
    """A topic and what is to be said of it."""

    topic: str
    text: str


class Trust(NamedTuple):
    """What a reader needs to judge the verdict by."""

    alarms: tuple[str, ...]  # what a reader must know before the verdict
    lines: tuple[Line, ...]
    skipped: tuple[Line, ...]  # what was not run, and why; the reason only once
    void: tuple[Line, ...]  # cases that are no numbers, and why


def trust(analysis: Analysis) -> Trust:
    """Say how far the run can be trusted."""
    run = analysis.run
    return Trust(
        alarms=tuple(_alarms(analysis)),
        lines=(
            Line("Null control", _null_control(analysis)),
            Line("Could see", _could_see(analysis)),
            Line("Rounds", _rounds(analysis)),
            Line("Host", _host(run)),
            Line("Cores", core_counts(analysis)),
            Line("Python", _python(run)),
            Line("Run", _run(run)),
        ),
        skipped=_skipped(run),
        void=tuple(Line(result.case.id, result.void) for result in analysis.cases if result.void),
    )


def _alarms(analysis: Analysis) -> Iterator[str]:
    if analysis.run.journal is not None:
        yield journal_words(analysis.run, analysis.run.journal)
    rounds = sum(result.rounds for result in analysis.cases)
    disturbed = sum(result.disturbed for result in analysis.cases)
    if disturbed > MOST_DISTURBED * rounds:
        yield (
            f"The host was disturbed in {disturbed} of {rounds} rounds{_mostly(analysis.run)}: "
            "intervals are wide or wrong. Measure again when it is quiet."
        )
    if analysis.failed_nulls:
        yield _downgraded(analysis)
    if analysis.run.journal is None and not analysis.run.finished:
        yield "The run did not finish: what is missing is not judged."


def _mostly(run: SavedRun) -> str:
    """By what most rounds were disturbed; older files do not tell."""
    causes = causes_of(run).most_common(1)
    return f" (mostly by {causes[0][0]})" if causes else ""


def _downgraded(analysis: Analysis) -> str:
    """That the whole run counts for less, and from which difference on it tells anything."""
    nulls = {
        f"{work.workload}": estimate
        for work, estimate in analysis.null_controls.items()
        for case in analysis.failed_nulls
        if (case.workload, case.size) == work[:2]
    }
    shown = [f"{times_between(estimate)} on {name}" for name, estimate in nulls.items()]
    return (
        f"DOWNGRADED: the null control failed: serial against itself is {listed(shown, 3)}, not 1. "
        "Nothing is confirmed by this run, and no difference of that size is told. Measure again."
    )


def _null_control(analysis: Analysis) -> str:
    """What serial against itself came out as; the truth is 1."""
    if analysis.noise is None:
        return "missing: serial was not run or is void, so the noise of this run is unknown"
    floors = analysis.null_controls
    failed = [(case.workload, case.size) for case in analysis.failed_nulls]
    off = [analysis.name(work) for work in floors if work[:2] in failed]
    noise = times_between(analysis.noise)
    words = f"the plain loop against itself: {noise}; no finer difference is told"
    if off:
        words += f". Not 1 on {listed(off, 3)} ({len(off)} of {len(floors)}): trust these less"
    return words


def _could_see(analysis: Analysis) -> str:
    """How fine a difference the run could have told, in four of five repetitions."""
    # Holm asks less of each that is left, the more have been told: what counts is what is open.
    asked = max(1, sum(p > LEVEL for p in analysis.corrected.values()))
    fine = sorted(
        smallest_detectable(own.variance, own.freedom, asked)
        for case in analysis.corrected
        if len(ratios := analysis.calm[case].speedups) >= FEWEST
        for own in [with_luck(centre([math.log(ratio) for ratio in ratios]))]
    )
    if not fine:
        return "nothing: no parallel case has enough rounds"
    middle, most = fine[len(fine) // 2], fine[min(len(fine) - 1, 9 * len(fine) // 10)]
    return (
        f"a difference of {detectable(middle)} from the plain loop in half of the cases, one of "
        f"{detectable(most)} in nine of ten; verdicts allow for "
        f"{count(len(analysis.corrected), 'comparison')} at once"
    )


def _rounds(analysis: Analysis) -> str:
    """How many rounds, and how many of them were disturbed."""
    words = "; ".join(filter(None, (disturbed_words(analysis.run), stopping_words(analysis.run))))
    confidence = Counter(result.seconds.confidence for result in analysis.cases if result.estimates)
    if confidence:
        usual = confidence.most_common(1)[0][0]
        words += f"; medians with {100 * usual:.1f} % intervals" if usual == usual else ""
    kept = sum(any("rounds disturbed" in w for w in r.warnings) for r in analysis.cases)
    few = f"; {count(kept, 'case')} had too few undisturbed rounds: there all rounds count"
    return words + (few if kept else "")


def _host(run: SavedRun) -> str:
    machine = run.machine
    named = machine.cpu_model in machine.label
    name = machine.label if named else f"{machine.label} ({machine.cpu_model})"
    physical = "unknown" if machine.physical_cores is None else str(machine.physical_cores)
    return (
        f"{name}; cores: {machine.usable_cores} usable, {physical} physical, "
        f"{machine.logical_cores} logical; {machine.kernel}"
    )


def _python(run: SavedRun) -> str:
    python = run.python
    method = python.default_start_method
    about = f"{python.implementation} {python.version} {python.switches}"
    return f"{about}, default start method {method}"


def _run(run: SavedRun) -> str:
    inside = run.inside_rounds_seconds / run.seconds if run.seconds else 0.0
    words = (
        f"{run.saved_at:%Y-%m-%d %H:%M} UTC, effort {run.effort}, {len(run.cases)} of "
        f"{run.planned_cases} planned cases in {run.seconds:.0f} s, "
        f"{percent(inside)} of it inside rounds"
    )
    if run.foreign_benchmarks:
        words += f"; {count(run.foreign_benchmarks, 'benchmark')} of another suite left out"
    words += continued_words(run)
    return words if run.finished else words + ". The run did not finish"


def _skipped(run: SavedRun) -> tuple[Line, ...]:
    """What was not run, grouped by its reason."""
    by_reason: dict[str, list[str]] = {}
    for skip in run.skipped:
        by_reason.setdefault(skip.reason, []).append(skip.what)
    return tuple(Line(listed(whats, 4), reason) for reason, whats in by_reason.items())
