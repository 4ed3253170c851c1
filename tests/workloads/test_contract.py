"""What every workload promises. A new file in the package is tested without being named here."""

import importlib
import multiprocessing
import pickle
import pkgutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from types import ModuleType
from typing import Any

import pytest

import workloads
from lightwork.workload import KINDS, SIZES, Workload

NAMES = sorted(
    found.name
    for found in pkgutil.iter_modules(workloads.__path__)
    if not found.name.startswith("_")
)
#: Long enough for a loaded machine; only a hang reaches it.
PATIENCE_SECONDS = 60


@pytest.fixture(params=NAMES)
def module(request: pytest.FixtureRequest) -> ModuleType:
    """Give each workload's module in turn."""
    return importlib.import_module(f"workloads.{request.param}")


@pytest.fixture
def workload(module: ModuleType) -> Workload:
    """Give each workload in turn."""
    found: Workload = module.WORKLOAD
    return found


@pytest.fixture(scope="module")
def spawned() -> Iterator[ProcessPoolExecutor]:
    """Give one spawned worker for all tests that need one."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        yield executor


def test_there_are_workloads_of_every_kind() -> None:
    """No kind is left without a workload, so no question of the suite without a case."""
    found = {importlib.import_module(f"workloads.{name}").WORKLOAD.kind for name in NAMES}
    assert found == set(KINDS)


def test_a_workload_says_what_it_is(module: ModuleType) -> None:
    """Its kind is a known one; what it computes and whence its answers are is in sentences."""
    workload = module.WORKLOAD
    assert workload.kind in KINDS
    assert module.__doc__
    assert "In the suite" in module.__doc__
    assert workload.source[0].isupper()
    assert workload.source.endswith(".")
    assert len(workload.source.split()) >= 4


def test_a_task_is_a_function_of_its_own_module(module: ModuleType) -> None:
    """The parts are where every reader looks for them, and the task can be found by name."""
    workload = module.WORKLOAD
    assert (workload.task, workload.items, workload.expected) == (
        module.task,
        module.items,
        module.expected,
    )
    assert (workload.task.__module__, workload.task.__qualname__) == (module.__name__, "task")


def test_sizes_have_their_names_and_grow(workload: Workload) -> None:
    """Small, medium and large exist, in this order, with more seconds each, and no fewer items."""
    assert tuple(workload.sizes) == SIZES
    small, medium, large = workload.sizes.values()
    assert 0 < small.items <= medium.items <= large.items
    assert 0 < small.seconds < medium.seconds < large.seconds


@pytest.mark.parametrize("size", SIZES)
def test_a_size_has_as_many_items_as_it_says(workload: Workload, size: str) -> None:
    """What the plan counts is what is run, and each item has its expected result."""
    assert len(workload.items(size)) == workload.sizes[size].items
    assert len(workload.expected(size)) == workload.sizes[size].items


@pytest.mark.parametrize("size", ["small", "medium"])
def test_the_task_gives_the_expected_results(workload: Workload, size: str) -> None:
    """Two ways to the answer agree on every item."""
    assert [workload.task(item) for item in workload.items(size)] == workload.expected(size)


def test_a_result_depends_on_its_item_alone(workload: Workload) -> None:
    """Another order gives the same results: a strategy may hand items out as it likes."""
    results = [workload.task(item) for item in reversed(workload.items("small"))]
    assert results[::-1] == workload.expected("small")


def test_expected_results_do_not_come_from_the_task(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task that is wrong cannot confirm itself."""

    def refuse(item: Any) -> Any:
        raise AssertionError(f"expected() called the task with {item!r}")

    monkeypatch.setattr(module, "task", refuse)
    assert len(module.expected("small")) == module.WORKLOAD.sizes["small"].items


def test_lists_are_given_out_fresh(workload: Workload) -> None:
    """Whoever changes the list that he got does not change what the next one gets."""
    for give in (workload.items, workload.expected):
        given = give("small")
        assert isinstance(given, list)
        copy = list(given)
        given.clear()
        assert give("small") == copy


def test_task_items_and_results_survive_pickling(workload: Workload) -> None:
    """What processes send to each other comes out as it went in."""
    items = workload.items("small")
    sent = (workload.task, items, workload.expected("small"), workload.task(items[0]))
    assert pickle.loads(pickle.dumps(sent)) == sent  # noqa: S301 - our own bytes


def test_a_task_runs_in_a_spawned_process(workload: Workload, spawned: ProcessPoolExecutor) -> None:
    """The task is found by its name in a process that inherited nothing."""
    result = spawned.submit(workload.task, workload.items("small")[-1])
    assert result.result(timeout=PATIENCE_SECONDS) == workload.expected("small")[-1]
