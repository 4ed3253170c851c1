"""The verdict as Markdown, fit for a pull request."""

import shlex
from pathlib import Path

from reports.analysis import Analysis
from reports.comment_size import fitting
from reports.markdown_templates import rendered
from reports.printed import NOTHING, Verdict

TEMPLATE = Path(__file__).parent / "summary.md.j2"


def summary(analysis: Analysis, verdict: Verdict) -> str:
    """The Markdown text, short enough for a comment on GitHub."""
    command = shlex.join(analysis.run.command)
    text = rendered(TEMPLATE, verdict=verdict, nothing=NOTHING, command=command)
    return fitting(text, keep_from="Reproduce: `", whole="index.html and estimates.csv")
