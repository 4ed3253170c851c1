"""The verdict: what the numbers say, as sentences and cells that every output prints alike."""

from collections.abc import Iterator, Sequence

from lightwork.core.candidate import api_name
from lightwork.core.decision import UNDECIDED, Decision, Standing
from lightwork.core.intervals import quotient
from lightwork.reporting.decide.answers import answer_notes, answer_rows, most_tried
from lightwork.reporting.decide.decisions import (
    DECIDED,
    LONG_JOB,
    case_of,
    decision_of,
    leading,
    naive_case,
    named_standing,
    threads_standing,
)
from lightwork.reporting.decide.headline import headline
from lightwork.reporting.estimates.analysis import Analysis, Work, analyse
from lightwork.reporting.estimates.cost_selection import strategy_text
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.read.saved_run import SavedRun
from lightwork.reporting.text.figures import count, listed, percent, seconds_text
from lightwork.reporting.text.names import OVERHEAD, heading, in_a_sentence, in_order
from lightwork.reporting.text.verdict_model import Best, Figure, KindVerdict, Verdict, WorkVerdict
from lightwork.reporting.user_function.verdict import user_function_verdict
from lightwork.reporting.verdict.claims import check_claims
from lightwork.reporting.verdict.costs import cost_lines, granularity_lines, sweep_lines
from lightwork.reporting.verdict.scaling import scaling_lines, weak_scaling_lines
from lightwork.reporting.verdict.trust import trust

WAITING_KINDS_OF_WORK = ("sleep", "mixed")


def build_verdict(analysis: Analysis) -> Verdict:
    """Put the numbers of one run into words."""
    return Verdict(
        title=f"lightwork on {analysis.run.machine.label}",
        kinds=tuple(_kinds(analysis)),
        overhead=tuple(
            _overhead(analysis, work) for work in analysis.works if work.kind == OVERHEAD
        ),
        trust=trust(analysis),
        costs=cost_lines(analysis),
        granularity=granularity_lines(analysis),
        claims=check_claims(analysis) if analysis.run.own_function is None else (),
        scaling=(*scaling_lines(analysis), *weak_scaling_lines(analysis)),
        brief_scaling=(*scaling_lines(analysis, brief=True), *weak_scaling_lines(analysis)),
        sweeps=sweep_lines(analysis),
        own=user_function_verdict(analysis),
    )


def analyse_and_judge(run: SavedRun) -> tuple[Analysis, Verdict]:
    """Analyse and judge ``run``. Seconds of work, of which none needs matplotlib."""
    analysis = analyse(run)
    return analysis, build_verdict(analysis)


def _kinds(analysis: Analysis) -> Iterator[KindVerdict]:
    for kind in in_order([work.kind for work in analysis.works]):
        works = [work for work in analysis.works if work.kind == kind]
        if verdicts := tuple(filter(None, (_work(analysis, work) for work in works))):
            yield KindVerdict(
                heading(kind),
                in_a_sentence(heading(kind)),
                headline(analysis, works),
                verdicts,
                answer_rows(analysis, works),
                answer_notes(analysis, works),
                bool(most_tried(analysis, works)),
            )


def _work(analysis: Analysis, work: Work) -> WorkVerdict | None:
    decision = leading(analysis, work)
    if decision is None:
        return None
    long, cold = (decision_of(analysis, work, state) for state in DECIDED)
    threads, reach = _threads(decision)
    return WorkVerdict(
        name=analysis.name(work),
        long=_best(analysis, long) if long else None,
        cold=_best(analysis, cold) if cold else None,
        over_naive=_over_naive(analysis, work, decision),
        threads=threads,
        threads_reach=reach,
    )


def _best(analysis: Analysis, decision: Decision) -> Best:
    standing = named_standing(decision)
    result = analysis.result(case_of(standing))
    share = result.share
    undecided = [one for one in decision.standings if one.status == UNDECIDED]
    return Best(
        mechanism=strategy_text(analysis, result),
        workers=result.case.workers,
        recommended=decision.chosen is not None,
        worth_it=decision.worth_it,
        reason=decision.reason,
        speedup=Figure.of(standing.speedup),
        share=_share(share.value) if share else "",
        serial=seconds_text(result.seconds.value * standing.speedup.value),
        seconds=seconds_text(result.seconds.value),
        equivalent=_others(analysis, standing, decision.equivalents),
        undecided=_others(analysis, standing, undecided),
        slowest=_slowest(result),
        cautions=result.warnings,
    )


def _share(value: float) -> str:
    """``97 %`` of the ceiling; beyond it both scatter."""
    return percent(value) + " (scatter)" * (value >= 1.005)


def _others(analysis: Analysis, standing: Standing, found: Sequence[Standing]) -> tuple[str, ...]:
    """``Process``, and with its number of workers where that is another; without ``standing``."""
    own, names = case_of(standing), []
    for one in sorted(found, key=lambda one: case_of(one).workers != own.workers):
        case = case_of(one)
        name = analysis.label(case)
        if case.workers != own.workers:
            name += f", {count(case.workers, 'worker')}"
        if one is not standing:
            names.append(name)
    return tuple(dict.fromkeys(names))


def _slowest(result: CaseResult) -> str:
    """The slowest round, where users wait for the slowest: ``slowest of 10 runs: 83.0 ms``."""
    if result.kind not in WAITING_KINDS_OF_WORK:
        return ""
    slowest = result.estimates["seconds_worst"]
    percentile = result.estimates["seconds_p95"]
    text = f"slowest of {slowest.rounds} runs: {seconds_text(slowest.value)}"
    return text + (f", 95 % within {seconds_text(percentile.high)}" if percentile.bounded else "")


def _over_naive(analysis: Analysis, work: Work, decision: Decision) -> Figure:
    long = decision is decision_of(analysis, work, LONG_JOB)
    naive = naive_case(analysis, work, "warm" if long else "cold")
    if naive is None:
        return Figure("plain Pool() with one worker per core was not measured", "")
    if naive.case == case_of(named_standing(decision)):
        return Figure("this is plain Pool()", "")
    return Figure.of(quotient(named_standing(decision).speedup, naive.speedup))


def _threads(decision: Decision) -> tuple[str, Figure]:
    """Which threads were run, for contrast, what they reach and where they stand."""
    workers = case_of(named_standing(decision)).workers
    threads = threads_standing(decision, workers)
    if threads is None:
        return "", Figure("not run", "")
    case = case_of(threads)
    name = api_name(case.strategy)
    if case.workers != workers:
        name += f" with {count(case.workers, 'worker')}"
    return name, Figure.of(threads.speedup, threads.status)


def _overhead(analysis: Analysis, work: Work) -> str:
    """What doing nothing costs, by strategy at the usable cores, the cheapest first."""
    cold = [r for r in analysis.of(work, "cold") if r.case.workers == analysis.usable]
    if not cold:
        return ""
    cold.sort(key=lambda result: result.seconds.value)
    costs = [f"{strategy_text(analysis, r)} {seconds_text(r.seconds.value)}" for r in cold]
    serial = seconds_text(analysis.serial_seconds[work].value)
    return (
        f"{analysis.name(work)}: {cold[0].tasks} tasks that do nothing, "
        f"{count(analysis.usable, 'worker')}, cold: {listed(costs)}; serial loop {serial}."
    )
