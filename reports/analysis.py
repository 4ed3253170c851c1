"""A run with everything that was computed from it: what verdict, charts and page read."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from benchmarks.intervals import Estimate
from benchmarks.record import Case
from reports.costs import CostResult, cost_results
from reports.estimates import (
    CEILING,
    FAMILY,
    OVERHEAD,
    SERIAL,
    CaseResult,
    calm_rounds,
    case_results,
    pooled,
    rounds_by_case,
)
from reports.null_control import failed_controls
from reports.saved import SavedRun
from reports.table import make_table
from reports.told import Calm, calm_ratios, corrected_probabilities
from reports.weak_scaling import WeakResult, weak_results


class Work(NamedTuple):
    """A workload in one size: what strategies are compared on."""

    workload: str
    size: str
    kind: str


class Analysis(NamedTuple):
    """One run: the file's words, its rounds, and the numbers made of them."""

    run: SavedRun
    table: pd.DataFrame
    rounds: dict[Case, pd.DataFrame]  # the rounds of each speedup case, void ones too
    results: tuple[CaseResult, ...]
    works: tuple[Work, ...]
    serial_seconds: dict[Work, Estimate]
    ceilings: dict[tuple[Work, int], Estimate]  # speedup of the ceiling, by workers
    null_controls: dict[Work, Estimate]
    noise: Estimate | None  # null control over all works that are work
    calm: dict[Case, Calm]  # ratios of each speedup case that is a number
    corrected: dict[Case, float]  # p-value that a case is as fast as the plain loop, corrected
    failed_nulls: tuple[Case, ...]  # null controls that are told to be something else than 1
    costs: tuple[CostResult, ...] = ()  # the cases of all cost families
    growing: tuple[WeakResult, ...] = ()  # the cases of work that grows with the workers

    @property
    def usable(self) -> int:
        return self.run.machine.usable_cores

    def of(self, work: Work, state: str | None = None) -> Iterator[CaseResult]:
        """The parallel cases of ``work`` that are numbers, in ``state`` if one is given."""
        for result in self.results:
            case = result.case
            if (case.workload, case.size) != work[:2] or result.void:
                continue
            if case.strategy in (SERIAL, CEILING) or state not in (None, case.state):
                continue
            yield result

    def loop_seconds(self, result: CaseResult) -> float:
        """Seconds of the plain loop in the rounds that the case's speedup is of; their median.

        Over the whole run (`serial_seconds`) the loop may have been quicker than beside the case.
        """
        rows, _ = calm_rounds(self.rounds[result.case])
        return float(rows["reference_seconds"].median())

    def costs_of(self, family: str) -> list[CostResult]:
        """The cases of a cost family that are numbers."""
        return [one for one in self.costs if one.family == family and not one.void]

    @property
    def cases(self) -> tuple[CaseResult | WeakResult | CostResult, ...]:
        """The cases of all families."""
        return (*self.results, *self.growing, *self.costs)

    def floor(self, work: Work) -> Estimate | None:
        """The noise floor: the null control of ``work``, else the run's."""
        own = self.null_controls.get(work)
        floor = own if own is not None and own.bounded else self.noise
        if floor is None or not self.failed_nulls:
            return floor
        # Something was off by so much in this run, and not known where else: to either side.
        off = max(
            max(null.high, 1 / null.low) for null in self.null_controls.values() if null.bounded
        )
        return floor._replace(low=min(floor.low, 1 / off), high=max(floor.high, off))

    def name(self, work: Work) -> str:
        """The workload, with its size where the run has several sizes of it."""
        sizes = {other.size for other in self.works if other.workload == work.workload}
        return work.workload if len(sizes) == 1 else f"{work.workload} ({work.size})"


def analyse(run: SavedRun) -> Analysis:
    """Compute everything that is computed from one run."""
    table = make_table([run])
    rounds = rounds_by_case(table)
    results = tuple(case_results(run, rounds))
    numbers = table[(table["family"] == FAMILY) & (table["void"] == "")]
    works = _compared(results)
    calm = calm_ratios(run)
    # Microseconds of nothing scatter far more than work does; they say nothing about its noise.
    null_rounds = numbers[(numbers["strategy"] == SERIAL) & (numbers["kind"] != OVERHEAD)]
    return Analysis(
        run=run,
        table=table,
        rounds=rounds,
        results=results,
        works=works,
        serial_seconds=_serial_seconds(works, numbers),
        ceilings=_ceilings(works, numbers),
        null_controls=_null_controls(results),
        noise=pooled(null_rounds, "reference_seconds", "case_seconds"),
        calm=calm,
        corrected=corrected_probabilities(calm),
        failed_nulls=tuple(failed_controls(run)),
        costs=cost_results(run, table),
        growing=weak_results(run, table),
    )


def _compared(results: tuple[CaseResult, ...]) -> tuple[Work, ...]:
    """The works with more than one case; a run of single cases compares what there is.

    The tutorial's waves (``naps``) are one case in every plan: a picture, nothing to choose from.
    """
    cases = Counter(Work(r.case.workload, r.case.size, r.kind) for r in results)
    return tuple(work for work, count in cases.items() if count > 1) or tuple(cases)


def _of_work(table: pd.DataFrame, work: Work) -> pd.DataFrame:
    return table[(table["workload"] == work.workload) & (table["size"] == work.size)]


def _serial_seconds(works: tuple[Work, ...], numbers: pd.DataFrame) -> dict[Work, Estimate]:
    """Seconds of the serial loop, over the reference of every round of the run."""
    found = {work: pooled(_of_work(numbers, work), "reference_seconds", "") for work in works}
    return {work: estimate for work, estimate in found.items() if estimate is not None}


def _ceilings(works: tuple[Work, ...], numbers: pd.DataFrame) -> dict[tuple[Work, int], Estimate]:
    """What the machine allowed: reference / ceiling over all cases with as many workers."""
    found = {}
    for work in works:
        limited = _of_work(numbers, work).dropna(subset=["ceiling_seconds"])
        for workers, rows in limited.groupby("workers"):
            estimate = pooled(rows, "reference_seconds", "ceiling_seconds")
            if estimate is not None:
                found[work, int(str(workers))] = estimate
    return found


def _null_controls(results: tuple[CaseResult, ...]) -> dict[Work, Estimate]:
    return {
        Work(result.case.workload, result.case.size, result.kind): result.estimates["null_control"]
        for result in results
        if "null_control" in result.estimates
    }
