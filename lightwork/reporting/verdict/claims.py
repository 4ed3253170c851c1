"""What the textbooks say of threads, processes and sharing, checked by the numbers of one run.

A claim *holds* or *does not hold here* only where an interval says so; else *inconclusive*. Where
several workloads can answer, each is asked, and the more frequent answer is the claim's; of those
that give it, the one with the least to spare is shown, so that nothing looks surer than it is.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from lightwork.core.candidate import api_name
from lightwork.core.decision import FAILED, INCONCLUSIVE, NO, YES
from lightwork.core.intervals import Estimate, median_interval, quotient
from lightwork.core.record import Case
from lightwork.reporting.decide.decisions import case_of, is_worth_it, leading, named_standing
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.cost_selection import by_default, where
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.stats.paired_ratios import undisturbed_values
from lightwork.reporting.text.figures import (
    count,
    number_between,
    of_all,
    percent_between,
    seconds_text,
    times,
    times_between,
)
from lightwork.reporting.text.names import RUNGS, is_threads, label_of, simplicity, worker_sort
from lightwork.reporting.text.verdict_model import NOT_MEASURED, Claim
from lightwork.reporting.verdict.sharing import contended, lost_of, torn_and_missed_of
from lightwork.reporting.verdict.trust import usable_cores_text

HOLDS, FAILS = "holds", "does not hold here"
#: Up to so many cores at work count as one: a second core that works gives more.
ONE_CORE = 1.25
#: What is worth its workers: the efficiency by which METG(50 %) is defined, too.
HALF = 0.5
#: What waits in waves gains at most so many times what its waves allow: more is no noise.
WAVE = 1.10
#: What the textbooks speak of: work that holds the GIL, and work that only waits.
_COMPUTING, WAITING = "cpu", "sleep"
NAPS, NAPPING = "naps", "pool_async"
_PROCESS, _THREADS = "process", "threads"
#: Rungs that promise to lose nothing because a lock is held around every update.
LOCKED = (
    "value_lock", "value_outer_lock", "sharded", "manager_value", "manager_array", "manager_list",
    "manager_dict", "manager_lock",
)  # fmt: skip


class Finding(NamedTuple):
    """What one case, or one group of cases, says of a claim."""

    verdict: str  # HOLDS, FAILS or INCONCLUSIVE
    text: str  # the numbers
    about: str = ""  # of which workload; "" where that goes without saying
    cases: tuple[Case, ...] = ()
    spare: float = 0.0  # by how much it holds; negative by how much it fails


ONE_USABLE = Finding(INCONCLUSIVE, "there is only one usable core")


def check_claims(analysis: Analysis) -> tuple[Claim, ...]:
    """Every claim; nothing where the run has no case that could tell of any."""
    claims = [concluded(text, [*found(analysis)], remedy) for text, found, remedy in CLAIMS]
    if not any(claim.cases for claim in claims):
        return ()
    return (*claims, concluded("cpu_count() is what you may use", [_cores(analysis)], ""))


def concluded(text: str, findings: Sequence[Finding], remedy: str) -> Claim:
    """What all ``findings`` say of the claim ``text``; ``remedy`` is what to run without any."""
    if not findings:
        return Claim(text, INCONCLUSIVE, f"{NOT_MEASURED}: run {remedy}", "", ())
    yes, no = (sum(one.verdict == answer for one in findings) for answer in (HOLDS, FAILS))
    # It is inconclusive where fewer than half tell, or half this, half that.
    verdict = _verdict(yes > no, no > yes) if 2 * (yes + no) >= len(findings) else INCONCLUSIVE
    agreeing = [one for one in findings if one.verdict == verdict]
    first = sorted(agreeing or findings, key=lambda one: one.spare)[0 if verdict == HOLDS else -1]
    many = f"so in {len(agreeing)} of {len(findings)} workloads" if len(findings) > 1 else ""
    brief = f"{first.text} ({first.about})" if first.about else first.text
    return Claim(text, verdict, brief, many, tuple(case.id for case in first.cases))


def _verdict(holds: bool, fails: bool) -> str:
    """Which of the three answers; ``holds`` and ``fails`` say what an interval rules out."""
    return INCONCLUSIVE if holds == fails else HOLDS if holds else FAILS


def _above(estimate: Estimate | None, limit: float) -> bool:
    """Whether the whole interval lies above ``limit``; never without an interval."""
    return estimate is not None and estimate.bounded and estimate.low > limit


def _below(estimate: Estimate | None, limit: float) -> bool:
    """Whether the whole interval lies below ``limit``; never without an interval."""
    return estimate is not None and estimate.bounded and estimate.high < limit


def _compared(one: CaseResult, other: CaseResult, text: str, about: str = "") -> Finding:
    """Whether ``one`` takes longer than ``other``; ``text`` has ``{}`` for how many times."""
    ratio = quotient(one.seconds, other.seconds)
    verdict = _verdict(_above(ratio, 1.0), _below(ratio, 1.0))
    return Finding(verdict, text.format(times_between(ratio)), about, (one.case, other.case))


def _works(
    analysis: Analysis,
    kind: str,
    pick: Callable[[Analysis, Work, int], CaseResult | None],
    workers: int,
) -> Iterator[tuple[Work, CaseResult]]:
    """Each workload of ``kind`` with the case that is picked to answer for it."""
    for work in analysis.works:
        if work.kind == kind and (result := pick(analysis, work, workers)) is not None:
            yield work, result


def _by_threads(analysis: Analysis, work: Work, workers: int) -> CaseResult | None:
    """Threads started cold, `threads` before pools, with as many workers."""
    found = [
        r for r in analysis.of(work, "cold") if is_threads(r.case) and r.case.workers == workers
    ]
    return min(found, key=lambda r: r.case.strategy != "threads", default=None)


def _best_processes(analysis: Analysis, work: Work, workers: int) -> CaseResult | None:
    """The quickest processes with as many workers: the claim is of what they can do."""
    found = [r for r in _processes(analysis, work) if r.case.workers == workers]
    found.sort(key=lambda result: simplicity(result.case.strategy))
    return max(found, key=lambda r: (r.share or r.speedup).value, default=None)


def _processes(analysis: Analysis, work: Work, state: str | None = None) -> Iterator[CaseResult]:
    return (r for r in analysis.of(work, state) if worker_sort(r.case) == "processes")


def _busy(analysis: Analysis, result: CaseResult) -> tuple[Estimate | None, str]:
    """How many cores our processes kept busy: CPU seconds / wall seconds within rounds.

    None where CPU seconds are unknown.
    """
    shares = undisturbed_values(analysis.saved[result.case], "cores_busy")
    known = [share for share in shares if not math.isnan(share)]
    busy = median_interval(known) if known else None
    return busy, f"{number_between(busy) if busy else '?'} of {analysis.usable} cores busy"


def _unless_one_core_is_all(analysis: Analysis, work: Work, found: Finding) -> Finding:
    """Can't tell where the machine itself gave no second core, and why."""
    ceiling = analysis.ceilings.get((work, analysis.usable))
    if analysis.usable < 2 or ceiling is None or _above(ceiling, ONE_CORE):
        return found
    text = f"{found.text}; independent processes reached {times(ceiling.value)} only"
    return found._replace(verdict=INCONCLUSIVE, text=text)


def _threads_on_one_core(analysis: Analysis) -> Iterator[Finding]:
    """No speedup, and no second core busy; both must say so."""
    if analysis.usable < 2:
        yield ONE_USABLE
        return
    for work, result in _works(analysis, _COMPUTING, _by_threads, analysis.usable):
        (busy, busy_text), gain = _busy(analysis, result), result.speedup
        known = [one for one in (gain, busy) if one is not None]
        one_core = all(_below(one, ONE_CORE) for one in known)
        verdict = _verdict(one_core, all(_above(one, ONE_CORE) for one in known))
        text = f"{times_between(gain)}, {busy_text}"
        found = Finding(verdict, text, analysis.name(work), (result.case,), -gain.value)
        yield _unless_one_core_is_all(analysis, work, found)


def _threads_wait(analysis: Analysis) -> Iterator[Finding]:
    """At least half of what as many workers can gain, and a gain worth having."""
    wanted = max(2, analysis.usable)
    for work, result in _works(analysis, WAITING, _by_threads, wanted):
        half = result.estimates["efficiency"]
        verdict = _verdict(
            _above(half, HALF) and is_worth_it(result.speedup) == YES,
            _below(half, HALF) or is_worth_it(result.speedup) == NO,
        )
        text = f"{times_between(result.speedup)} with {count(wanted, 'worker')}"
        yield Finding(verdict, text, analysis.name(work), (result.case,), result.speedup.value)


def _processes_on_all_cores(analysis: Analysis) -> Iterator[Finding]:
    """Several cores busy, and three quarters of what independent processes reached beside it.

    Idle cores do not speak against it where independent processes did no better: then others on the
    host had them, or starting took the time.
    """
    if analysis.usable < 2:
        yield ONE_USABLE
        return
    most = (1 + analysis.run.machine.sustained_cores) / 2  # nearer to all than to one
    for work, result in _works(analysis, _COMPUTING, _best_processes, analysis.usable):
        (busy, busy_text), share = _busy(analysis, result), result.share
        verdict = _verdict(
            _above(share, 0.75) and (_above(busy, ONE_CORE) or busy is None),
            _below(busy, most) if share is None else _below(share, 0.75),
        )
        reached = f"{percent_between(share)} of the ceiling" if share else "ceiling unknown"
        text, spare = f"{busy_text}, {reached}", share.value if share else 0.0
        found = Finding(verdict, text, analysis.name(work), (result.case,), spare)
        yield _unless_one_core_is_all(analysis, work, found)


def _processes_compute(analysis: Analysis) -> Iterator[Finding]:
    """Over the serial loop, started and ended: what is recommended, else the fastest processes."""
    for work in analysis.works:
        decision = leading(analysis, work) if work.kind == _COMPUTING else None
        found = [
            one
            for one in (decision.standings if decision is not None else ())
            if worker_sort(case_of(one)) == "processes" and one.status != FAILED
        ]
        if decision is None or not found:
            continue
        standing = named_standing(decision) if named_standing(decision) in found else found[0]
        case, gain = case_of(standing), standing.speedup
        verdict = _verdict(
            decision.worth_it == YES and is_worth_it(gain) == YES,
            all(is_worth_it(one.speedup) == NO for one in found),
        )
        text = f"{times_between(gain)} with {count(case.workers, 'worker')}"
        about = f"{api_name(case.strategy)}, {analysis.name(work)}"
        finding = Finding(verdict, text, about, (case,), gain.value)
        yield _unless_one_core_is_all(analysis, work, finding)


def _full_pool(analysis: Analysis) -> Iterator[Finding]:
    """More tasks than workers go in waves: so much and no more is gained by waiting together."""
    for result in sorted(analysis.results, key=lambda r: (r.case.strategy != NAPPING, r.case)):
        case, tasks = result.case, result.tasks
        pool = "pool" in case.strategy and 1 < case.workers < tasks
        if case.workload != NAPS or result.void or not pool:
            continue
        gain, most = result.speedup, tasks / math.ceil(tasks / case.workers)
        beyond = WAVE * most
        verdict = _verdict(_above(gain, HALF * most) and _below(gain, beyond), _above(gain, beyond))
        many = f"{count(tasks, 'task')}, {count(case.workers, 'worker')}"
        text = f"{many}: {times_between(gain)}, not {tasks}×"
        yield Finding(verdict, text, api_name(case.strategy), (case,))
        return


def _rungs(analysis: Analysis, strategy: str, *names: str) -> list[CaseResult]:
    """The rungs of these names as workers of ``strategy`` climb them; none where one is missing."""
    found = {(one.case.workload, one.case.strategy): one for one in contended(analysis)}
    rungs = [one for name in names if (one := found.get((name, strategy))) is not None]
    return rungs if len(rungs) == len(names) else []


def _counted(rungs: Iterable[CaseResult]) -> list[tuple[CaseResult, float, float]]:
    """Those whose updates were counted, with how many were lost and made."""
    return [(one, *lost) for one in rungs if (lost := lost_of(one)) is not None]


def _variables(analysis: Analysis, strategy: str) -> Iterator[Finding]:
    """A global that all workers increment: what the parent sees of it in the end."""
    for one, lost, made in _counted(_rungs(analysis, strategy, "plain_global")):
        text = f"{made - lost:,.0f} of {made:,.0f} updates reached the parent"
        as_claimed = (lost != made) == (strategy == _THREADS)
        yield Finding(HOLDS if as_claimed else FAILS, text, cases=(one.case,))


def _races(analysis: Analysis, strategy: str) -> Iterator[Finding]:
    """Read, add, write back, with nobody waiting for anybody."""
    for one, lost, made in _counted(_rungs(analysis, strategy, "value_unlocked")):
        none = f"none of {made:,.0f} lost, which proves nothing"
        text = f"{of_all(lost, made)} lost" if lost else none
        yield Finding(HOLDS if lost else INCONCLUSIVE, text, cases=(one.case,))


def _locks(analysis: Analysis) -> Iterator[Finding]:
    """Every way that locks; the first that loses disproves it."""
    counted = _counted(one for one in contended(analysis) if one.case.workload in LOCKED)
    for one, lost, made in counted:
        if lost:
            about = f"{label_of(one.case.workload, RUNGS)}, {api_name(one.case.strategy)}"
            yield Finding(FAILS, f"{of_all(lost, made)} lost", about, (one.case,))
            return
    if counted:
        total = sum(made for _, _, made in counted)
        text = f"none of {total:,.0f} lost in {count(len(counted), 'case')}"
        yield Finding(HOLDS, text, cases=tuple(one.case for one, _, _ in counted))


def _file(analysis: Analysis) -> Iterator[Finding]:
    """One process appends records while others read; without the Lock they see halves of them."""
    rungs = _rungs(analysis, _PROCESS, "file_locked", "file_unlocked")
    match [torn_and_missed_of(one) for one in rungs]:
        case [(torn, missed, written), (torn_free, _, written_free)]:
            without = f"without it {torn_free:,.0f} of {written_free:,.0f}"
            text = f"corrupted {torn:,.0f} of {written:,.0f}, {without}"
            text += f"; missing with it: {of_all(missed, written)}" if missed else ""
            # Where none is torn without the Lock either, it is not the Lock that kept them whole.
            verdict = FAILS if torn + missed else HOLDS if torn_free else INCONCLUSIVE
            yield Finding(verdict, text, cases=tuple(one.case for one in rungs))


def _manager(analysis: Analysis) -> Iterator[Finding]:
    """The same update under a lock, through a Manager's server and in shared memory."""
    if rungs := _rungs(analysis, _PROCESS, "manager_value", "value_lock"):
        yield _compared(rungs[0], rungs[1], "an update takes {} as long")


def _starting(analysis: Analysis) -> Iterator[Finding]:
    """One of each, started and ended, from a parent that holds nothing more."""
    alone = where(analysis, "startup", workload="open_close", size="bare", workers=1)
    found = {one.case.strategy: one for one in by_default(analysis, alone)}
    if _PROCESS in found and _THREADS in found:
        process, thread = found[_PROCESS], found[_THREADS]
        both = [seconds_text(one.seconds.value) for one in (process, thread)]
        yield _compared(process, thread, f"{{}}, {' and '.join(both)}", process.case.start_method)


def _cores(analysis: Analysis) -> Finding:
    """The machine says it; there is no case to it."""
    machine = analysis.run.machine
    holds = machine.logical_cores == machine.sustained_cores
    text = f"{count(machine.logical_cores, 'logical core')}, {usable_cores_text(machine)}"
    return Finding(HOLDS if holds else FAILS, text)


_SPEEDUP, SHARING = "the family speedup with", "the family sharing"
#: What is said, what each case that can tell says of it, and what to run where there is none.
CLAIMS: tuple[tuple[str, Callable[[Analysis], Iterable[Finding]], str], ...] = (
    ("threads compute on one core", _threads_on_one_core, f"{_SPEEDUP} threads"),
    ("threads suit waiting", _threads_wait, f"{_SPEEDUP} threads, on sleep"),
    ("processes compute on all cores", _processes_on_all_cores, f"{_SPEEDUP} processes"),
    ("processes suit computing", _processes_compute, f"{_SPEEDUP} processes"),
    ("when the pool is full, a task waits", _full_pool, "the workload naps of the family speedup"),
    ("processes don't share plain variables", partial(_variables, strategy=_PROCESS), SHARING),
    ("threads share plain variables", partial(_variables, strategy=_THREADS), SHARING),
    ("without a lock, processes lose updates", partial(_races, strategy=_PROCESS), SHARING),
    ("without a lock, threads lose updates", partial(_races, strategy=_THREADS), SHARING),
    ("with a Lock no update is lost", _locks, SHARING),
    ("a Lock keeps a file's records whole", _file, SHARING),
    ("a Manager is slower than shared memory", _manager, SHARING),
    ("a process starts slower than a thread", _starting, "the family startup"),
)
