"""The race: blocks of the serial loop, the ceiling and all candidates, until it is decided.

A block runs everything that is still in the race once, in an order drawn for it: a randomised
complete block design (D. C. Montgomery, *Design and Analysis of Experiments*, chapter 4), so that
any two are compared within moments. Candidates join by stages (`candidates`) and leave when they
are shown to be slower (`elimination`). Whether it is decided is asked after `LOOKS` only, since who
asks after every block stops at the first lucky one: ``python -m studies.selection``.
"""

import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import NamedTuple, Protocol

from lightwork.core.candidate import THREADED, Candidate
from lightwork.core.decision import INCONCLUSIVE, MATTERS, UNDECIDED, Contender, Decision, decide
from lightwork.core.intervals import FEWEST_VALUES, Estimate, median_interval, unbounded
from lightwork.core.record import CEILING
from lightwork.measuring.launcher.faults import CANNOT_START
from lightwork.measuring.launcher.requests import LATE, OK, CallOutcome
from lightwork.measuring.race.candidates import (
    Host,
    first_candidates,
    further_candidates,
    how_simple,
    of_mechanisms,
)
from lightwork.measuring.race.elimination import leaving

#: What a block runs beside candidates and independent processes (the ceiling): the serial loop, and
#: the same again (the A/A check).
LOOP, AGAIN = "serial loop", "serial loop again"
Entrant = Candidate | str
#: Blocks after which it is asked whether the race is decided: each about 1.35 times the one before.
LOOKS = (FEWEST_VALUES, 7, 9, 12, 16, 21, 28, 37, 49, 66, 90)
#: Half-width of the recommended one's interval (as a logarithm) that needs no more blocks.
NARROW = 0.04
#: Blocks in which candidates may join; later they would have too few beside the others.
JOINING = 3
#: How often a candidate may take too long before it is out: a host has its moments.
MOST_LATE = 2
#: A call is ended after so many times the best's seconds, and so many seconds beyond.
CUT, SPARE_SECONDS = 4.0, 2.0
#: Where the serial loop takes longer than this, blocks have neither it twice nor the ceiling.
LONGEST_CONTROL = 0.25
#: Beyond the soft limit these are no reason for more blocks: an interval with one end at most so
#: many times the other, and somebody who may be so much faster than the best (a share).
NEAR_ENOUGH, MAY_BE_FASTER = 1.25, 0.10
#: Variants join as long as a block takes no longer than this (seconds), and so many of them anyway.
BLOCK_SECONDS, FEWEST_VARIANTS = 1.5, 2
#: From this block on who can neither be recommended nor be clearly faster runs no more.
SPARED = 5


class Course(Protocol):
    """Runs blocks; the real one by launchers, in studies a made-up host."""

    def block(
        self, number: int, order: Sequence[Entrant], limit: Callable[[], float]
    ) -> dict[Entrant, CallOutcome]:
        """Run all of ``order``; ``limit`` gives the seconds that the next call may take."""
        ...


class Entry(NamedTuple):
    """What was measured of one entrant; ``seconds`` by block."""

    seconds: Mapping[int, float]
    cpu_seconds: Mapping[int, float]
    memory_bytes: float  # the most, over all blocks; NaN if unknown
    warnings: tuple[str, ...]


class RaceResult(NamedTuple):
    """A race as it stands, or as it ended."""

    decision: Decision
    entries: Mapping[Entrant, Entry]
    blocks: int
    control: Estimate | None  # the A/A check: loop over loop
    ceiling: Estimate | None  # speedup of independent processes
    seconds: float  # since the race began
    orders: tuple[tuple[Entrant, ...], ...]  # in which each block ran

    @property
    def loop_seconds(self) -> Estimate:
        """Of the serial loop, over the blocks."""
        return median_interval([*self.entries[LOOP].seconds.values()])

    def seconds_of(self, one: Entrant) -> float:
        """Median seconds; NaN where there are none."""
        values = self.entries[one].seconds.values()
        return median(values) if values else math.nan


class Limits(NamedTuple):
    """When a race ends, in seconds since it began."""

    soft: float = 6.0  # from then on it ends where more blocks would change little
    hard: float = 20.0  # it ends after the block that is running, with `FEWEST_VALUES` blocks
    last: float = 60.0  # it ends whatever there is

    def within(self, budget: float) -> "Limits":
        """The same for who has so many seconds."""
        return Limits(min(self.soft, budget), budget, max(self.last, budget))


class LoopFailed(Exception):
    """The serial loop itself went wrong, so nothing can be measured."""

    def __init__(self, outcome: CallOutcome) -> None:
        super().__init__(outcome.text)
        self.outcome = outcome


class Race:
    """One race; `run` it once."""

    def __init__(
        self,
        host: Host,
        course: Course,
        expected_seconds: float,
        mechanisms: Sequence[str] | None = None,
        seed: int = 1,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """``expected_seconds``: about what the serial loop takes."""
        self._host = host
        self._course = course
        self._expected = expected_seconds
        self._mechanisms = mechanisms
        self._random = random.Random(seed)
        self._now = now
        self._began = now()
        self._blocks = 0
        self._orders: list[tuple[Entrant, ...]] = []
        self._seconds: dict[Entrant, dict[int, float]] = {}
        self._cpu: dict[Entrant, dict[int, float]] = {}
        self._memory: dict[Entrant, float] = {}
        self._warnings: dict[Entrant, dict[str, None]] = {}
        self._late: dict[Entrant, int] = {}
        self._left: dict[Entrant, str] = {}
        self._early: list[Candidate] = []  # those that left for want of time
        self._failed: dict[Entrant, str] = {}
        self._field: list[Candidate] = []

    def run(
        self, limits: Limits, tell: Callable[[RaceResult], None] = lambda _result: None
    ) -> RaceResult:
        """Run blocks until it is decided or time is up; ``tell`` is called after each.

        Raises `LoopFailed`.
        """
        self._join(first_candidates(self._host, self._mechanisms))
        while True:
            self._run_block()
            result = self.result()
            tell(result)
            if self._is_over(result, limits):
                return result
            short = self._is_short(limits)
            self._eliminate(result, short)
            if self._blocks < JOINING and not short:
                self._join(self._further())

    def result(self) -> RaceResult:
        """How it stands."""
        control, ceiling = (self._ratio(LOOP, other) for other in (AGAIN, CEILING))
        entrants: list[Entrant] = [LOOP, AGAIN, CEILING, *self._entered()]
        return RaceResult(
            decide([self._contender(one) for one in self._entered()], control),
            {one: self._entry(one) for one in entrants},
            self._blocks,
            control,
            ceiling,
            self._now() - self._began,
            tuple(self._orders),
        )

    def _entered(self) -> list[Candidate]:
        return [one for one in self._seconds if isinstance(one, Candidate)]

    def _join(self, candidates: Sequence[Candidate]) -> None:
        for one in candidates:
            self._seconds.setdefault(one, {})
            self._field.append(one)

    def _further(self) -> tuple[Candidate, ...]:
        tried = {one: self._typical(one) for one in self._entered()}
        best = min((took for took in tried.values() if not math.isnan(took)), default=math.nan)
        found = further_candidates(self._host, tried, best)
        found = of_mechanisms(found, self._mechanisms)
        if self._blocks > 1:
            found = tuple(one for one in found if one.mechanism in THREADED)
        # Who has just joined has none.
        took = filter(math.isfinite, map(self._typical, self._field))
        left = BLOCK_SECONDS - self._expected - sum(took)
        return found[: max(FEWEST_VARIANTS, int(left / best))] if best > 0 else ()

    def _typical(self, one: Entrant) -> float:
        values = self._seconds.get(one)
        return median(values.values()) if values else math.nan

    def _run_block(self) -> None:
        order: list[Entrant] = [LOOP, *self._field]
        if self._expected <= LONGEST_CONTROL:
            order.append(AGAIN)
            if self._host.has_ceiling:
                order.append(CEILING)
        self._random.shuffle(order)
        if self._blocks == 0:  # its answers are what all others are compared with
            order.remove(LOOP)
            order.insert(0, LOOP)
        outcomes = self._course.block(self._blocks, order, self._limit)
        for one, outcome in outcomes.items():
            self._note(one, outcome)
        self._blocks += 1
        self._orders.append(tuple(order))
        self._expected = self._typical(LOOP)

    def _limit(self) -> float:
        """Seconds that a call may take: enough for the serial loop and for what is not hopeless."""
        best = min(filter(math.isfinite, map(self._typical, self._field)), default=self._expected)
        return SPARE_SECONDS + max(CUT * best, 2 * self._expected)

    def _note(self, one: Entrant, outcome: CallOutcome) -> None:
        if outcome.status == OK:
            self._seconds.setdefault(one, {})[self._blocks] = outcome.seconds
            self._cpu.setdefault(one, {})[self._blocks] = outcome.cpu_seconds
            workers = one.processes if isinstance(one, Candidate) else 0
            memory = float(outcome.memory_bytes + workers * outcome.worker_memory_bytes)
            self._memory[one] = max(memory, self._memory.get(one, 0.0))
            for warning in _warnings_of(outcome):
                self._warnings.setdefault(one, {})[warning] = None
            return
        if one == LOOP:
            raise LoopFailed(outcome)
        if one == AGAIN and outcome.status != LATE:
            raise LoopFailed(outcome)
        if outcome.status == LATE:
            self._late[one] = self._late.get(one, 0) + 1
            if self._late[one] < MOST_LATE and self._seconds.get(one):
                return
        if isinstance(one, Candidate):
            self._fail(one, reason_of(outcome))

    def _fail(self, one: Candidate, reason: str) -> None:
        """It leaves; where its workers cannot start, with it all that start theirs in that way.

        Those join that start them in another way.
        """
        self._failed[one] = reason
        if one in self._field:
            self._field.remove(one)
        method = one.start_method
        if not reason.startswith(CANNOT_START) or method not in self._host.start_methods:
            return
        others = tuple(other for other in self._host.start_methods if other != method)
        why = f"{CANNOT_START.removesuffix(': ')} ({method})"
        self._host = self._host._replace(
            start_methods=others or self._host.start_methods,
            processes=self._host.processes if others else why,
        )
        self._field = [other for other in self._field if other.start_method != method]
        if others:
            found = first_candidates(self._host, self._mechanisms)
            self._join([new for new in found if new not in self._seconds])

    def _is_short(self, limits: Limits) -> bool:
        """Whether slow first calls leave no time for as many blocks as an interval needs."""
        took = filter(math.isfinite, map(self._typical, self._field))
        rest = (FEWEST_VALUES - self._blocks) * (self._expected + sum(took))
        return self._host.first_calls_weigh and self._now() - self._began + rest > limits.hard

    def _eliminate(self, result: RaceResult, short: bool) -> None:
        best = result.decision.best
        if not isinstance(best, Candidate):
            return
        if best not in self._field:  # it was spared, and what seemed better has turned out slower
            self._field.append(best)
        field = {one: self._seconds[one] for one in self._field}
        for one, why in leaving(field, best, short).items():
            self._left[one] = why
            self._field.remove(one)
            if short:
                self._early.append(one)
        reached = result.decision.standing(best).speedup.value
        for one in [*self._early]:
            if result.decision.standing(one).speedup.value > reached:  # the best had been lucky
                self._early.remove(one)
                del self._left[one]
                self._field.append(one)
        if self._blocks >= SPARED:
            spared = [one for one in self._field if self._is_dominated(one, result.decision)]
            self._field = [one for one in self._field if one not in spared]

    def _is_dominated(self, one: Candidate, decision: Decision) -> bool:
        """Whether it is no simpler than what is recommended, and surely not clearly faster."""
        chosen = decision.recommended
        if not isinstance(chosen, Candidate) or one in (chosen, decision.best):
            return False
        default = self._host.default_start_method
        simpler = how_simple(one, default) < how_simple(chosen, default)
        return not simpler and decision.standing(one).ratio.low > -math.log1p(MATTERS)

    def _is_over(self, result: RaceResult, limits: Limits) -> bool:
        if result.seconds > limits.last or not self._field:
            return True
        best = result.decision.best
        if best is None or result.decision.standing(best).speedup.rounds < FEWEST_VALUES:
            return best is None
        if result.seconds > limits.hard:
            return True
        if self._blocks not in LOOKS:
            return False
        if result.decision.open and (result.seconds < limits.soft or _is_pressing(result)):
            return False
        chosen = result.decision.chosen
        wide = (
            chosen is not None and chosen.speedup.bounded and _half_width(chosen.speedup) > NARROW
        )
        return result.seconds > limits.soft or not wide

    def _contender(self, one: Candidate) -> Contender:
        loop, seconds = self._seconds.get(LOOP, {}), self._seconds[one]
        common = sorted(loop.keys() & seconds.keys())
        failed = self._failed.get(one)
        if not common:
            nothing = unbounded(math.nan, 0, failed or "not measured")
            failed = failed or "no block has both it and the serial loop"
        speedups = [loop[block] / seconds[block] for block in common]
        return Contender(
            one,
            median_interval(speedups) if speedups else nothing,
            {block: math.log(loop[block] / seconds[block]) for block in common},
            how_simple(one, self._host.default_start_method),
            self._memory.get(one, math.nan),
            self._left.get(one),
            failed,
        )

    def _entry(self, one: Entrant) -> Entry:
        return Entry(
            dict(self._seconds.get(one, {})),
            dict(self._cpu.get(one, {})),
            self._memory.get(one, math.nan),
            tuple(self._warnings.get(one, ())),
        )

    def _ratio(self, one: Entrant, other: Entrant) -> Estimate | None:
        ones, others = self._seconds.get(one, {}), self._seconds.get(other, {})
        common = ones.keys() & others.keys()
        if not common:
            return None
        return median_interval([ones[block] / others[block] for block in sorted(common)])


def _is_pressing(result: RaceResult) -> bool:
    """Whether what is open may cost the user more than some per cent."""
    decision = result.decision
    if decision.worth_it == INCONCLUSIVE and decision.best is not None:
        speedup = decision.standing(decision.best).speedup
        return not (speedup.bounded and speedup.high / speedup.low <= NEAR_ENOUGH)
    return any(
        not one.ratio.low > -math.log1p(MAY_BE_FASTER)
        for one in decision.standings
        if one.status == UNDECIDED
    )


def _half_width(estimate: Estimate) -> float:
    return math.log(estimate.high / estimate.low) / 2


def _warnings_of(outcome: CallOutcome) -> list[str]:
    found = []
    if outcome.left:
        found.append(f"leaves processes running: {', '.join(outcome.left)}")
    if outcome.threads_left:
        several = "s" * (outcome.threads_left > 1)
        found.append(f"leaves {outcome.threads_left} thread{several} running")
    return found


def reason_of(outcome: CallOutcome) -> str:
    """Why a candidate is out: the last thing that its processes said."""
    said = [line for line in outcome.text.splitlines() if line.strip()]
    last = said[-1].strip() if said else ""
    if last.startswith(CANNOT_START):
        return last
    if outcome.status == LATE:
        return f"did not end in time{f'; its last words: {last}' if last else ''}"
    return last or outcome.status
