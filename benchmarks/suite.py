"""One run of the suite: what was chosen, planned and measured. pytest's hooks lead here."""

import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.ceiling_keeper import CeilingKeeper
from benchmarks.cores import count_cores
from benchmarks.efforts import CEILING
from benchmarks.extra_info import describe_case, describe_rounds
from benchmarks.forecast import forecast_seconds, host_factor
from benchmarks.journal import Journal
from benchmarks.measure import measure
from benchmarks.options import Choice
from benchmarks.parts import Work, work_of
from benchmarks.plan import Planner
from benchmarks.progress import Progress
from benchmarks.record import SCHEMA, Case
from benchmarks.rounds import RepeatBudget
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
    ) -> None:
        self.choice = choice
        self.workloads = workloads
        self.strategies = strategies
        self.cores = count_cores()
        self.plan = Planner(choice, workloads, strategies, self.cores).plan()
        self.run_id = uuid.uuid4().hex
        self.started = datetime.now(UTC)
        self.journal: Journal | None = None
        self.progress: Progress | None = None
        self.measured_cases = 0
        self._start = time.perf_counter()
        self._inside_seconds = 0.0
        self._budget = RepeatBudget(int(REPEAT_SHARE * len(self.plan.cases) * self.plan.rounds))
        self._ceiling = CeilingKeeper(strategies[CEILING])
        self._work: tuple[tuple[str, str], Work] | None = None

    def forecasts(self) -> dict[str, float]:
        """Forecast wall seconds of each planned case, by its id."""
        factor = host_factor()
        return {
            case.id: forecast_seconds(
                case,
                self.workloads[case.workload],
                self.strategies[case.strategy],
                self.cores.usable,
                self._has_ceiling(case),
                self.plan.rounds,
                factor,
            )
            for case in self.plan.cases
        }

    def measure_case(self, benchmark: BenchmarkFixture, family: str, case: Case) -> None:
        """Measure a case, describe it, write it to the journal and show it."""
        workload = self.workloads[case.workload]
        work = self._work_of(case)
        measured = measure(
            benchmark,
            case,
            self.strategies[case.strategy],
            work,
            self._ceiling_of(case),
            self.plan.rounds,
            self._budget,
        )
        benchmark.extra_info.update(
            describe_case(family, workload, len(work.items), measured.findings)
        )
        stats = benchmark.stats
        if measured.rounds is None or stats is None:  # benchmarks are disabled
            return
        done = measured.rounds.done
        benchmark.extra_info.update(describe_rounds(done))
        self._inside_seconds += measured.rounds.inside_seconds
        self.measured_cases += 1
        if self.journal is not None:
            self.journal.write(stats.as_dict())
        if self.progress is not None:
            self.progress.measured(done, stats.stats.data, measured.findings.void)

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
            "planned_cases": len(self.plan.cases),
            "rounds_per_case": self.plan.rounds,
            "skipped": [skip._asdict() for skip in self.plan.skipped],
            "finished": self.measured_cases == len(self.plan.cases),
        }

    def close(self) -> None:
        """End the ceiling's workers."""
        self._ceiling.close()

    def _has_ceiling(self, case: Case) -> bool:
        kind = self.workloads[case.workload].kind
        serial = self.strategies[case.strategy].worker == "none"
        return kind in KINDS_WITH_CEILING and not serial and case.strategy != CEILING

    def _ceiling_of(self, case: Case) -> StagedRun | None:
        if not self._has_ceiling(case):
            return None
        most = max(other.workers for other in self.plan.cases if self._has_ceiling(other))
        return self._ceiling.get(most)

    def _work_of(self, case: Case) -> Work:
        """The latest work is kept: neighbouring cases share it."""
        key = (case.workload, case.size)
        if self._work is None or self._work[0] != key:
            self._work = (key, work_of(self.workloads[case.workload], case.size))
        return self._work[1]
