"""Markdown made of a Jinja template: nothing in somebody's text is taken for markup."""

import re
from pathlib import Path

from lightwork.reporting.read.errors import single_line

#: What would be markup in somebody's label. Brackets alone are text, and intervals need them.
MARKUP = re.compile(r"([\\`*|<>&#]|_(?=\W|$)|(?<!\w)_|\](?=[(\[:]))")
LONGEST_MARKDOWN = 2000
BLANK_LINES = re.compile(r"\n{3,}")


def markdown(text: object) -> str:
    """Text that Markdown shows as it is, in a table cell too."""
    return MARKUP.sub(r"\\\1", single_line(str(text), LONGEST_MARKDOWN)).strip()


def code_span(text: str) -> str:
    """Text that may stand between backticks."""
    return single_line(text, LONGEST_MARKDOWN).replace("`", "'")


def render_markdown(template: Path, **values: object) -> str:
    """The text of ``template`` with ``values``, without the blank lines that its blocks leave."""
    # Loaded where it is used: the gate names cases in Markdown without it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # autoescape is for HTML; here the filter `md` escapes what Markdown would take for markup.
    environment = Environment(  # noqa: S701
        loader=FileSystemLoader(template.parent),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = markdown
    environment.filters["code"] = code_span
    return BLANK_LINES.sub("\n\n", environment.get_template(template.name).render(**values))
