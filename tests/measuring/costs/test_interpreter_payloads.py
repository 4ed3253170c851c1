"""Payloads to another interpreter: planned where there are some, verified, and told by class."""

import concurrent
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from lightwork.core.record import CASE, Case
from lightwork.measuring.cases.cost_family import Scope
from lightwork.measuring.cases.round_parts import verify
from lightwork.measuring.costs import transfer
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.skips import Skip, Unavailable
from lightwork.measuring.session.catalog import load_strategies
from lightwork.reporting.text.verdict_model import CostLine
from lightwork.reporting.verdict.costs import cost_lines
from lightwork.strategies import interpreters
from tests.fixtures.made_up.costs import entry, with_costs
from tests.fixtures.made_up.runs import Noise, analysed
from tests.fixtures.strategy_leftovers import clean_and_quick  # noqa: F401 - a fixture for every test here

STRATEGIES = load_strategies()
CALL = "interpreter_call"
CASES = [Case(payload, "32KiB", CALL, "none", 1, 1, "warm") for payload in ("bytes", "dicts")]


class FakeInterpreter:
    """Calls in this interpreter; remembers whether it is open."""

    def __init__(self) -> None:
        self.open = True
        self.code: list[str] = []

    def exec(self, code: str) -> None:
        self.code.append(code)

    def call(self, function: Callable[..., Any], *payload: Any) -> Any:
        return function(*payload)

    def close(self) -> None:
        self.open = False


def given(monkeypatch: pytest.MonkeyPatch, fake: FakeInterpreter) -> None:
    """Let this Python have interpreters, of which the next is ``fake``."""
    there = interpreters.STRATEGY._replace(requires=None)
    monkeypatch.setattr(interpreters, "STRATEGY", there)
    module = SimpleNamespace(create=lambda: fake)
    monkeypatch.setattr(concurrent, "interpreters", module, raising=False)


def planned(effort: str) -> list[Case | Skip]:
    return list(transfer.FAMILY.plan(Scope(effort, Cores(2, 2, 2, None, 2), STRATEGIES)))


def test_both_classes_are_planned_where_there_are_interpreters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the sizes that a pipe carries, too; a quick run stays as it is."""
    given(monkeypatch, FakeInterpreter())
    cases = [case for case in planned("standard") if isinstance(case, Case)]
    mine = {(case.workload, case.size) for case in cases if case.strategy == CALL}
    piped = {(case.workload, case.size) for case in cases if case.strategy == "pipe"}
    assert {("bytes", "1MiB"), ("dicts", "1MiB")} <= mine <= piped
    assert CALL not in {one.strategy for one in planned("quick") if isinstance(one, Case)}


def test_without_interpreters_there_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the plan, and where the case is opened nevertheless."""
    lacking = interpreters.STRATEGY._replace(requires="needs another Python: take it")
    monkeypatch.setattr(interpreters, "STRATEGY", lacking)
    assert Skip(CALL, "needs another Python: take it.") in planned("standard")
    with pytest.raises(Unavailable, match="another Python"):
        transfer.FAMILY.open(CASES[0], STRATEGIES).__enter__()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.workload)
def test_what_comes_back_is_compared_and_the_interpreter_closed(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There and back are two trips; its path is ours; nothing of it is left open."""
    fake = FakeInterpreter()
    given(monkeypatch, fake)
    with transfer.open(case, STRATEGIES, 6) as probe:
        assert (probe.operations, probe.worker) == (6, "interpreter")
        probe.parts[CASE].load()
        probe.parts[CASE].go()
        verify(probe.parts[CASE].collect(), probe.expected)
        assert fake.open
    assert not fake.open
    assert "sys.path[:] = " in fake.code[0]


@pytest.mark.skipif(sys.version_info < (3, 14), reason="interpreters came with Python 3.14")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.workload)
def test_real_interpreters_carry_both(case: Case) -> None:
    """What comes back equals what went there."""
    with transfer.open(case, STRATEGIES, 2) as probe:
        probe.parts[CASE].load()
        probe.parts[CASE].go()
        verify(probe.parts[CASE].collect(), probe.expected)


def told(pickled: float, shared: float = 1e-3) -> CostLine | None:
    """The line of a run in which a trip takes so many seconds."""
    run = with_costs(2, strategies=["pool"])
    noise = Noise(0.0, 1)
    for payload, seconds in (("bytes", shared), ("dicts", pickled)):
        case = (payload, "1MiB", CALL, "none", 1, 1, "warm")
        run["benchmarks"].append(entry("transfer", case, seconds, noise))
    lines = cost_lines(analysed(run))
    return next((line for line in lines if line.topic.endswith("to an interpreter")), None)


def test_pickled_is_told_beside_shared_and_a_pipe() -> None:
    """How many times as long, with an interval; and it is no channel to another process."""
    line = told(50e-3)
    assert line is not None
    assert line.topic == "1 MiB to an interpreter"
    names = [entry.name for entry in line.entries]
    assert names == [
        "bytes, shared", "a dict of lists, pickled", "bytes, by pipe to a process",
    ]  # fmt: skip
    assert line.text.startswith("what is pickled takes 50.0× [")
    alike = told(1e-3)
    assert alike is not None
    assert "is not measurably different" in alike.text


def test_an_interpreter_is_no_rival_of_shared_memory() -> None:
    """Shared memory carries to processes; a call that carries nowhere is not beside it."""
    run = with_costs(2, strategies=["pool"])
    case = ("bytes", "1B", CALL, "none", 1, 1, "warm")
    run["benchmarks"].append(entry("transfer", case, 1e-9, Noise(0.0, 1)))
    lines = {line.topic: line for line in cost_lines(analysed(run))}
    assert CALL not in [entry.name for entry in lines["Transfer 1 B"].entries]
    assert "1 B to an interpreter" not in lines
