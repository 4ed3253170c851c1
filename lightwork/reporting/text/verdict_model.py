"""The verdict as it is printed: fields are text, so that terminal, page and summary agree."""

from collections.abc import Iterator
from typing import NamedTuple, Self

from lightwork.core.intervals import Estimate
from lightwork.reporting.text.figures import CANT_TELL, between, count, times

#: How the evidence of a claim begins that no case of the run could tell of.
NOT_MEASURED = "not measured"
NOTHING = "Nothing to judge: the run has no parallel case that is a number."


class LabelledText(NamedTuple):
    """A topic and what is to be said of it."""

    topic: str
    text: str


class Trust(NamedTuple):
    """What a reader needs to judge the verdict by."""

    alarms: tuple[str, ...]  # what a reader must know before the verdict
    lines: tuple[LabelledText, ...]
    skipped: tuple[LabelledText, ...]  # what was not run, and why; the reason only once
    void: tuple[LabelledText, ...]  # cases that are no numbers, and why


class UserFunctionVerdict(NamedTuple):
    """All that is said of it; ``code`` is a whole script."""

    function: str  # as it was typed
    lines: tuple[LabelledText, ...]
    code: str
    where: str  # where to put the code

    @property
    def indented_code(self) -> str:
        """The script as a block of Markdown that nothing in it can end."""
        return "\n".join(f"    {line}".rstrip() for line in self.code.splitlines())


class Figure(NamedTuple):
    """A ratio as it is printed."""

    value: str  # "1.87×", or "can't tell"
    interval: str  # "[1.80, 1.93]"
    words: str = ""  # what it says, where the figure alone doesn't

    @classmethod
    def of(cls, ratio: Estimate, words: str = "") -> Self:
        """The figure of a ratio with its interval."""
        return cls(times(ratio.value), between(ratio), words)

    def __str__(self) -> str:
        text = f"{self.value} {self.interval}".strip()
        return f"{text}, {self.words}" if self.words else text


class Best(NamedTuple):
    """The best case in one state, as it is printed."""

    strategy: str
    workers: int
    pays: bool  # whether it is told to be faster than the plain loop
    no_gain: bool  # whether any speedup worth having can be ruled out
    speedup: Figure
    share: str  # "97 %" of the ceiling, "" without one
    alone: str  # seconds of the plain loop in the same rounds
    seconds: str
    alike: tuple[str, ...]  # not distinguishable from it, the simplest first
    fewer: str  # "2 workers can't be told from 4", or ""
    why: str  # why it is preferred to those as good, or ""
    detectable: str  # "4 %": the smallest difference to another that would be told, or ""
    worst: str  # the slowest round, where users wait for it, or ""
    cautions: tuple[str, ...]

    @property
    def chosen(self) -> str:
        """``pool is the simplest of 3 as good, 41.2 MB in its workers``, or ""."""
        return f"{self.strategy} is {self.why}" if self.why else ""

    @property
    def others(self) -> str:
        """``process, pool_imap (within 4 %)``: what is as good, and how fine that could be told."""
        within = f" (within {self.detectable})" if self.alike and self.detectable else ""
        return ", ".join(self.alike) + within

    @property
    def name(self) -> str:
        """``process_pool, 2 workers``, or the advice not to."""
        tried = f"{self.strategy}, {count(self.workers, 'worker')}"
        advice = "don't parallelise" if self.no_gain else CANT_TELL
        return tried if self.pays else f"{advice} (best tried: {tried})"


class WorkVerdict(NamedTuple):
    """What is said of one workload."""

    name: str
    cold: Best | None
    warm: Best | None
    over_naive: Figure  # gain of the best cold case over Pool()
    threads: str  # which threads were run, for contrast; "" where none
    threads_reach: Figure

    @property
    def states(self) -> tuple[tuple[str, Best], ...]:
        """``cold`` and ``warm`` with the best of each, where it was measured."""
        both = (("cold", self.cold), ("warm", self.warm))
        return tuple((state, best) for state, best in both if best)


class KindAnswer(NamedTuple):
    """What to use for a kind of work, in a line."""

    use: str  # the strategy, "the plain loop", or "can't tell: pool looks best"
    workers: str  # "2 workers", "8 to 16 workers"; "" for the plain loop
    least: Figure  # what is gained where it is least ...
    least_on: str  # ... and on which workload
    most: Figure
    most_on: str
    sure: str  # "sure", "sure on 3 of 4", "can't tell", "don't", "not confirmed"
    work: str  # "310 ms of work in a call", or from the least to the most
    notes: tuple[str, ...]  # what else to know: why nothing is told, whether more may gain

    @property
    def name(self) -> str:
        """``pool, 2 workers``; without workers the plain loop, or what can't be told."""
        return f"{self.use}, {self.workers}" if self.workers else self.use

    @property
    def gain(self) -> str:
        """``1.78× [1.75, 1.83] to 1.88× [1.83, 1.93]``; where nothing pays, the most tried."""
        if not self.workers:
            return f"at best {self.most}"
        if self.least_on == self.most_on:
            return str(self.most)
        return f"{self.least} to {self.most}"


class KindVerdict(NamedTuple):
    """What is said of one kind of work."""

    heading: str
    headline: str
    works: tuple[WorkVerdict, ...]
    answer: KindAnswer | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why these and not others as good, and how slow the slowest call was."""
        return tuple(
            f"{case}: {'; '.join(texts)}"
            for case, best in self._bests
            if (texts := [text for text in (best.chosen, best.worst) if text])
        )

    @property
    def cautions(self) -> tuple[str, ...]:
        """What must be known before using the best cases' numbers, each with its workload."""
        return tuple(
            f"{case}, {best.name}: {caution}"
            for case, best in self._bests
            for caution in best.cautions
        )

    @property
    def _bests(self) -> Iterator[tuple[str, Best]]:
        """Each best case, as ``fib, cold``."""
        return ((f"{one.name}, {state}", best) for one in self.works for state, best in one.states)


class CostEntry(NamedTuple):
    """What one thing costs, as it is printed."""

    name: str
    figure: Figure
    brief: bool = True  # whether it is told where there is room for a few only
    unbounded: str = ""  # why it has no interval


class CostLine(NamedTuple):
    """What several ways to do the same thing cost."""

    topic: str  # "Start 1 worker"
    about: str  # what the figures are
    entries: tuple[CostEntry, ...]
    text: str = ""  # what to take from them
    cheapest: str = ""  # which of them it is, or between which that can't be told


class Claim(NamedTuple):
    """What the textbooks say, and whether it holds here."""

    text: str  # "threads compute on one core"
    verdict: str  # "holds", "does not hold here" or "can't tell"
    evidence: str  # the numbers of the case that proves it, or why nothing is told
    more: str  # what other cases say, or ""
    cases: tuple[str, ...]  # ids of the cases that prove it

    @property
    def measured(self) -> bool:
        """Whether the run has a case that could tell."""
        return not self.evidence.startswith(NOT_MEASURED)


class Verdict(NamedTuple):
    """All that is said of a run."""

    title: str
    kinds: tuple[KindVerdict, ...]
    overhead: tuple[str, ...]
    trust: Trust
    costs: tuple[CostLine, ...] = ()  # what things cost here; empty where no cost was measured
    granularity: tuple[LabelledText, ...] = ()  # how small a task may be, by mechanism
    claims: tuple[Claim, ...] = ()  # what the textbooks say; empty where nothing was checked
    scaling: tuple[LabelledText, ...] = ()  # how many workers, and by which law of scaling
    brief_scaling: tuple[LabelledText, ...] = ()  # the same in fewer lines, for a terminal
    sweeps: tuple[LabelledText, ...] = ()  # what settings do: inner threads, chunks of uneven items
    own: UserFunctionVerdict | None = None  # of a user's own function; None where the suite's ran

    @property
    def all_scaling(self) -> tuple[LabelledText, ...]:
        """In short as in a terminal, then each workload."""
        return tuple(dict.fromkeys((*self.brief_scaling, *self.scaling)))
