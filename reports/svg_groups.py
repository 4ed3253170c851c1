"""Neighbours in an SVG that say the same of themselves, said once.

Works on what `reports.lightening` leaves: no blanks between tags, all text escaped.
"""

import re

#: A thing, or a group of things without groups inside, that says to which series it belongs.
THING = re.compile(
    r'<(?P<tag>path|use|image|text|g)(?P<series> data-series="[^"]*")(?P<rest>[^<>]*)>'
    r"(?:(?<=/>)|(?P<inside>(?:(?!</?g\b).)*?)</(?P=tag)>)"
)
#: Two lines after each other that differ in their places only. Closed shapes may overlap: they
#: stay apart, as a translucent one over another is darker.
TWO_LINES = re.compile(r'<path d="([^"z]*)"([^<>]*)/><path d="([^"z]*)"\2/>')
CLIP = re.compile(r' clip-path="[^"]*"')
#: A group of uses of shapes, and their classes.
USES = re.compile(r"<g((?: (?!class)[^<>]*)?)>((?:<use[^<>]*/>){2,})</g>")
USE_CLASS = re.compile(r' class="[^"]*"')
GROUP = re.compile(r"<g\b[^<>]*>|</g>")


def bare_groups_gone(svg: str) -> str:
    """Without groups of which nothing is said: what they hold stays where it is."""
    bare: list[bool] = []

    def kept(tag: re.Match[str]) -> str:
        if tag[0].endswith("/>"):
            return tag[0]
        if tag[0] == "</g>":
            return "" if bare.pop() else tag[0]
        bare.append(tag[0] == "<g>")
        return "" if bare[-1] else tag[0]

    return GROUP.sub(kept, svg)


def joined_lines(svg: str) -> str:
    """Lines that follow each other and look the same as one path."""
    count = 1
    while count:
        svg, count = TWO_LINES.subn(r'<path d="\1\3"\2/>', svg)
    return svg


def joined_series(svg: str) -> str:
    """Things of one series that follow each other as one group."""
    pieces: list[str] = []
    run: list[re.Match[str]] = []
    end = 0
    for thing in THING.finditer(svg):
        if run and (thing.start() != run[-1].end() or thing["series"] != run[-1]["series"]):
            pieces.append(_as_group(run))
            run = []
        if not run:
            pieces.append(svg[end : thing.start()])
        run.append(thing)
        end = thing.end()
    return "".join([*pieces, _as_group(run), svg[end:]])


def classed_groups(svg: str) -> str:
    """Uses of the same shape in the same style: the group says the style."""
    return USES.sub(_with_class, svg)


def _with_class(found: re.Match[str]) -> str:
    classes = {*USE_CLASS.findall(found[2])}
    if len(classes) != 1 or found[2].count("<use") != len(USE_CLASS.findall(found[2])):
        return found[0]
    (own,) = classes
    return f"<g{found[1]}{own}>{found[2].replace(own, '')}</g>"


def _as_group(run: list[re.Match[str]]) -> str:
    if len(run) < 2:
        return "".join(thing[0] for thing in run)
    inside = [_without_series(thing) for thing in run]
    clips = {"".join(CLIP.findall(thing["rest"])) for thing in run}
    clip = clips.pop() if len(clips) == 1 else ""
    if clip:
        inside = [thing.replace(clip, "", 1) for thing in inside]
    return f"<g{run[0]['series']}{clip}>{''.join(inside)}</g>"


def _without_series(thing: re.Match[str]) -> str:
    if thing["tag"] == "g" and not thing["rest"]:
        return str(thing["inside"])
    return thing[0].replace(thing["series"], "", 1)
