"""Orders of the parts: fair to each, at the seams of rounds too, and without a pattern."""

import random
from itertools import islice, pairwise

import pytest

from lightwork.measuring.cases.rounds import fair_turns, orders

PARTS = ("rc", "rlc")
#: After so many rounds each part has come before each other equally often.
TURN = {"rc": 4, "rlc": 6}


@pytest.mark.parametrize("parts", PARTS)
def test_each_part_comes_before_each_other_equally_often(parts: str) -> None:
    """Over every turn, whichever is drawn, no part is favoured by its place."""
    drawn = orders(parts, random.Random(1))
    for _ in range(20):
        one_turn = list(islice(drawn, TURN[parts]))
        for one in parts:
            for other in parts.replace(one, ""):
                first = sum(order.index(one) < order.index(other) for order in one_turn)
                assert first * 2 == TURN[parts]


@pytest.mark.parametrize("pair", ["rc", "lc"])
@pytest.mark.parametrize("parts", PARTS)
def test_a_burst_between_two_rounds_errs_to_either_side_equally_often(
    parts: str, pair: str
) -> None:
    """Where rounds meet, the same part of a ratio on both sides makes neighbouring ratios err
    together, different parts make them err apart: over 6,000 rounds the two cancel."""
    if not set(pair) <= set(parts):
        pytest.skip("no such ratio")
    sign = {pair[0]: -1, pair[1]: 1}
    drawn = list(islice(orders(parts, random.Random(2)), 6000))
    seams = pairwise(drawn)
    leaning = sum(sign.get(one[-1], 0) * sign.get(other[0], 0) for one, other in seams)
    assert abs(leaning) / 6000 < 0.02


@pytest.mark.parametrize("parts", PARTS)
def test_no_turn_is_repeated_for_long(parts: str) -> None:
    """A load that comes and goes with any period finds no pattern to keep step with: several
    turns are possible, all are drawn, and no order is more frequent at any place of a period."""
    assert len(fair_turns(frozenset(parts))) >= 4
    drawn = list(islice(orders(parts, random.Random(3)), 12_000))
    for period in (2, 3, 4, 6, 8, 12):
        for place in range(period):
            seen = drawn[place::period]
            before = sum(order.index("c") < order.index("r") for order in seen)
            assert before / len(seen) == pytest.approx(0.5, abs=0.05)


def test_orders_are_those_of_the_saved_file() -> None:
    """One letter for each part, each once."""
    assert set(islice(orders("rlc", random.Random(4)), 60)) == {
        "rlc", "rcl", "lrc", "lcr", "crl", "clr"
    }  # fmt: skip
