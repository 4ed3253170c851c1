"""Rounds: order, verification, repeats; of made-up parts, so nothing is waited for."""

from collections.abc import Sequence
from typing import Any

import pytest

from lightwork.core.record import FOREIGN_CPU
from lightwork.measuring.cases import rounds as rounds_module
from lightwork.measuring.cases.round_parts import WrongAnswer, verify
from lightwork.measuring.cases.rounds import EnoughRounds, RepeatBudget, Rounds
from lightwork.measuring.host.noise import Snapshot


class MadeUpPart:
    """A part of a round that takes no time and notes when it was called."""

    def __init__(self, letter: str, log: list[str], results: Sequence[Any] = (1, 2)) -> None:
        self.letter, self.log, self.results = letter, log, results

    def load(self) -> None:
        """Nothing to hand out."""

    def go(self) -> None:
        """Note the call."""
        self.log.append(self.letter)

    def collect(self) -> Sequence[Any]:
        """The results that were made up."""
        return self.results


def rounds_of(
    log: list[str], planned: int = 6, budget: int = 100, **results: Sequence[Any]
) -> Rounds:
    parts = {letter: MadeUpPart(letter, log, results.get(letter, (1, 2))) for letter in "rlc"}
    return Rounds(parts, (1, 2), planned, RepeatBudget(budget))


def run_all(rounds: Rounds) -> None:
    """Do what ``benchmark.pedantic`` does."""
    while True:
        try:
            rounds.before()
        except EnoughRounds:
            return
        rounds.timed()
        rounds.after()


def test_a_round_runs_each_part_once_in_the_noted_order() -> None:
    """What ``order`` says is what was run, in every round."""
    log: list[str] = []
    rounds = rounds_of(log, budget=0)  # the host of the tests may be a busy one
    run_all(rounds)
    assert "".join(log) == "".join(one.order for one in rounds.done)
    assert [sorted(one.order) for one in rounds.done] == [["c", "l", "r"]] * 6


@pytest.mark.parametrize("letter", ["r", "l", "c"])
def test_wrong_results_of_any_part_end_the_case(letter: str) -> None:
    """A lost item in the case, or in what it is set against, is never timed twice."""
    rounds = rounds_of([], **{letter: (1,)})
    with pytest.raises(WrongAnswer, match="1 results for 2 items"):
        run_all(rounds)
    assert rounds.done == []


def test_the_message_of_a_wrong_answer_says_where() -> None:
    """It names the item, what came and what should have come."""
    with pytest.raises(WrongAnswer, match=r"item 1: got 3, expected 2.*Nothing .* is saved"):
        verify([1, 3], [1, 2])


def busy_snapshots(monkeypatch: pytest.MonkeyPatch, foreign_per_round: Sequence[float]) -> None:
    """Let the host be as busy with others as told: CPU seconds per round of one second."""
    shots, busy = [], 0.0
    for number, foreign in enumerate(foreign_per_round):
        shots.append(Snapshot(2.0 * number, busy, 0.0, 0.0))
        busy += foreign
        shots.append(Snapshot(2.0 * number + 1.0, busy, 0.0, 0.0))
    monkeypatch.setattr(rounds_module, "take_snapshot", iter(shots).__next__)


def test_a_disturbed_round_is_kept_and_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays in the data, flagged, and one more round is run for it."""
    busy_snapshots(monkeypatch, [0, 100, 0, 0, 0, 0, 0])
    rounds = rounds_of([])
    run_all(rounds)
    assert [one.disturbed for one in rounds.done] == [False, True] + [False] * 5
    assert [one.disturbed_by for one in rounds.done] == [(), (FOREIGN_CPU,)] + [()] * 5
    assert rounds._budget.spent == 1


def test_repeats_end_on_a_host_that_is_always_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """At most half as many rounds again, however busy the host is."""
    busy_snapshots(monkeypatch, [100] * 20)
    rounds = rounds_of([])
    run_all(rounds)
    assert len(rounds.done) == rounds.most == 9


def test_the_repeat_budget_is_shared_by_all_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the run's budget is spent, disturbed rounds are flagged but no longer repeated."""
    busy_snapshots(monkeypatch, [100] * 20)
    rounds = rounds_of([])
    rounds._budget = RepeatBudget(1)
    run_all(rounds)
    assert len(rounds.done) == 7
