"""Measure one case of a cost family: its rounds, with fresh workers every few of them."""

from collections.abc import Mapping

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.audit_findings import Findings, judge
from benchmarks.case_end import CaseEnd
from benchmarks.costs import CostFamily, Probe
from benchmarks.measure import Measured, time_rounds, whole_or_nothing
from benchmarks.record import CASE, Case
from benchmarks.renewal import Opening, RenewedProbe, try_once
from benchmarks.rounds import RepeatBudget, Rounds
from benchmarks.stack_room import with_stack_room
from strategies import Strategy


def measure_cost(
    benchmark: BenchmarkFixture,
    case: Case,
    family: CostFamily,
    strategies: Mapping[str, Strategy],
    planned: int,
    budget: RepeatBudget,
    end: CaseEnd,
) -> Measured:
    """Run a cost case's untimed rounds and its timed rounds.

    Raises `WrongAnswer`, `benchmarks.skips.Unavailable`, or whatever the mechanism raises.
    """

    def try_and_time() -> Measured:
        with RenewedProbe(family.open(case, strategies), family.rounds_per_opening) as renewed:
            probe = renewed.probe
            rounds = None
            if benchmark.enabled:
                rounds = Rounds(
                    renewed.parts,
                    probe.expected,
                    planned,
                    budget,
                    renewed.observe,
                    renewed.begin_round,
                    end,
                )
                time_rounds(benchmark, rounds)
            else:  # --benchmark-disable: it works, that is all
                benchmark.pedantic(try_once, args=(probe, [CASE]))
            findings = _judge(case, probe, renewed.openings)
            return Measured(rounds, findings, probe.kind, family.open, probe.operations)

    with whole_or_nothing(benchmark):
        return with_stack_room(try_and_time)


def _judge(case: Case, probe: Probe, openings: list[Opening]) -> Findings:
    """The findings of the first opening whose workers were not what the case says, else of any."""
    findings = [
        judge(case, probe.worker, probe.operations, *opening, inner_threads=probe.inner_threads)
        for opening in openings
    ]
    return next((one for one in findings if one.void), findings[0])
