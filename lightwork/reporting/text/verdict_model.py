"""The verdict as it is printed: fields are text, so that terminal, page and summary agree."""

from collections.abc import Iterator
from typing import NamedTuple, Self

from lightwork.core.intervals import Estimate
from lightwork.core.record import Case
from lightwork.reporting.text.figures import between, count, times

#: How the evidence of a claim begins that no case of the run could tell of.
NOT_MEASURED = "not measured"
NOTHING = "Nothing to judge: the run has no parallel case that is a number."

#: What the columns of the answers are, for long jobs and where a run has calls alone.
LONG_JOBS = (
    "Speedup: long job (workers kept running if possible) over the serial loop [95 % confidence "
    "interval]."
)
ONE_CALL = (
    "Speedup: one call that starts its workers, over the serial loop [95 % confidence interval]."
)
SEVERAL = "Of several workloads: the least gain, up to the most."
PAYS = "Pays from: how long the serial loop must take for a sure gain, start-up included."
NEAR_FULL = "90 % from: how long for 90 % of that speedup."
STATES_SAID = "Long job: its workers are running already. One call: it starts and ends its workers."
#: The same, and how charts draw them.
STATES_DRAWN = (
    f"{STATES_SAID} Filled markers and lines are long jobs, hollow ones and thin dashes are single "
    "calls."
)
#: Behind what is recommended, and what it says.
MORE_MAY_GAIN = "*"
MOST_TRIED = f"{MORE_MAY_GAIN} The most workers that were tested: more may be faster still."


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

    value: str  # "1.87×", or why there is none
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
    """What was decided in one state, as it is printed; figures are those of the case named."""

    mechanism: str  # "Pool.map", "Pool.map (spawn)": recommended; else the best that was measured
    workers: int
    recommended: bool  # else the serial loop is
    worth_it: str  # YES, NO or INCONCLUSIVE
    reason: str
    speedup: Figure
    share: str  # "97 %" of the ceiling, "" without one
    serial: str  # seconds of the serial loop: the case's seconds times its speedup
    seconds: str
    equivalent: tuple[str, ...]  # others shown to be at most 5 % slower than the best
    undecided: tuple[str, ...]  # others that may be equivalent, or slower
    slowest: str  # the slowest round, where users wait for it, or ""
    cautions: tuple[str, ...]

    @property
    def case(self) -> str:
        """``ProcessPoolExecutor, 2 workers``."""
        return f"{self.mechanism}, {count(self.workers, 'worker')}"

    @property
    def name(self) -> str:
        """What to use: the case, or the serial loop."""
        return self.case if self.recommended else f"serial loop (best: {self.case})"


class WorkVerdict(NamedTuple):
    """What is said of one workload."""

    name: str
    long: Best | None  # in a long job
    cold: Best | None  # in one call that starts its workers
    over_naive: Figure  # how many times as fast as Pool() the case named is
    threads: str  # which threads were run, for contrast; "" where none
    threads_reach: Figure

    @property
    def states(self) -> tuple[tuple[str, Best], ...]:
        """Each with what was decided of it, where it was measured."""
        both = (("long job", self.long), ("one call", self.cold))
        return tuple((state, best) for state, best in both if best)


class AnswerRow(NamedTuple):
    """What to use for those workloads of a kind that have the same recommendation."""

    works: str  # "fib, prime_count and triad"
    use: str  # "Pool(2)", or "serial loop"
    gain: str  # "1.78× [1.75, 1.83]": of several workloads that which gains least
    up_to: str  # "1.93×" of that which gains most; "" of one workload
    pays_from: str  # "35 ms" of work, "never", "inconclusive"; "" where that is not known
    near_full_from: str  # "160 ms" of work: 90 % of the speedup
    worth_it: str  # "yes", "no", "inconclusive"

    @property
    def reach(self) -> str:
        """``1.78× [1.75, 1.83], up to 1.93×``."""
        return f"{self.gain}, up to {self.up_to}" if self.up_to else self.gain


class KindVerdict(NamedTuple):
    """What is said of one kind of work."""

    heading: str
    short: str  # the same in at most 21 letters
    headline: str
    works: tuple[WorkVerdict, ...]
    answers: tuple[AnswerRow, ...]
    notes: tuple[str, ...]  # one call; from which length on; whether more workers may be faster
    more_may_gain: bool  # the most workers that were tested are recommended

    @property
    def slowest(self) -> tuple[str, ...]:
        """How slow the slowest call was, where users wait for it."""
        return tuple(f"{case}: {best.slowest}" for case, best in self._bests if best.slowest)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What must be known before using the cases' numbers, each with its workload."""
        return tuple(
            f"{case}, {best.name}: {caution}"
            for case, best in self._bests
            for caution in best.cautions
        )

    @property
    def _bests(self) -> Iterator[tuple[str, Best]]:
        """Each case that is named, as ``fib, one call``."""
        return ((f"{one.name}, {state}", best) for one in self.works for state, best in one.states)


class CostToDraw(NamedTuple):
    """The case of a cost in seconds, for a picture."""

    name: str
    case: Case
    seconds: Estimate


class CostEntry(NamedTuple):
    """What one thing costs, as it is printed."""

    name: str
    figure: Figure
    brief: bool = True  # whether it is told where there is room for a few only
    unbounded: str = ""  # why it has no interval
    measured: CostToDraw | None = None  # what may be drawn of it


class CostLine(NamedTuple):
    """What several ways to do the same thing cost."""

    topic: str  # "Start 1 worker"
    about: str  # what the figures are
    entries: tuple[CostEntry, ...]
    text: str = ""  # what to take from them
    cheapest: str = ""  # which of them it is, or between which that is inconclusive


class Claim(NamedTuple):
    """What the textbooks say, and whether it holds here."""

    text: str  # "threads compute on one core"
    verdict: str  # "holds", "does not hold here" or "inconclusive"
    evidence: str  # the numbers of the case that proves it, or why nothing can be said
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


def answer_words(verdict: Verdict, *, near_full: bool = False) -> Iterator[str]:
    """What the columns of the answers mean, a sentence for each that is there.

    ``near_full``: the column of 90 % is shown, too.
    """
    rows = [row for kind in verdict.kinds for row in kind.answers]
    long = any(work.long for kind in verdict.kinds for work in kind.works)
    yield LONG_JOBS if long else ONE_CALL
    if any(row.up_to for row in rows):
        yield SEVERAL
    if any(row.pays_from for row in rows):
        yield PAYS
    if near_full and any(row.near_full_from for row in rows):
        yield NEAR_FULL
