"""A race on a made-up clock: who runs when, who leaves, when it ends, and what comes out."""

import math
import random
from collections.abc import Callable, Mapping, Sequence

import pytest

from lightwork.core.candidate import LATER_POOL, POOL, PROCESS_POOL, THREADS, Candidate
from lightwork.core.decision import FAILED, SLOWER
from lightwork.core.intervals import FEWEST_VALUES
from lightwork.core.record import CEILING
from lightwork.measuring.launcher.requests import DIED, LATE, OK, WRONG, CallOutcome
from lightwork.measuring.race.candidates import PROCESSES, Host
from lightwork.measuring.race.race import (
    AGAIN,
    LOOKS,
    LOOP,
    Entrant,
    Limits,
    LoopFailed,
    Race,
    RaceResult,
)

HOST = Host(2, 40, ("fork",), 0.0, None)
#: True seconds of each call, by mechanism; the loop takes 0.2 s.
TRUTH = {LOOP: 0.2, AGAIN: 0.2, CEILING: 0.1, THREADS: 0.21, POOL: 0.125, PROCESS_POOL: 0.16}
AMPLE = Limits(60, 60, 60)


class Clock:
    """A course on which each call takes what is written, one part in 200 more or less."""

    def __init__(
        self, truth: Mapping[str, float], fails: Callable[[Entrant, int], CallOutcome | None]
    ) -> None:
        self.now = 0.0
        self.orders: list[tuple[Entrant, ...]] = []
        self.limits: list[float] = []
        self._truth = truth
        self._fails = fails

    def block(
        self, number: int, order: Sequence[Entrant], limit: Callable[[], float]
    ) -> dict[Entrant, CallOutcome]:
        self.orders.append(tuple(order))
        found: dict[Entrant, CallOutcome] = {}
        for place, one in enumerate(order):
            self.limits.append(limit())
            name = one if isinstance(one, str) else one.mechanism
            seconds = self._truth.get(name, 0.3) * (1 + (number + place) % 3 / 200)
            self.now += seconds
            outcome = CallOutcome(OK, seconds, seconds, 10**7, 10**6)
            found[one] = self._fails(one, number) or outcome
        return found


def never(_one: Entrant, _block: int) -> CallOutcome | None:
    return None


def raced(
    truth: Mapping[str, float] = TRUTH,
    fails: Callable[[Entrant, int], CallOutcome | None] = never,
    limits: Limits = AMPLE,
    host: Host = HOST,
    mechanisms: Sequence[str] | None = None,
) -> tuple[RaceResult, Clock, list[RaceResult]]:
    clock = Clock(truth, fails)
    told: list[RaceResult] = []
    race = Race(host, clock, truth[LOOP], mechanisms, now=lambda: clock.now)
    return race.run(limits, told.append), clock, told


def test_a_block_runs_each_entrant_once_in_an_order_of_its_own() -> None:
    """The loop, the loop again, the ceiling, every candidate; the loop begins the first block."""
    result, clock, _ = raced()
    assert clock.orders[0][0] == LOOP  # its answers are what the others' are compared with
    for order in clock.orders:
        assert len(order) == len(set(order)) >= 4
        assert {LOOP, AGAIN, CEILING} <= set(order)
    assert len({order.index(LOOP) for order in clock.orders}) > 1
    assert result.orders == tuple(clock.orders)


def test_the_truth_comes_out() -> None:
    """The best one, by what factor, what the ceiling and the A/A check are."""
    result, _, _ = raced()
    best = result.decision.best
    assert isinstance(best, Candidate)
    assert best.mechanism == POOL
    assert result.decision.worth_it == "yes"
    assert result.decision.recommended == best or result.decision.recommended is not None
    assert result.decision.standing(best).speedup.value == pytest.approx(1.6, rel=0.02)
    assert result.ceiling is not None
    assert result.ceiling.value == pytest.approx(2, rel=0.02)
    assert result.control is not None
    assert result.control.value == pytest.approx(1, rel=0.02)
    assert result.loop_seconds.value == pytest.approx(0.2, rel=0.02)


def test_it_is_told_after_each_block_and_ends_at_a_look() -> None:
    """The first look has an interval; nothing here needs a second one."""
    result, clock, told = raced()
    assert [one.blocks for one in told] == list(range(1, result.blocks + 1))
    assert result.blocks in LOOKS[:2]  # a variant that joined in the second block is the best
    assert result.seconds == pytest.approx(clock.now)


def test_variants_join_and_the_hopeless_leave() -> None:
    """What is 2.5 times slower than the best runs once; later blocks are shorter."""
    result, clock, _ = raced({**TRUTH, PROCESS_POOL: 0.9})
    slow = [one for one in result.entries if not isinstance(one, str)
            and one.mechanism == PROCESS_POOL]  # fmt: skip
    assert all(len(result.entries[one].seconds) == 1 for one in slow)
    assert all(result.decision.standing(one).status == SLOWER for one in slow)
    assert len(clock.orders[1]) > len(clock.orders[0]) - 1  # variants of the pool
    assert len(clock.orders[-1]) < len(clock.orders[1])


def test_of_equals_the_simplest_is_recommended() -> None:
    """Though another one came out a little better: threads, if they gain what a pool gains."""
    result, _, _ = raced({**TRUTH, THREADS: 0.1255})
    assert result.decision.recommended == Candidate(THREADS, 2)


def test_a_race_among_equals_ends() -> None:
    """Also where one that was spared, as it could not be recommended, turns out to be the best."""

    def equals(draw: random.Random) -> Callable[[Entrant, int], CallOutcome]:
        known = {LOOP: 0.2, AGAIN: 0.2, CEILING: 0.1}

        def took(one: Entrant, _block: int) -> CallOutcome:
            seconds = known[one] if isinstance(one, str) else 0.13
            return CallOutcome(OK, seconds * math.exp(draw.gauss(0, 0.003)))

        return took

    for seed in range(40):
        host = HOST._replace(start_methods=("fork", "spawn"))
        result, _, _ = raced(fails=equals(random.Random(seed)), host=host)
        assert result.decision.recommended == Candidate(THREADS, 2)
        assert result.blocks <= 20


def test_nothing_gains_and_that_is_said() -> None:
    """Don't parallelise; none is recommended."""
    result, _, _ = raced(dict.fromkeys(TRUTH, 0.2))
    assert result.decision.worth_it == "no"
    assert result.decision.recommended is None


def test_who_fails_is_out_with_its_last_words() -> None:
    """The others end the race."""

    def fails(one: Entrant, block: int) -> CallOutcome | None:
        broken = isinstance(one, Candidate) and one.mechanism == POOL and block == 1
        return CallOutcome(DIED, text="first\nworker 3 has gone\n") if broken else None

    result, _, _ = raced(fails=fails)
    failed = [one for one in result.decision.standings if one.status == FAILED]
    assert failed
    assert {one.reason for one in failed} == {"worker 3 has gone"}
    assert result.blocks >= FEWEST_VALUES


def test_one_late_call_is_forgiven_two_are_not() -> None:
    """A host has its moments."""
    threads = Candidate(THREADS, 2)

    def late(blocks: set[int]) -> RaceResult:
        def fails(one: Entrant, block: int) -> CallOutcome | None:
            return CallOutcome(LATE) if one == threads and block in blocks else None

        return raced({**TRUTH, THREADS: 0.13}, fails)[0]

    once, twice = late({1}), late({1, 2})
    assert once.decision.standing(threads).status != FAILED
    assert 1 not in once.entries[threads].seconds
    assert twice.decision.standing(threads).status == FAILED
    assert "did not end in time" in twice.decision.standing(threads).reason


@pytest.mark.parametrize("one", [LOOP, AGAIN])
def test_a_loop_that_fails_ends_the_race(one: str) -> None:
    """Nothing can be compared with it."""

    def fails(entrant: Entrant, _block: int) -> CallOutcome | None:
        return CallOutcome(WRONG, text="item 0: got 1, expected 2") if entrant == one else None

    with pytest.raises(LoopFailed, match="item 0"):
        raced(fails=fails)


def test_limits_end_it() -> None:
    """Hard: as soon as there is an interval; last: after the block that runs, whatever there is."""
    noisy = {**TRUTH, POOL: 0.1905}  # 1.05 times the loop's speed: open for ever
    ample, _, _ = raced(noisy)
    hard, _, _ = raced(noisy, limits=Limits(0, 0, 60))
    last, _, _ = raced(noisy, limits=Limits(0, 0, 0))
    assert ample.blocks >= hard.blocks >= FEWEST_VALUES
    assert hard.decision.best is not None
    assert hard.decision.standing(hard.decision.best).speedup.rounds == FEWEST_VALUES
    assert last.blocks == 1


@pytest.mark.parametrize(
    ("first_call", "limits", "short"),
    [
        (0.5, Limits(3, 17, 60), True),
        (0.2, Limits(3, 17, 60), False),
        (0.0, Limits(3, 17, 60), False),
        (0.5, AMPLE, False),
    ],
)
def test_slow_first_calls_leave_time_for_the_best_alone(
    first_call: float, limits: Limits, short: bool
) -> None:
    """Where six blocks would take too long by them: nobody joins, who is 5 % slower leaves."""
    host = HOST._replace(slow=True, later=True, first_call=first_call)
    truth = dict.fromkeys(PROCESSES, 1.45) | {LOOP: 1.3, THREADS: 1.4, LATER_POOL: 1.1}
    result, clock, _ = raced(truth, limits=limits, host=host)
    best = result.decision.best
    assert isinstance(best, Candidate)
    assert best.mechanism == LATER_POOL
    assert result.blocks >= FEWEST_VALUES
    if short:
        assert {frozenset(order) for order in clock.orders[1:]} == {frozenset({LOOP, best})}
        assert clock.now < limits.hard + 1.3 + 1.1
    else:
        assert Candidate(THREADS, 2) in clock.orders[1]


def test_who_left_for_want_of_time_comes_back_where_the_best_had_been_lucky() -> None:
    """Else the answer would be the worse of two that were both measured."""

    def lucky_once(one: Entrant, block: int) -> CallOutcome | None:
        lucky = isinstance(one, Candidate) and one.mechanism == THREADS and block == 0
        return CallOutcome(OK, 0.9, 0.9, 10**7, 10**6) if lucky else None

    host = HOST._replace(slow=True, later=True, first_call=0.5)
    truth = {LOOP: 1.3, THREADS: 1.8, POOL: 1.6, LATER_POOL: 1.1}
    result, clock, _ = raced(truth, lucky_once, Limits(3, 17, 60), host)
    best = result.decision.best
    assert isinstance(best, Candidate)
    assert best.mechanism == LATER_POOL
    assert best not in clock.orders[1]
    assert len(result.entries[best].seconds) >= FEWEST_VALUES
    assert result.decision.recommended == best


def test_calls_may_take_a_few_times_what_the_best_takes() -> None:
    """And at least what the loop takes, twice; so that a pool that hangs costs seconds."""
    _, clock, _ = raced()
    assert all(2 * 0.2 < limit < 4 for limit in clock.limits)


def test_slow_work_has_neither_control_nor_ceiling() -> None:
    """They would double the seconds of a block; the serial loop is there in each."""
    slow = {name: 10 * seconds for name, seconds in TRUTH.items()}
    result, clock, _ = raced(slow, host=HOST._replace(slow=True), limits=Limits(1, 1, 1))
    assert not {AGAIN, CEILING} & {one for order in clock.orders for one in order}
    assert result.control is None
    assert result.ceiling is None


@pytest.mark.parametrize("mechanism", ["process", "pool_imap", "process_pool"])
def test_what_was_asked_for_races_alone(mechanism: str) -> None:
    """From the first block to the last."""
    _, clock, _ = raced(mechanisms=[mechanism])
    for order in clock.orders:
        ran = {one.mechanism for one in order if isinstance(one, Candidate)}
        assert ran == {mechanism}


def test_memory_and_cpu_are_kept() -> None:
    """Of processes those of each worker too, threads have none of their own."""
    result, _, _ = raced()
    entries = {one: entry for one, entry in result.entries.items() if isinstance(one, Candidate)}
    for one, entry in entries.items():
        workers = 0 if one.mechanism == THREADS else one.workers
        assert entry.memory_bytes == 10**7 + workers * 10**6
        assert entry.cpu_seconds.keys() == entry.seconds.keys()
    assert not math.isnan(result.seconds_of(next(iter(entries))))


def test_one_item_is_no_race() -> None:
    """The serial loop alone, and it says so."""
    result, _, _ = raced(host=HOST._replace(items=1))
    assert result.blocks == 1
    assert result.decision.recommended is None


def test_the_same_seed_draws_the_same_orders() -> None:
    """And another one others, so that no order is built in."""
    (_, once, _), (_, again, _) = raced(), raced()
    assert once.orders == again.orders
    other = Clock(TRUTH, never)
    Race(HOST, other, TRUTH[LOOP], None, seed=2, now=lambda: other.now).run(AMPLE)
    assert once.orders != other.orders


@pytest.mark.parametrize("again", [0.17, 0.24])
def test_a_loop_that_differs_from_itself_moves_the_bound(again: float) -> None:
    """By as much as it is shown to: what was worth it no longer is, and is not recommended."""
    truth = {**TRUTH, POOL: 0.18, THREADS: 0.3, PROCESS_POOL: 0.3}
    quiet, _, _ = raced(truth)
    assert (quiet.decision.worth_it, quiet.decision.off) == ("yes", 1)
    off, _, _ = raced({**truth, AGAIN: again}, limits=Limits(6, 20, 60))
    assert off.decision.off > 1.1
    assert off.decision.worth_it != "yes"
    assert off.decision.recommended is None
