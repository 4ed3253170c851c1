"""The verdict as Markdown, fit for a pull request."""

import re
import shlex
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.analysis import Analysis
from reports.comment_size import fitting
from reports.markdown import code, markdown
from reports.printed import NOTHING, Verdict

TEMPLATE = "summary.md.j2"
BLANK_LINES = re.compile(r"\n{3,}")


def summary(analysis: Analysis, verdict: Verdict) -> str:
    """The Markdown text, short enough for a comment on GitHub."""
    # autoescape is for HTML; here the filter `md` escapes what Markdown would take for markup.
    environment = Environment(  # noqa: S701
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = markdown
    environment.filters["code"] = code
    command = shlex.join(analysis.run.command)
    template = environment.get_template(TEMPLATE)
    text = template.render(verdict=verdict, nothing=NOTHING, command=command)
    text = BLANK_LINES.sub("\n\n", text)
    return fitting(text, keep_from="Reproduce: `", whole="index.html and estimates.csv")
