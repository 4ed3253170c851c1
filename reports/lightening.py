"""SVG with the same picture in fewer bytes: a page holds many charts, and shall open at once.

What matplotlib writes is mostly the same few styles over and over, names of groups that nobody
refers to, digits far below a pixel, and line breaks.
"""

import re
from collections import Counter

from reports.short_paths import short_path
from reports.svg_clips import classed_clips, with_rules
from reports.svg_groups import bare_groups_gone, classed_groups, joined_lines, joined_series

#: Only what stands in a tag is changed: somebody's label may look like an attribute, but ``<`` is
#: always escaped in it.
TAG = re.compile(r"<[a-zA-Z][^<>]*>")
#: Where a name inside the picture is referred to, and where it is defined.
REFERENCE = re.compile(r'(?:xlink:)?(href="#|url\(#)([^")]+)')
DEFINED = re.compile(r' id="([^"]+)"')
#: Attributes that hold positions, in points.
POSITIONS = re.compile(r'(?<= )(points|transform|width|height)="([^"]*)"')
CORNER = re.compile(r'(?<= )([xy])="(-?[\d.]+)"')
PATH = re.compile(r'(?<= )d="([^"]*)"')
#: The line of a series that has one place: nothing is drawn of it.
LONE_PLACE = re.compile(r'<path d="M-?[\d.]+ ?-?[\d.]+"[^<>]*/>')
DIGITS = re.compile(r"(\.\d\d)\d+")
#: Steps of a point: places in the picture, and in shapes that are used again and again (markers).
COARSE, FINE = 10, 100
NO_TURN = re.compile(r' transform="rotate\(-?0(?:\.0+)? [^"]*\)"')
UNSEEN = re.compile(r"<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
BETWEEN = re.compile(r">\s+<")
BLANKS = re.compile(r"\s+")
EMPTY = re.compile(r"<g(?![^<>]* id=)[^<>]*></g>")
#: A group of one thing; what is said of the group, the thing can say itself.
ALONE = re.compile(r"<g((?: [^<>]*)?)><(use|path|image|text)([^<>]*>)((?<=/>)|[^<]*</text>)</g>")
NAME_OF = re.compile(r' ([a-z-]+)="')
STYLE = re.compile(r' style="([^"{}]*)"')
#: A style or a clip that is used less often is not worth a class.
OFTEN = 3


def lightened(svg: str, name: str) -> str:
    """The same picture; its names, which are the whole page's, begin with ``name``."""
    referred = dict.fromkeys(found[1] for found in REFERENCE.findall(svg))
    names = {old: f"{name}{i}" for i, old in enumerate(referred)}

    def shorter(tag: re.Match[str]) -> str:
        text = NO_TURN.sub("", tag[0])
        steps = FINE if ' id="' in text else COARSE
        text = DEFINED.sub(lambda d: f' id="{names[d[1]]}"' if d[1] in names else "", text)
        text = REFERENCE.sub(lambda r: r[1] + names[r[2]], text)
        text = PATH.sub(lambda path: f'd="{short_path(path[1], steps)}"', text)
        text = CORNER.sub(lambda at: f'{at[1]}="{round(float(at[2]), 1):g}"', text)
        return POSITIONS.sub(_rounded, text)

    svg = TAG.sub(shorter, UNSEEN.sub("", svg))
    svg = _unwrapped(EMPTY.sub("", LONE_PLACE.sub("", BETWEEN.sub("><", svg))))
    svg = joined_lines(bare_groups_gone(classed_groups(_with_classes(svg, name))))
    return classed_clips(joined_lines(joined_series(svg)), name, OFTEN)


def _unwrapped(svg: str) -> str:
    """Groups of one thing go; those around them may then be such."""
    count = 1
    while count:
        before = svg.count("<g")
        svg = ALONE.sub(_by_itself, svg)
        count = before - svg.count("<g")
    return svg


def _by_itself(group: re.Match[str]) -> str:
    said, own = (set(NAME_OF.findall(group[place])) for place in (1, 3))
    # What is moved, moves its clip-path, too: a marker would be clipped where nothing is.
    moved = "clip-path" in said and (group[2] == "use" or "transform" in own)
    if moved or said & own:
        return group[0]
    return f"<{group[2]}{group[1]}{group[3]}{group[4]}"


def _rounded(found: re.Match[str]) -> str:
    values = BLANKS.sub(" ", DIGITS.sub(r"\1", found[2])).strip()
    return f'{found[1]}="{values}"'


def _with_classes(svg: str, name: str) -> str:
    """Styles that are used often, said once."""
    uses = Counter(style for tag in TAG.findall(svg) for style in STYLE.findall(tag))
    often = [style for style, count in uses.items() if count >= OFTEN]
    classes = {style: f"{name}{i}" for i, style in enumerate(often)}

    def classed(found: re.Match[str]) -> str:
        return f' class="{classes[found[1]]}"' if found[1] in classes else found[0]

    svg = TAG.sub(lambda tag: STYLE.sub(classed, tag[0]), svg)
    return with_rules(svg, {it: BLANKS.sub("", style) for style, it in classes.items()})
