"""Fresh workers every few rounds: opened anew, ended before, and told if they are not right."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from lightwork.core.record import CASE, REFERENCE
from lightwork.measuring.cases.cost_case import RenewedProbe
from lightwork.measuring.cases.cost_family import Probe
from lightwork.measuring.cases.rounds import EnoughRounds, RepeatBudget, Rounds, WrongAnswer
from lightwork.measuring.costs._repeats import Batch

ROUNDS, ROUNDS_PER_OPENING = 6, 2


def opened(log: list[str], number: int = 1, results: tuple[int, ...] = (1,), again: bool = True):  # type: ignore[no-untyped-def]
    """A probe that notes when it is opened, used and closed; the next has the next number."""

    @contextmanager
    def opening() -> Iterator[Probe]:
        log.append(f"open {number}")
        part = Batch(lambda: log.append(f"go {number}") or results)  # type: ignore[func-returns-value]
        following = lambda: opened(log, number + 1, results)  # noqa: E731
        parts = {REFERENCE: Batch(lambda: results), CASE: part}
        try:
            notes: list[Any] = [f"worker of opening {number}"]
            yield Probe(parts, [1], 1, "none", notes, again=following if again else None)
        finally:
            log.append(f"close {number}")

    return opening()


def run_all(renewed: RenewedProbe) -> None:
    """Do what ``benchmark.pedantic`` does."""
    rounds = Rounds(
        renewed.parts, [1], ROUNDS, RepeatBudget(0), renewed.observe, renewed.begin_round
    )
    timed = rounds.timed
    while True:
        try:
            rounds.before()
        except EnoughRounds:
            return
        timed()
        rounds.after()


def test_every_few_rounds_have_workers_of_their_own() -> None:
    """The old ones end before the new ones start; each opening is tried once, untimed."""
    log: list[str] = []
    with RenewedProbe(opened(log), ROUNDS_PER_OPENING) as renewed:
        run_all(renewed)
    once = ["open {}", *["go {}"] * (1 + ROUNDS_PER_OPENING), "close {}"]
    openings = ROUNDS // ROUNDS_PER_OPENING
    assert log == [word.format(n) for n in range(1, openings + 1) for word in once]
    assert len(renewed.openings) == openings


def test_what_has_fresh_workers_in_each_round_is_opened_once() -> None:
    """A probe without ``again`` stays as it is."""
    log: list[str] = []
    with RenewedProbe(opened(log, again=False), 2) as renewed:
        run_all(renewed)
    assert [log.count(word) for word in ("open 1", "go 1", "close 1")] == [1, 1 + ROUNDS, 1]


def test_wrong_answers_of_the_first_try_are_found() -> None:
    """Before anything is timed; and nothing stays open."""
    log: list[str] = []
    with pytest.raises(WrongAnswer), RenewedProbe(opened(log, results=(2,)), 2):
        pytest.fail("it was opened")
    assert log == ["open 1", "close 1"]
