"""One round: order, verification, what else the host did; of made-up parts, without a wait."""

from collections.abc import Sequence
from typing import Any

import pytest

from lightwork.core.record import FOREIGN_CPU
from lightwork.measuring.cases import rounds as rounds_module
from lightwork.measuring.cases.round_parts import WrongAnswer, verify
from lightwork.measuring.cases.rounds import Round, run_round
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


def a_round(order: str, log: list[str], **results: Sequence[Any]) -> tuple[Round, float]:
    parts = {letter: MadeUpPart(letter, log, results.get(letter, (1, 2))) for letter in "rlc"}
    return run_round(parts, (1, 2), order, lambda: {"lost": 3.0})


@pytest.mark.parametrize("order", ["rc", "cr", "lrc", "clr"])
def test_a_round_runs_each_part_once_in_the_noted_order(order: str) -> None:
    """What ``order`` says is what was run; the ceiling has seconds where it was."""
    log: list[str] = []
    one, seconds = a_round(order, log)
    assert "".join(log) == one.order == order
    assert (one.ceiling_seconds is None) == ("l" not in order)
    assert seconds >= 0
    assert one.observed == {"lost": 3.0}


@pytest.mark.parametrize("letter", ["r", "l", "c"])
def test_wrong_results_of_any_part_end_the_case(letter: str) -> None:
    """A lost item in the case, or in what it is set against, is never timed."""
    with pytest.raises(WrongAnswer, match="1 results for 2 items"):
        a_round("rlc", [], **{letter: (1,)})


def test_the_message_of_a_wrong_answer_says_where() -> None:
    """It names the item, what came and what should have come."""
    with pytest.raises(WrongAnswer, match=r"item 1: got 3, expected 2.*Nothing .* is saved"):
        verify([1, 3], [1, 2])


@pytest.mark.parametrize(("foreign", "causes"), [(0.0, ()), (100.0, (FOREIGN_CPU,))])
def test_a_disturbed_round_says_by_what(
    monkeypatch: pytest.MonkeyPatch, foreign: float, causes: tuple[str, ...]
) -> None:
    """It is kept, flagged, with the cause; whether it is run again is its race's affair."""
    shots = iter([Snapshot(0.0, 0.0, 0.0, 0.0), Snapshot(1.0, foreign, 0.0, 0.0)])
    monkeypatch.setattr(rounds_module, "take_snapshot", shots.__next__)
    one, _ = a_round("rc", [])
    assert (one.disturbed, one.disturbed_by) == (bool(causes), causes)
