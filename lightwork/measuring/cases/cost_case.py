"""Measure one case of a cost family: its rounds, with fresh workers every few of them.

So an interval covers what a set of workers was dealt. Where two processes come to run is decided
when they meet, and stays so: half a round trip over a pipe took 10 µs where both shared a core and
27 µs where they did not, each with an interval of 1 µs, half a minute apart. Rounds over one set of
workers tell how that set did, not what a user will see.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any, NamedTuple, Self

from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import CASE, Case
from lightwork.measuring.cases.audit import WorkerNote
from lightwork.measuring.cases.audit_findings import Findings, assess_audit
from lightwork.measuring.cases.cost_family import CostFamily, Probe
from lightwork.measuring.cases.round_parts import RoundPart
from lightwork.measuring.cases.rounds import CaseEnd, RepeatBudget, Rounds, verify
from lightwork.measuring.cases.speedup_case import Measured, time_rounds, whole_or_nothing
from lightwork.measuring.cases.stack_alignment import with_stack_room
from lightwork.strategy import Strategy


class ProbeOpening(NamedTuple):
    """Who took part: what the workers noted, and the process that started them (None: this)."""

    notes: Sequence[WorkerNote]
    parent: int | None


class RenewedProbe(ExitStack):
    """A probe that is opened anew every few rounds, if it can be."""

    def __init__(self, opening: AbstractContextManager[Probe], rounds: int) -> None:
        """``rounds`` is how many rounds one opening serves."""
        super().__init__()
        self._opening = opening
        self._rounds_per_opening = rounds
        self._rounds = 0
        self.openings: list[ProbeOpening] = []

    def __enter__(self) -> Self:
        with ExitStack() as on_error:
            on_error.push(self)
            self._open(self._opening, None)
            on_error.pop_all()
        return self

    @property
    def parts(self) -> dict[str, RoundPart]:
        """Parts of a round that stay while the probe behind them changes."""
        return {letter: _CurrentPart(lambda: self.probe, letter) for letter in self.probe.parts}

    def observe(self) -> Mapping[str, float]:
        """What the latest go of the case showed beside its seconds."""
        return self.probe.observe()

    def begin_round(self) -> None:
        """Open anew where it is time to; outside of the clock."""
        again = self.probe.again
        if again is not None and self._rounds and self._rounds % self._rounds_per_opening == 0:
            self.close()
            self._open(again(), (CASE,))
        self._rounds += 1

    def _open(self, opening: AbstractContextManager[Probe], tried: Sequence[str] | None) -> None:
        self.probe = self.enter_context(opening)
        if self.probe.notes or not self.openings:
            self.openings.append(ProbeOpening(self.probe.notes, self.probe.parent))
        try_once(self.probe, tried)


class _CurrentPart:
    """A part of whichever probe is open now."""

    def __init__(self, current: Callable[[], Probe], letter: str) -> None:
        self._current = current
        self._letter = letter

    def load(self) -> None:
        """Find the part, outside of the clock, and load it."""
        self._part = self._current().parts[self._letter]
        self._part.load()

    def go(self) -> None:
        """Do what is timed."""
        self._part.go()

    def collect(self) -> Sequence[Any]:
        """Give the results."""
        return self._part.collect()


def try_once(probe: Probe, letters: Sequence[str] | None = None) -> None:
    """Each part (all, if None) once: it gives the right results, and what is lazy has been done."""
    for letter in letters or probe.parts:
        part = probe.parts[letter]
        part.load()
        part.go()
        verify(part.collect(), probe.expected)


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

    Raises `WrongAnswer`, `lightwork.measuring.host.skips.Unavailable`, or whatever the mechanism
    raises.
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
            findings = _findings(case, probe, renewed.openings)
            return Measured(rounds, findings, probe.kind, family.open, probe.operations)

    with whole_or_nothing(benchmark):
        return with_stack_room(try_and_time)


def _findings(case: Case, probe: Probe, openings: list[ProbeOpening]) -> Findings:
    """The findings of the first opening whose workers were not what the case says, else of any."""
    findings = [
        assess_audit(
            case, probe.worker, probe.operations, *opening, inner_threads=probe.inner_threads
        )
        for opening in openings
    ]
    return next((one for one in findings if one.void), findings[0])
