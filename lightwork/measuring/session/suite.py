"""One run of the suite: what was chosen, planned and measured. pytest's hooks lead here."""

import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from statistics import median
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import (
    CEILING,
    RESUMED_KEY,
    SCHEMA,
    SPEEDUP,
    TIMELINE_KEY,
    USER_FUNCTION_KEY,
    Case,
    CaseKey,
)
from lightwork.measuring.adaptive.extra_rounds import ExtraRounds
from lightwork.measuring.cases.ceiling import CeilingPool
from lightwork.measuring.cases.cost_case import measure_cost
from lightwork.measuring.cases.cost_family import COST, CostFamily
from lightwork.measuring.cases.rounds import RepeatBudget
from lightwork.measuring.cases.speedup_case import Measured, measure
from lightwork.measuring.clusters.cluster import Cluster
from lightwork.measuring.host.capacity import within_capacity
from lightwork.measuring.host.cores import count_cores
from lightwork.measuring.host.noise import FASTEST
from lightwork.measuring.host.skips import Skip, Unavailable, what_case
from lightwork.measuring.plan import strategy_families
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.engines import how_much_it_loads, may_keep_resources
from lightwork.measuring.plan.forecast import host_factor
from lightwork.measuring.plan.run_plan import plan_families
from lightwork.measuring.plan.strategy_families import STRATEGY_FAMILIES, StrategyFamilies
from lightwork.measuring.plan.traced_cases import tracing_of
from lightwork.measuring.save.extra_info import describe_case, describe_rounds, describe_timeline
from lightwork.measuring.save.journal_file import Journal, write_case, write_skip
from lightwork.measuring.save.resume_reading import ResumedCase
from lightwork.measuring.session.progress import Progress, result_text
from lightwork.measuring.user_function.cases import UserFunction
from lightwork.measuring.watchdog.failures import Failed
from lightwork.measuring.watchdog.supervisor import CaseSupervisor
from lightwork.strategy import StagedRun, Strategy
from lightwork.workload import Workload

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
        own: UserFunction | None = None,
        cluster: Cluster | None = None,
    ) -> None:
        self.own = own
        self.choice = choice
        self.cluster = cluster
        self.workloads = workloads
        self.strategies = strategies
        self.costs = costs
        self.cores = count_cores()
        if own is not None:
            self.plan = own.plan()
        else:
            self.plan = plan_families(choice, workloads, strategies, costs, self.cores)
        self.run_id = uuid.uuid4().hex
        self.supervisor = CaseSupervisor(self.run_id)
        self.started = datetime.now(UTC)
        self.command: list[str] = []  # as it was typed
        self.journal: Journal | None = None
        self.progress: Progress | None = None
        self.kept: Mapping[CaseKey, ResumedCase] = {}  # of the run that this one continues
        self.resumed: list[dict[str, Any]] = []  # when it was continued, and with how many cases
        self.measured_cases = 0  # kept ones too
        self.chosen: dict[str, CaseKey] = {}  # the cases that pytest runs, by their tests' ids
        self.not_measurable: list[Skip] = []  # what turned out not to be measurable here
        self.extra = ExtraRounds(choice.precision, choice.time_budget)
        self._family = ""  # of the latest case
        self.begun = time.perf_counter() - (own.measured.timing.final if own is not None else 0)
        self.inside_seconds = 0.0
        self.repeats = RepeatBudget(int(REPEAT_SHARE * self.plan.rounds))
        self._ceiling = CeilingPool(strategies[CEILING])
        self._compared = StrategyFamilies(workloads, strategies, self.cores.usable)

    def forecasts(self) -> dict[CaseKey, float]:
        """Forecast wall seconds of each planned case."""
        if self.own is not None:  # its race is over
            return {(SPEEDUP, case): 0.0 for case in self.plan.families[SPEEDUP].cases}
        return strategy_families.forecasts(self.plan, self._compared, self.costs, host_factor())

    def loads(self, family: str, case: Case) -> tuple[int, bool]:
        """How much beyond the standard library a case loads into this process, least first."""
        if self.own is not None:
            return 0, False
        cost = self.costs.get(family) if family not in STRATEGY_FAMILIES else None
        return how_much_it_loads(case, self.strategies, self.workloads, cost)

    def measure_case(self, benchmark: BenchmarkFixture, family: str, case: Case) -> None:
        """Measure a case, describe it, write it to the journal and show it.

        Raises `lightwork.measuring.host.skips.Unavailable` where it can't be measured here, and
        `NotJournalled`.
        """
        if self.own is not None:
            self._hand_over(benchmark, self.own, case)
            return
        benchmark.has_error = True  # nothing of it is saved until all of it is there
        engine = may_keep_resources(case, self.strategies)
        companions = self._compared.companions(family, case, self.plan.families)

        def measure_here() -> Measured:
            with within_capacity(case, self.strategies, companions):
                return self._measure(benchmark, family, case)

        measured = self.supervisor.watched(family, case, engine, measure_here, self._discard)
        benchmark.extra_info.update(
            describe_case(family, measured.kind, measured.task, measured.tasks, measured.findings)
        )
        stats = benchmark.stats
        if measured.rounds is None or stats is None:  # benchmarks are disabled
            return
        done = measured.rounds.done
        benchmark.extra_info.update(describe_rounds(done))
        void = measured.findings.void
        benchmark.extra_info.update(self.extra.ended(family, case, measured.rounds, void))
        if measured.timeline is not None:
            benchmark.extra_info[TIMELINE_KEY] = describe_timeline(measured.timeline)
        if family in self.costs and not void:
            self.costs[family].finished(case, done, stats.stats.data)
        self.inside_seconds += measured.rounds.inside_seconds
        self.measured_cases += 1
        benchmark.has_error = False
        write_case(self.journal, stats.as_dict(), self.describe_run())
        operations = measured.tasks if measured.kind == COST else None
        self.show(result_text(family, case, void, done, stats.stats.data, operations))

    def _hand_over(self, benchmark: BenchmarkFixture, own: UserFunction, case: Case) -> None:
        """Give pytest-benchmark what the race has measured, and write it to the journal."""
        if case in own.failed:
            raise Unavailable(own.failed[case])
        benchmark.extra_info.update(own.extra_info(case))
        seconds = own.seconds(case)
        benchmark.pedantic(lambda: None, rounds=len(seconds))  # its timer tells the seconds
        if benchmark.stats is None:  # benchmarks are disabled
            return
        self.measured_cases += 1
        self.inside_seconds += sum(seconds)
        write_case(self.journal, benchmark.stats.as_dict(), self.describe_run())
        speedup = median(
            reference / one
            for reference, one in zip(
                benchmark.extra_info["reference_seconds"], seconds, strict=True
            )
        )
        self.show(f"{speedup:6.3g} x serial, {len(seconds)} rounds")

    def leave_out(self, family: str, case: Case, reason: str) -> None:
        """A case turned out not to be measurable here. Raises `NotJournalled`."""
        skip = Skip(what_case(family, case), reason)
        self.not_measurable.append(skip)
        write_skip(self.journal, skip)
        self.extra.time.leave_out((family, case))
        self.show(f"not run: {reason}")

    def note_failed(self, failed: Failed) -> None:
        """A case failed: show and journal it at once. Raises `NotJournalled`."""
        skip = failed.as_skip()
        self.show(skip.reason)
        write_skip(self.journal, skip)

    def show(self, result: str) -> None:
        """Let the line of the current case end with this."""
        if self.progress is not None:
            self.progress.measured(result)

    def _measure(self, benchmark: BenchmarkFixture, family: str, case: Case) -> Measured:
        planned = self.plan.families[family].rounds
        end = self.extra.look_at(family, case, planned)
        if self._family in self.costs and self._family != family:
            self.costs[self._family].close()  # what it kept is not there for the others
        self._family = family
        if family not in STRATEGY_FAMILIES:
            how = self.costs[family]
            return measure_cost(benchmark, case, how, self.strategies, planned, self.repeats, end)
        work = self._compared.work(family, case)
        tracing = None  # what a timeline shows, the same case of speedup shows
        if family == SPEEDUP:
            tracing = tracing_of(
                case, work, self.workloads, self.strategies, self.cores, self.choice
            )
        return measure(
            benchmark,
            case,
            self.workloads[case.workload].kind,
            self.strategies[case.strategy],
            work,
            tracing,
            self._ceiling_of(family, case),
            planned,
            self.repeats,
            end,
            self._compared.share(family, case),
        )

    def describe_run(self) -> dict[str, Any]:
        """What is saved about the run as a whole; of its command line not a cluster's address."""
        command = self.command
        if self.cluster is not None:
            command = [word.replace(self.cluster.address, "ADDRESS") for word in command]
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
            **self.extra.describe(),
            **({RESUMED_KEY: self.resumed} if self.resumed else {}),
            **({USER_FUNCTION_KEY: self.own.describe()} if self.own is not None else {}),
            **self.supervisor.describe((*self.plan.skipped, *self.not_measurable)),
            **({"cluster": self.cluster.describe()} if self.cluster is not None else {}),
            "finished": self.measured_cases + len(self.not_measurable) == len(self.chosen),
        }

    def close(self) -> None:
        """End what is kept over several cases: the ceiling's workers, what families hold."""
        self._ceiling.close()
        for family in self.costs.values():
            family.close()
        self.supervisor.close()

    def _discard(self) -> None:
        """End by force what is kept over several cases: a failed case may have spoilt it."""
        self._ceiling.discard()
        if self._family in self.costs:
            self.costs[self._family].close()

    def _ceiling_of(self, family: str, case: Case) -> StagedRun | None:
        workers = self._compared.companions(family, case, self.plan.families)
        return self._ceiling.get(workers) if workers else None
