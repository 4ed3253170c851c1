"""A run with everything that was computed from it: what verdict, charts and page read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from lightwork.core.decision import Decision
from lightwork.core.intervals import Estimate
from lightwork.core.record import CEILING, NULL_CONTROL, SPEEDUP, WEAK_SCALING, Case
from lightwork.reporting.estimates.speedup import CaseResult, case_result
from lightwork.reporting.read.saved_run import SavedCase, SavedRun
from lightwork.reporting.stats.null_control import failed_controls
from lightwork.reporting.stats.paired_ratios import (
    WHOLE_WORK,
    by_round,
    ceiling_speedups,
    pooled,
    serial_seconds,
)
from lightwork.reporting.text.names import OVERHEAD, label, starts_as_usual

if TYPE_CHECKING:
    import pandas as pd


class Work(NamedTuple):
    """A workload in one size: what strategies are compared on."""

    workload: str
    size: str
    kind: str


def compared_work(result: CaseResult) -> Work:
    return Work(result.case.workload, result.case.size, result.kind)


class Analysis(NamedTuple):
    """One run: the file's words, its rounds, and the numbers made of them."""

    run: SavedRun
    saved: dict[Case, SavedCase]  # the speedup cases of the file, void ones too
    rounds: dict[Case, dict[str, Sequence[float]]]  # what each round of them gave, by quantity
    results: tuple[CaseResult, ...]
    works: tuple[Work, ...]
    serial_seconds: dict[Work, Estimate]
    ceilings: dict[tuple[Work, int], Estimate]  # speedup of the ceiling, by workers
    null_controls: dict[Work, Estimate]
    noise: Estimate | None  # null control over all works that are work
    failed_nulls: tuple[Case, ...]  # A/A checks that are shown to be something else than 1
    #: By work and state; filled by `lightwork.reporting.decide.decisions` at the first question.
    decided: dict[tuple[Work, str], Decision | None]
    costs: tuple[CaseResult, ...] = ()  # the cases of all cost families
    growing: tuple[CaseResult, ...] = ()  # the cases of work that grows with the workers

    @property
    def table(self) -> "pd.DataFrame":
        """A row for each round; see `lightwork.reporting.estimates.rounds_table`."""
        # Loaded where it is asked for: pandas takes a second, and decisions do without.
        from lightwork.reporting.estimates.rounds_table import make_table

        return make_table([self.run])

    @property
    def usable(self) -> int:
        return self.run.machine.usable_cores

    def of(self, work: Work, state: str | None = None) -> Iterator[CaseResult]:
        """The parallel cases of ``work`` that are numbers, in ``state`` if one is given."""
        for result in self.results:
            case = result.case
            if (case.workload, case.size) != work[:2] or result.void:
                continue
            if case.strategy in (NULL_CONTROL, CEILING) or state not in (None, case.state):
                continue
            yield result

    def result(self, case: Case) -> CaseResult:
        """What is known of a speedup case. Raises StopIteration."""
        return next(one for one in self.results if one.case == case)

    def costs_of(self, family: str) -> list[CaseResult]:
        """The cases of a cost family that are numbers."""
        return [one for one in self.costs if one.family == family and not one.void]

    @property
    def cases(self) -> tuple[CaseResult, ...]:
        """The cases of all families."""
        return (*self.results, *self.growing, *self.costs)

    def label(self, case: Case) -> str:
        """The strategy, with its start method where that is not the interpreter's default."""
        return label(case, self.run.python.default_start_method)

    def is_usual(self, case: Case) -> bool:
        """Whether a case starts its workers as the interpreter does by default, or none."""
        return starts_as_usual(case.start_method, self.run.python.default_start_method)

    def name(self, work: Work) -> str:
        """The workload, with its size where the run has several sizes of it."""
        sizes = {other.size for other in self.works if other.workload == work.workload}
        return work.workload if len(sizes) == 1 else f"{work.workload} ({work.size})"


def analyse(run: SavedRun) -> Analysis:
    """Compute everything that is computed from one run."""
    saved = {one.case: one for one in run.cases if one.family == SPEEDUP}
    every = [case_result(one, run.machine.usable_cores) for one in run.cases]
    results = tuple(one for one in every if one.family == SPEEDUP)
    works = _compared(results)
    loops, crews = serial_seconds(run.cases), ceiling_speedups(run.cases)
    # Microseconds of nothing scatter far more than work does; they say nothing about its noise.
    nulls = [
        one
        for case, one in saved.items()
        if case.strategy == NULL_CONTROL and one.kind != OVERHEAD and not one.void
    ]
    return Analysis(
        run=run,
        saved=saved,
        rounds={case: {"speedup": by_round(one, "speedup")} for case, one in saved.items()},
        results=results,
        works=works,
        serial_seconds={work: loops[work[:2]] for work in works if work[:2] in loops},
        ceilings={
            (work, workers): crews[workload, size, workers]
            for work in works
            for workload, size, workers in sorted(crews)
            if (workload, size) == work[:2]
        },
        null_controls={
            compared_work(result): result.estimates["null_control"]
            for result in results
            if "null_control" in result.estimates
        },
        noise=pooled(nulls, "reference_seconds", "case_seconds") if nulls else None,
        failed_nulls=tuple(failed_controls(run)),
        decided={},
        costs=tuple(one for one in every if one.family not in WHOLE_WORK),
        growing=tuple(one for one in every if one.family == WEAK_SCALING),
    )


def _compared(results: tuple[CaseResult, ...]) -> tuple[Work, ...]:
    """The works with more than one case; a run of single cases compares what there is.

    The tutorial's waves (``naps``) are one case in every plan: a picture, nothing to choose from.
    """
    cases = Counter(map(compared_work, results))
    return tuple(work for work, count in cases.items() if count > 1) or tuple(cases)
