"""Which cases an own function is measured with, the most telling first: time may end the run."""

import math
from collections.abc import Iterator, Mapping

from lightwork.core.record import CEILING, NULL_CONTROL, STATES, Case
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.efforts import (
    EFFORTS,
    default_chunksize,
    default_worker_counts,
    focus_count,
)
from lightwork.measuring.plan.speedup import Plan
from lightwork.measuring.user_function.facts import Facts
from lightwork.measuring.user_function.gil_shares import GIL_SHARE
from lightwork.strategies import NO_START_METHOD
from lightwork.strategy import Strategy

#: The size of an own function's work, as the case has it.
USER_SIZE = "own"
#: What a Python programmer chooses between, each with code to paste.
STRATEGIES = ("threads", "pool", "thread_pool", "process_pool", "pool_imap")
#: Those of which more is asked: other counts, chunk sizes, start methods.
PLAIN_THREADS, PLAIN_POOL = "threads", "pool"
#: Of what kept workers are like those.
KEPT_OF = {PLAIN_POOL: "pool", PLAIN_THREADS: "thread_pool"}
#: Of slow items, so many times fewer workers than there are cores are planned, and no fewer.
MOST_ITEMS_A_WORKER = 8
#: Wall seconds of a plain loop over a round from which on its items are slow.
LONG_ROUND_SECONDS = 3.0


class UserFunctionPlanner:
    """Makes the plan of one own function on one machine."""

    def __init__(
        self,
        choice: Choice,
        facts: Facts,
        kind: str,
        strategies: Mapping[str, Strategy],
        cores: Cores,
    ) -> None:
        self._choice = choice
        self._facts = facts
        self._name = facts.options.function.name
        self._strategies = strategies
        self._skipped: dict[Skip, None] = {}
        self._counts = choice.workers or self._for_items(default_worker_counts(cores, kind))
        self._focus = focus_count(self._counts, cores, kind)
        self._usable = cores.usable

    def plan(self) -> Plan:
        """Each case once, and what is left out because it does not work."""
        cases = tuple(dict.fromkeys(self._named() if self._choice.strategies else self._rules()))
        if self._facts.round_seconds > LONG_ROUND_SECONDS and not self._choice.strategies:
            cases = self._without_long_ones(cases)
        return Plan(cases, tuple(self._skipped), EFFORTS[self._choice.effort].rounds)

    def _for_items(self, counts: tuple[int, ...]) -> tuple[int, ...]:
        """Those of the counts for which there are items; as many workers as items at most."""
        items = self._facts.items
        if items >= max(counts):
            return counts
        few = Skip(f"more than {items} workers", "there are no more items; see --workers.")
        self._skipped[few] = None
        return (*(count for count in counts if count < items), items)

    def _without_long_ones(self, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        """Of slow items, what takes no more than a few of them; threads that take turns last.

        On 64 cores with items of a second a round of two workers takes half a minute.
        """
        fewest = 1 if self._choice.workers else self._focus / MOST_ITEMS_A_WORKER
        if fewest > 1:
            few = Skip(f"fewer than {math.ceil(fewest)} workers", "items are slow; see --workers.")
            self._skipped[few] = None
        turns: list[Case] = []
        short: list[Case] = []
        for case in cases:
            if case.workers < fewest and case.strategy != NULL_CONTROL:
                continue
            in_threads = self._strategies[case.strategy].worker == "thread"
            holds = in_threads and self._facts.classified.name == GIL_SHARE
            (turns if holds else short).append(case)
        return (*short, *turns)

    def _named(self) -> Iterator[Case]:
        """The full product of what was named, beside the null control."""
        yield from self._cases(NULL_CONTROL, 1)
        for name in self._choice.strategies or ():
            for count in self._counts:
                for state in STATES:
                    yield from self._cases(name, count, state=state)

    def _rules(self) -> Iterator[Case]:
        yield from self._cases(NULL_CONTROL, 1)
        yield from self._first()
        for name in STRATEGIES[1:]:
            yield from self._cases(name, self._focus)
        for chunksize in self._other_chunks():
            yield from self._cases(PLAIN_POOL, self._focus, chunksize=chunksize)
        for name in KEPT_OF.values():
            yield from self._cases(name, self._focus, state="warm")
        for method in self._methods(PLAIN_POOL):
            yield from self._cases(PLAIN_POOL, self._focus, method=method)
        for count in self._counts:
            yield from self._cases(PLAIN_THREADS, count)
            yield from self._cases(PLAIN_POOL, count)

    def _first(self) -> Iterator[Case]:
        """What its class speaks for, its rival, the usual default; then what large hosts ask.

        That is what a call on all items comes to (kept workers tell), and how many workers.
        """
        lead, other = PLAIN_THREADS, PLAIN_POOL
        if self._facts.classified.name == GIL_SHARE:
            lead, other = other, lead
        yield from self._cases(lead, self._focus)
        if self._usable in self._counts:
            yield from self._cases(PLAIN_POOL, self._usable)  # what one types first
        yield from self._cases(other, self._focus)
        yield from self._cases(KEPT_OF[lead], self._focus, state="warm")
        for count in reversed(self._counts):
            if 1 < count < self._focus:
                yield from self._cases(lead, count)

    def _other_chunks(self) -> tuple[int, ...]:
        """One item at a time; a worker's whole share at once."""
        return 1, max(1, -(-self._facts.size.items // self._focus))

    def _cases(
        self,
        name: str,
        count: int,
        chunksize: int | None = None,
        state: str = "cold",
        method: str | None = None,
    ) -> Iterator[Case]:
        how = self._strategies[name]
        if how.requires:
            self._skipped[Skip(name, how.requires)] = None
            return
        if (state == "warm" and not how.reusable) or (state == "cold" and name == CEILING):
            return
        methods = self._methods(name)
        if method is None and self._choice.start_methods is None:
            methods = methods[:1]
        items = self._facts.size.items
        for start_method in (method,) if method else methods:
            size = chunksize or (default_chunksize(items, count) if how.chunks else 1)
            workers = count if how.worker != "none" else 1
            yield Case(self._name, USER_SIZE, name, start_method, workers, size, state)

    def _methods(self, name: str) -> tuple[str, ...]:
        """The start methods in which the function works, the interpreter's default first."""
        how = self._strategies[name]
        if how.worker == "none":
            return how.start_methods
        if how.worker == "thread":
            return how.start_methods if self._works("threads", name) else ()
        if how.start_methods == (NO_START_METHOD,):  # interpreters: they import like spawned ones
            return how.start_methods if self._works("spawn", name) else ()
        named = self._choice.start_methods
        wanted = [one for one in how.start_methods if named is None or one in named]
        return tuple(one for one in wanted if self._works(one, f"{name} by {one}"))

    def _works(self, mode: str, what: str) -> bool:
        reason = self._facts.modes.get(mode)
        if reason:
            self._skipped[Skip(what, reason)] = None
        return not reason
