"""The verdict: what the numbers say, as sentences and cells that every output prints alike."""

from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.reporting.decide import ranking
from lightwork.reporting.decide.answer import answer_of
from lightwork.reporting.decide.headline import headline
from lightwork.reporting.decide.ranking import Recommendation
from lightwork.reporting.estimates.analysis import Analysis, Work, analyse
from lightwork.reporting.estimates.comparison_to_serial import FASTER, compared_with_one
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.read.saved_run import SavedRun
from lightwork.reporting.stats.significance import WORTHWHILE
from lightwork.reporting.text import names
from lightwork.reporting.text.figures import (
    CANT_TELL,
    between,
    count,
    detectable,
    listed,
    percent,
    seconds_text,
    times,
)
from lightwork.reporting.text.names import OVERHEAD, heading, in_order
from lightwork.reporting.text.verdict_model import (
    Best,
    Figure,
    KindVerdict,
    LabelledText,
    Verdict,
    WorkVerdict,
)
from lightwork.reporting.user_function.all_items import for_all_items, of_a_round
from lightwork.reporting.user_function.verdict import user_function_verdict
from lightwork.reporting.verdict.claims import check_claims
from lightwork.reporting.verdict.costs import cost_lines, granularity_lines, sweep_lines
from lightwork.reporting.verdict.scaling import (
    brief_scaling_lines,
    scaling_lines,
    weak_scaling_lines,
)
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
        claims=check_claims(analysis),
        scaling=(*_of_calls(analysis, scaling_lines(analysis)), *weak_scaling_lines(analysis)),
        brief_scaling=(
            *_of_calls(analysis, brief_scaling_lines(analysis)),
            *weak_scaling_lines(analysis),
        ),
        sweeps=sweep_lines(analysis),
        own=user_function_verdict(analysis),
    )


def _of_calls(analysis: Analysis, lines: tuple[LabelledText, ...]) -> tuple[LabelledText, ...]:
    """How many workers a call takes as it was measured; of what, where that is not the advice."""
    return (*of_a_round(analysis), *lines) if lines else ()


def _kinds(analysis: Analysis) -> list[KindVerdict]:
    kinds = []
    for kind in in_order([work.kind for work in analysis.works]):
        works = [work for work in analysis.works if work.kind == kind]
        verdicts = [v for work in works if (v := _work(analysis, work)) is not None]
        if verdicts:
            words = headline(analysis, works)
            said = KindVerdict(heading(kind), words, tuple(verdicts), answer_of(analysis, works))
            kinds.append(for_all_items(analysis, works, said))
    return kinds


def _work(analysis: Analysis, work: Work) -> WorkVerdict | None:
    cold = ranking.choose(analysis, work, "cold")
    warm = ranking.choose(analysis, work, "warm")
    leading = cold or warm
    if leading is None:
        return None
    workers = leading.best.case.workers
    threads = ranking.threads_alone(analysis, work, workers)
    return WorkVerdict(
        name=analysis.name(work),
        cold=_best(analysis, cold) if cold else None,
        warm=_best(analysis, warm) if warm else None,
        over_naive=_over_naive(analysis, work, leading),
        threads=_threads_run(threads, workers),
        threads_reach=_threads_reach(analysis, work, threads),
    )


def _label(analysis: Analysis, result: CaseResult) -> str:
    return names.label(result.case, analysis.run.python.default_start_method)


def _figure(ratio: Estimate, words: str = "") -> Figure:
    return Figure(times(ratio.value), between(ratio), words)


def _best(analysis: Analysis, choice: Recommendation) -> Best:
    best, fewest = choice.best, choice.fewest_workers
    share = best.share
    workers = best.case.workers
    fewer = choice.pays and fewest < workers
    return Best(
        strategy=_label(analysis, best),
        workers=workers,
        pays=choice.pays,
        told=choice.possible < WORTHWHILE,
        speedup=_figure(best.speedup),
        share=percent(share.value) if share else "",
        alone=seconds_text(analysis.loop_seconds(best)),
        seconds=seconds_text(best.seconds.value),
        alike=tuple(dict.fromkeys(_label(analysis, result) for result in choice.alike)),
        why=choice.why,
        detectable=detectable(choice.detectable),
        worst=_worst(choice.best),
        fewer=f"{count(fewest, 'worker')} can't be told from {workers}" if fewer else "",
        cautions=best.warnings,
    )


def _worst(result: CaseResult) -> str:
    """The slowest round, where users wait for the slowest: ``worst of 10 rounds 83.0 ms``."""
    if result.kind not in WAITING_KINDS_OF_WORK:
        return ""
    worst = result.estimates["seconds_worst"]
    percentile = result.estimates["seconds_p95"]
    words = f"worst of {worst.rounds} rounds {seconds_text(worst.value)}"
    return words + (f", 95 % within {seconds_text(percentile.high)}" if percentile.bounded else "")


def _over_naive(analysis: Analysis, work: Work, choice: Recommendation) -> Figure:
    naive = ranking.naive_case(analysis, work)
    gain = ranking.gain_over_naive(analysis, work, choice)
    if naive is None or gain is None:
        return Figure("Pool() was not run", "")
    if naive.case == choice.best.case:
        return Figure("it is Pool() itself", "")
    if compared_with_one(gain, None) == CANT_TELL:
        return Figure(CANT_TELL, between(gain))
    return _figure(gain)


def _threads_run(threads: CaseResult | None, workers: int) -> str:
    if threads is None:
        return ""
    other = threads.case.workers != workers
    return threads.case.strategy + (
        f" with {count(threads.case.workers, 'worker')}" if other else ""
    )


def _threads_reach(analysis: Analysis, work: Work, threads: CaseResult | None) -> Figure:
    if threads is None:
        return Figure("not run", "")
    told = ranking.significance_to_serial(analysis, work, threads)
    words = {CANT_TELL: "can't tell from serial", FASTER: ""}.get(told, "slower than serial")
    return _figure(threads.speedup, words)


def _overhead(analysis: Analysis, work: Work) -> str:
    """What doing nothing costs, by strategy at the usable cores, the cheapest first."""
    cold = [r for r in analysis.of(work, "cold") if r.case.workers == analysis.usable]
    if not cold:
        return ""
    cold.sort(key=lambda result: result.seconds.value)
    costs = [f"{_label(analysis, r)} {seconds_text(r.seconds.value)}" for r in cold]
    serial = seconds_text(analysis.serial_seconds[work].value)
    return (
        f"{analysis.name(work)}: {cold[0].tasks} tasks that do nothing, "
        f"{count(analysis.usable, 'worker')}, cold: {listed(costs)}; plain loop {serial}."
    )


class AnalysedRun(NamedTuple):
    """What a report of one run is made of."""

    analysis: Analysis
    verdict: Verdict


def analyse_and_judge(run: SavedRun) -> AnalysedRun:
    """Analyse and judge ``run``. Seconds of work, of which none needs matplotlib."""
    analysis = analyse(run)
    return AnalysedRun(analysis, build_verdict(analysis))
