"""What each case of a run gives: the race that it is in is run when it is first asked for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from lightwork.core.record import (
    BLOCK_KEY,
    OUT_OF_TIME,
    SPEEDUP,
    STOPPED_KEY,
    TIMELINE_KEY,
    WEAK_SCALING,
    Case,
    CaseKey,
)
from lightwork.measuring.cases import cluster_case
from lightwork.measuring.cases.case_race import CaseRace, RacedCase, RaceOf
from lightwork.measuring.cases.cluster_case import Cluster
from lightwork.measuring.cases.cost_family import COST, CostFamily
from lightwork.measuring.cases.cost_race import CostRace, CostRaceOf, RacedCost
from lightwork.measuring.cases.disposable_cost import CostWork
from lightwork.measuring.cases.rounds import RepeatBudget, Round
from lightwork.measuring.clusters.cluster import MPI
from lightwork.measuring.host.capacity import require_room
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.python import gil_of_the_run
from lightwork.measuring.host.skips import Unavailable
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.run_plan import WholePlan
from lightwork.measuring.plan.strategy_families import STRATEGY_FAMILIES, StrategyFamilies, race_of
from lightwork.measuring.plan.time_budget import TimeBudget
from lightwork.measuring.plan.traced_cases import tracing_of
from lightwork.measuring.race.apart import CaseLost, modules_of
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
#: Rounds of an opening that serves them all.
ALL_ROUNDS = 10**6
#: No limit is shorter than this, in seconds: opening an engine on a loaded host takes a minute.
LEAST_SECONDS = 60.0
#: Cases of a cost family are measured together for about so long, in seconds of their forecasts:
#: what a run loses at most where it is killed.
COST_RACE_SECONDS = 20.0


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
        self.time = TimeBudget(choice.time_budget)
        self.repeats = RepeatBudget(int(REPEAT_SHARE * plan.rounds))
        self.compared = StrategyFamilies(workloads, strategies, cores.usable)
        self.kept: Mapping[CaseKey, ResumedCase] = {}  # of the run that this one continues
        self.chosen: Sequence[CaseKey] = [
            (family, case) for family, one in plan.families.items() for case in one.cases
        ]
        #: Seconds that are forecast for each case, and what is called as a race begins.
        self.forecasts: Mapping[CaseKey, float] = {}
        self.race_begins: Callable[[Sequence[CaseKey], CaseKey], None] = lambda _all, _first: None
        self.block_begins: Callable[[int, int], None] = lambda _block, _of: None
        self._choice = choice
        self._plan = plan
        self._workloads = workloads
        self._strategies = strategies
        self._costs = costs
        self._cores = cores
        self._cluster = cluster
        self._modules = strategy_modules()
        self._next_blocks: dict[tuple[str, str, str], int] = {}  # of each work of a family
        self._found: dict[CaseKey, MeasuredCase | CaseLost | Unavailable] = {}

    def of(self, key: CaseKey, timed: bool) -> MeasuredCase:
        """What a case gave; where it is not ``timed``, it is seen to work.

        Raises `CaseLost` or `Unavailable`.
        """
        if key not in self._found:
            self._run_race(key, timed)
        found = self._found[key]
        if not isinstance(found, MeasuredCase):
            raise found
        return found

    def seconds_of(self, key: CaseKey) -> Sequence[float]:
        """Of each round of a case that was measured."""
        found = self._found.get(key)
        return found.seconds if isinstance(found, MeasuredCase) else ()

    def limit_of(self, key: CaseKey) -> float:
        """How long a call for a case may take, in seconds."""
        if self._choice.case_limit is not None:
            return self._choice.case_limit
        return max(LEAST_SECONDS, PATIENCE * self.forecasts.get(key, 0.0))

    def _is_over(self) -> bool:
        return self.time.used_up

    def _run_race(self, first: CaseKey, timed: bool) -> None:
        """Run the race of ``first``, and keep what each case of it gave."""
        raced = first[0] in STRATEGY_FAMILIES and self._cluster is None
        together = self._of_its_work(first) if raced else self._of_its_costs(first)
        keys: list[CaseKey] = []
        for key in together:
            if self._may_begin(key, keys):
                keys.append(key)
        if not keys:
            return
        self.race_begins(keys, first)
        self.time.start_race()
        run = self._race_cases if raced else self._race_costs
        self._found |= run(first[0], [case for _, case in keys], timed)
        self.time.end_race(keys)

    def _may_begin(self, key: CaseKey, beside: Sequence[CaseKey]) -> bool:
        """Whether there is time and room for a case; why not is kept for its own test."""
        if reason := self.time.why_not(key, beside):
            self._found[key] = Unavailable(reason)
            return False
        try:
            require_room(key[1], self._strategies.get(key[1].strategy))
        except Unavailable as unavailable:
            self._found[key] = unavailable
            return False
        return True

    def _to_measure(self, family: str) -> list[CaseKey]:
        return [
            key
            for key in self.chosen
            if key[0] == family and key not in self.kept and key not in self._found
        ]

    def _of_its_work(self, first: CaseKey) -> list[CaseKey]:
        """Those of the same work."""
        race = race_of(first[1])
        return [key for key in self._to_measure(first[0]) if race_of(key[1]) == race]

    def _of_its_costs(self, first: CaseKey) -> list[CaseKey]:
        """Those that need the same modules, for `COST_RACE_SECONDS`."""
        how = self._family_of(first[0])
        found: list[CaseKey] = [first]
        if self._is_in_mpi_job:
            return found  # what one raises here is its own test's failure
        seconds = self.forecasts.get(first, 0.0)
        for key in self._to_measure(first[0]):
            if key == first or how.imports(key[1]) != how.imports(first[1]):
                continue
            seconds += self.forecasts.get(key, 0.0)
            if seconds > COST_RACE_SECONDS:
                break
            found.append(key)
        return found

    @property
    def _is_in_mpi_job(self) -> bool:
        """Whether this process is one of the job, and no other can take its place."""
        return self._cluster is not None and self._cluster.address == MPI

    def _family_of(self, name: str) -> CostFamily:
        """How cases of a family are opened; on a cluster also those that are raced elsewhere."""
        return cluster_case.FAMILY if name in STRATEGY_FAMILIES else self._costs[name]

    def _race_costs(
        self, family: str, cases: Sequence[Case], timed: bool
    ) -> dict[CaseKey, MeasuredCase | CaseLost | Unavailable]:
        how, cluster = self._family_of(family), self._cluster
        module = how.open.__module__
        race = CostRaceOf(
            {case: CostWork(case, module, self._modules, gil_of_the_run(), cluster)
             for case in cases},
            self._plan.families[family].rounds if timed else 0,
            {case: self._per_opening(how, case) for case in cases},
            {case: self.limit_of((family, case)) for case in cases},
            (module, *how.imports(cases[0]), *self._loaded_before(cases)),
            apart=not self._is_in_mpi_job,
        )  # fmt: skip
        found = CostRace(race, self.repeats, self._is_over, self.block_begins).run()
        return {
            (family, case): self._described_cost(family, case, one, timed)
            if isinstance(one, RacedCost)
            else one
            for case, one in found.items()
        }

    def _loaded_before(self, cases: Sequence[Case]) -> list[str]:
        """Modules of the strategies of cases; an engine is loaded by those alone that use it."""
        names = dict.fromkeys(case.strategy for case in cases)
        found = (self._strategies.get(name) for name in names)
        return modules_of(how for how in found if how is not None and not is_engine(how))

    def _per_opening(self, how: CostFamily, case: Case) -> int:
        """What is slow to open serves all of a case's rounds."""
        slow = self._cluster is not None or is_slow_to_open(self._strategies.get(case.strategy))
        return ALL_ROUNDS if slow else how.rounds_per_opening(case)

    def _described_cost(
        self, family: str, case: Case, found: RacedCost, timed: bool
    ) -> MeasuredCase:
        on_cluster = family in STRATEGY_FAMILIES
        task = self._workloads[case.workload].task if on_cluster else self._costs[family].open
        about = describe_case(family, found.kind, task, found.operations, found.findings)
        if timed:
            about |= self._described_rounds(family, found.rounds)
        operations = found.operations if found.kind == COST else None
        inside = inside_seconds(found.rounds, found.seconds)
        void = found.findings.void
        return MeasuredCase(found.rounds, found.seconds, about, void, operations, inside)

    def _described_rounds(self, family: str, rounds: Sequence[Round]) -> dict[str, Any]:
        """Those of a case, and whether they are all or the time budget has cut them short."""
        cut = len(rounds) < self._plan.families[family].rounds
        return {**describe_rounds(rounds), STOPPED_KEY: OUT_OF_TIME if cut else "planned"}

    def _race_cases(
        self, family: str, cases: Sequence[Case], timed: bool
    ) -> dict[CaseKey, MeasuredCase | CaseLost | Unavailable]:
        race = self._race_of(cases, family, timed)
        racing = CaseRace(race, self._strategies, self.repeats, self._is_over, self.block_begins)
        found = racing.run()
        work = family, cases[0].workload, cases[0].size
        self._next_blocks[work] = race.first_block + racing.blocks_run
        described: dict[CaseKey, MeasuredCase | CaseLost | Unavailable] = {}
        inside = racing.inside_seconds
        for case, one in found.items():
            if isinstance(one, RacedCase):
                described[family, case] = self._described(family, case, one, timed, inside)
                inside = 0.0  # that of the whole race is with the first one
            else:
                described[family, case] = one
        return described

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
        self, family: str, case: Case, raced: RacedCase, timed: bool, inside: float
    ) -> MeasuredCase:
        workload = self._workloads[case.workload]
        tasks = workload.sizes[case.size].items * (case.workers if family == WEAK_SCALING else 1)
        about = describe_case(
            family, workload.kind, workload.task, tasks, raced.findings, raced=True
        )
        if timed:
            about |= self._described_rounds(family, raced.rounds)
            about[BLOCK_KEY] = list(raced.blocks)
        if raced.timeline is not None:
            about[TIMELINE_KEY] = describe_timeline(raced.timeline)
        return MeasuredCase(raced.rounds, raced.seconds, about, raced.findings.void, None, inside)

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
