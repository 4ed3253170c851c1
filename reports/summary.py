"""The verdict as Markdown, fit for a pull request."""

import shlex
from pathlib import Path

from reports.analysis import Analysis
from reports.markdown_templates import rendered
from reports.printed import NOTHING, Verdict

TEMPLATE = Path(__file__).parent / "summary.md.j2"


def summary(analysis: Analysis, verdict: Verdict) -> str:
    """The Markdown text."""
    command = shlex.join(analysis.run.command)
    return rendered(TEMPLATE, verdict=verdict, nothing=NOTHING, command=command)
