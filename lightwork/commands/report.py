"""``lightwork report``, ``python reports/plot.py``: saved runs in, verdict, page and tables out.

Nothing heavy is imported before there is something to draw: ``--help`` and usage errors are quick.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NoReturn

from lightwork.commands.front import INTERRUPTED
from lightwork.core.places import IS_CHECKOUT, SUITE
from lightwork.reporting.gate.command import run_gate
from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.journal_notices import newer_journals, without_sum
from lightwork.reporting.read.locate import (
    DEFAULT_STORAGE,
    folder_name_of,
    newest_first,
    resolve_files,
)
from lightwork.reporting.read.run import read_run
from lightwork.reporting.read.saved_run import SavedRun
from lightwork.reporting.report.arguments import UsageError, parser, refuse_useless
from lightwork.reporting.report.export import run_export
from lightwork.reporting.report.one_run import (
    REPORT_DONE,
    REPORT_FAILED,
    Unwritable,
    report_run,
    writing_errors,
)
from lightwork.reporting.report.several_runs import refuse_baseline, report_several
from lightwork.reporting.text.figures import count

#: Where reports go and runs are looked for: the checkout; installed, the current folder.
HOME = SUITE if IS_CHECKOUT else Path()
OUT = HOME / "reports" / "out"


def main(argv: Sequence[str], stdout: IO[str], stderr: IO[str]) -> int:
    """Report the run that ``argv`` names, compare several, or let two pass the gate.

    0: done; 1: the gate failed; 2: nothing readable, or a usage error.
    """
    try:
        options = parser().parse_args(argv)
        if options.export is not None:
            return _export(options, stdout, stderr)
        if options.gate is not None:
            return _gate(options, stdout, stderr)
        if options.annotate:
            raise UsageError("--annotate: needs a gate to speak of. Add: --gate PERCENT")
        files = resolve_files(options.runs) if options.runs else _saved(stderr)
        if options.runs and len(files) > 1:
            return report_several(files, options, OUT, stdout, stderr)
        run, refused = _read(files)
        for line in (*(f"left out: {refusal}" for refusal in refused), *without_sum(run)):
            print(line, file=stderr)
        refuse_baseline(options.baseline)
        folder = options.out or OUT / folder_name_of(run.file)
        print(*report_run(run, folder, options), sep="\n", file=stdout)
        return REPORT_FAILED if refused and options.strict else REPORT_DONE
    except (UsageError, Unreadable, Unwritable) as error:
        print(f"error: {error}", file=stderr)
        return REPORT_FAILED


def _gate(options: argparse.Namespace, stdout: IO[str], stderr: IO[str]) -> int:
    """Compare OLD and NEW. 0: nothing fails; 1: the gate failed. Raises as `main` catches."""
    refuse_useless(options, "gate")
    if len(options.runs) != 2:
        got = count(len(options.runs), "RUN")
        remedy = "Several runs of one side are a folder, or a glob in quotes"
        raise UsageError(f"--gate: got {got}, expected two: OLD NEW. {remedy}")
    with writing_errors(options.out or OUT):
        code, refused = run_gate(
            options.runs, options.gate, options.out, OUT, stdout, options.annotate
        )
    for refusal in refused:
        print(f"left out: {refusal}", file=stderr)
    return REPORT_FAILED if refused and options.strict else code


def _export(options: argparse.Namespace, stdout: IO[str], stderr: IO[str]) -> int:
    """Pack one run. Raises as `main` catches."""
    if options.gate is not None:
        raise UsageError("--export: got --gate, too. Say one after the other")
    refuse_useless(options, "export")
    files = resolve_files(options.runs) if options.runs else [_read(_saved(stderr))[0].file]
    with writing_errors(options.export):
        run_export(files, options.export, stdout)
    return REPORT_DONE


def _read(files: Sequence[Path]) -> tuple[SavedRun, list[Unreadable]]:
    """The first of the files that can be read; and why those before it are left out.

    Raises `Unreadable` (the first) where none can be read.
    """
    refused: list[Unreadable] = []
    for file in files:
        try:
            return read_run(file), refused
        except Unreadable as error:
            refused.append(error)
    raise refused[0]


def _saved(stderr: IO[str]) -> list[Path]:
    """All saved files, the newest first. Raises `Unreadable` if there is none.

    They are where pytest-benchmark saves: in the folder it is started in; else in the checkout.
    A newer run that was broken off is told of, and how to read it.
    """
    here = Path(DEFAULT_STORAGE)
    storage = here if here.is_dir() else HOME / DEFAULT_STORAGE
    files: list[Path] = []
    try:
        files = newest_first(storage)
        return files
    finally:
        for line in newer_journals(storage, files[0] if files else None):
            print(line, file=stderr)


def run_as_command(arguments: Sequence[str]) -> NoReturn:
    """`main` on the streams of this process, which ends with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without × or → shall show ? there, not end in a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = main(arguments, sys.stdout, sys.stderr)
        sys.stdout.flush()
    except BrokenPipeError:  # who reads has enough, as `| head`; all files are written before
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = REPORT_FAILED
    except KeyboardInterrupt:
        print("interrupted: what was written so far may not be whole", file=sys.stderr)
        code = INTERRUPTED
    gc.freeze()  # or Python looks for cycles in all that it is about to leave: half a second
    raise SystemExit(code)
