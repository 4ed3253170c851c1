"""Workers that each have BLAS threads of their own: which numbers of both are best."""

from typing import NamedTuple

from benchmarks.intervals import Estimate, overlap, quotient
from reports.analysis import Analysis
from reports.costs import CostResult
from reports.wording import count, listed, times, times_between

FAMILY, UNIT = "oversubscription", "_inner_threads"
#: How many rivals that can't be told from the best are named.
MOST_NAMED = 3


class Cell(NamedTuple):
    """So many workers with so many BLAS threads each."""

    workers: int
    threads: int
    result: CostResult

    @property
    def name(self) -> str:
        """``2 workers × 1 inner thread``."""
        return f"{count(self.workers, 'worker')} × {count(self.threads, 'inner thread')}"

    @property
    def speedup(self) -> Estimate:
        return self.result.estimates["speedup"]


class Map(NamedTuple):
    """All that was measured, and what is told of it."""

    cells: tuple[Cell, ...]  # by workers, then by threads
    best: Cell
    alike: tuple[Cell, ...]  # not told from the best
    default: Cell | None  # a worker and a thread per core; None where that wasn't run

    def loss(self, cell: Cell) -> Estimate:
        """How many times the seconds of the best a cell takes."""
        return quotient(self.best.speedup, cell.speedup)


def thread_map(analysis: Analysis) -> Map | None:
    """The cells that are numbers; None where there are fewer than two."""
    found = (_cell(one) for one in analysis.costs_of(FAMILY))
    cells = sorted((cell for cell in found if cell is not None), key=lambda cell: cell[:2])
    if len(cells) < 2:
        return None
    best = max(cells, key=lambda cell: cell.speedup.value)
    cores = (analysis.usable, analysis.usable)
    return Map(
        cells=tuple(cells),
        best=best,
        alike=tuple(c for c in cells if c is not best and overlap(c.speedup, best.speedup)),
        default=next((cell for cell in cells if cell[:2] == cores), None),
    )


def _cell(result: CostResult) -> Cell | None:
    """The cell of a case; None where a foreign file has a size that says no number."""
    number = result.case.size.removesuffix(UNIT)
    known = number.isdecimal() and len(number) < 7 and number != result.case.size
    return Cell(result.case.workers, int(number), result) if known else None


def map_words(found: Map) -> str:
    """Which is best, and what the default costs against it."""
    best = found.best
    verb = "reaches" if best.workers == 1 else "reach"
    words = f"{best.name} {verb} most, {times_between(best.speedup)} the loop with one thread"
    if found.alike:
        names = listed([cell.name for cell in found.alike], MOST_NAMED)
        words += f" (can't be told from {names})"
    return f"{words}; {_of_default(found)}"


def _of_default(found: Map) -> str:
    default = found.default
    if default is None:
        return "the default, a worker and a thread per core, was not run"
    if default is found.best:
        return "it is the default, a worker and a thread per core"
    if default in found.alike:
        return f"the default, {default.name}, can't be told from it"
    loss = found.loss(default)
    return f"the default, {default.name}, takes {times_between(loss)} its seconds"


def brief_loss(found: Map, cell: Cell) -> str:
    """What stands beside a cell: that it is the best, or how many times its seconds it takes."""
    if cell is found.best:
        return "best, not told from others" if found.alike else "best"
    if cell in found.alike:
        return "not told from the best"
    return f"takes {times(found.loss(cell).value)} the seconds of the best"
