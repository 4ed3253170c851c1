"""Measure one case of a cost family: try it once outside of the clock, then time its rounds."""

from collections.abc import Mapping

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.audit_findings import judge
from benchmarks.costs import CostFamily, Probe
from benchmarks.measure import Measured, time_rounds, whole_or_nothing
from benchmarks.record import CASE, Case
from benchmarks.rounds import RepeatBudget, Rounds, verify
from benchmarks.stack_room import with_stack_room
from strategies import Strategy


def measure_cost(
    benchmark: BenchmarkFixture,
    case: Case,
    family: CostFamily,
    strategies: Mapping[str, Strategy],
    planned: int,
    budget: RepeatBudget,
) -> Measured:
    """Run a cost case's untimed round and its timed rounds.

    Raises `WrongAnswer`, `benchmarks.skips.Unavailable`, or whatever the mechanism raises.
    """

    def try_and_time() -> Measured:
        with family.open(case, strategies) as probe:
            _try(probe)
            findings = judge(case, probe.worker, probe.operations, probe.notes, probe.parent)
            if not benchmark.enabled:
                benchmark.pedantic(probe.parts[CASE].go)
                return Measured(None, findings, probe.kind, family.open, probe.operations)
            rounds = Rounds(probe.parts, probe.expected, planned, budget, probe.observe)
            time_rounds(benchmark, rounds)
            return Measured(rounds, findings, probe.kind, family.open, probe.operations)

    with whole_or_nothing(benchmark):
        return with_stack_room(try_and_time)


def _try(probe: Probe) -> None:
    """Each part once: it works, gives the right results, and what is lazy has been done."""
    for part in probe.parts.values():
        part.load()
        part.go()
        verify(part.collect(), probe.expected)
