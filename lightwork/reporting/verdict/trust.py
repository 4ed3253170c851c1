"""How far the run can be trusted: noise floor, disturbed rounds, host, cores, what is missing."""

import math
from collections import Counter
from collections.abc import Iterator

from lightwork.core.candidate import api_name
from lightwork.core.record import DISTURBED_BY, OUT_OF_TIME
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.read.journal_notices import continued_text, journal_notice
from lightwork.reporting.read.saved_run import Machine, SavedRun
from lightwork.reporting.text.figures import count, listed, percent, times_between
from lightwork.reporting.text.names import COMPUTING
from lightwork.reporting.text.verdict_model import LabelledText, Trust

#: Share of disturbed rounds above which the whole run is doubtful.
MOST_DISTURBED_SHARE = 0.5


def disturbed_text(run: SavedRun) -> str:
    """``7 of 640 rounds were disturbed (5 by other programs, 2 by a slow host) and repeated``."""
    rounds = sum(len(saved.case_seconds) for saved in run.cases)
    disturbed = sum(sum(saved.disturbed) for saved in run.cases)
    text = f"{disturbed} of {count(rounds, 'round')} were disturbed"
    if not disturbed:
        return text
    if causes := causes_of(run):
        text += f" ({', '.join(f'{n} by {_cause(one)}' for one, n in causes.most_common())})"
    if run.repeated_rounds is None:  # older files do not tell how many were run again
        return f"{text} and repeated where the budget allowed"
    if run.repeated_rounds >= disturbed:  # more: of cases with wrong answers, not in the file
        return f"{text} and repeated"
    return f"{text}, {run.repeated_rounds} of them repeated"


def causes_of(run: SavedRun) -> Counter[str]:
    """How many rounds each cause disturbed; one with two causes counts for both."""
    texts = (text for saved in run.cases for text in saved.disturbed_by or ())
    return Counter(cause for text in texts for cause in text.split(", ") if cause)


def _cause(name: str) -> str:
    """In everyday words; files of other versions may have other causes."""
    return DISTURBED_BY.get(name, name)


def cut_short_text(run: SavedRun) -> str:
    """How many cases the time budget left with fewer rounds than they should have; "" if none."""
    short = sum(one.stopped == OUT_OF_TIME and not one.void for one in run.cases)
    return f"{count(short, 'case')} had fewer rounds because time ran out" if short else ""


def core_counts(analysis: Analysis) -> str:
    """``os.cpu_count() 2, affinity 1, no quota: 1 usable; independent processes reached ...``."""
    machine = analysis.run.machine
    sources = ", ".join(_core_sources(machine))
    return f"{sources}: {usable_cores_text(machine)}; {_measured(analysis)}"


def usable_cores_text(machine: Machine) -> str:
    """``2 usable, 1.5 in the long run``."""
    usable, sustained = machine.usable_cores, machine.sustained_cores
    return f"{usable} usable" + (f", {sustained:.3g} in the long run" if sustained < usable else "")


def _core_sources(machine: Machine) -> Iterator[str]:
    yield f"os.cpu_count() {machine.logical_cores}"
    if machine.process_cores is not None:
        yield f"os.process_cpu_count() {machine.process_cores}"
    if machine.affinity_cores is not None:
        yield f"affinity {machine.affinity_cores}"
    quota = machine.quota_cores
    yield "no quota" if quota is None else f"quota {quota:.3g}"


def _measured(analysis: Analysis) -> str:
    """What independent processes reached at the first computing work, by workers."""
    for kind in COMPUTING:
        for work in analysis.works:
            reached = {k: e for (w, k), e in analysis.ceilings.items() if w == work}
            if work.kind == kind and reached:
                # With workers for the usable cores or nearest below, and with the most.
                fitting = [k for k in reached if k <= analysis.usable] or [min(reached)]
                shown = [
                    f"{times_between(reached[k])} with {count(k, 'worker')}"
                    for k in sorted({max(fitting), max(reached)})
                ]
                return f"independent processes reached {listed(shown)} ({analysis.name(work)})"
    return "what independent processes reach was not measured"


def trust(analysis: Analysis) -> Trust:
    """Say how far the run can be trusted."""
    run, python = analysis.run, analysis.run.python
    interpreter = f"{python.implementation} {python.version} {python.switches}"
    interpreter += f", default start method {python.default_start_method}"
    return Trust(
        alarms=tuple(_alarms(analysis)),
        lines=(
            LabelledText("A/A check", _null_control(analysis)),
            LabelledText("Precision", _precision(analysis)),
            LabelledText("Rounds", _rounds(analysis)),
            LabelledText("Host", _host(run)),
            LabelledText("Cores", core_counts(analysis)),
            LabelledText("Python", interpreter),
            LabelledText("Run", _run(run)),
        ),
        skipped=_skipped(run),
        void=tuple(
            LabelledText(result.case.id, result.void) for result in analysis.cases if result.void
        ),
    )


def _alarms(analysis: Analysis) -> Iterator[str]:
    if analysis.run.journal is not None:
        yield journal_notice(analysis.run, analysis.run.journal)
    rounds = sum(result.rounds for result in analysis.cases)
    disturbed = sum(result.disturbed for result in analysis.cases)
    if disturbed > MOST_DISTURBED_SHARE * rounds:
        cause = causes_of(analysis.run).most_common(1)  # none in older files
        mostly = f" (mostly by {_cause(cause[0][0])})" if cause else ""
        yield (
            f"The host was disturbed in {disturbed} of {rounds} rounds{mostly}: "
            "intervals are wide or wrong. Measure again when it is quiet."
        )
    if analysis.failed_nulls:
        yield _downgraded(analysis)
    if analysis.run.journal is None and not analysis.run.finished:
        yield "Incomplete run: missing cases are not part of the verdict."


def _downgraded(analysis: Analysis) -> str:
    """That the run counts for less, and by how much."""
    failed = _failed_works(analysis)
    nulls = {analysis.name(work): analysis.null_controls[work] for work in failed}
    shown = [f"{times_between(estimate)} on {name}" for name, estimate in nulls.items()]
    return (
        f"A/A check failed: the serial loop timed twice gives the ratio {listed(shown, 3)}, not "
        "1×. Do not rely on this run; measure again."
    )


def _null_control(analysis: Analysis) -> str:
    """What serial against itself came out as; the truth is 1."""
    if analysis.noise is None:
        return "missing: serial was not run or is void, so the noise of this run is unknown"
    noise = times_between(analysis.noise)
    text = f"the serial loop timed twice, ratio {noise}; 1× is right"
    if off := [analysis.name(work) for work in _failed_works(analysis)]:
        few = f"{len(off)} of {len(analysis.null_controls)}"
        text += f". Not 1× on {listed(off, 3)} ({few}): what gains less there is inconclusive"
    return text


def _failed_works(analysis: Analysis) -> list[Work]:
    """The works on which serial against itself is shown to be something else than 1."""
    failed = [(case.workload, case.size) for case in analysis.failed_nulls]
    return [work for work in analysis.null_controls if work[:2] in failed]


def _precision(analysis: Analysis) -> str:
    """How wide the intervals are that decide."""
    widths = sorted(
        (result.speedup.high - result.speedup.low) / (2 * result.speedup.value)
        for work in analysis.works
        for result in analysis.of(work)
        if result.speedup.bounded
    )
    if not widths:
        return "no speedup has an interval: too few rounds"
    middle, most = widths[len(widths) // 2], widths[min(len(widths) - 1, 9 * len(widths) // 10)]
    return (
        f"half of the speedups are known to ±{percent(middle)} or better, nine of ten to "
        f"±{percent(most)} or better"
    )


def _rounds(analysis: Analysis) -> str:
    """How many rounds, and how many of them were disturbed."""
    parts = [disturbed_text(analysis.run), cut_short_text(analysis.run)]
    confidence = Counter(result.seconds.confidence for result in analysis.cases if result.estimates)
    if confidence and not math.isnan(usual := confidence.most_common(1)[0][0]):
        parts.append(f"medians with {100 * usual:.1f} % intervals")
    if few := sum(any("rounds disturbed" in w for w in r.warnings) for r in analysis.cases):
        parts.append(
            f"{count(few, 'case')} had too few undisturbed rounds: all rounds were used, disturbed "
            "ones too"
        )
    return "; ".join(filter(None, parts))


def _host(run: SavedRun) -> str:
    machine = run.machine
    named = machine.cpu_model in machine.label
    name = machine.label if named else f"{machine.label} ({machine.cpu_model})"
    physical = "unknown" if machine.physical_cores is None else str(machine.physical_cores)
    return (
        f"{name}; cores: {machine.usable_cores} usable, {physical} physical, "
        f"{machine.logical_cores} logical; {machine.kernel}"
    )


def _run(run: SavedRun) -> str:
    inside = run.inside_rounds_seconds / run.seconds if run.seconds else 0.0
    text = (
        f"{run.saved_at:%Y-%m-%d %H:%M} UTC, effort {run.effort}, {len(run.cases)} of "
        f"{run.planned_cases} planned cases in {run.seconds:.0f} s, "
        f"{percent(inside)} of it inside rounds"
    )
    if run.foreign_benchmarks:
        text += f"; {count(run.foreign_benchmarks, 'benchmark')} of another suite left out"
    return text + continued_text(run) + ("" if run.finished else ". The run did not finish")


def _skipped(run: SavedRun) -> tuple[LabelledText, ...]:
    """What was not run, grouped by its reason."""
    by_reason: dict[str, list[str]] = {}
    for skip in run.skipped:
        by_reason.setdefault(skip.reason, []).append(_named(skip.what))
    return tuple(LabelledText(listed(whats, 4), reason) for reason, whats in by_reason.items())


def _named(what: str) -> str:
    """``SharedMemory with fib`` of ``shared_memory with fib``: a strategy comes first."""
    first, blank, rest = what.partition(" ")
    return f"{api_name(first)}{blank}{rest}"
