"""Family startup: known costs, the first opening beside later ones, every mechanism and parent."""

import importlib.util
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import psutil
import pytest
from threadpoolctl import threadpool_limits

from lightwork.core.record import CASE, FIRST_SECONDS, Case
from lightwork.measuring.cases import rounds as rounds_module
from lightwork.measuring.cases.audit_findings import assess_audit
from lightwork.measuring.cases.cost_family import Scope
from lightwork.measuring.cases.round_parts import WrongAnswer, verify
from lightwork.measuring.cases.rounds import run_rounds
from lightwork.measuring.costs import startup
from lightwork.measuring.costs._startup import mechanisms, process_promises
from lightwork.measuring.costs._startup.mechanisms import NO_MECHANISM, Opening, open_and_close
from lightwork.measuring.costs._startup.worker_tasks import ANSWER, begin_and_put, least_answer
from lightwork.measuring.costs.startup import FAMILY, FIRST_RESULT, OPEN_CLOSE
from lightwork.measuring.host.cores import Cores
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
from lightwork.strategies import WorkerDied
from tests.fixtures.heavy_parents import (
    in_own_process,
    light_workers,  # noqa: F401 - a fixture for every test
    numpy_loaded_by_method,
    run_parts,
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


class MadeUpMechanism:
    """Opens nothing, but moves a clock on: more at its first opening."""

    def __init__(self, first: float, later: float) -> None:
        self.now = 0.0
        self.openings: list[Opening] = []
        self._first, self._later = first, later

    def perf_counter(self) -> float:
        """The clock."""
        return self.now

    @contextmanager
    def __call__(self, opening: Opening) -> Iterator[Any]:
        """So many workers, of which none leaves a note."""
        self.now += self._later if self.openings else self._first
        self.openings.append(opening)
        yield [] if opening.held else opening.workers


@pytest.mark.parametrize("effort", FAMILY.rounds)
def test_cases_of_one_weight_stand_together(effort: str) -> None:
    """And no case is planned for what can't be."""
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


def test_the_first_opening_stands_beside_later_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mechanism of 50 ms at first and 25 ms later comes out as that, on any host.

    What the same takes without it (5 ms) is paired away from the later ones; the first comes before
    the audit and all else.
    """
    fake = MadeUpMechanism(0.050, 0.025)
    alone = MadeUpMechanism(0.005, 0.005)
    monkeypatch.setitem(mechanisms.MECHANISMS, "pool", fake)
    monkeypatch.setitem(mechanisms.MECHANISMS, NO_MECHANISM, alone)
    clock = type("Clock", (), {"perf_counter": staticmethod(lambda: fake.now + alone.now)})
    monkeypatch.setattr(rounds_module, "time", clock)
    monkeypatch.setattr(startup, "time", clock)
    with FAMILY.open(PROCESS._replace(strategy="pool", workers=2), STRATEGIES) as probe:
        probe.audit()
        assert [opening.held for opening in fake.openings] == [False, True]
        rounds, seconds = run_rounds(probe.parts, probe.expected, 6, probe.observe)
    text = result_text("startup", PROCESS, None, rounds, seconds, probe.operations)
    assert text.strip() == "2e+04 µs each"
    assert seconds == pytest.approx([0.025 * probe.operations] * 6)
    assert [one.observed[FIRST_SECONDS] for one in rounds] == pytest.approx([0.050] * 6)


def test_a_first_opening_that_gives_something_else_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its seconds would be those of something else."""

    @contextmanager
    def one_too_few(opening: Opening) -> Iterator[Any]:
        yield opening.workers - 1

    monkeypatch.setitem(mechanisms.MECHANISMS, "pool", one_too_few)
    opened = FAMILY.open(PROCESS._replace(strategy="pool", workers=2), STRATEGIES)
    with pytest.raises(WrongAnswer, match="got 1, expected 2"), opened:
        pytest.fail("no round is to begin")


def test_each_round_of_a_bare_parent_has_a_process_of_its_own() -> None:
    """So its first opening has an interval; a heavy one takes longer to make than all rounds."""
    assert FAMILY.rounds_per_opening(PROCESS) == 1
    assert FAMILY.rounds_per_opening(PROCESS._replace(size=OBJECTS)) >= FAMILY.rounds["thorough"]


PLANNED = [
    case._replace(workers=1 if case.strategy == "manager" else 2)
    for case in cases()
    if case.size == BARE
]


@pytest.mark.parametrize("case", PLANNED, ids=[case.id for case in PLANNED])
def test_every_worker_is_started_and_ended(case: Case) -> None:
    """Case and reference give the right values, and the workers are what the case says.

    That BLAS has one thread is said where a run begins, and so here.
    """
    with threadpool_limits(1), FAMILY.open(case, STRATEGIES) as probe:
        run_parts(probe)
        value = case.workers if case.workload == OPEN_CLOSE else ANSWER
        assert probe.expected == [value] * probe.operations
        findings = assess_audit(case, probe.worker, probe.operations, probe.audit())
        assert findings.void is None
        assert findings.distinct_workers == case.workers
        assert probe.observe()[FIRST_SECONDS] > 0


def test_a_process_that_breaks_a_promise_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says which promise, what came and what should have come."""
    monkeypatch.setattr(process_promises.multiprocessing, "active_children", list)
    with pytest.raises(process_promises.BrokenPromise, match=r"active_children\(\) gave False"):
        process_promises.check_process(METHODS[0])


@pytest.mark.parametrize("weight", [BARE, NUMPY_WEIGHT, NUMPY_PRELOAD])
def test_a_parent_has_loaded_what_its_weight_says(weight: str) -> None:
    """A bare one has no numpy; a forked worker inherits it, one of a fork server that has it."""
    found = in_own_process(numpy_loaded_by_method, weight)
    inherited = {
        "parent": weight != BARE, "fork": weight != BARE,
        "forkserver": weight == NUMPY_PRELOAD, "spawn": False,
    }  # fmt: skip
    assert found == {who: inherited[who] for who in ("parent", *METHODS)}


def ask_what_there_is_not() -> int:
    raise KeyError("teleport")


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("strategy", ["threads", "thread_pool", "process", "process_pool"])
def test_an_error_in_a_worker_comes_home(strategy: str, held: bool) -> None:
    """With its own type and words, and all workers end."""
    method = "none" if "thread" in strategy else METHODS[0]
    with pytest.raises(KeyError, match="teleport"):
        open_and_close(Opening(strategy, method, 2, ask_what_there_is_not, held))


def put_and_die(results: Any, task: Callable[[], Any]) -> None:
    begin_and_put(results, task)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif("fork" not in METHODS, reason="a changed initializer reaches forked ones alone")
@pytest.mark.parametrize("strategy", ["pool", "process_pool"])
def test_a_held_worker_that_dies_after_its_result_is_missed(
    strategy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The memory of whoever takes its place is not taken for its own; nobody waits for ever."""
    monkeypatch.setattr(mechanisms, "begin_and_put", put_and_die)
    with pytest.raises(WorkerDied, match=strategy):
        open_and_close(Opening(strategy, "fork", 2, least_answer, held=True))


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
