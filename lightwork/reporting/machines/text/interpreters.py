"""Interpreters of one machine in words: what threads reach, what one thread costs, what differs."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from lightwork.core.decision import INCONCLUSIVE, NO, YES
from lightwork.reporting.decide.decisions import is_worth_it
from lightwork.reporting.machines.hosts.interpreters import SORTS, Interpreter, OneMachine, OneWork
from lightwork.reporting.read.saved_run import Python
from lightwork.reporting.text.figures import count, listed, times_between
from lightwork.reporting.text.verdict_model import NOT_MEASURED

#: What users call workers of each sort.
WORKER_SORT_NAMES = {
    "threads": "threads",
    "processes": "processes",
    "interpreters": "subinterpreters",
}
FASTER_THAN_LOOP = "faster than the serial loop"
NO_FASTER_THAN_LOOP = "no faster than the serial loop"
#: By the rule for all verdicts.
GAINS = {YES: FASTER_THAN_LOOP, NO: NO_FASTER_THAN_LOOP, INCONCLUSIVE: INCONCLUSIVE}


class InterpreterRow(NamedTuple):
    """One interpreter on one workload, as text."""

    work: str  # "prime_count (medium), 8 workers"
    token: str
    name: str
    sorts: tuple[str, ...]  # a speedup for each of `InterpreterWords.sorts`
    alone: str  # the serial loop's seconds as times those of the first


class InterpreterText(NamedTuple):
    """All that is said of the interpreters of one machine."""

    label: str  # of the machine; "" where there is one only
    finding: str  # what threads reach under each, in one sentence
    alone: str  # what one thread costs, in one sentence
    differs: tuple[str, ...]  # between which of them only one thing differs
    first: str  # the one that others' seconds are compared with
    sorts: tuple[str, ...]  # what workers are, those that anyone has measured
    rows: tuple[InterpreterRow, ...]


def interpreter_text(machine: OneMachine) -> InterpreterText:
    """The words of one machine."""
    measured = {sort for work in machine.works for best in work.best for sort in best}
    sorts = tuple(sort for sort in SORTS if sort in measured)
    return InterpreterText(
        machine.label,
        interpreter_finding(machine),
        serial_loop_text(machine),
        tuple(interpreter_differences(machine.interpreters)),
        machine.interpreters[0].name,
        tuple(WORKER_SORT_NAMES[sort] for sort in sorts),
        tuple(row for work in machine.works for row in _rows(machine.interpreters, work, sorts)),
    )


def interpreter_finding(machine: OneMachine) -> str:
    """Where threads in pure Python gain, where they don't, and where it is inconclusive."""
    work = machine.works[0]
    by_gain: dict[str, list[str]] = {gain: [] for gain in GAINS.values()}
    for one, best in zip(machine.interpreters, work.best, strict=True):
        speedup = best["threads"].speedup
        assert speedup is not None  # only such are kept
        by_gain[GAINS[is_worth_it(speedup)]].append(f"on {one.name}: {times_between(speedup)}")
    where = f" on {machine.label}" if machine.label else ""
    what = f"{work.work.workload}, {count(work.workers, 'worker')}"
    subject = f"Threads in pure Python{where} ({what})"
    sentences: list[str] = []
    for gain, interpreters in by_gain.items():
        if not interpreters:
            continue
        if gain == INCONCLUSIVE:
            start = "Inconclusive" if sentences else f"{subject}: {INCONCLUSIVE}"
        else:
            start = f"{'They' if sentences else subject} are {gain}"
        sentences.append(f"{start} {'; '.join(interpreters)}.")
    return " ".join(sentences)


def _rows(
    interpreters: Sequence[Interpreter], work: OneWork, sorts: Sequence[str]
) -> Iterator[InterpreterRow]:
    title = f"{work.work.workload} ({work.work.size}), {count(work.workers, 'worker')}"
    for one, best, ratio in zip(interpreters, work.best, work.alone, strict=True):
        speedups = [best[sort].speedup if sort in best else None for sort in sorts]
        reached = tuple(times_between(own) if own else NOT_MEASURED for own in speedups)
        alone = NOT_MEASURED if ratio is None else times_between(ratio.ratio)
        if ratio is not None and one is interpreters[0]:
            alone = "1, by definition"
        yield InterpreterRow(title, one.series.key, one.name, reached, alone)


def serial_loop_text(machine: OneMachine) -> str:
    """What the serial loop takes under each, as times the first's seconds."""
    names = {one.series.label: one.name for one in machine.interpreters}
    first = machine.interpreters[0]
    others = []
    for series, ratio, _ in machine.alone:
        if series != first.series.label:
            significant = ratio.bounded and not ratio.low <= 1 <= ratio.high
            unsure = "" if significant else f" ({INCONCLUSIVE})"
            others.append(f"{times_between(ratio)}{unsure} on {names[series]}")
    if not others:
        return f"One thread alone: {NOT_MEASURED}."
    works = count(len(machine.works), "workload")
    return f"One thread alone, as times the seconds on {first.name} ({works}): {'; '.join(others)}."


def interpreter_differences(interpreters: Sequence[Interpreter]) -> Iterator[str]:
    """Between which two only one thing differs, and what; and which have all of them confounded."""
    alone = set()
    for one, other in combinations(interpreters, 2):
        what = _what_differs(one.series.python, other.series.python)
        if len(what) == 1:
            alone |= {one.name, other.name}
            yield f"Only {what[0]} differs between {one.name} and {other.name}."
    rest = [one.name for one in interpreters if one.name not in alone]
    if rest and len(interpreters) > 1:
        yield (
            f"{listed(rest)}: several things differ from each of the others, so that no "
            "difference is due to one of them."
        )


def _what_differs(one: Python, other: Python) -> list[str]:
    builds = [(of.free_threaded, of.jit_built, of.build_flags) for of in (one, other)]
    pairs = {
        "the version": (one.implementation, one.version) != (other.implementation, other.version),
        "the build": builds[0] != builds[1],
        "the GIL": one.gil != other.gil,
        "the JIT": one.jit != other.jit,
        "the default start method": one.default_start_method != other.default_start_method,
    }
    return [name for name, differs in pairs.items() if differs]
