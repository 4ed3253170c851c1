"""Family memory: what is read, of whom, whether copy-on-write holds, and where it can't be told."""

import multiprocessing
import sys
from collections.abc import Callable
from types import SimpleNamespace

import psutil
import pytest

from lightwork.core.record import FIRST_SECONDS, OBSERVED, OBSERVED_KEY, Case
from lightwork.measuring.cases.cost_family import Scope
from lightwork.measuring.costs import memory
from lightwork.measuring.costs.memory import FAMILY, IDLE_WORKERS, READS, per_worker
from lightwork.measuring.host import memory as memory_figures
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.memory import Memory, tree_memory
from lightwork.measuring.host.skips import Skip, Unavailable
from lightwork.measuring.plan.parent_weights import ARRAY_WEIGHT, BARE, OBJECTS, items_in, sum_of
from lightwork.measuring.session.catalog import load_strategies
from tests.fixtures.checkout import Checkout
from tests.fixtures.heavy_parents import (
    HELD,
    in_own_process,
    light_workers,  # noqa: F401 - a fixture for every test
    run_parts,
    sum_and_bytes_held,
    worker_bytes_after_reading,
)
from tests.fixtures.strategy_leftovers import clean_and_quick  # noqa: F401 - a fixture for every test here

STRATEGIES = load_strategies()
CORES = Cores(2, 2, 2, None, 2)
METHODS = multiprocessing.get_all_start_methods()
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="PSS is told by Linux only")


def planned(effort: str = "quick", **scope: object) -> list[Case | Skip]:
    whole: dict[str, object] = {"effort": effort, "cores": CORES, "strategies": STRATEGIES, **scope}
    return list(FAMILY.plan(Scope(**whole)))  # type: ignore[arg-type]


def cases(effort: str) -> list[Case]:
    return [case for case in planned(effort) if isinstance(case, Case)]


def test_only_what_is_inherited_is_read() -> None:
    """Reads are planned for forked workers and threads; the others are left out with a reason."""
    reads = [case for case in cases("thorough") if case.workload == READS]
    assert {case.start_method for case in reads} <= {"fork", "none"}
    assert {case.size for case in reads} == {OBJECTS, ARRAY_WEIGHT}
    assert memory.NOT_INHERITED in planned("standard")
    assert {case.workload for case in cases("quick")} == {IDLE_WORKERS}


@linux_only
@pytest.mark.parametrize("case", cases("quick"), ids=[case.id for case in cases("quick")])
def test_each_mechanism_is_looked_at_while_it_holds_still(case: Case) -> None:
    """Every figure is there, and a worker process has memory of its own."""
    case = case._replace(workers=1 if case.strategy == "manager" else 2)
    with FAMILY.open(case, STRATEGIES) as probe:
        run_parts(probe)
        figures = probe.observe()
    assert set(figures) == {"worker_uss_bytes", "worker_pss_bytes", "grown_bytes"} <= set(OBSERVED)
    assert len(probe.audit()) == case.workers
    if probe.worker == "process":
        assert figures["worker_pss_bytes"] >= figures["worker_uss_bytes"] > 100_000


@linux_only
def test_reading_objects_copies_them_and_reading_an_array_does_not() -> None:
    """Reference counts are written at a look; four fifths of the bytes of a list of floats are
    floats, the rest is the list. (Shared are also the interpreter's own pages.)"""
    assert in_own_process(worker_bytes_after_reading, OBJECTS) > 0.75 * HELD
    assert in_own_process(worker_bytes_after_reading, ARRAY_WEIGHT) < 0.5 * HELD


@pytest.mark.parametrize("weight", [OBJECTS, ARRAY_WEIGHT])
def test_a_parent_holds_what_its_weight_says(weight: str) -> None:
    """So many bytes of it, all of it readable, with a sum known beforehand."""
    found, held = in_own_process(sum_and_bytes_held, weight)
    assert found == sum_of(weight, HELD) == sum(range(items_in(weight, HELD)))
    assert 0.9 * HELD < held < 2 * HELD


def test_what_was_not_inherited_is_not_read() -> None:
    """A worker that was not forked, or whose parent is bare, says so instead of reading nothing."""
    with pytest.raises(LookupError, match="has not inherited"):
        in_own_process(sum_and_bytes_held, BARE)


def test_a_system_without_pss_gives_fewer_names() -> None:
    """No figure is made up: where there is no PSS, its name is absent."""
    assert per_worker([Memory(10, None), Memory(30, None)], 2) == {"worker_uss_bytes": 20}
    assert per_worker([Memory(10, 12), Memory(30, 34)], 2) == {
        "worker_uss_bytes": 20,
        "worker_pss_bytes": 23,
    }


def no_proc(_self: object) -> object:
    raise FileNotFoundError(2, "No such file or directory", "/proc/1/smaps")


def no_smaps(_self: object) -> object:
    return SimpleNamespace(rss=1)


def denied(_self: object) -> object:
    raise psutil.AccessDenied(1)


@pytest.mark.parametrize(
    ("fault", "words"),
    [(no_proc, "/proc/1/smaps"), (no_smaps, "does not tell"), (denied, "cannot read the memory")],
)
def test_memory_that_cannot_be_read_is_a_reason(
    monkeypatch: pytest.MonkeyPatch, fault: Callable[[object], object], words: str
) -> None:
    """The case is skipped with it, before a worker is started."""
    monkeypatch.setattr(memory_figures.psutil.Process, "memory_full_info", fault)
    case = Case(IDLE_WORKERS, BARE, "process", METHODS[0], 1, 1, "cold")
    with pytest.raises(Unavailable, match=words), FAMILY.open(case, STRATEGIES):
        pytest.fail("it cannot be measured")


def test_data_that_does_not_fit_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies of the objects in the workers are counted before the parent is made."""
    little = psutil.virtual_memory()._replace(available=2**29)
    monkeypatch.setattr(memory_figures.psutil, "virtual_memory", lambda: little)
    case = Case(READS, OBJECTS, "process", "fork", 4, 1, "cold")
    with pytest.raises(Unavailable, match="512 MiB of memory are left"):
        FAMILY.open(case, STRATEGIES).__enter__()


def test_a_process_that_ended_meanwhile_is_a_reason() -> None:
    """Asking for the tree of a process that is gone names it."""
    process = multiprocessing.get_context("spawn").Process(target=print)
    process.start()
    process.join()
    assert process.pid is not None
    with pytest.raises(Unavailable, match=str(process.pid)):
        tree_memory(process.pid)


def test_a_whole_run_saves_what_was_observed(checkout: Checkout) -> None:
    """Both families of a small run: verified, not void, one figure per round, nothing left."""
    done = checkout.pytest(
        "--families=startup,memory",
        "--effort=quick",
        "--strategies=threads,process",
        f"--start-methods={METHODS[0]}",
        "--benchmark-autosave",
    )
    assert done.returncode == 0, done.stdout
    assert "lightwork" not in "".join(map(_command, psutil.Process().children(recursive=True)))
    for benchmark in checkout.saved()["benchmarks"]:
        extra = benchmark["extra_info"]
        assert (extra["verified"], extra["void"]) == (True, None)
        observed = extra.get(OBSERVED_KEY, {})
        for figures in observed.values():
            assert len(figures) == len(benchmark["stats"]["data"])
        bare_start = (extra["family"], benchmark["params"]["size"]) == ("startup", BARE)
        assert (FIRST_SECONDS in observed) == bare_start
        # Each is of a process of its own, so none is that of another round.
        assert len(set(observed.get(FIRST_SECONDS, ()))) == len(observed.get(FIRST_SECONDS, ()))
    families = {one["extra_info"]["family"] for one in checkout.saved()["benchmarks"]}
    assert families == {"startup", "memory"}


def _command(process: psutil.Process) -> str:
    return " ".join(process.cmdline())
