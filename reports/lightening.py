"""SVG with the same picture in fewer bytes: a page holds many charts, and shall open at once.

What matplotlib writes is mostly the same few styles over and over, names of groups that nobody
refers to, digits far below a pixel, and line breaks.
"""

import re
from collections import Counter

#: Only what stands in a tag is changed: somebody's label may look like an attribute, but ``<`` is
#: always escaped in it.
TAG = re.compile(r"<[a-zA-Z][^<>]*>")
#: What refers to a name inside the picture.
REFERRED = re.compile(r'(?:href="#|url\(#)([^")]+)')
GROUP = re.compile(r'^<g id="([^"]+)"')
#: Attributes that hold positions, in points.
POSITIONS = re.compile(r'(?<= )(d|x|y|points|transform|width|height)="([^"]*)"')
DIGITS = re.compile(r"(\.\d\d)\d+")
NO_TURN = re.compile(r' transform="rotate\(-?0(?:\.0+)? [^"]*\)"')
UNSEEN = re.compile(r"<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
BETWEEN = re.compile(r">\s+<")
BLANKS = re.compile(r"\s+")
ALONE = re.compile(r"<g>(<(?:use|path)[^<>]*/>|<text[^<>]*>[^<]*</text>)</g>")
STYLE = re.compile(r' style="([^"{}]*)"')
#: A style that is used less often is not worth a class.
OFTEN = 3


def lightened(svg: str, name: str, keep: tuple[str, ...] = ()) -> str:
    """The same picture; groups lose their ids but for those referred to and those in ``keep``.

    ``name`` begins the names of its classes, which are the whole page's.
    """
    kept = {*REFERRED.findall(svg), *keep}

    def shorter(tag: re.Match[str]) -> str:
        text = NO_TURN.sub("", tag[0])
        text = GROUP.sub(lambda found: found[0] if found[1] in kept else "<g", text)
        return POSITIONS.sub(_rounded, text)

    svg = TAG.sub(shorter, UNSEEN.sub("", svg))
    return _with_classes(_unwrapped(BETWEEN.sub("><", svg)), name)


def _unwrapped(svg: str) -> str:
    """Groups of one thing that say nothing about it go; those around them may then be such."""
    count = 1
    while count:
        svg, count = ALONE.subn(r"\1", svg)
    return svg


def _rounded(found: re.Match[str]) -> str:
    values = BLANKS.sub(" ", DIGITS.sub(r"\1", found[2])).strip()
    return f'{found[1]}="{values}"'


def _with_classes(svg: str, name: str) -> str:
    """Styles that are used often, said once."""
    uses = Counter(style for tag in TAG.findall(svg) for style in STYLE.findall(tag))
    often = [style for style, count in uses.items() if count >= OFTEN]
    classes = {style: f"{name}-{i}" for i, style in enumerate(often)}

    def classed(found: re.Match[str]) -> str:
        return f' class="{classes[found[1]]}"' if found[1] in classes else found[0]

    svg = TAG.sub(lambda tag: STYLE.sub(classed, tag[0]), svg)
    start = svg.index(">") + 1
    rules = "".join(f".{it}{{{style}}}" for style, it in classes.items())
    return f"{svg[:start]}<style>{rules}</style>{svg[start:]}" if rules else svg
