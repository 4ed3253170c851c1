"""Claims about which workers suit which work, checked on the cases of the speedup family.

How many cores were busy is CPU seconds / wall seconds of the same round, for all our processes.
"""

import math
from collections.abc import Iterator

from reports import ranking
from reports.allowed_workers import may_recommend
from reports.analysis import Analysis, Work
from reports.busy_cores import busy_cores, busy_words, unless_one_core_is_all
from reports.claim_findings import (
    HALF,
    MUCH,
    ONE_CORE,
    Finding,
    above,
    below,
    concluded,
    told,
)
from reports.estimates import CaseResult
from reports.mechanisms import is_threads, simplicity, sort_of
from reports.printed import Claim
from reports.told import FASTER
from reports.wording import (
    CANT_TELL,
    between,
    count,
    percent_between,
    times,
    times_between,
)

#: What the textbooks speak of: work that holds the GIL, and work that only waits.
COMPUTING, WAITING = "cpu", "sleep"
NAPS, NAPPING = "naps", "pool_async"
RUN_SPEEDUP = "run the family speedup with {}"
ONE_USABLE = "there is only one usable core"


def speed_claims(analysis: Analysis) -> tuple[Claim, ...]:
    """Threads and processes, computing and waiting, and what a full pool does."""
    return (
        _threads_on_one_core(analysis),
        _threads_wait(analysis),
        _processes_on_all_cores(analysis),
        _processes_compute(analysis),
        _full_pool(analysis),
    )


def _works(analysis: Analysis, kind: str) -> list[Work]:
    return [work for work in analysis.works if work.kind == kind]


def _by_threads(analysis: Analysis, work: Work, workers: int) -> CaseResult | None:
    """Threads started cold, `threads` before pools, with as many workers."""
    found = [r for r in analysis.of(work, "cold") if is_threads(r.case)]
    fitting = [r for r in found if r.case.workers == workers]
    return min(fitting, key=lambda r: r.case.strategy != "threads", default=None)


def _best_processes(analysis: Analysis, work: Work, workers: int) -> CaseResult | None:
    """The quickest processes with as many workers: the claim is of what they can do."""
    found = [r for r in _processes(analysis, work) if r.case.workers == workers]
    found.sort(key=lambda result: simplicity(result.case.strategy))
    return max(found, key=lambda r: (r.share or r.speedup).value, default=None)


def _processes(analysis: Analysis, work: Work, state: str | None = None) -> Iterator[CaseResult]:
    return (r for r in analysis.of(work, state) if sort_of(r.case) == "processes")


def _threads_on_one_core(analysis: Analysis) -> Claim:
    """No speedup, and no second core busy; both must say so."""
    text = "threads compute on one core"
    usable = analysis.usable
    if usable < 2:
        return Claim(text, CANT_TELL, ONE_USABLE, "", ())
    findings = []
    for work in _works(analysis, COMPUTING):
        result = _by_threads(analysis, work, usable)
        if result is None:
            continue
        busy = busy_cores(analysis, result)
        known = [e for e in (result.speedup, busy) if e is not None]
        verdict = told(
            all(below(one, ONE_CORE) for one in known), all(above(one, ONE_CORE) for one in known)
        )
        words = f"{times_between(result.speedup)}, {busy_words(busy, usable)}"
        verdict, words = unless_one_core_is_all(analysis, work, verdict, words)
        findings.append(
            Finding(verdict, words, analysis.name(work), (result.case,), -result.speedup.value)
        )
    return concluded(text, findings, RUN_SPEEDUP.format("threads"))


def _threads_wait(analysis: Analysis) -> Claim:
    """At least half of what as many workers can gain, and a gain worth having."""
    wanted = max(2, analysis.usable)
    findings = []
    for work in _works(analysis, WAITING):
        result = _by_threads(analysis, work, wanted)
        if result is None:
            continue
        half = result.estimates["efficiency"]
        verdict = told(
            above(half, HALF) and ranking.told(analysis, work, result) == FASTER,
            below(half, HALF) or below(result.speedup, MUCH),
        )
        words = f"{times_between(result.speedup)} with {count(wanted, 'worker')}"
        findings.append(
            Finding(verdict, words, analysis.name(work), (result.case,), result.speedup.value)
        )
    return concluded("threads suit waiting", findings, RUN_SPEEDUP.format("threads, on sleep"))


def _processes_on_all_cores(analysis: Analysis) -> Claim:
    """Several cores busy, and three quarters of what independent processes reached beside it.

    Idle cores do not speak against it where independent processes did no better: then others on the
    host had them, or starting took the time.
    """
    text = "processes compute on all cores"
    usable = analysis.usable
    if usable < 2:
        return Claim(text, CANT_TELL, ONE_USABLE, "", ())
    findings = []
    for work in _works(analysis, COMPUTING):
        result = _best_processes(analysis, work, usable)
        if result is None:
            continue
        busy, share = busy_cores(analysis, result), result.share
        most = (1 + analysis.run.machine.sustained_cores) / 2  # nearer to all than to one
        verdict = told(
            above(share, 0.75) and (above(busy, ONE_CORE) or busy is None),
            below(busy, most) if share is None else below(share, 0.75),
        )
        reached = f"{percent_between(share)} of the ceiling" if share else "ceiling unknown"
        words = f"{busy_words(busy, usable)}, {reached}"
        verdict, words = unless_one_core_is_all(analysis, work, verdict, words)
        spare = share.value if share else 0.0
        findings.append(Finding(verdict, words, analysis.name(work), (result.case,), spare))
    return concluded(text, findings, RUN_SPEEDUP.format("processes"))


def _processes_compute(analysis: Analysis) -> Claim:
    """Over the plain loop, started and ended: told as the verdict is, of as many workers."""
    machine = analysis.run.machine
    findings = []
    for work in _works(analysis, COMPUTING):
        cold = [r for r in _processes(analysis, work, "cold")
                if may_recommend(work.kind, r.case.workers, machine)]  # fmt: skip
        if not cold:
            continue
        faster = [r for r in cold if ranking.told(analysis, work, r) == FASTER]
        result = max(faster or cold, key=lambda r: r.speedup.value)
        verdict = told(bool(faster), all(below(r.speedup, MUCH) for r in cold))
        words = f"{times_between(result.speedup)} with {count(result.case.workers, 'worker')}"
        verdict, words = unless_one_core_is_all(analysis, work, verdict, words)
        about = f"{result.case.strategy}, {analysis.name(work)}"
        findings.append(Finding(verdict, words, about, (result.case,), result.speedup.value))
    return concluded("processes suit computing", findings, RUN_SPEEDUP.format("processes"))


def _full_pool(analysis: Analysis) -> Claim:
    """More tasks than workers go in waves: so much and no more is gained by waiting together."""
    findings = []
    for result in sorted(analysis.results, key=lambda r: (r.case.strategy != NAPPING, r.case)):
        case, tasks = result.case, result.tasks
        pool = "pool" in case.strategy and 1 < case.workers < tasks
        if case.workload != NAPS or result.void or not pool:
            continue
        most = tasks / math.ceil(tasks / case.workers)
        gain = result.speedup
        words = (
            f"{count(tasks, 'task')}, {count(case.workers, 'worker')}: "
            f"{times(gain.value)} {between(gain)}, not {tasks}×"
        )
        verdict = told(above(gain, HALF * most) and below(gain, MUCH * most),
                       above(gain, MUCH * most))  # fmt: skip
        findings.append(Finding(verdict, words, case.strategy, (case,), most - gain.value))
    why = "run the workload naps of the family speedup"
    return concluded("when the pool is full, a task waits", findings[:1], why)
