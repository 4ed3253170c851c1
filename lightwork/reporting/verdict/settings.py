"""What settings do: workers with BLAS threads, waits at once, chunks of uneven items."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from lightwork.core.candidate import api_name
from lightwork.core.intervals import Estimate, overlap, quotient
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.chunk_sizes import Chunked, chunk_groups
from lightwork.reporting.estimates.cost_selection import strategy_text, where
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import count, listed, percent_between, times, times_between
from lightwork.reporting.text.names import label_of, place_in
from lightwork.reporting.text.verdict_model import CostLine
from lightwork.reporting.verdict.cost_format import compared, cost_of

WAITING_FAMILY = "waiting"
SIZE_SUFFIX = "_inner_threads"
#: How many rivals that is not measurably different from the best are named.
MOST_TIES_NAMED = 3
#: What profiles are called, in the order of the lines; others go by their names.
PROFILE_NAMES = {
    "uniform": "all alike",
    "long_first": "one long item first",
    "long_last": "one long item last",
    "heavy_tail": "a few long items anywhere",
}


class ThreadMapCell(NamedTuple):
    """So many workers with so many BLAS threads each."""

    workers: int
    threads: int
    result: CaseResult

    @property
    def name(self) -> str:
        """``2 workers × 1 inner thread``."""
        return f"{count(self.workers, 'worker')} × {count(self.threads, 'inner thread')}"

    @property
    def speedup(self) -> Estimate:
        return self.result.estimates["speedup"]


class ThreadMap(NamedTuple):
    """All that was measured, and what is told of it."""

    cells: tuple[ThreadMapCell, ...]  # by workers, then by threads
    best: ThreadMapCell
    alike: tuple[ThreadMapCell, ...]  # not measurably different from the best
    default: ThreadMapCell | None  # a worker and a thread per core; None where that wasn't run

    def loss(self, cell: ThreadMapCell) -> Estimate:
        """How many times the seconds of the best a cell takes."""
        return quotient(self.best.speedup, cell.speedup)


def thread_map(analysis: Analysis) -> ThreadMap | None:
    """The cells that are numbers; None where there are fewer than two."""
    found = filter(None, map(_cell, analysis.costs_of("oversubscription")))
    cells = sorted(found, key=lambda cell: cell[:2])
    if len(cells) < 2:
        return None
    best = max(cells, key=lambda cell: cell.speedup.value)
    cores = (analysis.usable, analysis.usable)
    return ThreadMap(
        cells=tuple(cells),
        best=best,
        alike=tuple(c for c in cells if c is not best and overlap(c.speedup, best.speedup)),
        default=next((cell for cell in cells if cell[:2] == cores), None),
    )


def _cell(result: CaseResult) -> ThreadMapCell | None:
    """The cell of a case; None where a foreign file has a size that says no number."""
    number = result.case.size.removesuffix(SIZE_SUFFIX)
    known = number.isdecimal() and len(number) < 7 and number != result.case.size
    return ThreadMapCell(result.case.workers, int(number), result) if known else None


def map_text(found: ThreadMap) -> str:
    """Which is best, and what the default costs against it."""
    best, default = found.best, found.default
    verb = "reaches" if best.workers == 1 else "reach"
    text = f"{best.name} {verb} the most, {times_between(best.speedup)} the loop with one thread"
    if found.alike:
        names = listed([cell.name for cell in found.alike], MOST_TIES_NAMED)
        text += f" (is not measurably different from {names})"
    if default is None:
        return f"{text}; the default, a worker and a thread per core, was not run"
    if default is best:
        return f"{text}; it is the default, a worker and a thread per core"
    if default in found.alike:
        return f"{text}; the default, {default.name}, is not measurably different from it"
    loss = times_between(found.loss(default))
    return f"{text}; the default, {default.name}, is {loss} slower"


def brief_loss(found: ThreadMap, cell: ThreadMapCell) -> str:
    """What stands beside a cell: that it is the best, or how many times its seconds it takes."""
    if cell is found.best:
        return "best, not measurably different from others" if found.alike else "best"
    if cell in found.alike:
        return "not measurably different from the best"
    return f"takes {times(found.loss(cell).value)} as long as the best"


def waiting_lines(analysis: Analysis) -> Iterator[CostLine]:
    """By how many wait at once; where there is room for a few, the most alone."""
    about = "started, awaited and ended, each, beyond one wait alone"
    counts = waits_at_once(analysis)
    for at_once in counts:
        found = where(analysis, WAITING_FAMILY, workers=at_once)
        topic, brief = f"Wait, {at_once} at once", found if at_once == counts[-1] else []
        yield compared(topic, about, found, cost_of, partial(strategy_text, analysis), brief)


def waits_at_once(analysis: Analysis) -> list[int]:
    """The numbers that were measured, ascending."""
    return sorted({one.case.workers for one in where(analysis, WAITING_FAMILY)})


def profiles(analysis: Analysis) -> list[Chunked]:
    """Each profile and mechanism by chunk size, in the order in which they are told."""
    found = [one for one in chunk_groups(analysis.costs_of("imbalance")) if len(one.cases) > 1]
    order = [*PROFILE_NAMES]
    found.sort(key=lambda one: (place_in(order, one.best.case.workload), one.best.case.strategy))
    return found


def profile_name(one: Chunked) -> str:
    """``one long item last``."""
    return label_of(one.best.case.workload, PROFILE_NAMES)


def profile_heading(one: Chunked, found: list[Chunked]) -> str:
    """The profile, with the mechanism where there are several."""
    several = len({other.best.case.strategy for other in found}) > 1
    return profile_name(one) + (f" ({api_name(one.best.case.strategy)})" if several else "")


def chunk_name(one: Chunked, case: CaseResult) -> str:
    """``chunksize=1``, ``chunks of 4 (default)``, ``one chunk a worker``."""
    size = case.case.chunksize
    if case is one.default:
        return f"chunks of {size} (default)"
    if size == 1:
        return "chunksize=1"
    whole = size * case.case.workers == one.tasks
    return "one chunk a worker" if whole else f"chunks of {size}"


def profile_text(one: Chunked) -> str:
    """Which is best, and by how much others are significantly slower."""
    losing = [case for case in one.cases if one.is_significantly_worse(case)]
    best = f"{chunk_name(one, one.best)} {times_between(one.best.estimates['speedup'])}"
    if not losing:
        return f"chunk size made no measurable difference (best {best})"
    texts = [
        f"{chunk_name(one, case)} is slower by {percent_between(one.loss(case))}" for case in losing
    ]
    alike = [case for case in one.cases if case is not one.best and case not in losing]
    texts += [f"{chunk_name(one, case)} is not measurably different from it" for case in alike]
    return f"best {best}; {'; '.join(texts)}"


def slowest(found: list[Chunked]) -> tuple[Chunked, CaseResult] | None:
    """The slowest of all that are significantly slower; None where nothing is."""
    every = ((one, case) for one in found for case in one.cases)
    losing = [pair for pair in every if pair[0].is_significantly_worse(pair[1])]
    return max(losing, key=lambda pair: pair[0].loss(pair[1]).value, default=None)
