"""Looks: known answers, and that the stopping rule does not bias what is reported."""

import pytest

from lightwork.core.intervals import median_interval
from lightwork.measuring.adaptive.stopping_rule import (
    Question,
    StoppingDecision,
    decide_after_planned,
    half_width,
    in_whole_turns,
    reason_after_added,
)
from studies.stopping_rule import NOISES, PLANNED, fixed, ours, outcomes

#: Twelve ratios around 1, ±12 %: the interval is about [0.93, 1.07].
WIDE = (0.88, 0.90, 0.92, 0.94, 0.96, 0.98, 1.02, 1.04, 1.06, 1.08, 1.10, 1.12)
#: ... and ±1 %.
NARROW = tuple(1 + (ratio - 1) / 10 for ratio in WIDE)


def times(ratios: tuple[float, ...], factor: float) -> tuple[float, ...]:
    return tuple(factor * ratio for ratio in ratios)


@pytest.mark.parametrize(
    ("question", "stopped"),
    [
        (Question(NARROW), "precise"),
        (Question(times(WIDE, 2)), "settled"),
        (Question(times(WIDE, 0.5)), "settled"),
        (Question(times(WIDE, 2), 2.9, 3.0), "settled"),
        (Question(WIDE[:5]), "planned"),
    ],
)
def test_a_case_gets_no_more_rounds_where_none_are_needed(question: Question, stopped: str) -> None:
    """Narrow enough, however open; settled, however wide; too few rounds to ask."""
    assert decide_after_planned((question,), 10, 0.05) == StoppingDecision(stopped)


@pytest.mark.parametrize(
    "question", [Question(WIDE), Question(times(WIDE, 2), 1.9, 2.1), Question(times(WIDE, 1.1))]
)
def test_a_wide_interval_on_which_a_verdict_hangs_asks_for_more(question: Question) -> None:
    """Where it includes what is contested, or hardly misses it."""
    look = decide_after_planned((question,), 10, 0.05)
    assert look.stopped == ""
    assert 10 <= look.more <= 30


def test_how_many_follows_from_the_width() -> None:
    """Twice as narrow needs four times the rounds; at least as many as planned, at most thrice."""
    half = half_width(median_interval(WIDE))
    wanted = {
        times: decide_after_planned((Question(WIDE),), 12, half / times).more
        for times in (1.1, 1.7, 5)
    }
    assert wanted == {1.1: 12, 1.7: 23, 5: 36}


def test_the_widest_question_decides() -> None:
    """A case that is told from the serial loop may still be open against its best rival."""
    settled, open_ = Question(times(WIDE, 2)), Question(times(WIDE, 2), 1.95, 2.05)
    assert decide_after_planned((settled, open_), 10, 0.05).more > 0
    assert decide_after_planned((settled, Question(NARROW)), 10, 0.05).stopped == "precise"


def test_few_rounds_are_not_believed_to_be_precise() -> None:
    """Of six rounds a narrow interval may be chance; one ten times narrower is taken."""
    six = (0.98, 0.99, 0.995, 1.005, 1.01, 1.02)
    assert decide_after_planned((Question(six),), 6, 0.05).more == 6
    assert decide_after_planned((Question(six),), 6, 0.5).stopped == "precise"


def test_rounds_are_added_in_whole_rotations() -> None:
    """No part is favoured by its place, and no case has more than four times its planned rounds."""
    assert [in_whole_turns(more, 10, 4) for more in (1, 10, 12, 30)] == [4, 12, 12, 28]
    assert in_whole_turns(18, 6, 6) == 18


def test_after_added_rounds_a_case_is_open_or_not() -> None:
    """By the interval that will be reported, once and for all."""
    assert reason_after_added((Question(WIDE),), 0.05) == ""
    assert reason_after_added((Question(NARROW),), 0.05) == "precise"
    assert reason_after_added((Question(times(WIDE, 1.1)),), 0.05) == "settled"
    assert reason_after_added((Question(NARROW), Question(times(WIDE, 2))), 0.05) == "precise"


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("planned", PLANNED)
def test_stopping_finds_no_differences_that_are_none(planned: int, noise: str) -> None:
    """At a truth of 1 the final interval excludes 1 as rarely as with a fixed number of rounds.

    Within a point and the 1.5 points by which 1,200 seeded cases scatter; the whole table is
    `studies.stopping_rule`.
    """
    plain, adaptive = outcomes((fixed, ours), planned, 1.0, noise, cases=1200)
    assert adaptive.excludes_one <= plain.excludes_one + 0.025
    assert 0.925 <= adaptive.coverage <= 0.985


@pytest.mark.parametrize("truth", [1.02, 1.05, 1.5])
@pytest.mark.parametrize("noise", ["usual", "bursts"])
def test_the_final_interval_holds_the_truth(noise: str, truth: float) -> None:
    """In 93 to 98 % of cases, within the point by which 1,000 seeded cases scatter."""
    (adaptive,) = outcomes((ours,), 10, truth, noise, cases=1000)
    assert 0.92 <= adaptive.coverage <= 0.99


def test_rounds_go_where_the_verdict_is_open() -> None:
    """The same noise: many more rounds at a truth of 1 than where the truth is far away."""
    (near,) = outcomes((ours,), 10, 1.0, "usual", cases=200)
    (far,) = outcomes((ours,), 10, 2.0, "usual", cases=200)
    assert far.median_rounds == 10
    assert near.median_rounds >= 20
