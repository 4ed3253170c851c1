"""Several saved runs: compared, and with ``--each`` reported one by one, too."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from reports.command_line import UsageError
from reports.folder_names import folder_name, folder_names
from reports.reading import read_run
from reports.reporting import DONE, FAILED, report_run, shown, told_unwritable

if TYPE_CHECKING:
    from reports.machines.digests import RunDigest

FOLDER = "comparison"
HINT = "  A report of each run, too: add --each"


def report_several(
    files: Sequence[Path], options: argparse.Namespace, out: Path, stdout: IO[str], stderr: IO[str]
) -> int:
    """Compare the runs in ``files``; of a single one that can be read write its report.

    The comparison goes to ``--out`` or to ``out``/comparison. Gives the exit code; raises
    `Unreadable` (the first) where none can be read, `UsageError`, `Unwritable`.
    """
    # Only now: numpy takes a while to import.
    from reports.machines.collecting import collect
    from reports.machines.series import distinct

    digests, refused = collect(files, meanwhile=_import_what_draws)
    for refusal in refused:
        print(f"left out: {refusal}", file=stderr)
    if not digests:
        raise refused[0]
    if distinct(digests) == 1:
        refuse_baseline(options.baseline)
        file = digests[0].file
        folder = options.out or out / folder_name(file)
        print(*report_run(read_run(file), folder, options), sep="\n", file=stdout)
    else:
        parent = options.out or out / FOLDER
        print(*_compare(digests, parent, options), sep="\n", file=stdout)
        if options.each:
            read = [run.file for run in digests]
            for file, name in zip(read, folder_names(read), strict=True):
                print(
                    *report_run(read_run(file), parent / name, options),
                    sep="\n",
                    file=stdout,
                )
        else:
            print(HINT, file=stdout)
    return FAILED if refused and options.strict else DONE


def _import_what_draws() -> None:
    """What takes a second to import; where it fails, it fails again when it is wanted."""
    with suppress(ImportError):
        import reports.machines.saving
        import reports.machines.tables  # noqa: F401


def refuse_baseline(named: str | None) -> None:
    """One run has nothing to be compared with. Raises `UsageError`."""
    if named is not None:
        raise UsageError(f"--baseline: got {named!r}, but there is one run: nothing to compare")


def _compare(
    digests: Sequence["RunDigest"], folder: Path, options: argparse.Namespace
) -> Iterator[str]:
    """Save the comparison; give the lines to print. Raises `UsageError`, `Unwritable`."""
    from reports.machines.advice import with_advice
    from reports.machines.baseline import UnknownBaseline
    from reports.machines.compare import compare
    from reports.machines.saving import save_pages
    from reports.machines.tables import save_tables
    from reports.machines.telling import tell
    from reports.machines.terminal import lines

    try:
        comparison = with_advice(compare(digests, options.baseline))
    except UnknownBaseline as error:
        raise UsageError(str(error)) from error
    words = tell(comparison, options.tables)
    with told_unwritable(folder):
        save_tables(comparison, words, folder, options.tables)
        page = save_pages(comparison, words, folder, options.formats)
    yield from lines(words)
    yield f"  Page          {shown(page)}"
