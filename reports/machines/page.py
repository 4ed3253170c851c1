"""The page of several machines: which one for which work first, then how sure, charts, numbers."""

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

from reports.drawing import Drawn
from reports.machines.charts._looks import machine_looks
from reports.machines.comparison import Comparison, Series
from reports.machines.page_rows import MOST_REFUSED, case_rows, difference_rows, machine_rows
from reports.machines.words import ComparisonWords
from reports.pages.assembling import assembled, controls
from reports.pages.colours import IN_PICTURES
from reports.wording import CANT_TELL

TEMPLATE = Path(__file__).parent / "page.html.j2"
#: Files that are named in a command; of more their folder is.
MOST_FILES = 12


def page(comparison: Comparison, words: ComparisonWords, charts: Sequence[Drawn]) -> str:
    """The whole page. All foreign text is escaped; charts are SVG of our own making."""
    labels = [series.label for series in comparison.series]
    cases, more_cases = case_rows(comparison)
    return assembled(
        TEMPLATE,
        comparison=comparison,
        cant_tell=CANT_TELL,
        words=words,
        charts=charts,
        machines=[] if comparison.is_fleet else controls(charts, "machine", labels),
        colours={} if comparison.is_fleet else _colours(comparison),
        rows=machine_rows(comparison),
        differences=difference_rows(comparison),
        refused=words.refused[:MOST_REFUSED],
        more_refused=max(0, len(words.refused) - MOST_REFUSED),
        cases=cases,
        more_cases=more_cases,
        runs=sum(len(series.runs) for series in comparison.series),
        command=command(comparison),
        commands=measured_by(comparison.series),
    )


def _colours(comparison: Comparison) -> dict[str, str]:
    """The colour of each machine by its token, as the page's themes have it."""
    return {look.token: IN_PICTURES[look.colour.lower()]
            for look in machine_looks(comparison).values()}  # fmt: skip


def command(comparison: Comparison) -> str:
    """What makes this page again; files without the folders above them, which name people."""
    files = [run.file for series in comparison.series for run in series.runs]
    parents = [str(file.parent) for file in files]
    top = Path(os.path.commonpath(parents)) if parents else Path()
    few = len(files) <= MOST_FILES
    named = [f"FOLDER/{file.relative_to(top)}" for file in files] if few else ["FOLDER"]
    return shlex.join(
        ["python", "reports/plot.py", *named, "--baseline", comparison.baseline.label]
    )


def measured_by(series: Sequence[Series]) -> list[tuple[str, int]]:
    """The commands that measured, each with how many runs it was used for; the most used first."""
    uses: dict[str, int] = {}
    for one in series:
        for run in one.runs:
            words = shlex.join(run.command)
            uses[words] = uses.get(words, 0) + 1
    return sorted(uses.items(), key=lambda item: -item[1])[:MOST_FILES]
