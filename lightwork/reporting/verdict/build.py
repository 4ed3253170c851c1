"""The verdict: what the numbers say, as sentences and cells that every output prints alike."""

from collections.abc import Iterator

from lightwork.reporting.decide import ranking
from lightwork.reporting.decide.answer import answer_of
from lightwork.reporting.decide.headline import headline
from lightwork.reporting.decide.ranking import Recommendation
from lightwork.reporting.estimates.analysis import Analysis, Work, analyse
from lightwork.reporting.estimates.comparison_to_serial import FASTER, compared_with_one
from lightwork.reporting.estimates.cost_selection import strategy_text
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.read.saved_run import SavedRun
from lightwork.reporting.stats.significance import WORTHWHILE
from lightwork.reporting.text.figures import (
    CANT_TELL,
    between,
    count,
    detectable,
    listed,
    percent,
    seconds_text,
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
        claims=check_claims(analysis),
        scaling=_scaling(analysis, brief=False),
        brief_scaling=_scaling(analysis, brief=True),
        sweeps=sweep_lines(analysis),
        own=user_function_verdict(analysis),
    )


def analyse_and_judge(run: SavedRun) -> tuple[Analysis, Verdict]:
    """Analyse and judge ``run``. Seconds of work, of which none needs matplotlib."""
    analysis = analyse(run)
    return analysis, build_verdict(analysis)


def _scaling(analysis: Analysis, brief: bool) -> tuple[LabelledText, ...]:
    """How many workers a call takes as it was measured; of what, where that is not the advice."""
    lines = scaling_lines(analysis, brief=brief)
    of_what = of_a_round(analysis) if lines else ()
    return (*of_what, *lines, *weak_scaling_lines(analysis))


def _kinds(analysis: Analysis) -> Iterator[KindVerdict]:
    for kind in in_order([work.kind for work in analysis.works]):
        works = [work for work in analysis.works if work.kind == kind]
        if verdicts := tuple(filter(None, (_work(analysis, work) for work in works))):
            text, answer = headline(analysis, works), answer_of(analysis, works)
            yield for_all_items(analysis, works, KindVerdict(heading(kind), text, verdicts, answer))


def _work(analysis: Analysis, work: Work) -> WorkVerdict | None:
    cold = ranking.choose(analysis, work, "cold")
    warm = ranking.choose(analysis, work, "warm")
    leading = cold or warm
    if leading is None:
        return None
    threads, reach = _threads(analysis, work, leading.best.case.workers)
    return WorkVerdict(
        name=analysis.name(work),
        cold=_best(analysis, cold) if cold else None,
        warm=_best(analysis, warm) if warm else None,
        over_naive=_over_naive(analysis, work, leading),
        threads=threads,
        threads_reach=reach,
    )


def _best(analysis: Analysis, choice: Recommendation) -> Best:
    best, fewest = choice.best, choice.fewest_workers
    share, workers = best.share, best.case.workers
    fewer = choice.pays and fewest < workers
    return Best(
        strategy=strategy_text(analysis, best),
        workers=workers,
        pays=choice.pays,
        no_gain=choice.possible < WORTHWHILE,
        speedup=Figure.of(best.speedup),
        share=percent(share.value) if share else "",
        alone=seconds_text(analysis.loop_seconds(best)),
        seconds=seconds_text(best.seconds.value),
        alike=tuple(dict.fromkeys(strategy_text(analysis, one) for one in choice.alike)),
        why=choice.why,
        detectable=detectable(choice.detectable),
        worst=_worst(best),
        fewer=f"{count(fewest, 'worker')} can't be told from {workers}" if fewer else "",
        cautions=best.warnings,
    )


def _worst(result: CaseResult) -> str:
    """The slowest round, where users wait for the slowest: ``worst of 10 rounds 83.0 ms``."""
    if result.kind not in WAITING_KINDS_OF_WORK:
        return ""
    worst = result.estimates["seconds_worst"]
    percentile = result.estimates["seconds_p95"]
    text = f"worst of {worst.rounds} rounds {seconds_text(worst.value)}"
    return text + (f", 95 % within {seconds_text(percentile.high)}" if percentile.bounded else "")


def _over_naive(analysis: Analysis, work: Work, choice: Recommendation) -> Figure:
    naive = ranking.naive_case(analysis, work)
    gain = ranking.gain_over_naive(analysis, work, choice)
    if naive is None or gain is None:
        return Figure("Pool() was not run", "")
    if naive.case == choice.best.case:
        return Figure("it is Pool() itself", "")
    if compared_with_one(gain, None) == CANT_TELL:
        return Figure(CANT_TELL, between(gain))
    return Figure.of(gain)


def _threads(analysis: Analysis, work: Work, workers: int) -> tuple[str, Figure]:
    """Which threads were run, for contrast, and what they reach."""
    threads = ranking.threads_alone(analysis, work, workers)
    if threads is None:
        return "", Figure("not run", "")
    name, own = threads.case.strategy, threads.case.workers
    verdict = ranking.significance_to_serial(analysis, work, threads)
    text = {CANT_TELL: "can't tell from serial", FASTER: ""}.get(verdict, "slower than serial")
    return (
        name if own == workers else f"{name} with {count(own, 'worker')}",
        Figure.of(threads.speedup, text),
    )


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
        f"{count(analysis.usable, 'worker')}, cold: {listed(costs)}; plain loop {serial}."
    )
