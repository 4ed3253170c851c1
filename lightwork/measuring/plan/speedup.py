"""Which cases of the speedup family an effort runs, and which it leaves out and why.

A plan is a union of rules; each rule is one question that a user has. Naming workloads or
strategies on the command line replaces the rules by the full product of what was named.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from lightwork.core.record import CEILING, NULL_CONTROL, STATES, Case
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.compatibility import fitting_methods, why_not_run
from lightwork.measuring.plan.efforts import (
    BREADTH_STRATEGIES,
    EFFORTS,
    EXECUTORS,
    LEAD_STRATEGIES,
    LEAD_WORKLOADS,
    MOST_CURVE_POINTS,
    default_chunksize,
    default_worker_counts,
    focus_count,
)
from lightwork.measuring.plan.traced_cases import (
    TUTORIAL_STRATEGY,
    TUTORIAL_WORKERS,
    TUTORIAL_WORKLOAD,
)
from lightwork.strategy import Strategy, is_engine
from lightwork.workload import Workload

#: What engines are raced beside where nothing but engines is named.
BESIDE_ENGINES = "pool"


class Plan(NamedTuple):
    """The cases of a family in the order in which they run, and what is left out."""

    cases: tuple[Case, ...]
    skipped: tuple[Skip, ...]
    rounds: int


def _counts_of_kept(counts: tuple[int, ...]) -> tuple[int, ...]:
    """Without a single worker, which is a loop elsewhere; on large hosts every other count."""
    several = tuple(one for one in counts if one > 1) or counts
    return several if len(several) < MOST_CURVE_POINTS else several[::-2][::-1]


class Planner:
    """Makes the plan for one choice on one machine."""

    def __init__(
        self,
        choice: Choice,
        workloads: Mapping[str, Workload],
        strategies: Mapping[str, Strategy],
        cores: Cores,
    ) -> None:
        self.choice = choice
        self.effort = EFFORTS[choice.effort]
        self.workloads = workloads
        self.strategies = strategies
        self.cores = cores
        self.skipped: dict[Skip, None] = {}

    def plan(self) -> Plan:
        """Each case once."""
        cases = [case for case in dict.fromkeys(self.wanted()) if self._can_run(case)]
        return Plan(tuple(cases), tuple(self.skipped), self.effort.rounds)

    def wanted(self) -> Iterator[Case]:
        """Cases that answer what was asked, whether they can run here or not."""
        named = self.choice.workloads or self.choice.strategies
        return self._named_product() if named else self._rules()

    def _named_product(self) -> Iterator[Case]:
        names = self.choice.strategies or (NULL_CONTROL, *LEAD_STRATEGIES)
        if (
            all(is_engine(self.strategies[name]) for name in names)
            and BESIDE_ENGINES in self.strategies
        ):
            names = (BESIDE_ENGINES, *names)  # what they are to be set beside, in the same blocks
        for workload in self.choice.workloads or self._workload_names():
            for size, strategy, state in product(self._sizes(workload), names, STATES):
                yield from self._cases(workload, size, strategy, self._counts(workload), state)

    def _rules(self) -> Iterator[Case]:
        for workload in self._workload_names():
            for size in self._sizes(workload):
                yield from self._null_control(workload, size)
                yield from self._curves(workload, size)
                if size == self.effort.lead_size:
                    continue  # larger work shows what fixed costs hide, and no more
                yield from self._start_methods(workload, size)
                yield from self._other_mechanisms(workload, size)
        yield from self._waves()

    def _null_control(self, workload: str, size: str) -> Iterator[Case]:
        """What does this run take for different that is the same?

        Not for empty work: its microseconds are those of entering and leaving the clock.
        """
        if self.workloads[workload].kind != "empty":
            yield from self._cases(workload, size, NULL_CONTROL, (1,))

    def _curves(self, workload: str, size: str) -> Iterator[Case]:
        """How does speedup grow with workers, in one call and where the workers are kept?"""
        counts, focus = self._counts(workload), self._focus(workload)
        if workload not in LEAD_WORKLOADS or size == self.effort.lead_size:
            counts = focus
        for state, strategy in product(STATES, self._curve_strategies(workload)):
            thin = len(counts) > MOST_CURVE_POINTS and strategy not in BREADTH_STRATEGIES
            own = focus if thin else counts
            if strategy in EXECUTORS and own != focus:
                own = tuple(count for count in own if count > 1)
            if state == "warm":
                own = _counts_of_kept(own) if self.effort.all_workloads else focus
            yield from self._cases(workload, size, strategy, own, state)

    def _curve_strategies(self, workload: str) -> tuple[str, ...]:
        return LEAD_STRATEGIES if workload in LEAD_WORKLOADS else BREADTH_STRATEGIES

    def _start_methods(self, workload: str, size: str) -> Iterator[Case]:
        """What does the way to start a process cost?"""
        first, focus = workload == LEAD_WORKLOADS[0], self._focus(workload)
        if first or (self.effort.all_start_methods and workload in LEAD_WORKLOADS):
            for strategy in LEAD_STRATEGIES if self.effort.all_workloads else ("pool",):
                for method in self._methods(strategy):
                    yield from self._cases(workload, size, strategy, focus, method=method)

    def _other_mechanisms(self, workload: str, size: str) -> Iterator[Case]:
        """And all the others? What is not of the standard library also warm."""
        lead = workload in LEAD_WORKLOADS
        if not self.effort.all_workloads or not (self.effort.all_start_methods or lead):
            return
        for strategy, how in self.strategies.items():
            states = ("cold",) if not is_engine(how) else STATES if lead else ()
            for state in () if strategy in (NULL_CONTROL, CEILING) else states:
                yield from self._cases(workload, size, strategy, self._focus(workload), state)

    def _waves(self) -> Iterator[Case]:
        """Does a pool of three take nine naps in three waves, as the tutorial says?"""
        workload, strategy = TUTORIAL_WORKLOAD, TUTORIAL_STRATEGY
        if workload in self.workloads and strategy in self.strategies:
            for size in self._sizes(workload):
                yield from self._cases(workload, size, strategy, (TUTORIAL_WORKERS,))

    def _cases(
        self,
        workload: str,
        size: str,
        strategy: str,
        counts: tuple[int, ...],
        state: str = "cold",
        method: str | None = None,
    ) -> Iterator[Case]:
        """The cases of one strategy; by default in the first start method, or all those named."""
        how = self.strategies[strategy]
        if state == "warm" and not how.reusable:
            return
        if state == "cold" and strategy == CEILING:
            return  # the ceiling is what workers reach that are there already
        methods = self._methods(strategy)
        if method is not None:
            methods = (method,)
        elif self.choice.start_methods is None:
            methods = methods[:1]
        items = self.workloads[workload].sizes[size].items
        for count in counts if how.worker != "none" and not how.workers else (how.workers or 1,):
            chunksize = default_chunksize(items, count) if how.chunks else 1
            for start_method in methods:
                yield Case(workload, size, strategy, start_method, count, chunksize, state)

    def _methods(self, strategy: str) -> tuple[str, ...]:
        how = self.strategies[strategy]
        methods = fitting_methods(how, self.choice.start_methods)
        if not methods:
            self._skip(strategy, f"starts its workers by {', '.join(how.start_methods)} only.")
        return methods

    def _workload_names(self) -> tuple[str, ...]:
        names = tuple(name for name in self.workloads if name != TUTORIAL_WORKLOAD)
        if self.effort.all_workloads:
            return names
        left_out = ", ".join(name for name in names if name not in LEAD_WORKLOADS)
        self._skip(left_out, f"--effort {self.choice.effort} runs one workload of each sort only.")
        return tuple(name for name in LEAD_WORKLOADS if name in names)

    def _sizes(self, workload: str) -> tuple[str, ...]:
        if self.choice.sizes:
            return self.choice.sizes
        if self.effort.lead_size and workload in LEAD_WORKLOADS:
            return (self.effort.size, self.effort.lead_size)
        return (self.effort.size,)

    def _counts(self, workload: str) -> tuple[int, ...]:
        kind = self.workloads[workload].kind
        return self.choice.workers or default_worker_counts(self.cores, kind)

    def _focus(self, workload: str) -> tuple[int, ...]:
        kind = self.workloads[workload].kind
        return (focus_count(self._counts(workload), self.cores, kind),)

    def _can_run(self, case: Case) -> bool:
        skip = why_not_run(case, self.strategies[case.strategy], self.workloads[case.workload])
        if skip is not None:
            self.skipped[skip] = None
        return skip is None

    def _skip(self, what: str, reason: str) -> None:
        self.skipped[Skip(what, reason)] = None
