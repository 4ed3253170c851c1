"""Claims about what workers share, checked by what the family sharing counted."""

from collections.abc import Iterable

from benchmarks.intervals import quotient
from reports.analysis import Analysis
from reports.claim_findings import FAILS, HOLDS, Finding, compared, concluded, told
from reports.cost_names import RUNGS, worded
from reports.costs import CostResult
from reports.printed import Claim
from reports.sharing_verdict import contended, lost_of, spoilt_of
from reports.wording import CANT_TELL, count, of_all

PROCESS, THREADS = "process", "threads"
WHY = "run the family sharing"
#: Rungs that promise to lose nothing because a lock is held around every update.
LOCKED = (
    "value_lock", "value_outer_lock", "sharded", "manager_value", "manager_array", "manager_list",
    "manager_dict", "manager_lock",
)  # fmt: skip


def sharing_claims(analysis: Analysis) -> tuple[Claim, ...]:
    """Variables, locks, files and Managers."""
    rungs = contended(analysis)
    return (
        _variables(rungs, PROCESS),
        _variables(rungs, THREADS),
        _races(rungs, PROCESS),
        _races(rungs, THREADS),
        _locks(rungs),
        _file(rungs),
        _manager(rungs),
    )


def _rung(rungs: Iterable[CostResult], name: str, strategy: str) -> CostResult | None:
    return next((r for r in rungs if r.case[0] == name and r.case.strategy == strategy), None)


def _counted(
    rungs: Iterable[CostResult], name: str, strategy: str
) -> tuple[CostResult, float, float] | None:
    """A rung, with how many updates were lost and made; None where that was not counted."""
    one = _rung(rungs, name, strategy)
    lost = lost_of(one) if one else None
    return None if one is None or lost is None else (one, *lost)


def _variables(rungs: list[CostResult], strategy: str) -> Claim:
    """A global that all workers increment: what the parent sees of it in the end."""
    shared = strategy == THREADS
    text = "threads share plain variables" if shared else "processes don't share plain variables"
    counted = _counted(rungs, "plain_global", strategy)
    if counted is None:
        return concluded(text, (), WHY)
    one, lost, made = counted
    words = f"{made - lost:,.0f} of {made:,.0f} updates reached the parent"
    apart = lost == made
    return concluded(text, [Finding(told(shared != apart, shared == apart), words, "",
                                    (one.case,))], WHY)  # fmt: skip


def _races(rungs: list[CostResult], strategy: str) -> Claim:
    """Read, add, write back, with nobody waiting for anybody."""
    workers = "processes" if strategy == PROCESS else strategy
    text = f"without a lock, {workers} lose updates"
    counted = _counted(rungs, "value_unlocked", strategy)
    if counted is None:
        return concluded(text, (), WHY)
    one, lost, made = counted
    words = f"{of_all(lost, made)} lost"
    if not lost:
        words = f"none of {made:,.0f} lost, which proves nothing"
    return concluded(text, [Finding(HOLDS if lost else CANT_TELL, words, "", (one.case,))], WHY)


def _locks(rungs: list[CostResult]) -> Claim:
    """Every way that locks; the first that loses disproves it."""
    text = "with a Lock no update is lost"
    found = [(one, lost_of(one)) for one in rungs if one.case.workload in LOCKED]
    counted = [(one, *lost) for one, lost in found if lost is not None]
    if not counted:
        return concluded(text, (), WHY)
    losing = [(one, lost, made) for one, lost, made in counted if lost]
    if losing:
        one, lost, made = losing[0]
        words = f"{of_all(lost, made)} lost"
        about = f"{worded(one.case.workload, RUNGS)}, {one.case.strategy}"
        return concluded(text, [Finding(FAILS, words, about, (one.case,))], WHY)
    made = sum(made for _, _, made in counted)
    words = f"none of {made:,.0f} lost in {count(len(counted), 'case')}"
    cases = tuple(one.case for one, _, _ in counted)
    return concluded(text, [Finding(HOLDS, words, "", cases)], WHY)


def _file(rungs: list[CostResult]) -> Claim:
    """One process appends records while others read; without the Lock they see halves of them."""
    text = "a Lock keeps a file's records whole"
    free, locked = (_rung(rungs, f"file_{how}", PROCESS) for how in ("unlocked", "locked"))
    spoilt_free = spoilt_of(free) if free else None
    spoilt_locked = spoilt_of(locked) if locked else None
    if free is None or locked is None or spoilt_free is None or spoilt_locked is None:
        return concluded(text, (), WHY)
    torn_free, _, written_free = spoilt_free
    torn, missed, written = spoilt_locked
    spoilt = torn + missed
    words = (
        f"torn {torn:,.0f} of {written:,.0f}, without it {torn_free:,.0f} of {written_free:,.0f}"
    )
    if missed:
        words += f"; missed with it: {of_all(missed, written)}"
    # Where nothing is torn without the Lock either, it is not the Lock that kept records whole.
    verdict = FAILS if spoilt else HOLDS if torn_free else CANT_TELL
    return concluded(text, [Finding(verdict, words, "", (locked.case, free.case))], WHY)


def _manager(rungs: list[CostResult]) -> Claim:
    """The same update under a lock, through a Manager's server and in shared memory."""
    text = "a Manager is slower than shared memory"
    managed, locked = (_rung(rungs, name, PROCESS) for name in ("manager_value", "value_lock"))
    if managed is None or locked is None:
        return concluded(text, (), WHY)
    words = "an update takes {} as long"
    cases = (managed.case, locked.case)
    ratio = quotient(managed.seconds, locked.seconds)
    return concluded(text, [compared(words, ratio, "", cases)], WHY)
