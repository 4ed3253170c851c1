"""The verdict as Markdown, fit for a pull request."""

import re
import shlex
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.analysis import Analysis
from reports.printed import NOTHING, Verdict
from reports.problem import one_line

TEMPLATE = "summary.md.j2"
#: What would be markup in somebody's label. Brackets alone are text, and intervals need them.
MARKUP = re.compile(r"([\\`*|<>&#]|_(?=\W|$)|(?<!\w)_|\](?=[(\[:]))")
LONGEST = 2000
BLANK_LINES = re.compile(r"\n{3,}")


def summary(analysis: Analysis, verdict: Verdict) -> str:
    """The Markdown text."""
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
    return BLANK_LINES.sub("\n\n", text)


def markdown(text: object) -> str:
    """Text that Markdown shows as it is, in a table cell too."""
    return MARKUP.sub(r"\\\1", one_line(str(text), LONGEST)).strip()


def code(text: str) -> str:
    """Text that may stand between backticks."""
    return one_line(text, LONGEST).replace("`", "'")
