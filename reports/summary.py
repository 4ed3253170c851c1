"""The verdict as Markdown, fit for a pull request."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from reports.analysis import Analysis
from reports.comment_size import fitting
from reports.markdown_templates import rendered
from reports.printed import NOTHING, Verdict
from reports.table_files import CSV, named

TEMPLATE = Path(__file__).parent / "summary.md.j2"


def summary(analysis: Analysis, verdict: Verdict, tables: Sequence[str] = (CSV,)) -> str:
    """The Markdown text, short enough for a comment on GitHub; ``tables`` are written beside it."""
    command = shlex.join(analysis.run.command)
    text = rendered(TEMPLATE, verdict=verdict, nothing=NOTHING, command=command)
    whole = f"index.html and {named('estimates', tables)}"
    return fitting(text, keep_from="Reproduce: `", whole=whole)
