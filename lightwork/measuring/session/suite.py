"""One run of the suite: what was chosen, planned and measured. pytest's hooks lead here."""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import RESUMED_KEY, SCHEMA, SPEEDUP, USER_FUNCTION_KEY, Case, CaseKey
from lightwork.measuring.cases.cluster_case import Cluster
from lightwork.measuring.cases.cost_family import CostFamily
from lightwork.measuring.host.cores import count_cores
from lightwork.measuring.host.noise import FASTEST
from lightwork.measuring.host.skips import Skip, Unavailable, what_case
from lightwork.measuring.plan import strategy_families
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.forecast import host_factor
from lightwork.measuring.plan.run_plan import plan_families
from lightwork.measuring.race.apart import CaseLost
from lightwork.measuring.save.journal_file import Journal, write_case, write_skip
from lightwork.measuring.session.failures import Failed, cause_of
from lightwork.measuring.session.measurements import Measurements
from lightwork.measuring.session.progress import Progress, result_text
from lightwork.measuring.user_function.cases import UserFunction
from lightwork.strategy import Strategy
from lightwork.workload import Workload


def do_nothing() -> None:
    """What pytest-benchmark calls: its timer tells the seconds of what was measured elsewhere."""


class Suite:
    """Everything that lasts for one run."""

    def __init__(
        self,
        choice: Choice,
        workloads: Mapping[str, Workload],
        strategies: Mapping[str, Strategy],
        costs: Mapping[str, CostFamily],
        own: UserFunction | None = None,
        cluster: Cluster | None = None,
    ) -> None:
        self.own = own
        self.choice = choice
        self.workloads = workloads
        self.cluster = cluster
        self.costs = costs
        cores = count_cores()
        if own is not None:
            self.plan = own.plan()
        else:
            self.plan = plan_families(choice, workloads, strategies, costs, cores)
        self.measurements = Measurements(
            choice, self.plan, workloads, strategies, costs, cores, cluster
        )
        self.run_id = uuid.uuid4().hex
        self.started = datetime.now(UTC)
        self.command: list[str] = []  # as it was typed
        self.journal: Journal | None = None
        self.progress: Progress | None = None
        self.resumed: list[dict[str, Any]] = []  # when it was continued, and with how many cases
        self.measured_cases = 0  # kept ones too
        self.chosen: dict[str, CaseKey] = {}  # the cases that pytest runs, by their tests' ids
        self.not_measurable: list[Skip] = []  # what turned out not to be measurable here
        self.failed: list[Failed] = []
        self.time, self.repeats = self.measurements.time, self.measurements.repeats
        self.begun = time.perf_counter() - (own.measured.timing.final if own is not None else 0)
        self.inside_seconds = 0.0

    def begin(self, chosen: Mapping[str, CaseKey], forecasts: Mapping[CaseKey, float]) -> None:
        """Before the first case: those that pytest runs, and what is forecast for each."""
        self.measurements.chosen = [*chosen.values()]
        self.measurements.forecasts = forecasts
        if self.progress is not None:
            self.measurements.race_begins = self.progress.raced
            self.measurements.block_begins = self.progress.block

    def forecasts(self) -> dict[CaseKey, float]:
        """Forecast wall seconds of each planned case."""
        if self.own is not None:  # its race is over
            return {(SPEEDUP, case): 0.0 for case in self.plan.families[SPEEDUP].cases}
        compared = self.measurements.compared
        return strategy_families.forecasts(self.plan, compared, self.costs, host_factor())

    def seconds_of(self, key: CaseKey) -> Sequence[float]:
        """Of each round of a case that was measured."""
        if self.own is not None:
            return self.own.seconds(key[1])
        return self.measurements.seconds_of(key)

    def measure_case(self, benchmark: BenchmarkFixture, family: str, case: Case) -> None:
        """Measure a case, describe it, write it to the journal and show it.

        Raises `CaseLost`, `lightwork.measuring.host.skips.Unavailable` where it can't be measured
        here, and `NotJournalled`.
        """
        if self.own is not None:
            self._hand_over(benchmark, self.own, case)
            return
        benchmark.has_error = True  # nothing of it is saved until all of it is there
        try:
            found = self.measurements.of((family, case), benchmark.enabled)
        except CaseLost as lost:
            self._note(Failed(family, case, cause_of(lost), lost.seconds))
            raise
        benchmark.extra_info.update(found.about)
        self.inside_seconds += found.inside_seconds

        def shown() -> str:
            seconds = found.seconds
            return result_text(family, case, found.void, found.rounds, seconds, found.operations)

        self._save(benchmark, found.seconds, shown)

    def _hand_over(self, benchmark: BenchmarkFixture, own: UserFunction, case: Case) -> None:
        """A case of a user's function, whose race is over."""
        if case in own.failed:
            raise Unavailable(own.failed[case])
        info, seconds = own.extra_info(case), own.seconds(case)
        benchmark.extra_info.update(info)
        self.inside_seconds += sum(seconds)

        def shown() -> str:
            pairs = zip(info["reference_seconds"], seconds, strict=True)
            speedup = median(reference / one for reference, one in pairs)
            return f"{speedup:6.3g} x serial, {len(seconds)} rounds"

        self._save(benchmark, seconds, shown)

    def _save(
        self, benchmark: BenchmarkFixture, seconds: Sequence[float], shown: Callable[[], str]
    ) -> None:
        """Give pytest-benchmark what was measured, and write it to the journal."""
        # Its timer tells the seconds; where benchmarks are disabled there are none.
        benchmark.pedantic(do_nothing, rounds=max(1, len(seconds)))
        if benchmark.stats is None:
            return
        self.measured_cases += 1
        benchmark.has_error = False
        write_case(self.journal, benchmark.stats.as_dict(), self.describe_run())
        self.show(shown())

    def leave_out(self, family: str, case: Case, reason: str) -> None:
        """A case turned out not to be measurable here. Raises `NotJournalled`."""
        skip = Skip(what_case(family, case), reason)
        self.not_measurable.append(skip)
        write_skip(self.journal, skip)
        self.show(f"not run: {reason}")

    def _note(self, failed: Failed) -> None:
        """A case failed: show and journal it at once. Raises `NotJournalled`."""
        self.failed.append(failed)
        skip = failed.as_skip()
        self.show(skip.reason)
        write_skip(self.journal, skip)

    def show(self, result: str) -> None:
        """Let the line of the current case end with this."""
        if self.progress is not None:
            self.progress.measured(result)

    def describe_run(self) -> dict[str, Any]:
        """What is saved about the run as a whole; of its command line not a cluster's address."""
        command = self.command
        if self.cluster is not None:
            command = [word.replace(self.cluster.address, "ADDRESS") for word in command]
        skipped = *self.plan.skipped, *self.not_measurable
        return {
            "schema": SCHEMA,
            "run_id": self.run_id,
            "effort": self.choice.effort,
            "label": self.choice.label or "",
            "command": command,
            "started": self.started.isoformat(),
            "seconds": time.perf_counter() - self.begun,
            "inside_rounds_seconds": self.inside_seconds,
            "fastest_spin_seconds": FASTEST.seconds if self.measured_cases else None,
            "repeated_rounds": self.repeats.spent,
            "planned_cases": len(self.chosen),
            "rounds_per_case": {name: plan.rounds for name, plan in self.plan.families.items()},
            "time_budget": self.time.seconds,
            **({RESUMED_KEY: self.resumed} if self.resumed else {}),
            **({USER_FUNCTION_KEY: self.own.describe()} if self.own is not None else {}),
            # Failures are among what was skipped, too, for readers that know of none.
            "skipped": [
                *(skip._asdict() for skip in skipped),
                *(failed.as_skip()._asdict() for failed in self.failed),
            ],
            **({"failed": [one.describe() for one in self.failed]} if self.failed else {}),
            **({"cluster": self.cluster.describe()} if self.cluster is not None else {}),
            "finished": self.measured_cases + len(self.not_measurable) == len(self.chosen),
        }
