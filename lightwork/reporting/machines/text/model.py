"""What is said of a comparison, as text: page, summary and terminal show these same words.

Nothing here is escaped: labels and reasons come from files that somebody else may have written.
"""

from typing import NamedTuple

from lightwork.reporting.machines.comparison import MachineAdvice
from lightwork.reporting.machines.text.interpreters import InterpreterText
from lightwork.reporting.text.verdict_model import LabelledText


class KindText(NamedTuple):
    """Which machine for one kind of work, and what to use there.

    Of a single machine: the seconds of its serial loops, and its shortest cases.
    """

    heading: str  # "Pure Python"
    per_core: str  # "X, 0.52× [0.41, 0.66] of the baseline's seconds", or that it is inconclusive
    whole: str  # likewise, with all that each machine has
    advice: tuple[MachineAdvice, ...] = ()  # one for each machine; empty in fleets
    best_per_core: str = ""  # the label of the best, of a fleet its model; "" for inconclusive
    best_whole: str = ""


class CostText(NamedTuple):
    """What one thing costs everywhere."""

    topic: str  # "Start, 1 worker"
    name: str  # "pool (spawn)"
    figures: tuple[LabelledText, ...]  # machine, "6.12 ms [5.9 ms, 6.3 ms], 1.2× [0.9, 1.6]"
    brief: bool = True  # whether it is told where there is room for a few only


class ComparisonText(NamedTuple):
    """All that is said of several runs together."""

    title: str  # "lightwork on 3 machines"
    verdict: str  # one sentence: which machine for what, or that it is inconclusive
    alarms: tuple[str, ...]  # what a reader must know before the verdict
    machines: tuple[LabelledText, ...]  # label, and what it is; in fleets one for each model
    kinds: tuple[KindText, ...]
    overall: KindText | None  # last resort, and labelled as such
    costs: tuple[CostText, ...]
    differences: tuple[LabelledText, ...]  # topic, "X: 6.1, Y: 6.8"
    histories: tuple[LabelledText, ...]  # machine, how the best case of each work went over time
    refused: tuple[LabelledText, ...]  # what is not compared, and why
    trust: tuple[LabelledText, ...]  # how sure: repeats, disturbed rounds, seconds that drift
    notes: tuple[str, ...]  # how to read the figures
    interpreters: tuple[InterpreterText, ...]  # of machines that have several
    table: str  # the file that has every figure: "comparison.csv"
    baseline: str  # label of the machine that others are compared with; "" where there is no other
