"""Lines about runs that were broken off: read from their journal, or continued."""

from collections.abc import Iterator
from pathlib import Path

from lightwork.core.journal_lines import JOURNAL_FOLDER, JOURNAL_SUFFIX
from lightwork.core.places import BENCH, REPORT
from lightwork.reporting.read.errors import single_line
from lightwork.reporting.read.locate import NEVER, saved_at
from lightwork.reporting.read.saved_run import JournalFacts, SavedRun
from lightwork.reporting.text.figures import count, listed

#: What continues the run whose journal was written last, and saves it.
GO_ON = f"{BENCH} --resume"
#: Times of going on that are named one by one.
MOST_SHOWN_TIMESTAMPS = 2


def journal_notice(run: SavedRun, journal: JournalFacts) -> str:
    """That a report is of a journal: how much it lacks, and why."""
    if run.finished:
        return (
            f"Read from its journal: all {run.planned_cases} planned cases are in it, but nobody "
            f"saved the run. {GO_ON} saves it as it is."
        )
    if journal.ended:
        why = "the run ended before all was measured"
    elif journal.torn:
        why = "the run was killed or lost its power while it wrote; what was not whole is left out"
    else:
        why = "the run was killed, lost its power, or still goes on"
    return (
        f"PARTIAL: {len(run.cases)} of {count(run.planned_cases, 'planned case')}, read from a "
        f"journal: {why}. What is missing is not judged; {GO_ON} measures it."
    )


def continued_text(run: SavedRun) -> str:
    """When the run was continued; "" where it never was."""
    if not run.continued:
        return ""
    shown = run.continued[-MOST_SHOWN_TIMESTAMPS:]
    times = listed([f"{one.at:%Y-%m-%d %H:%M} UTC with {one.kept}" for one in shown], len(shown))
    often = f", {len(run.continued)} times in all, last" if len(run.continued) > len(shown) else ""
    cases = "case" if shown[-1].kept == 1 else "cases"
    return f"; broken off and continued{often} at {times} {cases} from before"


def without_sum(run: SavedRun) -> Iterator[str]:
    """A line about an older file, whose figures nothing can be compared with."""
    if run.journal is None and not run.has_sum:
        yield (
            f"note: {run.file_name} has no checksum, as it was saved by an older version: damage "
            "to its figures can't be seen"
        )


def newer_journals(storage: Path, newest: Path | None) -> Iterator[str]:
    """A line about a run that was broken off after ``newest``, the newest saved file, was saved.

    It says how to read it and how to go on with it.
    """
    since = saved_at(newest) if newest is not None else NEVER
    found = (storage / JOURNAL_FOLDER).glob(f"*{JOURNAL_SUFFIX}")
    journals = {path: saved_at(path) for path in found if path.is_file()}
    path = max(journals, key=journals.__getitem__, default=None)
    if path is not None and journals[path] > since:
        shown = single_line(str(path), 200)
        yield (
            f"note: {shown} is of a newer run that is not saved: broken off, or still going on. "
            f"Read it: {REPORT} {shown}; go on with it: {GO_ON}"
        )
