"""What the gate could not tell, and how to measure that again: which cases, and how often."""

import shlex
from collections.abc import Sequence

from lightwork.core.places import BENCH
from lightwork.core.record import NULL_CONTROL, SPEEDUP
from lightwork.reporting.gate.decide import CASE_INCONCLUSIVE, Compared, Gate
from lightwork.reporting.text.figures import count

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
