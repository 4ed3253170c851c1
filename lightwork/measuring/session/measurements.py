"""What each case of a run gives: its race or its rounds are run when it is first asked for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from lightwork.core.record import (
    ADDED_KEY,
    BLOCK_KEY,
    SPEEDUP,
    STOPPED_KEY,
    TIMELINE_KEY,
    WEAK_SCALING,
    Case,
    CaseKey,
)
from lightwork.measuring.adaptive.extra_rounds import ExtraRounds
from lightwork.measuring.cases import cluster_case
from lightwork.measuring.cases.case_race import CaseRace, RacedCase, RaceOf
from lightwork.measuring.cases.cluster_case import Cluster
from lightwork.measuring.cases.cost_case import (
    CostCourse,
    MeasuredCost,
    collect_rounds,
    measure_cost,
)
from lightwork.measuring.cases.cost_family import COST, CostFamily
from lightwork.measuring.cases.disposable_cost import CostWork, time_cost
from lightwork.measuring.cases.rounds import RepeatBudget, Round
from lightwork.measuring.clusters.cluster import MPI
from lightwork.measuring.host.capacity import require_room
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.python import gil_of_the_run
from lightwork.measuring.host.skips import Unavailable
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.run_plan import WholePlan
from lightwork.measuring.plan.strategy_families import STRATEGY_FAMILIES, StrategyFamilies
from lightwork.measuring.plan.traced_cases import tracing_of
from lightwork.measuring.race.apart import CaseLost
from lightwork.measuring.save.extra_info import describe_case, describe_rounds, describe_timeline
from lightwork.measuring.save.resume_reading import ResumedCase
from lightwork.measuring.session.catalog import strategy_modules
from lightwork.strategy import Strategy, is_engine
from lightwork.workload import Workload

#: At most this share of the planned rounds is run again where the host disturbed them.
REPEAT_SHARE = 0.1
#: A call may take this many times the forecast of its case, which is of all its calls.
PATIENCE = 20.0
#: Seconds of opening an engine from which on it serves all rounds of a case.
SLOW_SECONDS = 0.5
#: No limit is shorter than this, in seconds: opening an engine on a loaded host takes a minute.
LEAST_SECONDS = 60.0


class MeasuredCase(NamedTuple):
    """What a case gave: its rounds, their seconds, and what is saved beside them."""

    rounds: Sequence[Round]
    seconds: Sequence[float]
    about: Mapping[str, Any]
    void: str | None
    operations: int | None  # of a round, where it is a cost
    inside_seconds: float  # of all clocks


class Measurements:
    """Those of one run."""

    def __init__(
        self,
        choice: Choice,
        plan: WholePlan,
        workloads: Mapping[str, Workload],
        strategies: Mapping[str, Strategy],
        costs: Mapping[str, CostFamily],
        cores: Cores,
        cluster: Cluster | None,
    ) -> None:
        self.extra = ExtraRounds(choice.precision, choice.time_budget)
        self.repeats = RepeatBudget(int(REPEAT_SHARE * plan.rounds))
        self.compared = StrategyFamilies(workloads, strategies, cores.usable)
        self.kept: Mapping[CaseKey, ResumedCase] = {}  # of the run that this one continues
        self.chosen: Sequence[CaseKey] = [
            (family, case) for family, one in plan.families.items() for case in one.cases
        ]
        #: Seconds that are forecast for each case, and what is called as a race begins.
        self.forecasts: Mapping[CaseKey, float] = {}
        self.race_begins: Callable[[Sequence[CaseKey], CaseKey], None] = lambda _all, _first: None
        self._choice = choice
        self._plan = plan
        self._workloads = workloads
        self._strategies = strategies
        self._costs = costs
        self._cores = cores
        self._cluster = cluster
        self._course = CostCourse()
        self._modules = strategy_modules()
        self._next_blocks: dict[tuple[str, str, str], int] = {}  # of each work of a family
        self._found: dict[CaseKey, MeasuredCase | CaseLost | Unavailable] = {}

    def of(self, key: CaseKey, timed: bool) -> MeasuredCase:
        """What a case gave; where it is not ``timed``, it is seen to work.

        Raises `CaseLost` or `Unavailable`.
        """
        if key not in self._found and self.is_raced(key[0]):
            self._run_race(key, timed)
        if key not in self._found:
            self._found[key] = self._measure_alone(key, timed)
        found = self._found[key]
        if not isinstance(found, MeasuredCase):
            raise found
        return found

    def seconds_of(self, key: CaseKey) -> Sequence[float]:
        """Of each round of a case that was measured."""
        found = self._found.get(key)
        return found.seconds if isinstance(found, MeasuredCase) else ()

    def is_raced(self, family: str) -> bool:
        """Whether its cases are raced together; a cluster's are measured one by one."""
        return family in STRATEGY_FAMILIES and self._cluster is None

    def finished(self, key: CaseKey, rounds: Sequence[Round], seconds: Sequence[float]) -> None:
        """A case of a cost family was measured, now or before the run was continued."""
        if key[0] in self._costs:
            self._costs[key[0]].finished(key[1], rounds, seconds)

    def close(self) -> None:
        """End what is kept over several cases, and forget what families know of them."""
        self._course.close()
        for family in self._costs.values():
            family.close()

    def limit_of(self, key: CaseKey) -> float:
        """How long a call for a case may take, in seconds."""
        if self._choice.case_limit is not None:
            return self._choice.case_limit
        return max(LEAST_SECONDS, PATIENCE * self.forecasts.get(key, 0.0))

    def _require(self, key: CaseKey, beside: Sequence[CaseKey] = ()) -> None:
        """Raise `Unavailable` where there is no time or no room for a case."""
        family, case = key
        if reason := self.extra.time.why_not(key, beside):
            raise Unavailable(reason)
        if reason := self._costs[family].why_not(case) if family in self._costs else None:
            raise Unavailable(reason)
        require_room(case, self._strategies.get(case.strategy))

    def _measure_alone(self, key: CaseKey, timed: bool) -> MeasuredCase | CaseLost | Unavailable:
        """A case of a cost family, or of a cluster."""
        family, case = key
        on_cluster = family in STRATEGY_FAMILIES
        how = cluster_case.FAMILY if on_cluster else self._costs[family]
        try:
            self._require(key)
            found = self._rounds_of(key, how, self._plan.families[family].rounds if timed else 0)
        except (CaseLost, Unavailable) as lost:
            return lost
        task = self._workloads[case.workload].task if on_cluster else how.open
        about = describe_case(family, found.kind, task, found.operations, found.findings)
        if timed:
            about |= describe_rounds(found.rounds)
            about |= self.extra.end_case(key, found.rounds, found.seconds)
            if not found.findings.void:
                self.finished(key, found.rounds, found.seconds)
        operations = found.operations if found.kind == COST else None
        inside = inside_seconds(found.rounds, found.seconds)
        void = found.findings.void
        return MeasuredCase(found.rounds, found.seconds, about, void, operations, inside)

    def _rounds_of(self, key: CaseKey, how: CostFamily, planned: int) -> MeasuredCost:
        case, cluster = key[1], self._cluster
        gil = gil_of_the_run()
        work = CostWork(case, how.open.__module__, self._modules, gil, cluster)
        # What is slow to open serves all of a case's rounds.
        once = cluster is not None or is_slow_to_open(self._strategies.get(case.strategy))
        per_opening = 10**6 if once else how.rounds_per_opening(case)
        end = self.extra.begin_case(planned)
        if cluster is not None and cluster.address == MPI:
            # This process is one of the job: no other can take its place.
            return collect_rounds(
                lambda rounds, _: time_cost(abs, (), "", work._replace(rounds=rounds)),
                per_opening,
                planned,
                self.repeats,
                end,
            )
        launchers = self._course.launchers((work.family, *how.imports(case)))
        limit = self.limit_of(key)
        return measure_cost(launchers, work, per_opening, planned, self.repeats, end, limit)

    def _run_race(self, first: CaseKey, timed: bool) -> None:
        """Race all cases of the work of ``first`` that were chosen and are not measured yet."""
        family = first[0]
        keys: list[CaseKey] = []
        race_of = self.compared.race_of
        for key in self.chosen:
            same = key[0] == family and race_of(key[1]) == race_of(first[1])
            if same and key not in self.kept and self._may_begin(key, keys):
                keys.append(key)
        if not keys:
            return
        self._course.close()  # nothing is there beside a race
        self.race_begins(keys, first)
        self.extra.time.start_case()
        race = self._race_of([case for _, case in keys], family, timed)
        racing = CaseRace(race, self._strategies, self.repeats, lambda: self.extra.time.used_up)
        found = racing.run()
        work = family, first[1].workload, first[1].size
        self._next_blocks[work] = race.first_block + racing.blocks_run
        self.extra.time.end_case(*keys)
        inside = racing.inside_seconds
        for case, one in found.items():
            if isinstance(one, RacedCase):
                self._found[family, case] = self._described((family, case), one, timed, inside)
                inside = 0.0  # that of the whole race is with the first one
            else:
                self._found[family, case] = one

    def _race_of(self, cases: Sequence[Case], family: str, timed: bool) -> RaceOf:
        tracings = {
            case: tracing
            for case in (cases if family == SPEEDUP else ())  # what it shows, that shows
            if (tracing := tracing_of(
                case, self._workloads, self._strategies, self._cores, self._choice
            )) is not None
        }  # fmt: skip
        return RaceOf(
            cases,
            self._workloads[cases[0].workload],
            family == WEAK_SCALING,
            self._plan.families[family].rounds if timed else 0,
            self._first_block(family, cases[0]),
            {case: workers for case in cases if (workers := self.compared.ceiling_of(case))},
            tracings,
            {case: self.limit_of((family, case)) for case in cases},
        )

    def _described(
        self, key: CaseKey, raced: RacedCase, timed: bool, inside: float
    ) -> MeasuredCase:
        family, case = key
        workload = self._workloads[case.workload]
        tasks = workload.sizes[case.size].items * (case.workers if family == WEAK_SCALING else 1)
        about = describe_case(
            family, workload.kind, workload.task, tasks, raced.findings, raced=True
        )
        if timed:
            about |= describe_rounds(raced.rounds)
            about |= {
                BLOCK_KEY: list(raced.blocks),
                STOPPED_KEY: "settled" if raced.settled else "budget",
                ADDED_KEY: raced.added,
            }
            self.extra.count(raced.added)
        if raced.timeline is not None:
            about[TIMELINE_KEY] = describe_timeline(raced.timeline)
        return MeasuredCase(raced.rounds, raced.seconds, about, raced.findings.void, None, inside)

    def _may_begin(self, key: CaseKey, beside: Sequence[CaseKey]) -> bool:
        """Whether there is time and room for a case; why not is kept for its own test."""
        try:
            self._require(key, beside)
        except Unavailable as unavailable:
            self._found[key] = unavailable
            return False
        return True

    def _first_block(self, family: str, first: Case) -> int:
        """Beyond those of the same work that are there: rounds of one number are of one block."""
        kept: list[int] = [
            block
            for (its_family, case), one in self.kept.items()
            if (its_family, *case[:2]) == (family, *first[:2])
            for block in one.record["extra_info"].get(BLOCK_KEY, ())
        ]
        known = self._next_blocks.get((family, first.workload, first.size), 0)
        return max(known, *(block + 1 for block in kept), 0)


def is_slow_to_open(strategy: Strategy | None) -> bool:
    """Whether opening it takes longer than the rounds of a case."""
    if strategy is None or not is_engine(strategy):
        return False
    first, _ = strategy.start_seconds or (0.0, 0.0)
    return first > SLOW_SECONDS


def inside_seconds(rounds: Sequence[Round], seconds: Sequence[float]) -> float:
    """Of all clocks of a case."""
    return sum(seconds) + sum(
        one.reference_seconds + (one.ceiling_seconds or 0.0) for one in rounds
    )
