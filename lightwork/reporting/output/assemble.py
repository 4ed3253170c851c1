"""A page from its template: everything inside, all foreign text escaped, one script allowed."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lightwork.reporting.drawing.colours import variables
from lightwork.reporting.drawing.draw import DrawnChart
from lightwork.reporting.output.data_table import table_of

TEMPLATE_FOLDER = Path(__file__).parent
#: What a browser may do with a page: show it, and run the one script that we wrote.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{}'"
PICTURE = re.compile(r"<svg .*?</svg>", re.DOTALL)
#: Only what stands in a tag is changed: somebody's label may look like an attribute, but ``<`` is
#: always escaped in it.
TAG = re.compile(r"<[a-z][^<>]*>")
STYLE = re.compile(r' style="([^"{}]*)"')
BLANK = re.compile(r"(?<=[:;,]) ")


#: Tens of the order of charts that are not folded.
OPEN = 1


class Control(NamedTuple):
    """A series that a reader may hide."""

    token: str
    label: str


class PagePart(NamedTuple):
    """What is folded under one heading."""

    id: str
    heading: str
    charts: tuple[DrawnChart, ...]


def page_parts(
    charts: Sequence[DrawnChart], headings: Mapping[int, tuple[str, str]]
) -> tuple[list[DrawnChart], dict[str, PagePart]]:
    """The charts that are open, those of an order from 10 to 19; and the parts by their ids.

    ``headings`` has id and heading by the tens of the order of a part's charts; the last part has
    those of all other orders. Charts that were not drawn are left out.
    """
    opened: list[DrawnChart] = []
    found: dict[int, list[DrawnChart]] = {ten: [] for ten in headings}
    for chart in charts:
        if chart.pictures:
            ten = chart.order // 10
            (opened if ten == OPEN else found.get(ten, found[max(found)])).append(chart)
    parts = {name: PagePart(name, heading, tuple(found[ten]))
             for ten, (name, heading) in headings.items()}  # fmt: skip
    return opened, parts


def assemble_page(template: Path, **values: Any) -> str:
    """The page that ``template`` makes of ``values``. It may extend ``layout.html.j2``."""
    script = _text("page.js")
    digest = hashlib.sha256(script.encode()).digest()
    page = _environment(template.parent).get_template(template.name)
    html = page.render(
        style=Markup(variables() + "\n" + _text("page.css")),  # noqa: S704 - ours
        script=Markup(script),  # noqa: S704 - ours
        policy=POLICY.format(base64.b64encode(digest).decode()),
        **values,
    )
    return shared_styles(html)


def shared_styles(page: str) -> str:
    """The same page with each style of its pictures said once, at the end of the first ``<style>``.

    They come after the page's own rules, as a picture's own style would.
    """
    classes: dict[str, str] = {}  # style -> its class

    def classed(style: re.Match[str]) -> str:
        return f' class="{classes.setdefault(style[1], f"s{len(classes)}")}"'

    def without(picture: re.Match[str]) -> str:
        return TAG.sub(lambda tag: STYLE.sub(classed, tag[0]), picture[0])

    page = PICTURE.sub(without, page)
    rules = "".join(f".{own}{{{BLANK.sub('', style)}}}" for style, own in classes.items())
    return page.replace("</style>", f"{rules}</style>", 1)


def make_ready(template: Path) -> None:
    """Translate ``template`` and what it is made of: half of a page's time, and needs no charts."""
    environment = _environment(template.parent)
    for name in (template.name, *(shared.name for shared in TEMPLATE_FOLDER.glob("*.html.j2"))):
        environment.get_template(name)


@cache
def _environment(folder: Path) -> Environment:
    """Finds templates in ``folder`` and beside this module; what is translated is kept."""
    loader = FileSystemLoader([folder, TEMPLATE_FOLDER])
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.globals["table_of"] = table_of
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return environment


def _text(file: str) -> str:
    return (TEMPLATE_FOLDER / file).read_text(encoding="utf-8")


def controls(charts: Iterable[DrawnChart], axis: str, label: Callable[[str], str]) -> list[Control]:
    """The series of ``axis`` in the order in which the charts show them.

    ``label`` makes of the name in a token what people read.
    """
    tokens = dict.fromkeys(
        token
        for chart in charts
        for row in chart.rows
        for token in row.tokens
        if token.startswith(f"{axis}:")
    )
    names = {token: token.partition(":")[2] for token in tokens}
    return [Control(token, label(unquote(name))) for token, name in names.items()]
