"""One run of the suite: what was chosen, planned and measured. pytest's hooks lead here."""

import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.ceiling_keeper import CeilingKeeper
from benchmarks.cores import count_cores
from benchmarks.costs import COST, CostFamily
from benchmarks.efforts import CEILING
from benchmarks.extra_info import describe_case, describe_rounds, describe_timeline
from benchmarks.forecast import forecast_seconds, host_factor
from benchmarks.host_watch import FASTEST
from benchmarks.journal import Journal
from benchmarks.measure import Measured, measure
from benchmarks.measure_cost import measure_cost
from benchmarks.options import Choice
from benchmarks.parts import Work, work_of
from benchmarks.progress import Progress, cost_words, speedup_words
from benchmarks.record import SCHEMA, SPEEDUP, TIMELINE_KEY, Case
from benchmarks.rounds import RepeatBudget
from benchmarks.skips import Skip
from benchmarks.tracing import tracing_of
from benchmarks.whole_plan import plan_families
from strategies import StagedRun, Strategy
from workloads import Workload

#: Kinds with a ceiling. Waiting needs no cores, so any number of independent waiters is as quick
#: as one, and empty work has no limit to reach: there the ceiling is left out.
KINDS_WITH_CEILING = ("cpu", "native", "memory", "mixed")
#: At most this share of the planned rounds is run again where the host disturbed them.
REPEAT_SHARE = 0.1


class Suite:
    """Everything that lasts for one run."""

    def __init__(
        self,
        choice: Choice,
        workloads: Mapping[str, Workload],
        strategies: Mapping[str, Strategy],
        costs: Mapping[str, CostFamily],
    ) -> None:
        self.choice = choice
        self.workloads = workloads
        self.strategies = strategies
        self.costs = costs
        self.cores = count_cores()
        self.plan = plan_families(choice, workloads, strategies, costs, self.cores)
        self.run_id = uuid.uuid4().hex
        self.started = datetime.now(UTC)
        self.journal: Journal | None = None
        self.progress: Progress | None = None
        self.measured_cases = 0
        self.planned_cases = len(self.plan.cases)  # fewer where pytest was told to run a part
        self.found_out: list[Skip] = []  # what turned out not to be measurable here
        self._family = ""  # of the latest case
        self._start = time.perf_counter()
        self._inside_seconds = 0.0
        self._budget = RepeatBudget(int(REPEAT_SHARE * self.plan.rounds))
        self._ceiling = CeilingKeeper(strategies[CEILING])
        self._work: tuple[tuple[str, str], Work] | None = None

    def forecasts(self) -> dict[str, float]:
        """Forecast wall seconds of each planned case, by its id."""
        factor = host_factor()
        found = {}
        for family, plan in self.plan.families.items():
            for case in plan.cases:
                if family == SPEEDUP:
                    found[case.id] = self._forecast_speedup(case, plan.rounds, factor)
                else:
                    per_round, opening = self.costs[family].seconds(case)
                    found[case.id] = opening + (plan.rounds + 1) * per_round
        return found

    def loads_more(self, family: str, case: Case) -> bool:
        """Whether a case loads more than the standard library into this process."""
        if family == SPEEDUP:
            return bool(self.workloads[case.workload].imports)
        return bool(self.costs[family].imports(case))

    def measure_case(self, benchmark: BenchmarkFixture, family: str, case: Case) -> None:
        """Measure a case, describe it, write it to the journal and show it.

        Raises `benchmarks.skips.Unavailable` where a cost case can't be measured here.
        """
        measured = self._measure(benchmark, family, case)
        benchmark.extra_info.update(
            describe_case(family, measured.kind, measured.task, measured.tasks, measured.findings)
        )
        stats = benchmark.stats
        if measured.rounds is None or stats is None:  # benchmarks are disabled
            return
        done = measured.rounds.done
        benchmark.extra_info.update(describe_rounds(done))
        if measured.timeline is not None:
            benchmark.extra_info[TIMELINE_KEY] = describe_timeline(measured.timeline)
        if family != SPEEDUP and not measured.findings.void:
            self.costs[family].finished(case, done, stats.stats.data)
        self._inside_seconds += measured.rounds.inside_seconds
        self.measured_cases += 1
        if self.journal is not None:
            self.journal.write(stats.as_dict())
        if self.progress is not None:
            seconds = stats.stats.data
            words = (
                cost_words(done, seconds, measured.tasks)
                if measured.kind == COST
                else speedup_words(done, seconds)
            )
            void = measured.findings.void
            self.progress.measured(f"void: {void}" if void else words)

    def _measure(self, benchmark: BenchmarkFixture, family: str, case: Case) -> Measured:
        planned = self.plan.families[family].rounds
        if self._family in self.costs and self._family != family:
            self.costs[self._family].close()  # what it kept is not there for the others
        self._family = family
        if family != SPEEDUP:
            how = self.costs[family]
            return measure_cost(benchmark, case, how, self.strategies, planned, self._budget)
        work = self._work_of(case)
        return measure(
            benchmark,
            case,
            self.workloads[case.workload].kind,
            self.strategies[case.strategy],
            work,
            tracing_of(case, work, self.workloads, self.strategies, self.cores, self.choice),
            self._ceiling_of(case),
            planned,
            self._budget,
        )

    def describe_run(self, command: list[str]) -> dict[str, Any]:
        """What is saved about the run as a whole. ``command`` is as it was typed."""
        return {
            "schema": SCHEMA,
            "run_id": self.run_id,
            "effort": self.choice.effort,
            "label": self.choice.label or "",
            "command": command,
            "started": self.started.isoformat(),
            "seconds": time.perf_counter() - self._start,
            "inside_rounds_seconds": self._inside_seconds,
            "fastest_spin_seconds": FASTEST.seconds if self.measured_cases else None,
            "repeated_rounds": self._budget.spent,
            "planned_cases": self.planned_cases,
            "rounds_per_case": {name: plan.rounds for name, plan in self.plan.families.items()},
            "skipped": [skip._asdict() for skip in (*self.plan.skipped, *self.found_out)],
            "finished": self.measured_cases + len(self.found_out) == self.planned_cases,
        }

    def close(self) -> None:
        """End what is kept over several cases: the ceiling's workers, what families hold."""
        self._ceiling.close()
        for family in self.costs.values():
            family.close()

    def _forecast_speedup(self, case: Case, rounds: int, factor: float) -> float:
        return forecast_seconds(
            case,
            self.workloads[case.workload],
            self.strategies[case.strategy],
            self.cores.usable,
            self._has_ceiling(case),
            rounds,
            factor,
        )

    def _has_ceiling(self, case: Case) -> bool:
        kind = self.workloads[case.workload].kind
        serial = self.strategies[case.strategy].worker == "none"
        return kind in KINDS_WITH_CEILING and not serial and case.strategy != CEILING

    def _ceiling_of(self, case: Case) -> StagedRun | None:
        if not self._has_ceiling(case):
            return None
        cases = self.plan.families[SPEEDUP].cases
        most = max(other.workers for other in cases if self._has_ceiling(other))
        return self._ceiling.get(most)

    def _work_of(self, case: Case) -> Work:
        """The latest work is kept: neighbouring cases share it."""
        key = (case.workload, case.size)
        if self._work is None or self._work[0] != key:
            self._work = (key, work_of(self.workloads[case.workload], case.size))
        return self._work[1]
