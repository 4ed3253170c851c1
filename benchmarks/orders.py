"""In which order the parts of a round run, round after round.

Three things must hold. Each part comes before each other equally often, so that whatever drifts
falls on all alike. A burst of other work at the seam of two rounds must not hit the same part twice
more often than different parts: under plain ABBA (rc, cr, rc, cr) every part is followed by itself,
ratios of neighbouring rounds err together (correlation +0.25 beside a process busy half of the
time, where -0.01 is seen below), and intervals that take rounds for independent are too narrow.
And no pattern must repeat: a process or a quota that comes and goes in periods (of 100 ms, say) can
keep step with a fixed turn of four rounds of 25 ms, and hit the case more often than its reference
in a whole series. So each turn is drawn at random from those that keep the first two.
"""

import random
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import permutations

from benchmarks.record import CASE, LIMIT, REFERENCE

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
