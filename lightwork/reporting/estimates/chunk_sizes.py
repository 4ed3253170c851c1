"""Which chunk size wins at which granularity, and what ``Pool.map``'s own choice loses."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lightwork.core.candidate import api_name
from lightwork.core.intervals import Estimate, overlap, quotient
from lightwork.core.record import Case
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.granularity import granularity_of, reached
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import percent, seconds_text
from lightwork.reporting.text.verdict_model import LabelledText

#: ``Pool.map`` takes ceil(items / (4 * workers)).
CHUNKS_PER_WORKER = 4


class Chunked(NamedTuple):
    """One mechanism at one granularity, by chunk size."""

    cases: tuple[CaseResult, ...]  # from one by one to the largest chunks
    best: CaseResult
    default: CaseResult | None  # in chunks as `Pool.map` makes them; None where that wasn't run

    @property
    def tasks(self) -> int:
        """How many a round has."""
        return self.best.tasks

    @property
    def granularity(self) -> float:
        """Seconds of a task, as the serial loop took."""
        return granularity_of(self.best).value

    def is_significantly_worse(self, one: CaseResult) -> bool:
        """Whether ``one`` is told to reach less than the best."""
        return one is not self.best and not overlap(reached(one), reached(self.best))

    def loss(self, one: CaseResult) -> Estimate:
        """The share of the best's reach that ``one`` loses; from 0 to 1, below 0 by chance."""
        ratio = quotient(reached(one), reached(self.best))
        return ratio._replace(value=1 - ratio.value, low=1 - ratio.high, high=1 - ratio.low)


def chunksize_of_map(tasks: int, workers: int) -> int:
    """What ``Pool.map`` takes where it is told nothing."""
    return max(1, math.ceil(tasks / (CHUNKS_PER_WORKER * workers)))


def chunked(analysis: Analysis) -> list[Chunked]:
    """Every mechanism and granularity of computing with several chunk sizes, coarse to fine."""
    warm = [one for one in analysis.costs_of("granularity") if one.case.state == "warm"]
    made = [one for one in chunk_groups(warm) if len(one.cases) > 1]
    return sorted(made, key=lambda one: (one.best.case.workload != "spin", -one.granularity))


def chunk_groups(results: Iterable[CaseResult]) -> list[Chunked]:
    """Cases that differ in their chunk size alone, as one each."""
    groups: defaultdict[Case, list[CaseResult]] = defaultdict(list)
    for one in results:
        groups[one.case._replace(chunksize=0)].append(one)
    return [_chunked(found) for found in groups.values()]


def _chunked(found: list[CaseResult]) -> Chunked:
    ordered = sorted(found, key=lambda one: one.case.chunksize)
    usual = chunksize_of_map(ordered[0].tasks, ordered[0].case.workers)
    return Chunked(
        cases=tuple(ordered),
        best=max(ordered, key=lambda one: reached(one).value),
        default=next((one for one in ordered if one.case.chunksize == usual), None),
    )


def chunk_lines(analysis: Analysis) -> Iterator[LabelledText]:
    """What the default loses at each granularity, and what one by one does."""
    if found := chunked(analysis):
        names = dict.fromkeys(api_name(one.best.case.strategy) for one in found)
        yield LabelledText(f"Chunk size of {', '.join(names)}", chunk_text(found))


def chunk_text(found: list[Chunked]) -> str:
    """``the default is best from ... ; chunksize=1 is slower by 38 % at 57 µs``."""
    parts = []
    defaults = [(one, one.default) for one in found if one.default is not None]
    if defaults:
        parts.append("the default (four chunks a worker) " + _of_default(defaults))
    alone = [one for one in found if one.cases[0].case.chunksize == 1]
    losing = [one for one in alone if one.is_significantly_worse(one.cases[0])]
    if losing:
        least = losing[-1]
        loss = _loss(least, least.cases[0])
        parts.append(f"chunksize=1 is slower by {loss} at {seconds_text(least.granularity)} a task")
    elif alone:
        parts.append("chunksize=1 is not measurably slower")
    return "; ".join(parts)


def _of_default(defaults: list[tuple[Chunked, CaseResult]]) -> str:
    worse = [
        f"loses {_loss(one, default)} at {seconds_text(one.granularity)} a task against chunks of "
        f"{one.best.case.chunksize}"
        for one, default in defaults
        if one.is_significantly_worse(default)
    ]
    if worse:
        return ", ".join(worse)
    where = "granularity measured" if len(defaults) == 1 else f"of {len(defaults)} granularities"
    return f"is not measurably different from the best at any {where}"


def _loss(one: Chunked, case: CaseResult) -> str:
    """``38 % [20 %, 51 %]``."""
    loss = one.loss(case)
    return f"{percent(loss.value)} [{percent(loss.low)}, {percent(loss.high)}]"
