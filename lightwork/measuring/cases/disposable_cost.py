"""One opening of a cost family's case, in a process of its own: opened, tried, a few rounds.

As in `lightwork.measuring.cases.disposable`, all that is imported here is out of the clocks.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from lightwork.core.record import CASE, Case
from lightwork.measuring.cases.audit_findings import Findings, assess_audit
from lightwork.measuring.cases.cluster_case import Cluster, joined
from lightwork.measuring.cases.cost_family import CostFamily, Probe
from lightwork.measuring.cases.round_parts import verify
from lightwork.measuring.cases.rounds import Round, run_rounds
from lightwork.measuring.host.cpu_time import counted_beside
from lightwork.measuring.host.noise import FASTEST
from lightwork.measuring.host.python import note_gil_at_start
from lightwork.strategy import Strategy


class CostWork(NamedTuple):
    """What is opened. ``gil`` and ``fastest`` (spin, seconds): as in the run so far."""

    case: Case
    family: str  # the module of its `CostFamily`
    strategies: Mapping[str, str]  # the module of each, by name
    gil: bool
    cluster: Cluster | None = None  # that is joined
    rounds: int = 0
    fastest: float = 0.0
    operations: int | None = None  # of a round, as the first opening had them; None: this is it


class TimedCost(NamedTuple):
    """What an opening gave; every round's results were the expected ones."""

    rounds: Sequence[Round]
    seconds: Sequence[float]
    findings: Findings | None  # of the first opening
    kind: str
    operations: int
    fastest: float
    left: tuple[str, ...] = ()  # command lines of processes that had to be killed


class Catalog(Mapping[str, Strategy]):
    """Strategies by name, each imported when it is asked for."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self._modules = modules

    def __getitem__(self, name: str) -> Strategy:
        found: Strategy = import_module(self._modules[name]).STRATEGY
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


def time_cost(_task: Any, _items: Sequence[Any], _folder: str, work: CostWork) -> TimedCost:
    """Open a case, warm it up, and run its rounds; at first look at its workers, too.

    Raises `WrongAnswer`, `Unavailable`, or whatever the mechanism raises.
    """
    note_gil_at_start(work.gil)
    FASTEST.seconds = work.fastest or FASTEST.seconds
    family: CostFamily = import_module(work.family).FAMILY
    case = work.case
    strategies: Mapping[str, Strategy] = Catalog(work.strategies)
    beside: Sequence[int] = ()
    if work.cluster is not None:
        strategies, beside = joined(work.cluster, strategies), work.cluster.processes
    told = {"operations": work.operations} if family.counts else {}
    with counted_beside(beside), family.open(case, strategies, **told) as probe:
        findings = None
        if work.operations is None:
            findings = _look(case, probe)
        try_once(probe, CASE)  # what is lazy is done
        rounds, seconds = run_rounds(probe.parts, probe.expected, work.rounds, probe.observe)
    return TimedCost(rounds, seconds, findings, probe.kind, probe.operations, FASTEST.seconds)


def _look(case: Case, probe: Probe) -> Findings:
    """What the workers are; each other part gives the right results."""
    notes = probe.audit()
    try_once(probe, "".join(letter for letter in probe.parts if letter != CASE))
    return assess_audit(
        case, probe.worker, probe.operations, notes, inner_threads=probe.inner_threads
    )


def try_once(probe: Probe, letters: str) -> None:
    """Each of these parts once: it gives the right results."""
    for letter in letters:
        part = probe.parts[letter]
        part.load()
        part.go()
        verify(part.collect(), probe.expected)
