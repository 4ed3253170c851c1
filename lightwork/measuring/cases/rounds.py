"""Rounds: reference, ceiling and case in changing order, within the same second or so.

`Rounds` has three functions that are called for every round: ``before`` runs the twins that come
first, ``timed`` is the case, ``after`` runs the twins that come last. All results are verified
outside of the clock.

Of the order in which the parts run, round after round, three things must hold. Each part comes
before each other equally often, so that whatever drifts falls on all alike. A burst of other work
at the seam of two rounds must not hit the same part twice more often than different parts: under
plain ABBA (rc, cr, rc, cr) every part is followed by itself, ratios of neighbouring rounds err
together (correlation +0.25 beside a process busy half of the time, where -0.01 is seen below), and
intervals that take rounds for independent are too narrow. And no pattern must repeat: a process or
a quota that comes and goes in periods (of 100 ms, say) can keep step with a fixed turn of four
rounds of 25 ms, and hit the case more often than its reference in a whole series. So each turn is
drawn at random from those that keep the first two.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import permutations
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from lightwork.core.record import CASE, LIMIT, REFERENCE
from lightwork.measuring.cases.round_parts import RoundPart, verify
from lightwork.measuring.host.cpu_time import tree_cpu_seconds
from lightwork.measuring.host.noise import disturbance_between, take_snapshot

#: The orders of one turn, in any sequence.
_TURNS = {
    frozenset(REFERENCE + CASE): ("rc", "rc", "cr", "cr"),
    frozenset(REFERENCE + LIMIT + CASE): ("rlc", "rcl", "lrc", "lcr", "crl", "clr"),
}


def turn(parts: Iterable[str]) -> int:
    """After how many rounds each part has come before each other equally often."""
    return len(_TURNS[frozenset(parts)])


def orders(parts: Iterable[str], chance: random.Random) -> Iterator[str]:
    """The orders of successive rounds, without end."""
    sequences = fair_turns(frozenset(parts))
    while True:
        yield from chance.choice(sequences)


@cache
def fair_turns(parts: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """All sequences of a turn in which seams err to either side equally often, for each ratio."""
    sequences = sorted(set(permutations(_TURNS[parts])))
    twins = sorted(parts - {CASE})
    return tuple(one for one in sequences if not any(_leaning(one, twin) for twin in twins))


def _leaning(sequence: tuple[str, ...], twin: str) -> int:
    """Seams at which the ratio of the case to ``twin`` errs together minus those where apart."""
    sign = {CASE: 1, twin: -1}
    seams = zip(sequence, sequence[1:] + sequence[:1], strict=True)
    return sum(sign.get(one[-1], 0) * sign.get(other[0], 0) for one, other in seams)


class CaseEnd(Protocol):
    """What decides when a case ends; see `lightwork.measuring.adaptive.extra_rounds`."""

    @property
    def most_more(self) -> int:
        """At most so many rounds are ever added."""

    def is_over(self, rounds: int) -> bool:
        """Whether to end with so many rounds, though wanted ones are missing."""

    def more(self, done: "Sequence[Round]", case_seconds: Sequence[float]) -> int:
        """How many rounds to add; asked, outside of the clock, when all wanted ones are in."""


class _AsPlanned:
    most_more = 0

    def is_over(self, _rounds: int) -> bool:
        return False

    def more(self, _done: "Sequence[Round]", _case_seconds: Sequence[float]) -> int:
        return 0


#: A case ends with its planned rounds, not before and not after.
AS_PLANNED: CaseEnd = _AsPlanned()


class EnoughRounds(BaseException):
    """Every planned round is in: none is to begin. Not an Exception, which callers may handle."""


class Round(NamedTuple):
    """What one round measured. Seconds are wall seconds unless said otherwise."""

    order: str
    reference_seconds: float
    ceiling_seconds: float | None
    cpu_seconds: float  # of our process tree during the case
    foreign_cpu_share: float
    disturbed: bool
    observed: Mapping[str, float] = MappingProxyType({})  # of the case; names: record.OBSERVED
    disturbed_by: tuple[str, ...] = ()  # names: record.CAUSES


def observe_nothing() -> Mapping[str, float]:
    """Seconds are all that there is: the default of `Rounds`."""
    return {}


def do_nothing() -> None:
    """Nothing to prepare or to end: the default of several."""


class RepeatBudget:
    """How many disturbed rounds may still be run again in this run."""

    def __init__(self, rounds: int) -> None:
        self.left = rounds
        self.spent = 0

    def spent_before(self, rounds: int) -> None:
        """The run is continued, and so many were spent until it was broken off."""
        self.left -= rounds
        self.spent += rounds

    def spend(self) -> bool:
        """Take one, if there is one."""
        if self.left <= 0:
            return False
        self.left -= 1
        self.spent += 1
        return True


class Rounds:
    """The rounds of one case; ``done`` holds what each measured, disturbed ones too."""

    def __init__(
        self,
        parts: Mapping[str, RoundPart],
        expected: Sequence[Any],
        planned: int,
        budget: RepeatBudget,
        observe: Callable[[], Mapping[str, float]] = observe_nothing,
        begin: Callable[[], None] = do_nothing,
        end: CaseEnd = AS_PLANNED,
    ) -> None:
        """``parts``: the case, its reference, and perhaps the ceiling, by their letters.

        ``observe`` gives what the latest round of the case showed beside its seconds; it is
        called once the results are verified. ``begin`` is called at the start of each round.
        ``end`` decides whether there are rounds enough.
        """
        self.done: list[Round] = []
        self.case_seconds: list[float] = []  # of each round; within µs of what pedantic notes
        self.inside_seconds = 0.0
        self._repeats = max(1, planned // 2)
        self.most = planned + self._repeats + end.most_more
        self.timed = parts[CASE].go
        self._parts = parts
        self._expected = expected
        self._orders = orders(parts, random.Random())
        self._wanted = planned
        self._budget = budget
        self._observe = observe
        self._begin = begin
        self._end = end
        self._seconds: dict[str, float] = {}

    def before(self) -> None:
        """Run the twins that come before the case. Raises `EnoughRounds` at the end."""
        if len(self.done) >= self._wanted:
            self._wanted += self._end.more(self.done, self.case_seconds)
        if len(self.done) >= self._wanted or self._end.is_over(len(self.done)):
            raise EnoughRounds
        self._begin()
        self._order = next(self._orders)
        self._start = take_snapshot()
        first, self._last = self._order.split(CASE)
        self._run_twins(first)
        self._parts[CASE].load()
        self._cpu_before = tree_cpu_seconds()
        self._wall_before = time.perf_counter()

    def after(self) -> None:
        """Run the other twins, verify, and note the round. Raises `WrongAnswer`."""
        self._seconds[CASE] = time.perf_counter() - self._wall_before
        cpu_seconds = tree_cpu_seconds() - self._cpu_before
        verify(self._parts[CASE].collect(), self._expected)
        observed = self._observe()
        self._run_twins(self._last)
        disturbance = disturbance_between(self._start, take_snapshot())
        self.inside_seconds += sum(self._seconds.values())
        self.case_seconds.append(self._seconds[CASE])
        self.done.append(
            Round(
                order=self._order,
                reference_seconds=self._seconds[REFERENCE],
                ceiling_seconds=self._seconds.get(LIMIT),
                cpu_seconds=cpu_seconds,
                foreign_cpu_share=disturbance.foreign_cpu_share,
                disturbed=disturbance.disturbed,
                observed=observed,
                disturbed_by=disturbance.causes,
            )
        )
        if disturbance.disturbed and self._repeats > 0 and self._budget.spend():
            self._repeats -= 1
            self._wanted += 1

    def release(self) -> None:
        """Let go of what was timed: what it holds open is freed when it is closed, not with us."""
        self._parts, self._orders, self.timed = {}, iter(()), do_nothing
        self._observe, self._begin = observe_nothing, do_nothing

    def _run_twins(self, letters: str) -> None:
        for letter in letters:
            part = self._parts[letter]
            part.load()
            start = time.perf_counter()
            part.go()
            self._seconds[letter] = time.perf_counter() - start
            verify(part.collect(), self._expected)
