"""Rounds: reference, ceiling and case in changing order, within the same second or so.

All results are verified outside of the clock.

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
from itertools import islice, permutations
from types import MappingProxyType
from typing import Any, NamedTuple

from lightwork.core.record import CASE, LIMIT, REFERENCE
from lightwork.measuring.cases.round_parts import RoundPart, verify
from lightwork.measuring.host.cpu_time import tree_cpu_seconds
from lightwork.measuring.host.noise import disturbance_between, take_snapshot

#: The orders of one turn, in any sequence.
_TURNS = {
    frozenset(REFERENCE + CASE): ("rc", "rc", "cr", "cr"),
    frozenset(REFERENCE + LIMIT + CASE): ("rlc", "rcl", "lrc", "lcr", "crl", "clr"),
}


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
    """Seconds are all that there is: the default of `run_round`."""
    return {}


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


def run_rounds(
    parts: Mapping[str, RoundPart],
    expected: Sequence[Any],
    count: int,
    observe: Callable[[], Mapping[str, float]] = observe_nothing,
) -> tuple[list[Round], list[float]]:
    """So many rounds in random fair orders, and the seconds of the case in each."""
    in_order = islice(orders(parts, random.Random()), count)
    done = [run_round(parts, expected, order, observe) for order in in_order]
    return [one for one, _ in done], [seconds for _, seconds in done]


def run_round(
    parts: Mapping[str, RoundPart],
    expected: Sequence[Any],
    order: str,
    observe: Callable[[], Mapping[str, float]] = observe_nothing,
) -> tuple[Round, float]:
    """Run each part of ``order`` once; gives the round, and the seconds of the case.

    ``observe`` gives what the case showed beside its seconds; it is called once all results are
    verified. Raises `WrongAnswer`.
    """
    seconds: dict[str, float] = {}
    cpu_seconds = 0.0
    before = take_snapshot()
    for letter in order:
        part = parts[letter]
        part.load()
        cpu, start = tree_cpu_seconds() if letter == CASE else 0.0, time.perf_counter()
        part.go()
        seconds[letter] = time.perf_counter() - start
        if letter == CASE:
            cpu_seconds = tree_cpu_seconds() - cpu
        verify(part.collect(), expected)
    disturbance = disturbance_between(before, take_snapshot())
    one = Round(
        order=order,
        reference_seconds=seconds[REFERENCE],
        ceiling_seconds=seconds.get(LIMIT),
        cpu_seconds=cpu_seconds,
        foreign_cpu_share=disturbance.foreign_cpu_share,
        disturbed=disturbance.disturbed,
        observed=observe(),
        disturbed_by=disturbance.causes,
    )
    return one, seconds[CASE]
