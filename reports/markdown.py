"""Somebody's text as Markdown shows it: nothing in it is taken for markup."""

import re

from reports.problem import one_line

#: What would be markup in somebody's label. Brackets alone are text, and intervals need them.
MARKUP = re.compile(r"([\\`*|<>&#]|_(?=\W|$)|(?<!\w)_|\](?=[(\[:]))")
LONGEST = 2000


def markdown(text: object) -> str:
    """Text that Markdown shows as it is, in a table cell too."""
    return MARKUP.sub(r"\\\1", one_line(str(text), LONGEST)).strip()


def code(text: str) -> str:
    """Text that may stand between backticks."""
    return one_line(text, LONGEST).replace("`", "'")
