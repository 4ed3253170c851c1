"""What memory a worker takes, as the lines that every output prints."""

from collections.abc import Collection, Iterator

from reports.analysis import Analysis
from reports.cost_figures import entry
from reports.cost_names import DEEDS, WEIGHTS, worded
from reports.cost_selection import by_default, named, where
from reports.costs import CostResult
from reports.printed import CostEntry, CostLine
from reports.wording import megabytes

#: Memory that only the worker has, and its share of all that it uses; names of `OBSERVED`.
USS, PSS = "worker_uss_bytes", "worker_pss_bytes"
#: How much a heavy parent holds.
HELD = "256 MB"
#: What is told where there is room for a few: of a bare parent, of a heavy one.
BRIEF_WORKERS = ("threads", "process", "pool", "manager")
BRIEF_READING = ("pool",)


def memory_lines(analysis: Analysis) -> Iterator[CostLine]:
    """Private memory of a worker; then what it is where the parent holds much."""
    about = "private memory (USS) of each"
    told = _entries(analysis, weighed(analysis, "bare", "idle"), BRIEF_WORKERS)
    yield CostLine("Memory, a worker", f"{about}, a bare parent", tuple(told))
    heavy: list[CostEntry] = []
    for held in dict.fromkeys(one.case.size for one in where(analysis, "memory")):
        for deed, brief in (("idle", ()), ("reads", BRIEF_READING)) if held != "bare" else ():
            words = f", {worded(held, WEIGHTS).removeprefix(f'{HELD} of ')} {worded(deed, DEEDS)}"
            heavy += _entries(analysis, weighed(analysis, held, deed), brief, words)
    yield CostLine(f"… {HELD} parent", f"{about}, by what the parent holds", tuple(heavy))


def weighed(analysis: Analysis, held: str, deed: str) -> list[CostResult]:
    """The cases whose workers were weighed, the lightest first."""
    found = where(analysis, "memory", size=held, workload=deed)
    found = [one for one in found if USS in one.estimates]
    return sorted(found, key=lambda one: one.estimates[USS].value)


def _entries(
    analysis: Analysis, found: list[CostResult], brief: Collection[str], words: str = ""
) -> Iterator[CostEntry]:
    """Each by name; those of ``brief`` are told in brief, by the default start method."""
    usual = [one for one in by_default(analysis, found) if one.case.strategy in brief]
    for one in found:
        name = f"{named(analysis, one)}{words}"
        yield entry(name, one.estimates[USS], one in usual, units=megabytes)
