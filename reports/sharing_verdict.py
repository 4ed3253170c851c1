"""What shared updates cost and lose, as the lines that every output prints."""

from collections.abc import Iterator

from benchmarks.intervals import quotient
from reports.analysis import Analysis
from reports.cost_figures import entry
from reports.cost_names import RUNGS, worded
from reports.cost_selection import by_default, where
from reports.costs import CostResult
from reports.printed import CostEntry, CostLine, Figure
from reports.wording import of_all, share, times

#: Rungs that are told where there is room for a few, as processes climb them.
LOCKED, MANAGED = "value_lock", "manager_value"
#: Each process has a global of its own: what is lost there was never shared.
UNSHARED = "plain_global"


def sharing_lines(analysis: Analysis) -> Iterator[CostLine]:
    """Updates, what was lost of them, and the records of a file."""
    rungs = contended(analysis)
    if rungs:
        yield CostLine(
            "A shared update",
            f"all in all, {rungs[0].case.workers} workers at it",
            tuple(
                entry(rung_name(one), one.seconds, _is_brief(one))
                for one in rungs
            ),
            _manager_over_lock(rungs),
        )  # fmt: skip
        yield _lost(rungs)
        yield _records(rungs)


def contended(analysis: Analysis) -> list[CostResult]:
    """The rungs with the most workers at them, from the lowest on, processes before threads."""
    found = where(analysis, "sharing")
    most = max((one.case.workers for one in found), default=0)
    if most < 2:
        return []
    order = list(RUNGS)
    chosen = by_rung([one for one in found if one.case.workers == most], analysis)
    return sorted(
        chosen,
        key=lambda one: (
            order.index(one.case.workload) if one.case.workload in order else len(order),
            one.case.workload,
            one.case.strategy != "process",
            one.case.strategy,
        ),
    )


def by_rung(found: list[CostResult], analysis: Analysis) -> list[CostResult]:
    """One case for each rung and strategy: by the default start method where there is one."""
    rungs = dict.fromkeys(one.case.workload for one in found)
    return [
        chosen
        for rung in rungs
        for chosen in by_default(analysis, (one for one in found if one.case.workload == rung))
    ]


def rung_name(result: CostResult) -> str:
    """``Value, its own lock (process)``."""
    return f"{worded(result.case.workload, RUNGS)} ({result.case.strategy})"


def lost_of(result: CostResult) -> tuple[float, float] | None:
    """Updates lost and made over all rounds; None where nobody counted."""
    totals = result.totals
    if not totals.get("updates") or "lost_updates" not in totals:
        return None
    return totals["lost_updates"], totals["updates"]


def spoilt_of(result: CostResult) -> tuple[float, float, float] | None:
    """Records torn, missed and written over all rounds; None where nobody counted."""
    totals = result.totals
    if not totals.get("records"):
        return None
    return totals.get("torn_records", 0.0), totals.get("missed_records", 0.0), totals["records"]


def spoilt_words(records: tuple[float, float, float]) -> str:
    """``37 % torn, 37 % missed of 32,000``; "" where all were read whole."""
    torn, missed, written = records
    parts = [
        f"{share(part, written)} {words}"
        for part, words in ((torn, "torn"), (missed, "missed"))
        if part
    ]
    return f"{', '.join(parts)} of {written:,.0f}" if parts else ""


def _is_brief(result: CostResult) -> bool:
    return result.case.strategy == "process" and result.case.workload in (LOCKED, MANAGED)


def _manager_over_lock(rungs: list[CostResult]) -> str:
    """How many times as much an update through a Manager takes as one under a lock."""
    found = {(one.case.workload, one.case.strategy): one.seconds for one in rungs}
    for strategy in ("process", "threads"):
        locked, managed = found.get((LOCKED, strategy)), found.get((MANAGED, strategy))
        if locked is None or managed is None:
            continue
        ratio = quotient(managed, locked)
        if not ratio.bounded or ratio.low <= 1 <= ratio.high:
            return "Manager against lock: can't tell"
        return f"through a Manager {times(ratio.value)} as long as with the lock"
    return ""


def _lost(rungs: list[CostResult]) -> CostLine:
    entries, safe = [], []
    for one in rungs:
        counted = lost_of(one)
        if counted is None:
            continue
        lost, made = counted
        words = of_all(lost, made) if lost else "none lost"
        brief = lost > 0 and not (one.case.workload == UNSHARED and one.case.strategy == "process")
        entries.append(CostEntry(rung_name(one), Figure(words, ""), brief))
        if not lost:
            safe.append(one)
    text = ""
    if entries:
        some = len(safe) < len(entries)
        text = (
            ("every other shared way loses none" if safe else "")
            if some
            else "none lost by any way"
        )
    return CostLine("Lost updates", "counted over all rounds", tuple(entries), text)


def _records(rungs: list[CostResult]) -> CostLine:
    """The file that one process appends to and others read."""
    entries = []
    for one in rungs:
        counted = spoilt_of(one)
        if counted is None:
            continue
        words = spoilt_words(counted)
        figure = Figure(words or "none spoilt", "")
        entries.append(CostEntry(rung_name(one), figure, bool(words)))
    spoilt = sum(entry.brief for entry in entries)
    text = "every other way spoils none" if spoilt else "none torn or missed by any way"
    text = text if 0 <= spoilt < len(entries) else ""
    return CostLine("Records of a file", "counted over all rounds", tuple(entries), text)
