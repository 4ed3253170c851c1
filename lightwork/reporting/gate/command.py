"""``python reports/plot.py OLD NEW --gate PERCENT``: both sides in; lines, files and code out."""

import math
from argparse import ArgumentTypeError
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from lightwork.reporting.gate.decide import decide_gate
from lightwork.reporting.gate.files import GATE_FILES, save_gate
from lightwork.reporting.gate.github import annotated
from lightwork.reporting.gate.text import gate_lines
from lightwork.reporting.read.errors import Problem, Unreadable
from lightwork.reporting.read.locate import folder_name_of, resolve_files
from lightwork.reporting.read.run import prefer_finished_run, read_run
from lightwork.reporting.read.saved_run import SavedRun

MOST_PERCENT = 1000


def gate_percent(text: str) -> float:
    """PERCENT as typed. More than 0: that nothing changed by 0 % can be shown by no measurement."""
    try:
        percent = float(text.rstrip("% "))
    except ValueError:
        percent = math.nan
    if not 0 < percent <= MOST_PERCENT:
        raise ArgumentTypeError(
            f"got {text!r}, expected a number above 0 (and up to {MOST_PERCENT}), for example 5"
        )
    return percent


def run_gate(
    words: Sequence[str],
    percent: float,
    out: Path | None,
    parent: Path,
    stdout: IO[str],
    annotate: str | None = None,
) -> tuple[int, list[Unreadable]]:
    """Judge NEW against OLD: 0 passed, 1 failed; and which files were left out.

    ``words`` name OLD and NEW, each a file, folder or glob; the report goes into ``out``, by
    default into a folder in ``parent``. ``annotate``: for whom commands are printed, one of
    `PLATFORMS`. Raises `Unreadable` where a side has nothing readable or the sides can't be
    compared; OSError.
    """
    (old, no_old), (new, no_new) = (_read_side(word) for word in words)
    _check_sides(old, new)
    gate = decide_gate(old, new, percent / 100)
    folder = out or parent / f"{folder_name_of(new[-1].file)}-gate"
    save_gate(gate, folder)
    first, *others = GATE_FILES
    lines = [*gate_lines(gate), f"  Files: {', '.join([str(folder / first), *others])}"]
    print(*(annotated(gate, lines) if annotate else lines), sep="\n", file=stdout)
    return (1 if gate.failing else 0), [*no_old, *no_new]


def _read_side(word: str) -> tuple[list[SavedRun], list[Unreadable]]:
    """The runs of a side, the oldest first, each once however often it was copied or saved."""
    runs: dict[str, SavedRun] = {}
    refused = []
    for file in resolve_files([word]):
        try:
            run = read_run(file)
            runs[run.run_id] = prefer_finished_run(runs.get(run.run_id, run), run)
        except Unreadable as error:
            refused.append(error)
    if not runs:
        raise refused[0]
    return sorted(runs.values(), key=lambda run: run.saved_at), refused


def _check_sides(old: Sequence[SavedRun], new: Sequence[SavedRun]) -> None:
    """Refuse what says nothing about a change of code, whatever came out."""
    first = old[0]
    known = {run.run_id for run in old}
    for run in new:
        if run.run_id in known:
            remedy = "Measure NEW by a run of its own."
            _refuse(run, "run_id", "a run that is in OLD, too", "another run", remedy)
    machine = first.machine
    for run in (*old[1:], *new):
        if run.machine.id != machine.id:
            got = f"{run.machine.label} ({run.machine.id})"
            expected = f"the machine of {first.file}: {machine.label} ({machine.id})"
            _refuse(run, "machine", got, expected, "Measure OLD and NEW on one machine.")
        if run.machine.usable_cores != machine.usable_cores:
            expected = f"{machine.usable_cores} as in {first.file}"
            remedy = "Measure OLD and NEW under the same limits."
            _refuse(run, "usable_cores", f"{run.machine.usable_cores}", expected, remedy)


def _refuse(run: SavedRun, where: str, got: str, expected: str, remedy: str) -> None:
    raise Unreadable(Problem(run.file, where, got, expected, remedy))
