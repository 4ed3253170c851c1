"""SVG files as parts of an HTML page: smaller, in the page's colours, said to those who can't see.

Colours become the page's variables, so that one picture serves light and dark paper.
"""

import re
from html import escape

from reports.charts._marks import SERIES
from reports.charts._panels import FINDING, FOOTNOTE
from reports.lightening import TAG, lightened
from reports.pages.colours import IN_PICTURES

#: What belongs to a series (see `_marks.belongs`): a group of its own, or an image.
BELONGS = re.compile(rf'(<(?:g|image)\b[^<>]*?) id="{SERIES}([^"]+)"')
COLOUR = re.compile(r"#[0-9a-f]{6}")
STYLE = re.compile(r'(?<= style=")[^"]*')
ROOT = re.compile(r"<svg[^>]*>")
BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def with_series(svg: str) -> str:
    """Say to which series things belong; as an id it would be there several times."""
    return BELONGS.sub(r'\1 data-series="\2"', svg)


def inline(
    svg: str,
    name: str,
    title: str = "",
    words: str = "",
    margins: tuple[float, float] = (0.0, 0.0),
) -> str:
    """An SVG file as a part of an HTML page: no prologue, and names that are this picture's own.

    ``title`` and ``words`` are what a screen reader says of it; ``margins`` are the shares of its
    height that are left out above and beneath, where the page says the texts itself.
    """
    body = svg[svg.index("<svg") :]
    for gid in (FINDING, FOOTNOTE):
        body = _without(body, gid)
    body = TAG.sub(lambda tag: STYLE.sub(_in_variables, tag[0]), body)
    body = lightened(body, name)
    return ROOT.sub(lambda root: _framed(root[0], name, title, words, margins), body, count=1)


def _in_variables(style: re.Match[str]) -> str:
    return COLOUR.sub(lambda colour: IN_PICTURES.get(colour[0], colour[0]), style[0])


def _without(svg: str, gid: str) -> str:
    """The picture without the group of that name."""
    start = svg.find(f'<g id="{gid}"')
    if start < 0:
        return svg
    depth = 0
    for tag in re.finditer(r"<g\b[^>]*?(/?)>|</g>", svg[start:]):
        depth += -1 if tag[0] == "</g>" else tag[1] != "/"
        if depth == 0:
            return svg[:start] + svg[start + tag.end() :]
    return svg


def _framed(root: str, name: str, title: str, words: str, margins: tuple[float, float]) -> str:
    """The opening tag with the part to be shown, and what is said instead of seen."""
    box = BOX.search(root)
    if box is None:
        return root
    width, height = float(box[1]), float(box[2])
    above, beneath = margins
    shown = f"0 {above * height:.1f} {width:g} {(1 - above - beneath) * height:.1f}"
    return (
        f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{shown}" role="img" '
        f'style="--w:{width:.0f}" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(words)}</desc>'
    )
