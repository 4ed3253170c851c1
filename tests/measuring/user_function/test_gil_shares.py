"""Shares and classes of functions whose truth is known, by made-up samples; equal answers."""

import math
import random
import sys
from collections.abc import Sequence

import pytest

from lightwork.core.intervals import Estimate
from lightwork.measuring.launcher.answers import CheckedAnswer, ExpectedAnswer, same
from lightwork.measuring.user_function.gil_sampler import Sample, gil_word
from lightwork.measuring.user_function.gil_shares import (
    GIL_SHARE,
    MIXED,
    NATIVE_SHARE,
    WAITING_SHARE,
    block_shares,
    class_of,
    classify,
    kind_of,
)

SPIN, SLEEP = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
Part = dict[str, float]


def seen(
    truth: Sequence[float], begin: float, draw: random.Random, stretch: float = 1.0
) -> tuple[list[Sample], Part]:
    """Samples of 0.1 s alone, of which shares ``truth`` hold the GIL, compute, wait.

    On a host that gives it every ``stretch``-th slice only, computing takes so much longer.
    """
    lengths = [
        0.1 * share * grown for share, grown in zip(truth, (stretch, stretch, 1), strict=True)
    ]
    wall = sum(lengths)
    samples = []
    for at in sorted(draw.random() * wall for _ in range(400)):
        held, running = at < lengths[0], at < lengths[0] + lengths[1]
        samples.append(Sample(begin + at, held, running))
    part = {"begin": begin, "end": begin + wall, "thread_cpu": 0.1 * (truth[0] + truth[1])}
    return samples, part


def made_up(
    truth: Sequence[float], stretch: float = 1.0, spin: Sequence[float] = SPIN
) -> tuple[list[Sample], list[dict[str, Part]]]:
    """Ten blocks of the loop, the function and the sleep."""
    draw = random.Random(7)
    samples, blocks, at = [], [], 0.0
    for _ in range(10):
        block = {}
        for name, shares in (("spin", spin), ("own", truth), ("sleep", SLEEP)):
            found, block[name] = seen(shares, at, draw, stretch)
            samples += found
            at = block[name]["end"] + 0.001
        block["own"]["process_cpu"] = block["own"]["thread_cpu"]
        blocks.append(block)
    return samples, blocks


@pytest.mark.parametrize("stretch", [1.0, 4.0])
@pytest.mark.parametrize(
    ("truth", "name", "kind"),
    [
        ((1.0, 0.0, 0.0), GIL_SHARE, "cpu"),
        ((0.0, 1.0, 0.0), NATIVE_SHARE, "native"),
        ((0.0, 0.0, 1.0), WAITING_SHARE, "sleep"),
        ((0.9, 0.05, 0.05), GIL_SHARE, "cpu"),
        ((0.3, 0.3, 0.4), MIXED, "mixed"),
        ((0.45, 0.55, 0.0), MIXED, "native"),
        ((0.55, 0.4, 0.05), MIXED, "cpu"),
    ],
)
def test_known_mixtures_come_out_as_they_are(
    truth: Sequence[float], name: str, kind: str, stretch: float
) -> None:
    """Each share within 3 points of the truth, undisturbed and on a host four times full."""
    found = classify(*made_up(truth, stretch))
    assert (found.name, found.sure, kind_of(found)) == (name, True, kind)
    for share, wanted in zip((GIL_SHARE, NATIVE_SHARE, WAITING_SHARE), truth, strict=True):
        assert found.shares[share].value == pytest.approx(wanted, abs=0.03)
    assert sum(one.value for one in found.shares.values()) == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize(
    ("truth", "name", "kind"),
    [
        ((0.0, 1.0, 0.0), NATIVE_SHARE, "native"),
        ((0.0, 0.0, 1.0), WAITING_SHARE, "sleep"),
        ((0.0, 0.5, 0.5), MIXED, "mixed"),
    ],
)
def test_without_a_gil_functions_compute_or_wait(
    truth: Sequence[float], name: str, kind: str
) -> None:
    """The loop among the controls holds none there; where there is one that is no good sign."""
    samples = made_up(truth, spin=(0.0, 1.0, 0.0))
    found = classify(*samples, gil=False)
    assert (found.name, found.sure, kind_of(found)) == (name, True, kind)
    assert classify(*samples).name == ""


def test_the_word_of_the_gil_is_found_among_others() -> None:
    """1 in the loop's pictures and 0 in the sleep's, but for one that was taken too early."""
    spin = [picture(1, 0, 1, 7, 1) for _ in range(10)]
    sleep = [picture(1, 0, 0, 0, number % 2) for number in range(10)]
    assert gil_word(spin, sleep) == 8
    sleep[3] = picture(1, 0, 1, 0, 0)
    spin[4] = picture(1, 0, 0, 7, 1)
    assert gil_word(spin, sleep) == 8
    assert gil_word([picture(1, 0)] * 10, [picture(1, 0)] * 10) is None


def picture(*words: int) -> bytes:
    """Memory that holds these words."""
    return b"".join(word.to_bytes(4, sys.byteorder) for word in words)


def test_controls_that_fail_leave_the_class_unknown() -> None:
    """A loop that does not come out as holding the GIL says that the samples are wrong."""
    found = classify(*made_up((1.0, 0.0, 0.0), spin=(0.5, 0.5, 0.0)))
    assert found.name == ""
    assert "controls came out as 0." in found.reason


def test_too_few_samples_leave_the_class_unknown() -> None:
    """And the reason that is known is given."""
    assert block_shares([], {"begin": 0.0, "end": 1.0, "thread_cpu": 0.5}) is None
    _, blocks = made_up((1.0, 0.0, 0.0))
    found = classify([], blocks, "no /proc here")
    assert (found.name, found.reason) == ("", "no /proc here")


def around(value: float, half: float) -> Estimate:
    return Estimate(value, value - half, value + half, 0.95, 10)


def test_an_interval_across_a_border_is_not_sure() -> None:
    """The class is named, and doubted; without an interval, too."""
    shares = {
        GIL_SHARE: around(0.7, 0.1),
        NATIVE_SHARE: around(0.3, 0.1),
        WAITING_SHARE: around(0.0, 0.0),
    }
    assert class_of(shares) == (GIL_SHARE, False)
    nan = math.nan
    shares[GIL_SHARE] = Estimate(0.95, nan, nan, nan, 3)
    assert class_of(shares) == (GIL_SHARE, False)


def test_workers_of_its_own_are_seen() -> None:
    """CPU seconds of other threads than the calling one, per wall second."""
    samples, blocks = made_up((0.0, 1.0, 0.0))
    for block in blocks:
        block["own"]["process_cpu"] += 0.08
    assert classify(samples, blocks).own_workers == pytest.approx(0.8)


class Odd:
    """Knows identity only."""

    def __init__(self, held: object) -> None:
        self.held = held


def test_same_answers_are_the_same_whatever_their_type() -> None:
    """NaN, arrays, tables, objects without an equality: compared by what they hold."""
    import numpy as np
    import pandas as pd

    nan = float("nan")
    alike = [
        (nan, nan), ([1, (nan, "x")], [1, (nan, "x")]), ({"a": nan}, {"a": nan}), (1, 1.0),
        (np.array([1.0, nan]), np.array([1.0, nan])), (Odd([1]), Odd([1])),
        (pd.DataFrame({"a": [1, nan]}), pd.DataFrame({"a": [1, nan]})), ({1, 2}, {2, 1}),
    ]  # fmt: skip
    unlike = [
        (1, 2), ([1], [1, 2]), (np.array([1]), np.array([2])), (np.array([1]), np.array([1.0])),
        (Odd(1), Odd(2)), (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]})), (nan, 1.0),
        ({"a": 1}, {"b": 1}), (np.array([1, 2]), [1, 2]),
    ]  # fmt: skip
    assert [same(one, other) for one, other in alike] == [True] * len(alike)
    assert [same(one, other) for one, other in unlike] == [False] * len(unlike)
    rounded = [
        (0.1 + 0.2, 0.3), ([np.array([1e9, 1e-9])], [np.array([1e9, 2e-9])]),
    ]  # fmt: skip
    assert [same(one, other, rounded=True) for one, other in rounded] == [True, True]
    assert [same(one, other) for one, other in rounded] == [False, False]
    assert not same(np.array([1.0]), np.array([1.01]), rounded=True)
    assert ExpectedAnswer(np.array([1, 2])) == np.array([1, 2])
    assert ExpectedAnswer(1) != 2


def test_a_check_accepts_by_true_or_by_not_asserting() -> None:
    """And what it asserts is what is said."""

    def asserts(item: int, result: int) -> None:
        assert result == item, "not itself"

    assert CheckedAnswer(lambda item, result: result > item, 1) == 2
    assert CheckedAnswer(asserts, 1) == 1
    assert CheckedAnswer(asserts, 1) != 2
    assert "not itself" in str(CheckedAnswer(asserts, 1).objection(2))
    assert CheckedAnswer(asserts, 1).objection(1) is None
