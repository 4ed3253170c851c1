"""The command ``python reports/plot.py``: saved runs in; verdict, page, charts and tables out.

Nothing heavy is imported before there is something to draw: ``--help`` and usage errors are quick.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
if __package__ in (None, ""):
    # Run as a script: its own folder stands first on the path, where our modules would shadow
    # others of the same name. The checkout belongs there.
    sys.path[0] = str(ROOT)

from reports.command_line import UsageError, parser  # noqa: E402 - needs the path above
from reports.gate_command import run_gate  # noqa: E402
from reports.locating import STORAGE, named, newest_first  # noqa: E402
from reports.problem import Problem, Unreadable  # noqa: E402
from reports.reading import read_run  # noqa: E402
from reports.repeats import lines, of_one_machine, repeats, repeats_csv  # noqa: E402
from reports.saved import SavedRun  # noqa: E402

DONE, FAILED = 0, 2


def main(argv: Sequence[str], stdout: IO[str], stderr: IO[str]) -> int:
    """Report the runs that ``argv`` names, or compare two of them.

    0: done; 1: the gate failed; 2: nothing readable, or a usage error.
    """
    try:
        options = parser().parse_args(argv)
        if options.gate is not None:
            return _gate(options, stdout, stderr)
        if options.annotate:
            raise UsageError("--annotate: needs a gate to speak of. Add: --gate PERCENT")
        runs, refused = _read(options.runs)
    except (UsageError, Unreadable) as error:
        print(f"error: {error}", file=stderr)
        return FAILED
    for refusal in refused:
        print(f"left out: {refusal}", file=stderr)
    for run, folder in zip(runs, _folders(runs, options.out), strict=True):
        try:
            words = _report(run, folder, options)
        except OSError as error:
            print(f"error: {_unwritable(error, folder)}", file=stderr)
            return FAILED
        print(*words, sep="\n", file=stdout)
    if of_one_machine(runs):
        found = repeats(runs)
        print(*lines(found), sep="\n", file=stdout)
        file = folder.parent / "repeats.csv"
        file.write_text(repeats_csv(found), encoding="utf-8", newline="\n")
        print(f"  All of them   {file}", file=stdout)
    return FAILED if refused and options.strict else DONE


def _gate(options: argparse.Namespace, stdout: IO[str], stderr: IO[str]) -> int:
    """Compare OLD and NEW. 0: nothing fails; 1: the gate failed. Raises as `main` catches."""
    if len(options.runs) != 2:
        got = f"{len(options.runs)} RUN" + "s" * (len(options.runs) != 1)
        remedy = "Several runs of one side are a folder, or a glob in quotes"
        raise UsageError(f"--gate: got {got}, expected two: OLD NEW. {remedy}")
    parent = ROOT / "reports" / "out"
    try:
        code, refused = run_gate(
            options.runs, options.gate, options.out, parent, stdout, options.annotate
        )
    except OSError as error:
        print(f"error: {_unwritable(error, options.out or parent)}", file=stderr)
        return FAILED
    for refusal in refused:
        print(f"left out: {refusal}", file=stderr)
    return FAILED if refused and options.strict else code


def _unwritable(error: OSError, folder: Path) -> Problem:
    where = Path(str(error.filename or folder))
    reason = error.strerror or type(error).__name__
    remedy = "Name a folder that can be written: --out DIR"
    return Problem(where, "", reason, "a folder to write the report to", remedy)


def _read(words: Sequence[str]) -> tuple[list[SavedRun], list[Unreadable]]:
    """The runs that were named, or the newest; and why others are left out.

    Raises `Unreadable` (the first) where none can be read.
    """
    files = named(words) if words else newest_first(_storage())
    runs, refused = [], []
    for file in files:
        try:
            runs.append(read_run(file))
        except Unreadable as error:
            refused.append(error)
        if runs and not words:
            break
    if not runs:
        raise refused[0]
    return runs, refused


def _storage() -> Path:
    """Where pytest-benchmark saves: in the folder it is started in; else in the checkout."""
    here = Path(STORAGE)
    return here if here.is_dir() else ROOT / STORAGE


def _report(run: SavedRun, folder: Path, options: argparse.Namespace) -> list[str]:
    """Save the report of one run; give the lines to print. Raises OSError."""
    # Only now: pandas, matplotlib and jinja2 take a second to import.
    from reports.analysis import analyse
    from reports.saving import save_report
    from reports.terminal import lines as verdict_lines
    from reports.verdict import judge

    analysis = analyse(run)
    verdict = judge(analysis)
    page = save_report(analysis, verdict, folder, options.formats, options.tables)
    here = Path.cwd()
    shown = page.relative_to(here) if page.is_relative_to(here) else page
    return [*verdict_lines(verdict), f"  Page          {shown}"]


def _folders(runs: Sequence[SavedRun], out: Path | None) -> list[Path]:
    """A folder for each run, named after its file; files of the same name get a number."""
    if out is not None and len(runs) == 1:
        return [out]
    parent = out or ROOT / "reports" / "out"
    taken: dict[str, int] = {}
    folders = []
    for run in runs:
        name = run.file.stem
        taken[name] = taken.get(name, 0) + 1
        folders.append(parent / (name if taken[name] == 1 else f"{name}-{taken[name]}"))
    return folders


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        # A terminal without × or → shall show ? there, not end in a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    raise SystemExit(main(sys.argv[1:], sys.stdout, sys.stderr))
