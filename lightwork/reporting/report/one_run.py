"""The report of one run: where it goes, what is printed, and what where that fails."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lightwork.core.decision import Decision
from lightwork.reporting.drawing.parallel import in_processes, seldom_collected
from lightwork.reporting.read.errors import Problem
from lightwork.reporting.read.saved_run import SavedRun
from lightwork.reporting.text.verdict_model import LabelledText
from lightwork.reporting.user_function.answer import gain_texts

#: Exit codes.
REPORT_DONE, REPORT_FAILED = 0, 2


class Unwritable(Exception):
    """A folder or file can't be written; the text is the `Problem`'s one line."""


@contextmanager
def writing_errors(folder: Path) -> Iterator[None]:
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
        from lightwork.reporting.verdict.build import analyse_and_judge

        with in_processes(lambda _: analyse_and_judge(run), 1) as judged:
            # Meanwhile: matplotlib.
            from lightwork.reporting.output.files import save_report
            from lightwork.reporting.output.terminal import verdict_lines

            analysis, verdict = next(judged)
        with writing_errors(folder):
            page = save_report(analysis, verdict, folder, options.formats, options.tables)
        return [*verdict_lines(verdict, options.full), f"Page: {short_path_of(page)}"]


def write_page(
    run: SavedRun, page: Path, decision: Decision | None, values: Mapping[str, Any]
) -> None:
    """Write the page of a user's function, with the decision of its race. Raises OSError.

    ``values`` are those of its ``verdict.json``: the page has their code and their warnings.
    """
    with seldom_collected():
        from lightwork.reporting.decide.decisions import take_decision
        from lightwork.reporting.estimates.analysis import analyse
        from lightwork.reporting.output.files import save_page
        from lightwork.reporting.verdict.build import build_verdict

        analysis = analyse(run)
        take_decision(analysis, decision)
        verdict = build_verdict(analysis)
        if verdict.own is not None:
            notes = [LabelledText("Note", text) for text in _notes(values)]
            own = verdict.own._replace(code=values["code"], lines=(*verdict.own.lines, *notes))
            verdict = verdict._replace(own=own)
        save_page(analysis, verdict, page)


def _notes(values: Mapping[str, Any]) -> Iterator[str]:
    yield from gain_texts(values)
    yield from values["warnings"]


def short_path_of(path: Path) -> Path:
    """The path as it is shortest from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
