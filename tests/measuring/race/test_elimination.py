"""Who leaves a race: hopeless ones at once, others when they are shown to be slower."""

import math
import random

import pytest

from lightwork.measuring.race.elimination import FIRST_BLOCKS, HOPELESS, leaving

BEST = dict.fromkeys(range(4), 1.0)


def seconds(times: float, blocks: int, noise: float, draw: random.Random) -> dict[int, float]:
    return {block: times * math.exp(draw.gauss(0, noise)) for block in range(blocks)}


@pytest.mark.parametrize(("blocks", "least"), HOPELESS.items())
def test_the_hopeless_leave_at_once(blocks: int, least: float) -> None:
    """So many times the best's seconds in each of the first blocks; one good block keeps it."""
    slow = dict.fromkeys(range(blocks), least + 0.01)
    field = {"best": dict.fromkeys(range(blocks), 1.0), "slow": slow}
    assert leaving(field, "best") == {
        "slow": f"takes {least + 0.01:.2f} times the best's seconds",
    }  # fmt: skip
    field["slow"] = {**slow, 0: least - 0.01}
    assert leaving(field, "best") == {}


def test_where_time_is_short_who_seems_slower_leaves() -> None:
    """By more than the zone in each block; from the fifth on by the usual procedure."""
    field = {"best": {0: 1.0, 1: 1.0}, "close": {0: 1.04, 1: 1.2}, "slow": {0: 1.07, 1: 1.2}}
    assert [*leaving(field, "best", short=True)] == ["slow"]
    assert leaving(field, "best") == {}


def test_ratios_are_taken_within_blocks() -> None:
    """A host that is three times slower in some blocks drops nobody."""
    best = {0: 1.0, 1: 3.0, 2: 3.0}
    assert leaving({"best": best, "late": {1: 3.1, 2: 3.1}}, "best") == {}
    assert leaving({"best": best, "strange": {7: 9.0}}, "best") == {}


def test_the_best_never_leaves() -> None:
    """Even if another one was quicker in every block."""
    assert leaving({"best": BEST, "quicker": dict.fromkeys(BEST, 0.1)}, "best") == {}


def test_who_is_clearly_slower_leaves_after_the_first_blocks() -> None:
    """A tenth, with 1 % of noise: from the fifth block on."""
    draw = random.Random(1)
    for blocks, left in ((FIRST_BLOCKS - 1, False), (FIRST_BLOCKS, True)):
        field = {"best": seconds(1, blocks, 0.01, draw), "slow": seconds(1.1, blocks, 0.01, draw)}
        assert bool(leaving(field, "best")) is left


@pytest.mark.parametrize("noise", [0.01, 0.05, 0.2])
def test_who_is_five_percent_better_hardly_ever_leaves(noise: float) -> None:
    """In no more than 5 of 100 races, however often it is asked: what the procedure promises."""
    wrong = 0
    for seed in range(100):
        draw = random.Random(seed)
        better, other = (seconds(times, 30, noise, draw) for times in (1.0, 1.05))
        wrong += any(
            leaving({"better": dict([*better.items()][:count]), "other": other}, "other")
            for count in range(FIRST_BLOCKS, 31)
        )
    assert wrong <= 5


@pytest.mark.parametrize("noise", [0.003, 0.03])
def test_who_is_as_good_or_nearly_so_stays(noise: float) -> None:
    """It may be shown to be equivalent, and is perhaps the simplest."""
    wrong = 0
    for seed in range(100):
        draw = random.Random(seed)
        one, other = (seconds(times, 12, noise, draw) for times in (1.01, 1.0))
        wrong += any(
            leaving({"one": dict([*one.items()][:count]), "other": other}, "other")
            for count in range(FIRST_BLOCKS, 13)
        )
    assert wrong <= 10


def test_one_burst_drops_nobody() -> None:
    """The mean is far off, the median is not."""
    usual = {block: 1.0 + 0.01 * (block % 3) for block in range(8)}
    hit = {**usual, 3: 40.0}
    assert leaving({"best": usual, "hit": hit}, "best") == {}
