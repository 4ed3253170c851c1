"""A race of the suite: all cases of one family, workload and size, in blocks.

As in a user's own race (`lightwork.measuring.race.race`) a block runs the serial loop, the ceiling
of each worker count and every case once each, in an order drawn for it, each in a process of its
own. Nobody leaves as slower: the report shows them all. A block that would take long is cut into
sub-blocks, with a serial loop and ceilings of their own, so that what is divided stays near.
"""

import itertools
import math
import pickle
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.core.decision import UNDECIDED, Contender, decide
from lightwork.core.intervals import FEWEST_VALUES, median_interval
from lightwork.core.places import SUITE
from lightwork.core.record import CASE, LIMIT, NULL_CONTROL, REFERENCE, STATES, Case
from lightwork.measuring.cases import disposable
from lightwork.measuring.cases.audit_findings import Findings
from lightwork.measuring.cases.disposable import CaseWork, TimedCase
from lightwork.measuring.cases.rounds import RepeatBudget, Round
from lightwork.measuring.cases.timeline import Timeline, Tracing
from lightwork.measuring.host.noise import Disturbance, disturbance_between, take_snapshot
from lightwork.measuring.host.python import gil_of_the_run
from lightwork.measuring.host.skips import Unavailable
from lightwork.measuring.launcher.client import PrivateFolder
from lightwork.measuring.launcher.requests import ANSWERS_FILE, MAIN_FILE, ApartRequest, LauncherJob
from lightwork.measuring.launcher.targets import ItemSource, Target
from lightwork.measuring.race.apart import CaseLost, ask_apart
from lightwork.measuring.race.course import Launchers
from lightwork.measuring.race.race import LOOP
from lightwork.strategy import Strategy
from lightwork.workload import Workload

#: A block that would take longer is cut, seconds. Ratios of parts a second or two apart scatter no
#: more than those of neighbours (METHOD.md).
SUB_BLOCK_SECONDS = 2.0
#: Blocks that are added where a decision is open take at most this share of the planned ones' time.
EXTRA_BLOCKS_SHARE = 0.25
#: A case; the ceiling of so many workers; `LOOP`.
Ran = Case | int | str


class RacedCase(NamedTuple):
    """What was measured of a case. Seconds are wall seconds; lists have a value for each round."""

    rounds: Sequence[Round]
    seconds: Sequence[float]
    blocks: Sequence[int]
    findings: Findings
    timeline: Timeline | None
    settled: bool  # no decision hangs on more rounds
    added: int  # rounds beyond the planned ones, as a decision was open


class RaceOf(NamedTuple):
    """What is raced: cases of one work. ``grown``: a share of it for each worker."""

    cases: Sequence[Case]
    workload: Workload
    grown: bool
    blocks: int  # planned ones; 0: only see that each case works
    first_block: int  # the number of the first one
    ceilings: Mapping[Case, int]  # workers of the ceiling beside a case, where it has one
    tracings: Mapping[Case, Tracing]
    limits: Mapping[Case, float]  # seconds that one call may take


class CaseRace:
    """One race; `run` it once."""

    def __init__(
        self,
        race: RaceOf,
        strategies: Mapping[str, Strategy],
        repeats: RepeatBudget,
        is_over: Callable[[], bool],
    ) -> None:
        """``repeats``: of disturbed blocks. ``is_over``: whether there is no time left."""
        self._race = race
        self._strategies = strategies
        self._repeats = repeats
        self._is_over = is_over
        self._random = random.Random()
        self._numbers = itertools.count(race.first_block)
        self.inside_seconds = 0.0  # of all clocks
        self._blocks: dict[int, RacedBlock] = {}
        self._lost: dict[Case, CaseLost | Unavailable] = {}
        self._findings: dict[Case, Findings] = {}
        self._timelines: dict[Case, Timeline] = {}
        self._took: dict[Ran, float] = {}  # seconds of the first call, all in all
        self._left: dict[Ran, dict[str, None]] = {}  # what calls left running, each once
        self._added: dict[Case, int] = dict.fromkeys(race.cases, 0)
        self._settled = True
        one = race.cases[0]
        items = race.workload.sizes[one.size].items
        self._loop = Case(one.workload, one.size, NULL_CONTROL, "none", 1, items, "cold")
        self._most_seconds = max(race.limits.values())

    def run(self) -> dict[Case, RacedCase | CaseLost | Unavailable]:
        """Run it; gives each case's figures, or why it has none."""
        first = self._race.cases[0]
        place = f"workloads.{first.workload}"
        with PrivateFolder() as folder:
            expected = list(self._race.workload.expected(first.size))
            Path(folder, ANSWERS_FILE).write_bytes(pickle.dumps(expected))
            Path(folder, MAIN_FILE).touch()  # what spawned workers take for the main program
            items = Target(first.size, place, "items", str(SUITE))
            job = LauncherJob(
                Target(first.workload, place, "task", str(SUITE)),
                ItemSource(first.size, target=items, arguments=(first.size,)),
                None,
                folder,
                preload=(disposable.__name__, *self._modules(), *self._race.workload.imports),
            )
            with Launchers(job) as self._launchers:
                self._look_at_all()
                if self._race.blocks and self._field():
                    self._run_planned()
                    self._run_extra()
        return {case: self._result(case) for case in self._race.cases}

    @property
    def blocks_run(self) -> int:
        """How many blocks there are."""
        return len(self._blocks)

    def _modules(self) -> list[str]:
        """Of all strategies, with what they import: each process is to have loaded the same."""
        names = {self._loop.strategy, *(case.strategy for case in self._race.cases)}
        strategies = [self._strategies[name] for name in sorted(names)]
        imports = (module for one in strategies for module in one.imports)
        return [*(one.open.__module__ for one in strategies), *imports]

    def _field(self) -> list[Case]:
        return [case for case in self._race.cases if case not in self._lost]

    def _look_at_all(self) -> None:
        """Each case once outside of all clocks: does it work, and what are its workers?"""
        self._time(LOOP)
        for case in self._field():
            work = self._work(case)
            began = time.perf_counter()
            found = self._ask(case, "audit_case", work)
            self._took[case] = time.perf_counter() - began
            if found is None:
                continue
            self._findings[case] = found
            if self._race.blocks and case in self._race.tracings:
                timeline = self._ask(case, "trace_case", work, self._race.tracings[case])
                if isinstance(timeline, str):
                    warnings = (*found.warnings, timeline)
                    self._findings[case] = found._replace(warnings=warnings)
                elif timeline is not None:
                    self._timelines[case] = timeline
        for workers in {self._race.ceilings.get(case, 0) for case in self._field()} - {0}:
            self._time(workers)

    def _run_planned(self) -> None:
        groups = self._groups(self._field())
        more = [self._race.blocks] * len(groups)
        repeats = [self._race.blocks // 2] * len(groups)
        rounds = 0
        while any(more) and self._field():
            if rounds >= FEWEST_VALUES and self._is_over():
                return
            began, rounds = time.perf_counter(), rounds + 1
            for place, group in enumerate(groups):
                if not more[place]:
                    continue
                more[place] -= 1
                if self._run_block(group).disturbed and repeats[place] and self._repeats.spend():
                    repeats[place] -= 1
                    more[place] += 1
            self._launchers.end_block(time.perf_counter() - began)

    def _run_extra(self) -> None:
        """More blocks of those among whom it is open which to use, as long as there is time.

        That is asked once: who asks after every block stops at the first lucky one.
        """
        groups = self._groups(contended) if (contended := self._contended()) else []
        share = EXTRA_BLOCKS_SHARE * self._race.blocks
        end = time.perf_counter() + share * sum(self._took.values())
        for _ in range(self._race.blocks if groups else 0):
            began = time.perf_counter()
            if began > end or self._is_over():
                break
            for group in groups:
                self._run_block(group)
                for case in group:
                    self._added[case] += 1
            self._launchers.end_block(time.perf_counter() - began)
        self._settled = not self._contended()

    def _contended(self) -> list[Case]:
        """Cases on whose figures a decision hangs that is open."""
        found: dict[Case, None] = {}
        for state in STATES if not self._race.grown else ():
            racing = [
                case
                for case in self._field()
                if case.state == state and case.strategy != NULL_CONTROL
            ]
            decision = decide([self._contender(case) for case in racing])
            if decision.open:
                standings = decision.standings
                open_ones = [one for one in standings if one.status == UNDECIDED] or standings[:2]
                found |= dict.fromkeys(
                    one.key for one in (*standings[:1], *open_ones) if isinstance(one.key, Case)
                )
        return list(found)

    def _contender(self, case: Case) -> Contender:
        speedups = {
            number: block.timed[LOOP].seconds / block.timed[case].seconds
            for number, block in self._blocks_of(case)
        }
        logs = {number: math.log(speedup) for number, speedup in speedups.items()}
        return Contender(case, median_interval([*speedups.values()]), logs, (case.workers,))

    def _groups(self, cases: Sequence[Case]) -> list[list[Case]]:
        """The cases of each sub-block."""
        groups: list[list[Case]] = [[]]
        for case in cases:
            if groups[-1] and self._seconds_of([*groups[-1], case]) > SUB_BLOCK_SECONDS:
                groups.append([])
            groups[-1].append(case)
        return groups

    def _seconds_of(self, group: Sequence[Case]) -> float:
        return sum(self._took.get(one, 0.0) for one in self._entrants(group))

    def _entrants(self, group: Sequence[Case]) -> list[Ran]:
        beside = {self._race.ceilings[case] for case in group if case in self._race.ceilings}
        return [LOOP, *sorted(beside), *group]

    def _run_block(self, group: Sequence[Case]) -> Disturbance:
        """Run what is left of a group once, in a random order."""
        order = self._entrants([case for case in group if case not in self._lost])
        self._random.shuffle(order)
        before = take_snapshot()
        timed = {one: found for one in order if (found := self._time(one)) is not None}
        disturbance = disturbance_between(before, take_snapshot())
        if LOOP in timed:
            self._blocks[next(self._numbers)] = RacedBlock(timed, tuple(timed), disturbance)
        return disturbance

    def _time(self, one: Ran) -> TimedCase | None:
        """One timed call; None where it gave nothing, which is noted."""
        began = time.perf_counter()
        found: TimedCase | None
        if isinstance(one, int):
            found = self._ask(one, "time_ceiling", one, one if self._race.grown else 1)
        else:
            found = self._ask(one, "time_case", self._work(one))
        self._took.setdefault(one, time.perf_counter() - began)
        self.inside_seconds += found.seconds if found is not None else 0.0
        if found is not None and (found.left or found.threads_left):
            threads = f"{found.threads_left} thread{'s' * (found.threads_left > 1)}"
            left = [*found.left, *([threads] if found.threads_left else [])]
            self._left.setdefault(one, {})[f"left behind, and ended: {', '.join(left)}"] = None
        return found

    def _work(self, one: Case | str) -> CaseWork:
        case = self._loop if isinstance(one, str) else one
        shares = case.workers if self._race.grown else 1
        module = self._strategies[case.strategy].open.__module__
        return CaseWork(case, module, gil_of_the_run(), shares)

    def _ask(self, one: Ran, function: str, *arguments: Any) -> Any:
        """What a function of `lightwork.measuring.cases.disposable` gives; None if it gave none."""
        limit = self._race.limits[one] if isinstance(one, Case) else self._most_seconds
        request = ApartRequest(disposable.__name__, function, arguments, limit)
        try:
            return ask_apart(self._launchers, request)
        except (CaseLost, Unavailable) as lost:
            return self._lose(one, lost)

    def _lose(self, one: Ran, lost: CaseLost | Unavailable) -> None:
        """Note it. Without the loop nobody has figures; without the ceiling all others have."""
        if isinstance(one, Case):
            self._lost[one] = lost
        elif one == LOOP:
            self._lost |= dict.fromkeys(self._field(), CaseLost(f"the serial loop: {lost}", 0.0))

    def _blocks_of(self, case: Case) -> Iterator[tuple[int, "RacedBlock"]]:
        return ((number, block) for number, block in self._blocks.items() if case in block.timed)

    def _result(self, case: Case) -> RacedCase | CaseLost | Unavailable:
        if case in self._lost:
            return self._lost[case]
        blocks = dict(self._blocks_of(case))
        findings = self._findings[case]
        findings = findings._replace(warnings=(*findings.warnings, *self._left.get(case, ())))
        return RacedCase(
            [self._round(case, block) for block in blocks.values()],
            [block.timed[case].seconds for block in blocks.values()],
            list(blocks),
            findings,
            self._timelines.get(case),
            self._settled,
            self._added[case],
        )

    def _round(self, case: Case, block: "RacedBlock") -> Round:
        workers = self._race.ceilings.get(case)
        letters = {LOOP: REFERENCE, workers: LIMIT, case: CASE}
        ceiling = block.timed.get(workers) if workers is not None else None
        disturbance = block.disturbance
        return Round(
            "".join(letters[one] for one in block.order if one in letters),
            block.timed[LOOP].seconds,
            ceiling.seconds if ceiling is not None else None,
            block.timed[case].cpu_seconds,
            disturbance.foreign_cpu_share,
            disturbance.disturbed,
            disturbed_by=disturbance.causes,
        )


class RacedBlock(NamedTuple):
    """One block, or sub-block."""

    timed: Mapping[Ran, TimedCase]
    order: tuple[Ran, ...]
    disturbance: Disturbance
