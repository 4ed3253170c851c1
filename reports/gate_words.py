"""The gate in words: the pieces that terminal, Markdown and CSV share."""

import math
import shlex
from collections import Counter
from collections.abc import Iterator

from benchmarks.intervals import Estimate
from reports.gate import CANT_TELL, FASTER, NO_CHANGE, SLOWER, Compared, Gate
from reports.matching import BECAME_VOID, NEW, NOT_COMPARABLE, VANISHED
from reports.null_control import without_control
from reports.saved import SavedRun
from reports.wording import count, listed

#: In the order in which they are told.
OUTCOMES = (
    SLOWER, VANISHED, BECAME_VOID, FASTER, NO_CHANGE, CANT_TELL, NEW, NOT_COMPARABLE,
)  # fmt: skip


def percent_change(change: float) -> str:
    """A change as what is added: ``+11.8 %``."""
    return "?" if math.isnan(change) else f"{100 * (change - 1):+.1f} %"


def change_between(estimate: Estimate) -> str:
    """A change with its interval: ``+11.8 % [+7.1, +16.7]``."""
    if not estimate.bounded:
        return f"{percent_change(estimate.value)} [no interval]"
    low, high = (f"{100 * (bound - 1):+.1f}" for bound in (estimate.low, estimate.high))
    return f"{percent_change(estimate.value)} [{low}, {high}]"


def title(gate: Gate) -> str:
    """What came out, in one line."""
    came = "FAILED" if gate.failing else "NOTHING TOLD" if gate.untrusted else "passed"
    if came == "passed" and not any(row.outcome != CANT_TELL for row in gate.compared):
        came = "passed, as nothing could be told"
    return f"Gate at {100 * gate.threshold:g} %: {came}"


def counts(gate: Gate) -> str:
    """How many cases came out how."""
    found = Counter(row.outcome for row in gate.rows)
    named = [f"{found[outcome]} {outcome}" for outcome in OUTCOMES if found[outcome]]
    return f"{count(len(gate.rows), 'case')}: {', '.join(named) or 'none'}"


def corrected(gate: Gate) -> str:
    """What was corrected, and what could have been found."""
    asked = max((row.change.asked for row in gate.compared), default=0)
    words = (
        f"Slower and faster are corrected for {count(asked, 'comparison')} at once: identical code "
        "fails in at most 1 of 100 gates, as far as this tells how runs scatter"
    )
    found = sorted(row.detectable for row in gate.compared if not math.isnan(row.detectable))
    if found:
        middle = percent_change(found[len(found) // 2])
        words += (
            f". Slowdowns that are found in 80 % of repetitions: from {percent_change(found[0])} "
            f"in the quietest case, from {middle} in the middle one"
        )
    return words


def notes(gate: Gate) -> Iterator[str]:
    """What a reader must know of the two sides."""
    for name, of in (
        ("Python", _python), ("kernel", _kernel), ("command", _command),
    ):  # fmt: skip
        old, new = (sorted({of(run) for run in side}) for side in (gate.old, gate.new))
        if old != new:
            yield f"Another {name}: OLD {listed(old, 2)}; NEW {listed(new, 2)}"
    if any(row.outcome == VANISHED for row in gate.unmatched):
        yield (
            "A case that NEW's plan did not contain counts as vanished, too: measure NEW with "
            "OLD's options"
        )
    for run in (*gate.old, *gate.new):
        if not run.finished:
            yield f"{run.file_name} did not finish: what it lacks counts as not measured"
    bare = without_control((*gate.old, *gate.new))
    if bare:
        yield f"No null control in {listed(bare, 2)}: what it takes for different is unknown"
    for between, families in _sources(gate).items():
        yield f"From run to run ({listed(families, 4)}): {between}"


def _sources(gate: Gate) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for family, between in gate.between.items():
        spread = f"{100 * between.spread:.1f} %, {between.source}"
        found.setdefault(spread, []).append(family)
    return found


def _python(run: SavedRun) -> str:
    python = run.python
    return f"{python.implementation} {python.version}{'' if python.gil else ' without the GIL'}"


def _kernel(run: SavedRun) -> str:
    return run.machine.kernel


def _command(run: SavedRun) -> str:
    return shlex.join(run.command)


def needed(row: Compared, gate: Gate) -> str:
    """What would tell this case."""
    if gate.untrusted:
        return "the null control failed"
    if row.need is None:
        return row.why
    ways = []
    if row.need.rounds:
        ways.append(
            f"about {row.need.rounds} rounds in each run (has {row.change.estimate.rounds})"
        )
    if row.need.runs:
        has = "has 1" if max(row.runs) == 1 else f"has {row.runs[0]} and {row.runs[1]}"
        ways.append(f"{row.need.runs} runs a side ({has})")
    if not ways:
        return "scatters too much, or lies too near to the threshold, for more rounds to tell"
    return "needs " + ", or ".join(ways)
