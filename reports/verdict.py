"""The verdict: what the numbers say, as sentences and cells that every output prints alike."""

from typing import NamedTuple

from reports import mechanisms, ranking
from reports.analysis import Analysis, Work
from reports.estimates import CaseResult
from reports.headline import headline
from reports.intervals import Estimate
from reports.ranking import CANT_TELL, FASTER, Choice
from reports.trust import Trust, trust
from reports.wording import between, count, listed, percent, seconds, times

#: What users ask about, in this order, and the kinds of work behind it.
HEADINGS = {
    "cpu": "Computing in pure Python",
    "native": "Computing outside the GIL",
    "memory": "Bound by memory bandwidth",
    "sleep": "Waiting",
    "mixed": "Waiting, then computing",
}
OVERHEAD_KIND = "empty"
NOTHING = "Nothing to judge: the run has no parallel case that is a number."


class Figure(NamedTuple):
    """A ratio as it is printed."""

    value: str  # "1.87×", or "can't tell"
    interval: str  # "[1.80, 1.93]"
    words: str = ""  # what it says, where the figure alone doesn't

    def __str__(self) -> str:
        text = f"{self.value} {self.interval}".strip()
        return f"{text}, {self.words}" if self.words else text


class Best(NamedTuple):
    """The best case in one state, as it is printed."""

    strategy: str
    workers: int
    pays: bool  # whether it is told to be faster than the plain loop
    bounded: bool  # whether anything could be told
    speedup: Figure
    share: str  # "97 %" of the ceiling, "" without one
    seconds: str
    alike: tuple[str, ...]  # not distinguishable from it, the simplest first
    fewer: str  # "2 workers can't be told from 4", or ""
    cautions: tuple[str, ...]

    @property
    def name(self) -> str:
        """``process_pool, 2 workers``, or the advice not to."""
        tried = f"{self.strategy}, {count(self.workers, 'worker')}"
        if self.pays:
            return tried
        advice = "don't parallelise" if self.bounded else CANT_TELL
        return f"{advice} (best tried: {tried})"


class WorkVerdict(NamedTuple):
    """What is said of one workload."""

    name: str
    alone: str  # seconds of the plain loop
    cold: Best | None
    warm: Best | None
    over_naive: Figure  # gain of the best cold case over Pool()
    threads: str  # which threads were run, for contrast; "" where none
    threads_reach: Figure


class KindVerdict(NamedTuple):
    """What is said of one kind of work."""

    heading: str
    headline: str
    works: tuple[WorkVerdict, ...]

    @property
    def cautions(self) -> tuple[str, ...]:
        """What must be known before using the best cases' numbers, each with its workload."""
        return tuple(
            f"{work.name}, {best.name}: {caution}"
            for work in self.works
            for best in (work.cold, work.warm)
            if best
            for caution in best.cautions
        )


class Verdict(NamedTuple):
    """All that is said of a run."""

    title: str
    kinds: tuple[KindVerdict, ...]
    overhead: tuple[str, ...]
    trust: Trust


def judge(analysis: Analysis) -> Verdict:
    """Put the numbers of one run into words."""
    return Verdict(
        title=f"manyhands on {analysis.run.machine.label}",
        kinds=tuple(_kinds(analysis)),
        overhead=tuple(
            _overhead(analysis, work) for work in analysis.works if work.kind == OVERHEAD_KIND
        ),
        trust=trust(analysis),
    )


def _kinds(analysis: Analysis) -> list[KindVerdict]:
    present = dict.fromkeys(work.kind for work in analysis.works)
    order = [kind for kind in HEADINGS if kind in present]
    order += [kind for kind in present if kind not in HEADINGS and kind != OVERHEAD_KIND]
    kinds = []
    for kind in order:
        works = [work for work in analysis.works if work.kind == kind]
        verdicts = [v for work in works if (v := _work(analysis, work)) is not None]
        if verdicts:
            heading = HEADINGS.get(kind, f"Work of kind {kind}")
            kinds.append(KindVerdict(heading, headline(analysis, works), tuple(verdicts)))
    return kinds


def _work(analysis: Analysis, work: Work) -> WorkVerdict | None:
    cold = ranking.choose(analysis, work, "cold")
    warm = ranking.choose(analysis, work, "warm")
    leading = cold or warm
    if leading is None:
        return None
    serial = analysis.serial_seconds.get(work)
    workers = leading.best.case.workers
    threads = ranking.threads_alone(analysis, work, workers)
    return WorkVerdict(
        name=analysis.name(work),
        alone=seconds(serial.value) if serial else "?",
        cold=_best(analysis, cold) if cold else None,
        warm=_best(analysis, warm) if warm else None,
        over_naive=_over_naive(analysis, work, leading),
        threads=_threads_run(threads, workers),
        threads_reach=_threads_reach(analysis, work, threads),
    )


def _label(analysis: Analysis, result: CaseResult) -> str:
    return mechanisms.label(result.case, analysis.run.python.default_start_method)


def _figure(ratio: Estimate, words: str = "") -> Figure:
    return Figure(times(ratio.value), between(ratio), words)


def _best(analysis: Analysis, choice: Choice) -> Best:
    best, fewest = choice.best, choice.fewest_workers
    share = best.share
    workers = best.case.workers
    fewer = choice.pays and fewest < workers
    return Best(
        strategy=_label(analysis, best),
        workers=workers,
        pays=choice.pays,
        bounded=choice.bounded,
        speedup=_figure(best.speedup),
        share=percent(share.value) if share else "",
        seconds=seconds(best.seconds.value),
        alike=tuple(dict.fromkeys(_label(analysis, result) for result in choice.alike)),
        fewer=f"{count(fewest, 'worker')} can't be told from {workers}" if fewer else "",
        cautions=best.warnings,
    )


def _over_naive(analysis: Analysis, work: Work, choice: Choice) -> Figure:
    naive = ranking.naive_case(analysis, work)
    gain = ranking.gain_over_naive(analysis, work, choice)
    if naive is None or gain is None:
        return Figure("not run", "")
    if naive.case == choice.best.case:
        return Figure("it is the naive choice", "")
    if ranking.compared_with_one(gain, None) == CANT_TELL:
        return Figure(CANT_TELL, between(gain))
    return _figure(gain)


def _threads_run(threads: CaseResult | None, workers: int) -> str:
    if threads is None:
        return ""
    other = threads.case.workers != workers
    return threads.case.strategy + (f" with {threads.case.workers}" if other else "")


def _threads_reach(analysis: Analysis, work: Work, threads: CaseResult | None) -> Figure:
    if threads is None:
        return Figure("not run", "")
    told = ranking.compared_with_one(threads.speedup, analysis.floor(work))
    words = {CANT_TELL: "can't tell from serial", FASTER: ""}.get(told, "slower than serial")
    return _figure(threads.speedup, words)


def _overhead(analysis: Analysis, work: Work) -> str:
    """What doing nothing costs, by strategy at the usable cores, the cheapest first."""
    cold = [r for r in analysis.of(work, "cold") if r.case.workers == analysis.usable]
    if not cold:
        return ""
    cold.sort(key=lambda result: result.seconds.value)
    costs = [f"{_label(analysis, r)} {seconds(r.seconds.value)}" for r in cold]
    serial = seconds(analysis.serial_seconds[work].value)
    return (
        f"{analysis.name(work)}: {cold[0].tasks} tasks that do nothing, "
        f"{count(analysis.usable, 'worker')}, cold: {listed(costs)}; plain loop {serial}."
    )
