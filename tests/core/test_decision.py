"""The one decision: each rule by a known answer, and who can never be recommended."""

import math
import random

import pytest

from lightwork.core.decision import (
    BEST,
    EQUIVALENT,
    FAILED,
    INCONCLUSIVE,
    NO,
    SLOWER,
    UNDECIDED,
    YES,
    Contender,
    decide,
    shown_off,
)
from lightwork.core.intervals import CONFIDENCE, Estimate, median_interval, unbounded


def contender(
    key: str, ratios: list[float], rank: int = 0, memory: float = math.nan, first_block: int = 0
) -> Contender:
    """A candidate with these speedups, a block each."""
    logs = {first_block + place: math.log(ratio) for place, ratio in enumerate(ratios)}
    return Contender(key, median_interval(ratios), logs, (rank,), memory)


def around(speedup: float, spread: float = 0.01, blocks: int = 10, seed: int = 1) -> list[float]:
    scatter = random.Random(f"{speedup} {spread} {blocks} {seed}")
    return [speedup * math.exp(scatter.gauss(0, spread)) for _ in range(blocks)]


def test_the_fastest_is_best_and_the_simplest_equivalent_is_recommended() -> None:
    """2 % slower is equivalent, 20 % slower is slower, and a noisy one is undecided."""
    found = decide(
        [
            contender("process", around(1.90), 3),
            contender("pool", around(1.87), 1),
            contender("manager", around(1.50), 0),
            contender("noisy", around(1.85, 0.2), 0),
        ]
    )
    assert (found.worth_it, found.best, found.recommended) == (YES, "process", "pool")
    statuses = {one.key: one.status for one in found.standings}
    assert statuses == {
        "process": BEST, "pool": EQUIVALENT, "manager": SLOWER, "noisy": UNDECIDED,
    }  # fmt: skip
    assert [one.key for one in found.equivalents] == ["process", "pool"]
    assert found.chosen == found.standing("pool")


def test_pairs_show_what_two_series_cannot() -> None:
    """Blocks that drift by half: within them one is 2 % slower, which only pairs show."""
    drift = [1 + 0.05 * block for block in range(10)]
    best = [1.8 * one for one in drift]
    other = [1.8 * one / (1.02 + 0.001 * (place % 3)) for place, one in enumerate(drift)]
    paired = decide([contender("a", best), contender("b", other)])
    alone = decide([contender("a", best), contender("b", other, first_block=100)])
    assert paired.standing("b").status == EQUIVALENT
    assert alone.standing("b").status == UNDECIDED


def test_what_takes_much_more_memory_is_passed_over() -> None:
    """The simplest needs twice the memory of the other, which is equivalent."""
    light, heavy = contender("b", around(2.0), 2, 20e6), contender("a", around(2.01), 1, 41e6)
    assert decide([light, heavy]).recommended == "b"
    assert decide([light, heavy._replace(memory=29e6)]).recommended == "a"


@pytest.mark.parametrize(
    ("speedup", "spread", "worth_it", "recommended"),
    [
        (1.5, 0.01, YES, "a"), (1.0, 0.01, NO, None), (0.5, 0.01, NO, None),
        (1.04, 0.02, NO, None), (1.15, 0.4, INCONCLUSIVE, None),
    ],
)  # fmt: skip
def test_whether_it_is_worth_it(
    speedup: float, spread: float, worth_it: str, recommended: str | None
) -> None:
    """Above 1.05 with its whole interval; no interval reaches 1.10; or neither."""
    found = decide([contender("a", around(speedup, spread))])
    assert (found.worth_it, found.recommended) == (worth_it, recommended)
    assert found.open == (worth_it == INCONCLUSIVE)
    low, high = found.standings[0].speedup.low, found.standings[0].speedup.high
    assert (low > 1.05) == (worth_it == YES)
    assert (high < 1.10) == (worth_it == NO) or worth_it == YES


def test_a_failed_a_a_check_moves_the_bound() -> None:
    """The serial loop is 20 % off itself: 1.2 is no gain then, 1.5 is one."""
    off = Estimate(1.25, 1.2, 1.3, CONFIDENCE, 10)
    assert decide([contender("a", around(1.22))]).worth_it == YES
    assert decide([contender("a", around(1.22))], off).worth_it == INCONCLUSIVE
    assert decide([contender("a", around(1.5))], off).worth_it == YES
    assert shown_off(off) == pytest.approx(1.2)
    assert shown_off(Estimate(0.8, 0.75, 0.85, CONFIDENCE, 10)) == pytest.approx(1 / 0.85)
    assert shown_off(Estimate(1.0, 0.99, 1.01, CONFIDENCE, 10)) == 1


def test_too_few_blocks_decide_nothing() -> None:
    """Five have no interval, and the reason says so."""
    found = decide([contender("a", around(2.0, blocks=5))])
    assert found.worth_it == INCONCLUSIVE
    assert found.reason == "one mechanism has 5 rounds, too few for an interval (6 are needed)"


def test_what_failed_or_left_is_never_recommended() -> None:
    """Each keeps its reason; without any other there is the serial loop."""
    failed = Contender("c", unbounded(math.nan, 0, "killed"), {}, (), failed="killed")
    left = contender("b", around(3.0))._replace(left="twice the best's seconds")
    found = decide([contender("a", around(1.9)), left, failed])
    assert (found.best, found.recommended) == ("a", "a")
    assert [(one.key, one.status) for one in found.standings[1:]] == [("b", SLOWER), ("c", FAILED)]
    assert found.standing("c").reason == "killed"
    alone = decide([failed])
    assert (alone.worth_it, alone.best, alone.recommended) == (INCONCLUSIVE, None, None)
    assert decide([]).worth_it == NO


@pytest.mark.parametrize("seed", range(40))
def test_nobody_is_recommended_who_is_shown_to_be_slower(seed: int) -> None:
    """Random fields: the recommended one is best or equivalent, and surely worth it where said."""
    scatter = random.Random(seed)
    field = [
        contender(str(key), around(scatter.uniform(0.5, 2.5), scatter.choice([0.01, 0.1, 0.5]),
                                   scatter.randint(3, 12), seed + key), scatter.randint(0, 3))
        for key in range(6)
    ]  # fmt: skip
    found = decide(field)
    assert found.standings[0].speedup.value == max(one.speedup.value for one in field)
    if found.chosen is None:
        assert found.worth_it != YES
    else:
        assert found.chosen.status in (BEST, EQUIVALENT)
        assert found.chosen.speedup.low > (1.05 if found.worth_it == YES else 0.95)
