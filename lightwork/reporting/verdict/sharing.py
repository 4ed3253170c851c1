"""What shared updates cost and lose, as the lines that every output prints."""

from collections.abc import Callable, Iterator

from lightwork.core.candidate import api_name
from lightwork.core.intervals import overlap
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.cost_selection import by_default, where
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import of_all, share, times
from lightwork.reporting.text.names import RUNGS, label_of, place_in
from lightwork.reporting.text.verdict_model import CostEntry, CostLine, Figure
from lightwork.reporting.verdict.cost_format import entry

LOCKED_RUNG, MANAGED_RUNG = "value_lock", "manager_value"
#: Rungs that are named where there is room for a few, as processes climb them.
BRIEF = ((LOCKED_RUNG, "process"), (MANAGED_RUNG, "process"))
#: Each process has a global of its own: what is lost there was never shared.
UNSHARED = ("plain_global", "process")


def sharing_lines(analysis: Analysis) -> Iterator[CostLine]:
    """Updates, what was lost of them, and the records of a file."""
    rungs = contended(analysis)
    if not rungs:
        return
    about = f"total time, {rungs[0].case.workers} workers at it"
    entries = (
        entry(rung_name(one), one.seconds, _rung(one) in BRIEF, case=one.case) for one in rungs
    )
    yield CostLine("A shared update", about, tuple(entries), _manager_over_lock(rungs))
    for topic, text_of, whole, other, every in COUNTED:
        found = [(one, text) for one in rungs if (text := text_of(one)) is not None]
        counted = tuple(
            CostEntry(
                rung_name(one), Figure(text or whole, ""), text != "" and _rung(one) != UNSHARED
            )
            for one, text in found
        )
        spoilt = sum(text != "" for _, text in found)
        rest = (other if spoilt else every) if spoilt < len(found) else ""
        yield CostLine(topic, "counted over all rounds", counted, rest)


def contended(analysis: Analysis) -> list[CaseResult]:
    """The rungs with the most workers at them, from the lowest on, processes before threads."""
    found = where(analysis, "sharing")
    most = max((one.case.workers for one in found), default=0)
    if most < 2:
        return []
    rungs = by_rung([one for one in found if one.case.workers == most], analysis)
    rungs.sort(key=lambda one: place_in(["process"], one.case.strategy))
    return sorted(rungs, key=lambda one: place_in([*RUNGS], one.case.workload))


def by_rung(found: list[CaseResult], analysis: Analysis) -> list[CaseResult]:
    """One case for each rung and strategy: by the default start method where there is one."""
    return [
        chosen
        for rung in dict.fromkeys(one.case.workload for one in found)
        for chosen in by_default(analysis, (one for one in found if one.case.workload == rung))
    ]


def rung_name(result: CaseResult) -> str:
    """``Value, its own lock (Process)``."""
    return f"{label_of(result.case.workload, RUNGS)} ({api_name(result.case.strategy)})"


def lost_of(result: CaseResult) -> tuple[float, float] | None:
    """Updates lost and made over all rounds; None where nobody counted."""
    totals = result.totals
    if not totals.get("updates") or "lost_updates" not in totals:
        return None
    return totals["lost_updates"], totals["updates"]


def torn_and_missed_of(result: CaseResult) -> tuple[float, float, float] | None:
    """Records torn, missed and written over all rounds; None where nobody counted."""
    totals = result.totals
    if not totals.get("records"):
        return None
    return totals.get("torn_records", 0.0), totals.get("missed_records", 0.0), totals["records"]


def lost_updates_text(result: CaseResult) -> str | None:
    """``3,720 of 12,000 (31 %)``; "" where none was lost, None where nobody counted."""
    counted = lost_of(result)
    return counted and (of_all(*counted) if counted[0] else "")


def spoilt_text(result: CaseResult) -> str | None:
    """``37 % corrupted, 37 % missing of 32,000``; "" where all were whole, None if not counted."""
    counted = torn_and_missed_of(result)
    if counted is None:
        return None
    torn, missed, written = counted
    spoilt = ((torn, "corrupted"), (missed, "missing"))
    parts = [f"{share(part, written)} {name}" for part, name in spoilt if part]
    return f"{', '.join(parts)} of {written:,.0f}" if parts else ""


def _rung(result: CaseResult) -> tuple[str, str]:
    return result.case.workload, result.case.strategy


def _manager_over_lock(rungs: list[CaseResult]) -> str:
    """How many times as much an update through a Manager takes as one under a lock."""
    found = {_rung(one): one.seconds for one in rungs}
    for strategy in ("process", "threads"):
        locked, managed = found.get((LOCKED_RUNG, strategy)), found.get((MANAGED_RUNG, strategy))
        if locked is not None and managed is not None:
            if overlap(managed, locked):
                return "Manager against lock: inconclusive"
            ratio = managed.value / locked.value
            return f"through a Manager {times(ratio)} as long as with the lock"
    return ""


#: A topic; what a rung spoilt, as text; then what is printed of a way that spoils nothing, of all
#: others where some do, and of all ways where none does.
COUNTED: tuple[tuple[str, Callable[[CaseResult], str | None], str, str, str], ...] = (
    ("Lost updates", lost_updates_text, "none lost",
     "all other shared types: no lost updates", "no lost updates by any type"),
    ("Records of a file", spoilt_text, "none corrupted",
     "all other methods: none corrupted", "none corrupted or missing by any method"),
)  # fmt: skip
