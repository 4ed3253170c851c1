"""Does the stopping rule bias what is reported? Made-up rounds whose true ratio is known.

For each rule, number of planned rounds, truth and noise: how often the final 95 % interval holds
the truth, how often it excludes 1, and how many rounds were used. ``ours`` is the very function
that the suite calls. ``each look`` is what one would do first: look after every batch, stop when
the interval excludes 1. ``place`` is ours with ``SURE = 1``: two stages, but the first one ends
where the plain interval excludes 1. ``few`` is ours with ``FEW = 0``: a narrow interval is believed
however few its rounds are.
"""

import argparse
import math
import random
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import NamedTuple
from unittest.mock import patch

from lightwork.core.intervals import median_interval
from lightwork.core.record import CASE, REFERENCE
from lightwork.measuring.adaptive import stopping_rule
from lightwork.measuring.adaptive.stopping_rule import (
    MOST_TIMES_PLANNED,
    Question,
    decide_after_planned,
    half_width,
    in_whole_turns,
    is_settled,
)
from lightwork.measuring.cases.rounds import turn

PRECISION = 0.05
TURN = turn(REFERENCE + CASE)
PLANNED = (6, 10, 20)
TRUTHS = (1.0, 1.02, 1.05, 1.1, 1.2, 1.5)
#: Noise of a part of a pair: standard deviation of its logarithm, and how often it is another.
NOISES = {
    "quiet": (0.03, 0.0, 0.0),
    "usual": (0.06, 0.0, 0.0),
    "loud": (0.15, 0.0, 0.0),
    "bursts": (0.03, 0.3, 0.3),  # a host that is busy with others, off and on
}

Rule = Callable[[Sequence[float], int], int]  # ratios and planned rounds -> rounds used


class Outcome(NamedTuple):
    """What a rule led to; shares of cases."""

    coverage: float
    excludes_one: float
    median_rounds: float


def fixed(_ratios: Sequence[float], planned: int) -> int:
    """The planned rounds, whatever they are."""
    return planned


def ours(ratios: Sequence[float], planned: int) -> int:
    """One check, by the suite's own function; more rounds in whole rotations."""
    more = decide_after_planned((Question(ratios[:planned]),), planned, PRECISION).more
    return planned + in_whole_turns(more, planned, TURN)


def place(ratios: Sequence[float], planned: int) -> int:
    """As ours, but what is settled is decided by the plain interval."""
    with patch.object(stopping_rule, "SURE", 1.0):
        return ours(ratios, planned)


def few(ratios: Sequence[float], planned: int) -> int:
    """As ours, but a narrow interval of few rounds is taken for narrow."""
    with patch.object(stopping_rule, "FEW", 0):
        return ours(ratios, planned)


def each_look(ratios: Sequence[float], planned: int) -> int:
    """A look after each batch, and an end where the interval is narrow or excludes 1."""
    for used in range(planned, MOST_TIMES_PLANNED * planned, planned):
        estimate = median_interval(ratios[:used])
        if half_width(estimate) <= PRECISION or is_settled(estimate, Question(())):
            return used
    return MOST_TIMES_PLANNED * planned


RULES: dict[str, Rule] = {
    "fixed": fixed,
    "ours": ours,
    "place": place,
    "few": few,
    "each look": each_look,
}


def ratio(truth: float, noise: str, generator: random.Random) -> float:
    """One round's reference / case: both parts scatter."""

    def part() -> float:
        spread, share, other = NOISES[noise]
        return generator.gauss(0, other if generator.random() < share else spread)

    return truth * math.exp(part() - part())


def outcomes(
    rules: Sequence[Rule], planned: int, truth: float, noise: str, cases: int, seed: int = 1
) -> Iterator[Outcome]:
    """What each rule makes of the same made-up cases."""
    generator = random.Random(seed)
    held, excluded = [0] * len(rules), [0] * len(rules)
    used: list[list[int]] = [[] for _ in rules]
    most = MOST_TIMES_PLANNED * planned + TURN
    for _ in range(cases):
        ratios = [ratio(truth, noise, generator) for _ in range(most)]
        for number, rule in enumerate(rules):
            rounds = rule(ratios, planned)
            estimate = median_interval(ratios[:rounds])
            held[number] += estimate.low <= truth <= estimate.high
            excluded[number] += not estimate.low <= 1 <= estimate.high
            used[number].append(rounds)
    for number in range(len(rules)):
        yield Outcome(held[number] / cases, excluded[number] / cases, median(used[number]))


def main() -> None:
    """Print a row for each rule, number of planned rounds, noise and truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    cases = parser.parse_args().cases
    print("rule       planned noise   truth  coverage  excludes 1  median rounds")
    for planned in PLANNED:
        for noise in NOISES:
            for truth in TRUTHS:
                found = outcomes(tuple(RULES.values()), planned, truth, noise, cases)
                for name, outcome in zip(RULES, found, strict=True):
                    print(
                        f"{name:10} {planned:7} {noise:7} {truth:5.2f} {outcome.coverage:9.1%}"
                        f" {outcome.excludes_one:11.1%} {outcome.median_rounds:14.0f}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
