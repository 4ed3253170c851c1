"""Markdown made of a Jinja template, which foreign words can't change."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.markdown import code, markdown

BLANK_LINES = re.compile(r"\n{3,}")


def rendered(template: Path, **values: object) -> str:
    """The text of ``template`` with ``values``, without the blank lines that its blocks leave."""
    # autoescape is for HTML; here the filter `md` escapes what Markdown would take for markup.
    environment = Environment(  # noqa: S701
        loader=FileSystemLoader(template.parent),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = markdown
    environment.filters["code"] = code
    return BLANK_LINES.sub("\n\n", environment.get_template(template.name).render(**values))
