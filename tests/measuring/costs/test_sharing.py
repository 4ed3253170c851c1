"""Family sharing: nothing is lost that must not be, what is lost is counted, nothing is left."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from lightwork.core.record import CASE, OBSERVED, REFERENCE, Case
from lightwork.measuring.cases.cost_family import Probe, Scope
from lightwork.measuring.cases.round_parts import WrongAnswer, verify
from lightwork.measuring.costs._sharing.ladder import (
    FILE_RUNGS,
    LOCKING,
    UPDATES,
    size_of,
    updates_of,
)
from lightwork.measuring.costs._sharing.released_groups import open_worker_group
from lightwork.measuring.costs._sharing.rungs import Counter, Locked, Unlocked
from lightwork.measuring.costs.sharing import FAMILY, SharedWork
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.session.catalog import load_strategies
from lightwork.strategies import WorkerDied
from lightwork.strategies.parts.processes import START_METHODS
from tests.fixtures.strategy_leftovers import clean_and_quick

__all__ = ["clean_and_quick"]
STRATEGIES = load_strategies()
CORES = Cores(2, 2, 2, None, 2)
#: Rungs that may lose updates or records.
LOSING = ("plain_global", "value_unlocked", "file_unlocked")
#: A death must be told within this many seconds.
TOLD_SECONDS = 5


@pytest.fixture(scope="module", autouse=True)
def _arena() -> None:
    """Shared values live in a file that multiprocessing keeps for the next: nobody's leftover."""
    multiprocessing.Value("q", 0)


def case_of(strategy: str, rung: str, amount: int, workers: int = 2, method: str = "") -> Case:
    start_method = (method or START_METHODS[0]) if strategy == "process" else "none"
    unit = "records" if rung in FILE_RUNGS else "updates"
    return Case(rung, f"{amount}_{unit}", strategy, start_method, workers, 1, "warm")


def planned(effort: str, **scope: object) -> list[Case | Skip]:
    whole: dict[str, object] = {"effort": effort, "cores": CORES, "strategies": STRATEGIES, **scope}
    return list(FAMILY.plan(Scope(**whole)))  # type: ignore[arg-type]


def run_round(probe: Probe) -> dict[str, float]:
    """One round of case and reference, verified; gives what was observed."""
    for letter in (REFERENCE, CASE):
        part = probe.parts[letter]
        part.load()
        part.go()
        verify(part.collect(), probe.expected)
    return dict(probe.observe())


RUNGS = [(strategy, rung) for strategy, rungs in UPDATES.items() for rung in rungs]


@pytest.mark.parametrize(("strategy", "rung"), RUNGS)
def test_every_rung_counts_right_round_after_round(strategy: str, rung: str) -> None:
    """All updates of all workers are there, or were made where some may be lost; each round
    begins at zero; the workers are what the case says."""
    case = case_of(strategy, rung, amount=40)
    with FAMILY.open(case, STRATEGIES) as probe:
        for _ in range(3):
            observed = run_round(probe)
            assert set(observed) <= set(OBSERVED)
            if rung not in LOSING:
                assert sum(observed.values()) == probe.operations  # and none lost, torn or missed
        assert probe.operations == updates_of(case)
        assert len({(note.process, note.thread) for note in probe.audit()}) == case.workers
        in_parent = {note.process == os.getpid() for note in probe.audit()}
        assert in_parent == {strategy == "threads"}


@pytest.mark.parametrize("method", START_METHODS)
@pytest.mark.parametrize("rung", ["value_lock", "file_locked"])
def test_locks_travel_however_workers_are_started(rung: str, method: str) -> None:
    """Under every start method of the platform the lock that was made here is the workers' lock."""
    case = case_of("process", rung, amount=200, method=method)
    with FAMILY.open(case, STRATEGIES) as probe:
        run_round(probe)
        assert {note.start_method for note in probe.audit()} == {method}


def test_processes_do_not_share_a_plain_global() -> None:
    """Every increment that a worker process makes is lost on the parent; a lone thread's is not."""
    with FAMILY.open(case_of("process", "plain_global", 50), STRATEGIES) as probe:
        assert run_round(probe) == {"lost_updates": 100, "updates": 100}
    with FAMILY.open(case_of("threads", "plain_global", 50, workers=1), STRATEGIES) as probe:
        assert run_round(probe) == {"lost_updates": 0, "updates": 50}


class LosesSeven(Unlocked):
    """A counter that loses seven updates of each worker's."""

    def work(self, worker: int) -> int:  # noqa: ARG002 - one signature for all rungs
        self.cell.value += self.updates - 7
        return self.updates


class Number:
    value = 0


@pytest.mark.parametrize("rounds", [1, 3])
def test_lost_updates_are_counted(rounds: int) -> None:
    """What a counter loses is what is observed, in every round anew."""
    rung = LosesSeven(100, Number())
    part = SharedWork(rung, lambda: [rung.work(0), rung.work(1)])
    for _ in range(rounds):
        part.load()
        part.go()
        verify(part.collect(), rung.expected(2))
        assert part.observed == {"lost_updates": 14, "updates": 200}


def test_a_counter_that_must_lose_nothing_ends_the_case_if_it_does() -> None:
    """A lock that does not lock is a wrong answer, not a speed."""
    rung = Locked(100, Number(), nullcontext())
    part = SharedWork(rung, lambda: [rung.work(0), 100])
    part.load()
    part.go()
    with pytest.raises(WrongAnswer, match="got 100, expected 200"):
        verify(part.collect(), rung.expected(2))


class Deadly(Counter):
    """A counter whose first worker, in the second round, dies of SIGKILL with the lock in hand."""

    def __init__(self, lock: Any) -> None:
        super().__init__(1)
        self.lock = lock
        self.rounds = 0

    def work(self, worker: int) -> int:
        self.rounds += 1
        with self.lock:
            if self.rounds == 2 and worker == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return 1


@pytest.mark.parametrize("method", START_METHODS)
def test_a_worker_killed_with_the_lock_in_hand_is_told(method: str) -> None:
    """The others wait for the lock for ever, but the error comes, and nobody is left."""
    rung = Deadly(multiprocessing.get_context(method).Lock())
    began = []

    def two_rounds() -> None:
        with open_worker_group("process", 3, method, rung.work) as crew:
            assert crew.go() == [1, 1, 1]
            began.append(time.monotonic())
            crew.go()

    with pytest.raises(WorkerDied, match=r"sharing: worker .* killed by SIGKILL"):
        two_rounds()
    assert time.monotonic() - began[0] < TOLD_SECONDS


def kill_between_rounds(case: Case, whom: Callable[[Probe], int]) -> None:
    with FAMILY.open(case, STRATEGIES) as probe:
        run_round(probe)
        os.kill(whom(probe), signal.SIGKILL)
        part = probe.parts[CASE]
        part.go()


def test_an_idle_worker_that_was_killed_is_told() -> None:
    """The next round is an error with its name, not a hang."""
    with pytest.raises(WorkerDied, match=r"sharing: worker .* killed by SIGKILL"):
        kill_between_rounds(
            case_of("process", "manager_dict", 5), lambda probe: probe.audit()[1].process
        )


def test_a_manager_server_that_was_killed_is_told() -> None:
    """What a worker's call to the dead server raises comes home as the server's death."""

    def server(probe: Probe) -> int:
        workers = {note.process for note in probe.audit()}
        (found,) = {child.pid for child in multiprocessing.active_children()} - workers
        return found or 0

    with pytest.raises(WorkerDied, match=r"manager: server .* killed by SIGKILL"):
        kill_between_rounds(case_of("process", "manager_value", 5), server)


def cases_in(effort: str, **scope: object) -> Iterator[Case]:
    return (one for one in planned(effort, **scope) if isinstance(one, Case))


@pytest.mark.parametrize("effort", FAMILY.rounds)
def test_the_plan_has_what_loses_beside_what_does_not(effort: str) -> None:
    """Locked, unlocked and sharded counters contended in every effort; no case twice."""
    cases = list(cases_in(effort))
    contended = {case.workload for case in cases if case.workers == 2 and case[2] == "process"}
    assert contended >= {"value_lock", "value_unlocked", "sharded", "plain_global", *FILE_RUNGS}
    assert len(set(cases)) == len(cases)
    assert all(min(FAMILY.seconds(case)) > 0 for case in cases)
    if effort != "quick":
        assert contended == set(UPDATES["process"])
        lone = {case.workload for case in cases if case.workers == 1}
        assert lone >= set(LOCKING)
    assert FAMILY.rounds[effort] >= 6


def test_workers_and_start_methods_are_taken_as_named() -> None:
    """A file needs a writer and a reader, so one worker is left out with the reason."""
    named = planned("standard", workers=(1, 3), start_methods=("spawn",))
    assert {one.workers for one in named if isinstance(one, Case)} == {1, 3}
    assert {one.start_method for one in named if isinstance(one, Case)} == {"spawn", "none"}
    skipped = {one.what: one.reason for one in named if isinstance(one, Skip)}
    assert set(skipped) == set(FILE_RUNGS)


def test_contended_means_two_or_more_also_on_one_core() -> None:
    """On a machine with one usable core there still are two workers in each other's way."""
    assert 2 in {case.workers for case in cases_in("standard", cores=Cores(1, 1, 1, None, 1))}


def test_sizes_say_how_many() -> None:
    """The size in a planned case is the number of updates of a worker, or of records."""
    for case in cases_in("thorough"):
        assert updates_of(case) == UPDATES[case.strategy][case.workload] * (
            1 if case.workload in FILE_RUNGS else case.workers
        )
    assert size_of("process", "file_locked").endswith("_records")
