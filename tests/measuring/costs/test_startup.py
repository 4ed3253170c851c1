"""Family startup: known costs, every mechanism, heavy parents, and a parent that dies."""

import importlib.util
import multiprocessing
import os
import signal
import sys
import time
from itertools import groupby

import psutil
import pytest

from lightwork.core.record import CASE, REFERENCE, Case
from lightwork.measuring.cases import rounds as rounds_module
from lightwork.measuring.cases.audit_findings import assess_audit
from lightwork.measuring.cases.cost_family import Scope
from lightwork.measuring.cases.round_parts import verify
from lightwork.measuring.cases.rounds import EnoughRounds, RepeatBudget, Rounds
from lightwork.measuring.costs import startup
from lightwork.measuring.costs.startup import FAMILY, FIRST_RESULT, OPEN_CLOSE
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.cpu_time import tree_cpu_seconds
from lightwork.measuring.host.memory import psutil as figures_psutil
from lightwork.measuring.host.skips import Skip, Unavailable
from lightwork.measuring.plan.parent_weights import (
    BARE,
    HELD_BYTES,
    NUMPY_PRELOAD,
    NUMPY_WEIGHT,
    OBJECTS,
)
from lightwork.measuring.session.catalog import load_strategies
from lightwork.measuring.session.progress import result_text
from lightwork.measuring.stand_in import open_close
from lightwork.measuring.stand_in.held_workers import Holding, hold, release, worker_processes
from lightwork.measuring.stand_in.open_close import StandInOpening
from lightwork.measuring.stand_in.parent import StandIn
from lightwork.measuring.stand_in.tasks import ANSWER, least_answer
from lightwork.strategies import WorkerDied
from tests.fixtures.stand_ins import (
    MadeUpStandIn,
    light_workers,  # noqa: F401 - a fixture for every test
)
from tests.fixtures.strategy_leftovers import clean_and_quick  # noqa: F401 - a fixture for every test here

STRATEGIES = load_strategies()
CORES = Cores(2, 2, 2, None, 2)
METHODS = multiprocessing.get_all_start_methods()
PROCESS = Case(OPEN_CLOSE, BARE, "process", METHODS[0], 1, 1, "cold")


def planned(effort: str = "quick", **scope: object) -> list[Case | Skip]:
    whole: dict[str, object] = {"effort": effort, "cores": CORES, "strategies": STRATEGIES, **scope}
    return list(FAMILY.plan(Scope(**whole)))  # type: ignore[arg-type]


def cases(effort: str = "quick", **scope: object) -> list[Case]:
    return [case for case in planned(effort, **scope) if isinstance(case, Case)]


def numpy_is_loaded() -> bool:
    return "numpy" in sys.modules


def spend_cpu() -> int:
    while time.process_time() < 0.3:
        pass
    return os.getpid()


@pytest.mark.parametrize("effort", FAMILY.rounds)
def test_each_weight_is_made_once(effort: str) -> None:
    """Cases with the same parent stand together, and no case is planned for what can't be."""
    sizes = [weight for weight, _ in groupby(dict.fromkeys(cases(effort)), lambda case: case.size)]
    assert sizes == [BARE, NUMPY_WEIGHT, NUMPY_PRELOAD, OBJECTS][: len(sizes)]
    assert all(case.workers == 1 for case in cases(effort) if case.strategy == "manager")
    assert all(
        case.start_method == "forkserver" for case in cases(effort) if case.size == NUMPY_PRELOAD
    )


def test_a_start_method_that_the_platform_lacks_is_told() -> None:
    """It is skipped with those that there are, and the others are planned."""
    found = planned(start_methods=("spawn", "teleport"))
    assert any("teleport" in one.what for one in found if isinstance(one, Skip))
    assert {one.start_method for one in found if isinstance(one, Case)} == {"spawn", "none"}


def test_what_the_pipe_costs_is_paired_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mechanism that costs 20 ms, behind a pipe of 5 ms, comes out at 20 ms on any host."""
    fake = MadeUpStandIn(0.005, lambda item: 0.020 if isinstance(item, StandInOpening) else 0.0)
    monkeypatch.setattr(startup, "KEEPER", fake)
    monkeypatch.setattr(rounds_module, "time", fake)
    with FAMILY.open(PROCESS._replace(strategy="pool", workers=2), STRATEGIES) as probe:
        rounds = Rounds(probe.parts, probe.expected, 6, RepeatBudget(0))
        seconds = []
        while True:
            try:
                rounds.before()
            except EnoughRounds:
                break
            start = fake.now
            rounds.timed()
            seconds.append(fake.now - start)
            rounds.after()
    text = result_text("startup", PROCESS, None, rounds.done, seconds, probe.operations)
    assert text.strip() == "2e+04 µs each"
    assert seconds == pytest.approx([0.005 + 0.020 * probe.operations] * 6)


PLANNED = [
    case._replace(workers=1 if case.strategy == "manager" else 2)
    for case in cases()
    if case.size == BARE
]


@pytest.mark.parametrize("case", PLANNED, ids=[case.id for case in PLANNED])
def test_every_worker_is_started_and_ended(case: Case) -> None:
    """Case and reference give the right values, and the workers are what the case says."""
    with FAMILY.open(case, STRATEGIES) as probe:
        for part in (probe.parts[REFERENCE], probe.parts[CASE]):
            part.load()
            part.go()
            verify(part.collect(), probe.expected)
        value = case.workers if case.workload == OPEN_CLOSE else ANSWER
        assert probe.expected == [value] * probe.operations
        findings = assess_audit(case, probe.worker, probe.operations, probe.audit(), probe.parent)
        assert findings.void is None
        assert findings.distinct_workers == case.workers


def test_a_process_that_breaks_a_promise_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says which promise, what came and what should have come."""
    monkeypatch.setattr(open_close.multiprocessing, "active_children", list)
    with pytest.raises(open_close.BrokenPromise, match=r"active_children\(\) gave False"):
        open_close.check_process(METHODS[0])


@pytest.mark.parametrize("weight", [BARE, NUMPY_WEIGHT])
def test_a_parent_has_loaded_what_its_weight_says(weight: str) -> None:
    """A bare one has no numpy, and a forked worker inherits what there is."""
    stand_in = StandIn(weight)
    assert stand_in.call(numpy_is_loaded) is (weight == NUMPY_WEIGHT)
    if "fork" in METHODS:
        opening = StandInOpening("process", "fork", 1, numpy_is_loaded)
        assert stand_in.call(startup.open_and_close, opening) is (weight == NUMPY_WEIGHT)
    stand_in.close()


@pytest.mark.skipif("forkserver" not in METHODS, reason="this platform has no fork server")
def test_a_preloaded_fork_server_has_loaded_numpy() -> None:
    """Its workers have numpy before they have done anything."""
    stand_in = StandIn(NUMPY_PRELOAD)
    opening = StandInOpening("process", "forkserver", 1, numpy_is_loaded)
    assert stand_in.call(startup.open_and_close, opening) is True
    stand_in.close()


def kill_while_it_holds(workers: list[psutil.Process]) -> None:
    with startup.KEEPER.borrow(BARE) as stand_in:
        stand_in.call(hold, Holding("pool", METHODS[0], 2, least_answer))
        workers += [psutil.Process(pid) for pid in stand_in.call(worker_processes)]
        os.kill(stand_in.pid, signal.SIGKILL)
        stand_in.load(startup.open_and_close, [])
        stand_in.go()


def test_a_killed_parent_is_an_error_and_leaves_no_orphans() -> None:
    """Within seconds, also where workers are held; the next case gets a new parent."""
    workers: list[psutil.Process] = []
    with pytest.raises(WorkerDied, match="SIGKILL"):
        kill_while_it_holds(workers)
    gone, alive = psutil.wait_procs(workers, timeout=10)
    assert (len(gone), alive) == (2, [])
    with startup.KEEPER.borrow(BARE) as another:
        assert another.call(least_answer) == ANSWER


def open_what_there_is_not() -> None:
    with startup.KEEPER.borrow(BARE) as stand_in:
        stand_in.load(startup.open_and_close, [StandInOpening("teleport", "none", 1, None)])
        stand_in.go()
        stand_in.collect()


def test_an_error_in_the_parent_comes_home() -> None:
    """With its own type and words; and that parent is not used again."""
    with startup.KEEPER.borrow(BARE) as first:
        pass
    with pytest.raises(KeyError, match="teleport"):
        open_what_there_is_not()
    assert not psutil.pid_exists(first.pid)


def test_its_cpu_seconds_are_ours() -> None:
    """What a worker of the parent used is counted while it lives, and not twice afterwards."""
    stand_in = StandIn(BARE)
    before = tree_cpu_seconds()
    stand_in.call(hold, Holding("process", METHODS[0], 1, spend_cpu))
    living = tree_cpu_seconds() - before
    stand_in.call(release)
    ended = tree_cpu_seconds() - before
    stand_in.close()
    closed = tree_cpu_seconds() - before
    assert living >= 0.25
    # 0.02: two ticks, in which the fork server's ended children are counted
    assert living - 0.02 <= ended
    assert closed < 0.3 + 1.0


def test_too_little_memory_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parent that does not fit is not made; the reason says how much is left and wanted."""
    little = psutil.virtual_memory()._replace(available=HELD_BYTES)
    monkeypatch.setattr(figures_psutil, "virtual_memory", lambda: little)
    heavy = FAMILY.open(PROCESS._replace(size=OBJECTS), STRATEGIES)
    with pytest.raises(Unavailable, match=r"256 MiB of memory are left, .* up to 512 MiB"), heavy:
        pytest.fail("there is no room for it")


def test_numpy_is_used_by_the_first_task_of_a_parent_that_has_it() -> None:
    """So that a worker which has not inherited it pays for the import."""
    assert importlib.util.find_spec("numpy") is not None
    case = PROCESS._replace(workload=FIRST_RESULT, size=NUMPY_WEIGHT)
    with FAMILY.open(case, STRATEGIES) as probe:
        part = probe.parts[CASE]
        part.load()
        part.go()
        verify(part.collect(), [ANSWER] * probe.operations)
