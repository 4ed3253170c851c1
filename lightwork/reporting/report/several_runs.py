"""Several saved runs: compared, and with ``--each`` reported one by one, too."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.locate import folder_name_of, folder_names
from lightwork.reporting.read.run import read_run
from lightwork.reporting.report.arguments import UsageError
from lightwork.reporting.report.one_run import (
    REPORT_DONE,
    REPORT_FAILED,
    report_run,
    short_path_of,
    writing_errors,
)

if TYPE_CHECKING:
    from lightwork.reporting.machines.comparison import Comparison, MachineAdvice, MachineSeries
    from lightwork.reporting.machines.digest.run_digest import RunDigest

COMPARISON_FOLDER = "comparison"
HINT = "  A report of each run, too: add --each"


def report_several(
    files: Sequence[Path], options: argparse.Namespace, out: Path, stdout: IO[str], stderr: IO[str]
) -> int:
    """Compare the runs in ``files``; of a single one that can be read write its report.

    The comparison goes to ``--out`` or to ``out``/comparison. Gives the exit code; raises
    `Unreadable` (the first) where none can be read, `UsageError`, `Unwritable`.
    """
    # Only now: numpy takes a while to import.
    from lightwork.reporting.machines.digest.collect import collect
    from lightwork.reporting.machines.series.group import distinct

    digests, refused = collect(files, meanwhile=_import_what_draws)
    for refusal in refused:
        print(f"left out: {refusal}", file=stderr)
    if not digests:
        raise refused[0]
    reports: dict[Path, Path] = {}
    if distinct(digests) == 1:
        refuse_baseline(options.baseline)
        file = digests[0].file
        reports = {file: options.out or out / folder_name_of(file)}
    else:
        parent = options.out or out / COMPARISON_FOLDER
        print(*_compare(digests, parent, options), sep="\n", file=stdout)
        if options.each:
            read = [run.file for run in digests]
            names = folder_names(read)
            reports = {file: parent / name for file, name in zip(read, names, strict=True)}
        else:
            print(HINT, file=stdout)
    for file, folder in reports.items():
        print(*report_run(read_run(file), folder, options), sep="\n", file=stdout)
    return REPORT_FAILED if refused and options.strict else REPORT_DONE


def refuse_baseline(named: str | None) -> None:
    """One run has nothing to be compared with. Raises `UsageError`."""
    if named is not None:
        raise UsageError(f"--baseline: got {named!r}, but there is one run: nothing to compare")


def with_advice(comparison: "Comparison") -> "Comparison":
    """The same with advice for each series; a fleet is given none, as nobody would read it.

    Reads the file of each newest run again. One that is gone by now gives no advice.
    """
    if comparison.is_fleet:
        return comparison
    series = tuple(one._replace(advice=_advice(one)) for one in comparison.series)
    first = next(one for one in series if one.label == comparison.baseline.label)
    return comparison._replace(series=series, baseline=first)


def _advice(series: "MachineSeries") -> tuple["MachineAdvice", ...]:
    """What the report of the series' newest run recommends, by kind of work."""
    # Only now: pandas takes a second to import, and digests do without.
    from lightwork.reporting.estimates.analysis import analyse
    from lightwork.reporting.machines.comparison import MachineAdvice
    from lightwork.reporting.verdict.build import build_verdict

    try:
        verdict = build_verdict(analyse(read_run(series.runs[-1].file)))
    except Unreadable:
        return ()
    found = []
    for one in verdict.kinds:
        for row in one.answers:
            works = f" ({row.works})" if len(one.answers) > 1 else ""
            use = f"{row.use}{works}"
            found.append(MachineAdvice(series.label, one.heading, use, row.reach, row.worth_it))
    return tuple(found)


def _import_what_draws() -> None:
    """What takes a second to import; where it fails, it fails again when it is wanted."""
    with suppress(ImportError):
        import lightwork.reporting.machines.output.files  # noqa: F401


def _compare(
    digests: Sequence["RunDigest"], folder: Path, options: argparse.Namespace
) -> Iterator[str]:
    """Save the comparison; give the lines to print. Raises `UsageError`, `Unwritable`."""
    from lightwork.reporting.machines.compare import compare
    from lightwork.reporting.machines.output.files import save_pages, save_tables
    from lightwork.reporting.machines.output.terminal import comparison_lines
    from lightwork.reporting.machines.series.group import UnknownBaseline
    from lightwork.reporting.machines.text.build import build_text

    try:
        comparison = with_advice(compare(digests, options.baseline))
    except UnknownBaseline as error:
        raise UsageError(str(error)) from error
    text = build_text(comparison, options.tables)
    with writing_errors(folder):
        save_tables(comparison, text, folder, options.tables)
        page = save_pages(comparison, text, folder, options.formats)
    yield from comparison_lines(text)
    yield f"  Page          {short_path_of(page)}"
