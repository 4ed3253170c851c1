"""The report of one run: where it goes, what is printed, and what is said where that fails."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from reports.in_processes import beside, seldom_collected
from reports.problem import Problem
from reports.saved import SavedRun

#: Exit codes.
DONE, FAILED = 0, 2


class Unwritable(Exception):
    """A folder or file can't be written; the text is the `Problem`'s one line."""


@contextmanager
def told_unwritable(folder: Path) -> Iterator[None]:
    """Turn an OSError of writing into ``folder`` into `Unwritable`."""
    try:
        yield
    except OSError as error:
        where = Path(str(error.filename or folder))
        reason = error.strerror or type(error).__name__
        remedy = "Name a folder that can be written: --out DIR, --export DIR"
        problem = Problem(where, "", reason, "a folder to write the report to", remedy)
        raise Unwritable(str(problem)) from error


def report_run(run: SavedRun, folder: Path, options: argparse.Namespace) -> list[str]:
    """Save the report of one run as ``options`` ask; give what to print. Raises `Unwritable`."""
    with seldom_collected():
        # Only now: pandas, matplotlib and jinja2 take more than a second to import.
        from reports.judged import judged_run

        with beside(partial(judged_run, run)) as judged:
            # Meanwhile: matplotlib.
            from reports.saving import save_report
            from reports.terminal import lines as verdict_lines

            analysis, verdict = judged()
        with told_unwritable(folder):
            page = save_report(analysis, verdict, folder, options.formats, options.tables)
        return [*verdict_lines(verdict), f"  Page          {shown(page)}"]


def shown(path: Path) -> Path:
    """The path as it is shortest from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
