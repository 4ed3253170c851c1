"""Adaptive effort over the cases of a run: who gets more rounds, and what is saved of it."""

import itertools

import pytest

from lightwork.core.intervals import median_interval
from lightwork.core.record import SPEEDUP, STOPPED, Case
from lightwork.measuring.adaptive.extra_rounds import (
    BestSoFar,
    CaseStoppingRule,
    ExtraRounds,
    Incumbent,
    undisturbed_round_ratios,
)
from lightwork.measuring.adaptive.time_budget import TimeBudget
from lightwork.measuring.cases import rounds as rounds_module
from lightwork.measuring.cases.rounds import RepeatBudget, Round, Rounds
from lightwork.measuring.host.noise import Snapshot
from lightwork.measuring.host.skips import Unavailable
from tests.measuring.cases.test_rounds import MadeUpPart, run_all

CASE = Case("fib", "small", "pool", "fork", 2, 12, "cold")
SCATTER = (0.88, 0.90, 0.92, 0.94, 0.96, 0.98, 1.02, 1.04, 1.06, 1.08, 1.10, 1.12)


class Clock:
    """Seconds that pass when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def rounds_around(speedup: float, share: float | None = None, times: int = 1) -> list[Round]:
    """Rounds whose case took a second: their references and ceilings are the ratios."""
    return [
        Round("rlc" if share else "rc", speedup * one, share * one if share else None, 1, 0, False)
        for one in SCATTER * times
    ]


def look_of(
    rival: Incumbent | None = None, seconds: float | None = None, forecast: float = 1e6
) -> tuple[CaseStoppingRule, Clock]:
    clock = Clock()
    budget = TimeBudget(seconds, clock)
    budget.begin({(SPEEDUP, CASE): forecast})
    budget.start_case()
    clock.now = 12.0
    return CaseStoppingRule(12, 0.05, CASE.workers, rival, budget), clock


def contender(speedup: float, share: float | None = None, workers: int = 2) -> Incumbent:
    spread = [speedup * one for one in SCATTER]
    shares = [share * one for one in SCATTER] if share else None
    return Incumbent(workers, median_interval(spread), median_interval(shares) if shares else None)


@pytest.mark.parametrize(
    ("rounds", "rival", "more"),
    [
        (rounds_around(1.0), None, True),
        (rounds_around(2.0), None, False),
        (rounds_around(2.0), contender(2.1), True),
        (rounds_around(2.0), contender(4.0), False),
        # With as many workers the share of the ceiling decides, whatever the speedups are.
        (rounds_around(2.0, share=0.5), contender(2.0, share=0.9), False),
        (rounds_around(2.0, share=0.9), contender(4.0, share=0.9), True),
        (rounds_around(2.0, share=0.9), contender(4.0, share=0.9, workers=4), False),
    ],
)
def test_a_verdict_hangs_on_the_serial_loop_or_on_the_best_so_far(
    rounds: list[Round], rival: Incumbent | None, more: bool
) -> None:
    """Rounds are added where an interval includes 1 or overlaps the best rival's."""
    look, _ = look_of(rival)
    assert (look.more(rounds, [1.0] * 12) > 0) is more


def test_a_case_is_looked_at_once() -> None:
    """Rounds repeated because they were disturbed do not make it ask again."""
    look, _ = look_of()
    first = look.more(rounds_around(1.0), [1.0] * 12)
    assert first % 4 == 0
    assert 12 <= first <= look.most_more == 36
    assert look.more(rounds_around(1.0), [1.0] * 12) == 0


@pytest.mark.parametrize(
    ("truth", "times", "stopped"),
    [(1.0, 1, "most rounds"), (1.0, 30, "precise"), (1.1, 4, "settled")],
)
def test_why_rounds_ended(truth: float, times: int, stopped: str) -> None:
    """After added rounds: narrow enough, told from what is contested, or open still."""
    look, _ = look_of()
    look.more(rounds_around(1.0), [1.0] * 12)
    assert look.stopped(rounds_around(truth, times=times), [1.0] * 12 * times) == stopped
    assert stopped in STOPPED


def test_without_time_an_open_case_stays_open() -> None:
    """It gets what whole rotations the time allows, here none, and says why."""
    look, _ = look_of(forecast=12.0)
    assert look.more(rounds_around(1.0), [1.0] * 12) == 0
    assert look.stopped(rounds_around(1.0), [1.0] * 12) == "budget"


def test_a_case_that_began_has_enough_rounds_for_an_interval() -> None:
    """When the time is over it ends, but not with fewer than six rounds."""
    look, clock = look_of(seconds=60)
    assert not look.is_over(10)
    clock.now = 60
    assert [look.is_over(rounds) for rounds in (0, 5, 6)] == [False, False, True]
    assert look.stopped(rounds_around(1.0), [1.0] * 12) == "budget"


def test_no_case_begins_when_the_time_is_used_up() -> None:
    """It is left out with the reason."""
    extra = ExtraRounds(5.0, 60)
    clock = Clock()
    extra.time = TimeBudget(60, clock)
    extra.look_at(SPEEDUP, CASE, 6)
    clock.now = 61
    with pytest.raises(Unavailable, match="time budget of 60 s used up"):
        extra.look_at(SPEEDUP, CASE, 6)


def test_a_case_ends_as_its_look_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real rounds with made-up seconds: equal parts are an open verdict, so rounds are added.

    What is saved: how many, and why they ended.
    """
    calm = Snapshot(0.0, 0.0, 0.0, 0.0)
    ticks = itertools.accumulate(itertools.cycle([0.0, 1.1, 0.0, 0.9, 0.0, 1.3, 0.0, 1.0]))
    monkeypatch.setattr(rounds_module, "take_snapshot", lambda: calm)
    monkeypatch.setattr(rounds_module.time, "perf_counter", ticks.__next__)
    extra = ExtraRounds(5.0, None)
    extra.time.begin({(SPEEDUP, CASE): 1e9})
    parts = {letter: MadeUpPart(letter, []) for letter in "rc"}
    end = extra.look_at(SPEEDUP, CASE, 6)
    rounds = Rounds(parts, (1, 2), 6, RepeatBudget(0), end=end)
    run_all(rounds)
    saved = extra.ended(SPEEDUP, CASE, rounds, None)
    assert len(rounds.done) == 6 + saved["added_rounds"] <= rounds.most
    assert saved["added_rounds"] in (8, 12, 16)
    assert saved["stopped"] in ("most rounds", "settled", "precise")
    described = extra.describe()
    assert described == {
        "precision": 5.0,
        "time_budget": None,
        "extra_rounds": saved["added_rounds"],
    }


def test_disturbed_rounds_are_left_out_as_in_the_report() -> None:
    """If six others are left; else all count."""
    rounds = [one._replace(disturbed=number < 6) for number, one in enumerate(rounds_around(2.0))]
    assert undisturbed_round_ratios(rounds, [1.0] * 12) == ([2.0 * one for one in SCATTER[6:]], [])
    rounds[6] = rounds[6]._replace(disturbed=True)
    assert len(undisturbed_round_ratios(rounds, [1.0] * 12)[0]) == 12


def test_the_best_so_far_is_the_rival_of_the_same_work_alone() -> None:
    """Other sizes and states do not meet; where all are slower than serial nobody competes."""
    contest = BestSoFar()
    for speedup in (2.0, 3.0, 1.5):
        contest.enter(CASE, contender(speedup))
    rival = contest.rival(CASE)
    assert rival is not None
    assert rival.speedup.value == pytest.approx(3.0)
    assert contest.rival(CASE._replace(state="warm")) is None
    contest.enter(CASE._replace(size="large"), contender(0.1))
    assert contest.rival(CASE._replace(size="large")) is None
