"""A race of the suite: all cases of one family, workload and size, in blocks.

As in a user's own race (`lightwork.measuring.race.race`) a block runs the serial loop, the ceiling
of each worker count and every case once each, in an order drawn for it, each in a process of its
own; a cold case and the warm one of the same workers share an opening of these. Nobody leaves as
slower: the report shows them all. A block that would take long is cut into sub-blocks, with a
serial loop and ceilings of their own, so that what is divided stays near.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

from lightwork.core.intervals import FEWEST_VALUES
from lightwork.core.places import SUITE
from lightwork.core.record import CASE, LIMIT, NULL_CONTROL, REFERENCE, Case
from lightwork.measuring.cases import disposable
from lightwork.measuring.cases.audit_findings import Findings
from lightwork.measuring.cases.disposable import CaseWork, LookedAt, TimedCase, TimedOpening
from lightwork.measuring.cases.rounds import RepeatBudget, Round
from lightwork.measuring.cases.timeline import Timeline, Tracing
from lightwork.measuring.host.noise import Disturbance, disturbance_between, take_snapshot
from lightwork.measuring.host.python import gil_of_the_run
from lightwork.measuring.host.skips import Unavailable
from lightwork.measuring.launcher.requests import ApartRequest
from lightwork.measuring.launcher.targets import ItemSource, Target
from lightwork.measuring.race.apart import CaseLost, ask_apart, launchers_of, modules_of
from lightwork.measuring.race.course import Launchers
from lightwork.measuring.race.race import LOOP
from lightwork.strategy import Strategy, is_engine
from lightwork.workload import Workload

#: A block that would take longer is cut, seconds. Ratios of parts a second or two apart scatter no
#: more than those of neighbours (docs/estimates.md).
SUB_BLOCK_SECONDS = 2.0
#: Cases that share an opening: the cold one and the warm one, or one of them.
_Opening = tuple[Case, ...]
#: What is called: an opening; the ceiling of so many workers; `LOOP`.
_Called = _Opening | int | str
#: What has seconds: a case, a ceiling, the loop.
Ran = Case | int | str


class RacedCase(NamedTuple):
    """What was measured of a case. Seconds are wall seconds; lists have a value for each round."""

    rounds: Sequence[Round]
    seconds: Sequence[float]
    blocks: Sequence[int]
    findings: Findings
    timeline: Timeline | None


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
        tell: Callable[[int, int], None] = lambda _block, _of: None,
    ) -> None:
        """``repeats``: of disturbed blocks. ``is_over``: whether there is no time left. ``tell``:
        which block begins, of how many."""
        self._race = race
        self._strategies = strategies
        self._repeats = repeats
        self._is_over = is_over
        self._tell = tell
        self._random = random.Random()
        self.inside_seconds = 0.0  # of all clocks
        self._blocks: list[RacedBlock] = []
        #: How many blocks there are.
        self.blocks_run = 0
        self._lost: dict[Case, CaseLost | Unavailable] = {}
        self._findings: dict[Case, Findings] = {}
        self._timelines: dict[Case, Timeline] = {}
        self._took: dict[_Called, float] = {}  # seconds of a call, about
        self.launchers: dict[str, Launchers] = {}  # by engine: others are timed without it
        self._left: dict[Case, dict[str, None]] = {}  # what calls left running, each once
        one = race.cases[0]
        items = race.workload.sizes[one.size].items
        self._loop = Case(one.workload, one.size, NULL_CONTROL, "none", 1, items, "cold")
        self._most_seconds = max(race.limits.values())

    def run(self) -> dict[Case, RacedCase | CaseLost | Unavailable]:
        """Run it; gives each case's figures, or why it has none."""
        first = self._race.cases[0]
        place = f"workloads.{first.workload}"
        task = Target(first.workload, place, "task", str(SUITE))
        items = Target(first.size, place, "items", str(SUITE))
        source = ItemSource(first.size, target=items, arguments=(first.size,))
        expected = list(self._race.workload.expected(first.size))
        with ExitStack() as stack:
            for engine in {"", *map(self._engine_of, self._race.cases)}:
                launchers = launchers_of(task, source, expected, self._modules(engine))
                self.launchers[engine] = stack.enter_context(launchers)
            self._look_at_all()
            if self._race.blocks and self._openings():
                self._run_blocks()
        return {case: self._result(case) for case in self._race.cases}

    def _engine_of(self, case: Case) -> str:
        """The engine that runs it, whose launchers have loaded it; "" for all others."""
        return case.strategy if is_engine(self._strategies[case.strategy]) else ""

    def _modules(self, engine: str) -> tuple[str, ...]:
        """What its launchers load: all strategies of the same, with what these import."""
        same = [case for case in self._race.cases if self._engine_of(case) == engine]
        names = {self._loop.strategy, *(case.strategy for case in same)}
        modules = modules_of(self._strategies[name] for name in sorted(names))
        return (disposable.__name__, *modules, *self._race.workload.imports)

    def _openings(self) -> list[_Opening]:
        """The cases that are in the race, by opening."""
        found: dict[Case, list[Case]] = {}
        for case in self._race.cases:
            if case not in self._lost:
                found.setdefault(case._replace(state=""), []).append(case)
        return [tuple(cases) for cases in found.values()]

    def _look_at_all(self) -> None:
        """Each opening once outside of all clocks: does it work, and what are its workers?"""
        for opening in self._openings():
            self._look_at(opening)
        for one in self._references(self._openings()) if self._race.blocks else ():
            began = time.perf_counter()
            self._time(one)
            self._took[one] = time.perf_counter() - began

    def _look_at(self, opening: _Opening) -> None:
        tracings = self._race.tracings if self._race.blocks else {}
        traced = next((case for case in opening if case in tracings), opening[0])
        found: LookedAt | None = self._ask(
            opening, "look_at_case", self._work((traced,)), tracings.get(traced)
        )
        if found is None:
            return
        findings, timeline, seconds = found
        self._took[opening] = seconds * len(opening)
        self._findings |= dict.fromkeys(opening, findings)
        if isinstance(timeline, str):
            warnings = (*findings.warnings, timeline)
            self._findings[traced] = findings._replace(warnings=warnings)
        elif timeline is not None:
            self._timelines[traced] = timeline

    def _run_blocks(self) -> None:
        groups = self._groups(self._openings())
        more = [self._race.blocks] * len(groups)
        repeats = [self._race.blocks // 2] * len(groups)
        while any(more) and self._openings():
            if self.blocks_run >= FEWEST_VALUES and self._is_over():
                return
            began = time.perf_counter()
            self._tell(self.blocks_run + 1, self.blocks_run + max(more))
            for place, group in enumerate(groups):
                if not more[place]:
                    continue
                more[place] -= 1
                if self._run_block(group).disturbed and repeats[place] and self._repeats.spend():
                    repeats[place] -= 1
                    more[place] += 1
            self.blocks_run += 1
            seconds = time.perf_counter() - began
            for launchers in self.launchers.values():
                launchers.end_block(seconds)

    def _groups(self, openings: Sequence[_Opening]) -> list[list[_Opening]]:
        """The openings of each sub-block."""
        groups: list[list[_Opening]] = [[]]
        for one in openings:
            if groups[-1] and self._seconds_of([*groups[-1], one]) > SUB_BLOCK_SECONDS:
                groups.append([])
            groups[-1].append(one)
        return groups

    def _seconds_of(self, group: Sequence[_Opening]) -> float:
        return sum(self._took.get(one, 0.0) for one in (*self._references(group), *group))

    def _references(self, group: Sequence[_Opening]) -> list[int | str]:
        """What openings are set beside: the loop, and the ceilings of their worker counts."""
        ceilings = self._race.ceilings
        return [LOOP, *sorted({ceilings[one[0]] for one in group if one[0] in ceilings})]

    def _run_block(self, group: Sequence[_Opening]) -> Disturbance:
        """Run what is left of a group once, in a random order."""
        still = [one for one in group if one[0] not in self._lost]
        order: list[_Called] = [*self._references(still), *still]
        self._random.shuffle(order)
        before = take_snapshot()
        timed: dict[Ran, TimedCase] = {}
        for one in order:
            timed |= self._time(one)
        disturbance = disturbance_between(before, take_snapshot())
        if LOOP in timed:
            number = self._race.first_block + self.blocks_run
            self._blocks.append(RacedBlock(number, timed, tuple(timed), disturbance))
        return disturbance

    def _time(self, one: _Called) -> dict[Ran, TimedCase]:
        """One timed call; empty where it gave nothing, which is noted."""
        found: dict[Ran, TimedCase] = {}
        if isinstance(one, int):
            ceiling = self._ask(one, "time_ceiling", one, one if self._race.grown else 1)
            found = {one: ceiling} if ceiling is not None else {}
        else:
            opening: TimedOpening | None = self._ask(one, "time_case", self._work(one))
            if opening is not None and isinstance(one, str):
                found = {one: opening.timed[self._loop.state]}
            elif opening is not None and isinstance(one, tuple):
                found = {case: opening.timed[case.state] for case in one}
                self._note_leftovers(one, opening)
        self.inside_seconds += sum(timed.seconds for timed in found.values())
        return found

    def _note_leftovers(self, cases: _Opening, opening: TimedOpening) -> None:
        threads = opening.threads_left
        left = [*opening.left, *([f"{threads} thread{'s' * (threads > 1)}"] if threads else [])]
        for case in cases if left else ():
            self._left.setdefault(case, {})[f"left behind, and ended: {', '.join(left)}"] = None

    def _work(self, one: _Opening | str) -> CaseWork:
        cases = (self._loop,) if isinstance(one, str) else one
        case, states = cases[0], tuple(each.state for each in cases)
        shares = case.workers if self._race.grown and not isinstance(one, str) else 1
        module = self._strategies[case.strategy].open.__module__
        return CaseWork(case, states, module, gil_of_the_run(), shares)

    def _ask(self, one: _Called, function: str, *arguments: Any) -> Any:
        """What a function of `lightwork.measuring.cases.disposable` gives; None if it gave none."""
        limit = self._race.limits[one[0]] if isinstance(one, tuple) else self._most_seconds
        request = ApartRequest(disposable.__name__, function, arguments, limit)
        try:
            engine = self._engine_of(one[0]) if isinstance(one, tuple) else ""
            return ask_apart(self.launchers[engine], request)
        except (CaseLost, Unavailable) as lost:
            return self._lose(one, lost)

    def _lose(self, one: _Called, lost: CaseLost | Unavailable) -> None:
        """Note it. Without the loop nobody has figures; without the ceiling all others have."""
        if isinstance(one, tuple):
            self._lost |= dict.fromkeys(one, lost)
        elif one == LOOP:
            loop = CaseLost(f"the serial loop: {lost}", 0.0)
            self._lost |= dict.fromkeys((each for all_ in self._openings() for each in all_), loop)

    def _result(self, case: Case) -> RacedCase | CaseLost | Unavailable:
        if case in self._lost:
            return self._lost[case]
        blocks = [block for block in self._blocks if case in block.timed]
        findings = self._findings[case]
        findings = findings._replace(warnings=(*findings.warnings, *self._left.get(case, ())))
        return RacedCase(
            [self._round(case, block) for block in blocks],
            [block.timed[case].seconds for block in blocks],
            [block.number for block in blocks],
            findings,
            self._timelines.get(case),
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
    """One block, or a sub-block of it: these have one number, as the same minute is in them."""

    number: int
    timed: Mapping[Ran, TimedCase]
    order: tuple[Ran, ...]
    disturbance: Disturbance
