"""The gate in words: the pieces that all outputs share, and the lines for a terminal."""

import math
import shlex
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from lightwork.core.intervals import Estimate
from lightwork.core.places import BENCH
from lightwork.core.record import NULL_CONTROL, SPEEDUP
from lightwork.reporting.gate.decide import (
    BECAME_INVALID,
    CASE_FASTER,
    CASE_INCONCLUSIVE,
    CASE_SLOWER,
    MISSING,
    NEW,
    NO_CHANGE,
    NOT_COMPARABLE,
    Compared,
    Gate,
    Unmatched,
)
from lightwork.reporting.read.saved_run import SavedRun
from lightwork.reporting.stats.null_control import without_control
from lightwork.reporting.text.figures import count, listed, section, wrap

#: In the order in which they are told.
OUTCOMES = (
    CASE_SLOWER, MISSING, BECAME_INVALID, CASE_FASTER, NO_CHANGE, CASE_INCONCLUSIVE, NEW,
    NOT_COMPARABLE,
)  # fmt: skip
#: Most cases of each sort that are printed, at most a screenful; the others are counted.
MOST_FAILING, MOST_INCONCLUSIVE, MOST_OTHERS = 10, 6, 3
GATE_INDENT = "    "
#: What both sides should have in common.
ABOUT: tuple[tuple[str, Callable[[SavedRun], str]], ...] = (
    ("Python", lambda run: f"{run.python.implementation} {run.python.version}"
                           f"{'' if run.python.gil else ' without the GIL'}"),
    ("kernel", lambda run: run.machine.kernel),
    ("command", lambda run: shlex.join(run.command)),
)  # fmt: skip


def case_name(row: Compared | Unmatched) -> str:
    """The case with its family, as in ``startup: first_result-...``."""
    return f"{row.family}: {row.case.id}"


def percent_change(change: float) -> str:
    """A change as what is added: ``+11.8 %``."""
    return "?" if math.isnan(change) else f"{100 * (change - 1):+.1f} %"


def change_between(estimate: Estimate) -> str:
    """A change with its interval: ``+11.8 % [+7.1, +16.7]``."""
    if not estimate.bounded:
        return f"{percent_change(estimate.value)} [no interval]"
    low, high = (f"{100 * (bound - 1):+.1f}" for bound in (estimate.low, estimate.high))
    return f"{percent_change(estimate.value)} [{low}, {high}]"


def gate_title(gate: Gate) -> str:
    """What came out, in one line."""
    came = "FAILED" if gate.failing else "INVALID" if gate.untrusted else "passed"
    if came == "passed" and not any(row.outcome != CASE_INCONCLUSIVE for row in gate.compared):
        came = "passed, as all is inconclusive"
    return f"Gate at {100 * gate.threshold:g} %: {came}"


def counts(gate: Gate) -> str:
    """How many cases came out how."""
    found = Counter(row.outcome for row in gate.rows)
    named = [f"{found[outcome]} {outcome}" for outcome in OUTCOMES if found[outcome]]
    return f"{count(len(gate.rows), 'case')}: {', '.join(named) or 'none'}"


def correction_note(gate: Gate) -> str:
    """What was corrected, and what could have been found."""
    asked = max((row.change.comparisons for row in gate.compared), default=0)
    text = (
        f"Slower and faster are corrected for {count(asked, 'comparison')} at once: identical code "
        "fails in at most 1 of 100 gates, as far as this tells how runs scatter"
    )
    found = sorted(row.detectable for row in gate.compared if not math.isnan(row.detectable))
    if found:
        middle = percent_change(found[len(found) // 2])
        text += (
            f". Slowdowns that are found in 80 % of repetitions: from {percent_change(found[0])} "
            f"in the quietest case, from {middle} in the middle one"
        )
    return text


def gate_notes(gate: Gate) -> Iterator[str]:
    """What a reader must know of the two sides."""
    for name, of in ABOUT:
        old, new = (sorted({of(run) for run in side}) for side in (gate.old, gate.new))
        if old != new:
            yield f"Another {name}: OLD {listed(old, 2)}; NEW {listed(new, 2)}"
    if any(row.outcome == MISSING for row in gate.unmatched):
        yield (
            "A case that NEW's plan did not contain counts as vanished, too: measure NEW with "
            "OLD's options"
        )
    for run in (*gate.old, *gate.new):
        if not run.finished:
            yield f"{run.file_name} did not finish: what it lacks counts as not measured"
    bare = without_control((*gate.old, *gate.new))
    if bare:
        yield f"No A/A check in {listed(bare, 2)}: its false-alarm rate is unknown"
    yield from _spreads(gate)


def _spreads(gate: Gate) -> Iterator[str]:
    families = defaultdict(list)
    for family, between in gate.between.items():
        families[f"{100 * between.spread:.1f} %, {between.source}"].append(family)
    for spread, alike in families.items():
        yield f"From run to run ({listed(alike, 4)}): {spread}"


def needed_text(row: Compared, gate: Gate) -> str:
    """What would tell this case."""
    if gate.untrusted:
        return "the A/A check failed"
    if row.required_sample is None:
        return row.why
    ways = []
    rounds, runs = row.required_sample
    if rounds:
        ways.append(f"about {rounds} rounds in each run (has {row.change.estimate.rounds})")
    if runs:
        has = "has 1" if max(row.runs) == 1 else f"has {row.runs[0]} and {row.runs[1]}"
        ways.append(f"{runs} runs a side ({has})")
    if not ways:
        return "scatters too much, or lies too near to the threshold, for more rounds to tell"
    return "needs " + ", or ".join(ways)


def gate_lines(gate: Gate) -> Iterator[str]:
    """What came out, what fails, what can't be told and what would tell it."""
    for why in gate.untrusted:
        text = f"A/A check failed, so there is no verdict. {why}. Measure both sides again"
        yield from wrap("! ", text, "  ")
    yield gate_title(gate)
    yield from wrap("  ", counts(gate), GATE_INDENT)
    yield from wrap("  ", correction_note(gate), GATE_INDENT)
    for note in gate_notes(gate):
        yield from wrap("  ", note, GATE_INDENT)
    yield from _some("FAILS", [_failing(row) for row in gate.failing], MOST_FAILING)
    inconclusive = [
        f"{case_name(row)}: {change_between(row.change.estimate)}, {needed_text(row, gate)}"
        for row in inconclusive_cases(gate)
    ]
    yield from _some("INCONCLUSIVE", inconclusive, MOST_INCONCLUSIVE)
    for outcome in (NOT_COMPARABLE, NEW):
        found = [row for row in gate.unmatched if row.outcome == outcome]
        shown = [f"{case_name(row)}: {row.why}" for row in found]
        yield from _some(outcome.upper(), shown, MOST_OTHERS)
    if command := remeasure_command(gate):
        yield from wrap("", f"TO TELL MORE: {again(gate)}:", GATE_INDENT)
        yield f"  {command}"


def _some(heading: str, texts: list[str], most: int) -> Iterator[str]:
    """The first ``most`` under a heading; how many more there are in gate.md."""
    yield from section(heading, (("", text) for text in texts[:most]), "  ", GATE_INDENT)
    if len(texts) > most:
        yield f"  and {count(len(texts) - most, 'more case')}, in gate.md"


def _failing(row: Compared | Unmatched) -> str:
    what = row.why if isinstance(row, Unmatched) else change_between(row.change.together)
    return f"{row.outcome}  {case_name(row)}: {what}"


#: Where more cases than this can't be told, all are measured again.
MOST_REMEASURED_CASES = 20
EFFORT = "--effort"
MORE_ROUNDS = "thorough"


def inconclusive_cases(gate: Gate) -> list[Compared]:
    """The cases that can't be told, what looks slowest first."""
    rows = [row for row in gate.compared if row.outcome == CASE_INCONCLUSIVE]
    return sorted(rows, key=lambda row: -row.change.estimate.value)


def again(gate: Gate) -> str:
    """``Measure OLD and NEW again, in turn, up to 6 runs of each, and give ...``."""
    needs = [
        row.required_sample.runs
        for row in inconclusive_cases(gate)
        if row.required_sample and not row.required_sample.rounds
    ]
    most = count(max([len(gate.old), len(gate.new), *needs]), "run")
    return (
        f"Measure OLD and NEW again, in turn, up to {most} of each, and give the runs of each as a "
        "folder"
    )


def remeasure_command(gate: Gate) -> str | None:
    """The command that measures again what could not be told; None where all is told."""
    rows = [row for row in gate.compared if row.outcome == CASE_INCONCLUSIVE]
    if not rows:
        return None
    more_rounds = any(row.required_sample and row.required_sample.rounds for row in rows)
    if len(rows) > MOST_REMEASURED_CASES:
        return _whole(gate.old[0].command, more_rounds)
    options = [BENCH]
    families = list(dict.fromkeys(row.family for row in rows))
    gain = [row.case for row in rows if row.family == SPEEDUP]
    if families != [SPEEDUP]:
        options.append(f"--families {','.join(families)}")
    if gain:
        options.append(f"--workloads {_names([case.workload for case in gain])}")
        options.append(
            f"--strategies {_names([NULL_CONTROL, *(row.case.strategy for row in rows)])}"
        )
        options.append(f"--sizes {_names([case.size for case in gain])}")
        methods = [case.start_method for case in gain if case.start_method != "none"]
        options += [f"--start-methods {_names(methods)}"] * (len(set(methods)) > 1)
    options.append(f"{EFFORT} {MORE_ROUNDS if more_rounds else gate.old[0].effort}")
    return " ".join(options)


def _whole(command: Sequence[str], more_rounds: bool) -> str:
    """The command that measured, with more rounds where these would tell."""
    if not more_rounds:
        return shlex.join(command)
    words = [
        word
        for before, word in zip(("", *command), command, strict=False)
        if EFFORT not in (before, word) and not word.startswith(f"{EFFORT}=")
    ]
    return shlex.join([*words, EFFORT, MORE_ROUNDS])


def _names(names: Sequence[str]) -> str:
    return ",".join(dict.fromkeys(names))
