"""A race of a cost family: its cases in blocks, each block with a launcher of its own.

In a block every case that still needs rounds is opened once, in a process of its own, for a few
rounds. So an interval covers what a process and its set of workers was dealt. Where two processes
come to run is decided when they meet, and stays so: half a round trip over a pipe took 10 µs where
both shared a core and 27 µs where they did not, each with an interval of 1 µs, half a minute apart.
Rounds over one set of workers tell how that set did, not what a user will see.
"""

import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import NamedTuple

from lightwork.core.intervals import FEWEST_VALUES
from lightwork.core.places import SUITE
from lightwork.core.record import Case
from lightwork.measuring.cases.audit_findings import Findings
from lightwork.measuring.cases.disposable_cost import CostWork, TimedCost, time_cost
from lightwork.measuring.cases.rounds import RepeatBudget, Round
from lightwork.measuring.host.noise import FASTEST
from lightwork.measuring.host.skips import Unavailable
from lightwork.measuring.launcher.requests import ApartRequest
from lightwork.measuring.launcher.targets import ItemSource, Target
from lightwork.measuring.race.apart import CaseLost, ask_apart, launchers_of
from lightwork.measuring.race.course import Launchers

#: What a launcher of such a race loads in place of a user's function: nothing.
_NOTHING = Target("abs", "builtins", "abs", str(SUITE))


class RacedCost(NamedTuple):
    """What measuring a case gave. Seconds are wall seconds, of each round."""

    rounds: Sequence[Round]
    seconds: Sequence[float]
    findings: Findings
    kind: str
    operations: int


class CostRaceOf(NamedTuple):
    """What is measured: cases of one family that need the same ``modules``.

    ``rounds`` are the planned ones; with 0 of them each case is opened and tried. ``works`` has how
    each is opened, ``per_opening`` for how many rounds, ``limits`` how many seconds that may take.
    ``apart``: False where this process cannot be replaced, as one of an MPI job.
    """

    works: Mapping[Case, CostWork]
    rounds: int
    per_opening: Mapping[Case, int]
    limits: Mapping[Case, float]
    modules: Sequence[str]
    apart: bool = True


class CostRace:
    """One race; `run` it once."""

    def __init__(
        self,
        race: CostRaceOf,
        repeats: RepeatBudget,
        is_over: Callable[[], bool],
        tell: Callable[[int, int], None] = lambda _block, _of: None,
    ) -> None:
        """``repeats``: of disturbed rounds. ``is_over``: whether there is no time left. ``tell``:
        which block begins, of how many."""
        self._race = race
        self._repeats = repeats
        self._is_over = is_over
        self._tell = tell
        self._random = random.Random()
        self._openings: dict[Case, list[TimedCost]] = {case: [] for case in race.works}
        self._wanted = dict.fromkeys(race.works, race.rounds)
        self._lost: dict[Case, CaseLost | Unavailable] = {}

    def run(self) -> dict[Case, RacedCost | CaseLost | Unavailable]:
        """Run it; gives each case's figures, or why it has none."""
        modules = (time_cost.__module__, *self._race.modules)
        apart = launchers_of(_NOTHING, ItemSource("1", 1), (), modules)
        with apart if self._race.apart else nullcontext() as launchers:
            field, blocks = self._field(), 0
            while field:
                self._tell(blocks := blocks + 1, blocks - 1 + max(map(self._openings_left, field)))
                self._random.shuffle(field)
                began = time.perf_counter()
                for case in field:
                    self._open(case, launchers)
                if launchers is not None:
                    launchers.end_block(time.perf_counter() - began)
                field = self._field()
        return {case: self._lost.get(case) or self._result(case) for case in self._race.works}

    def _field(self) -> list[Case]:
        """Who is to be opened once more."""
        return [case for case in self._race.works if case not in self._lost and self._needs(case)]

    def _needs(self, case: Case) -> bool:
        done = self._done(case)
        if not self._openings[case]:
            return True
        return done < self._wanted[case] and not (done >= FEWEST_VALUES and self._is_over())

    def _openings_left(self, case: Case) -> int:
        left = max(1, self._wanted[case] - self._done(case))
        return math.ceil(left / self._race.per_opening[case])

    def _done(self, case: Case) -> int:
        return sum(len(one.rounds) for one in self._openings[case])

    def _open(self, case: Case, launchers: Launchers | None) -> None:
        """Open a case once; where that fails it has left the race."""
        openings = self._openings[case]
        work = self._race.works[case]._replace(
            rounds=min(self._race.per_opening[case], self._wanted[case] - self._done(case)),
            fastest=FASTEST.seconds,
            operations=openings[0].operations if openings else None,
        )
        try:
            if launchers is None:
                found = time_cost(None, (), "", work)
            else:
                limit = self._race.limits[case]
                request = ApartRequest(time_cost.__module__, time_cost.__name__, (work,), limit)
                found = ask_apart(launchers, request)
        except (CaseLost, Unavailable) as lost:
            self._lost[case] = lost
            return
        FASTEST.seconds = min(FASTEST.seconds, found.fastest)
        openings.append(found)
        most = self._race.rounds + max(1, self._race.rounds // 2)
        for one in found.rounds:
            if one.disturbed and self._wanted[case] < most and self._repeats.spend():
                self._wanted[case] += 1

    def _result(self, case: Case) -> RacedCost:
        openings = self._openings[case]
        first = openings[0]
        assert first.findings is not None
        left = dict.fromkeys(name for one in openings for name in one.left)
        said = (f"left behind, and ended: {', '.join(left)}",) if left else ()
        return RacedCost(
            [one for opening in openings for one in opening.rounds],
            [seconds for opening in openings for seconds in opening.seconds],
            first.findings._replace(warnings=(*first.findings.warnings, *said)),
            first.kind,
            first.operations,
        )
