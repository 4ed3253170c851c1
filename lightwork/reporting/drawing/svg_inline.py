"""SVG files as parts of an HTML page: a third of the bytes, in the page's colours, with a text.

A page holds many charts and shall open at once. What matplotlib writes is mostly the same few
styles over and over, groups and names that nobody refers to, and digits far below a pixel. Colours
become the page's variables, so that one picture serves light and dark paper.
"""

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from lightwork.reporting.charts.parts.marks import SERIES_GID
from lightwork.reporting.charts.parts.panels import FINDING_GID, FOOTNOTE_GID
from lightwork.reporting.drawing.colours import IN_PICTURES

#: What belongs to a series (see `tag_series`): a group of its own, or an image.
BELONGS = re.compile(rf'(<(?:g|image)\b[^<>]*?) id="{SERIES_GID}([^"]+)"')
OURS, LINK = ' xmlns="http://www.w3.org/2000/svg"', "{http://www.w3.org/1999/xlink}href"
#: Where a name inside the picture is referred to.
BY_LINK, BY_ADDRESS = re.compile("^#(.+)"), re.compile(r"(?<=url\()#([^)]+)")
HEX_COLOUR = re.compile(r"#[0-9a-f]{6}")
#: Digits after the point: of places, in points; of shapes that are used again and again (markers),
#: and of what is turned or moved.
COARSE, FINE = 1, 2
DECIMAL = re.compile(r"-?\d+\.\d+")
_COMMANDS = re.compile(r"([MLCQz])([^MLCQz]*)")
#: What a group says for neighbours that have it in common.
SHARED = ("data-series", "clip-path", "style")
#: A style that stays with each: of a whole group it would make overlaps no darker.
OPACITY = re.compile(r"(?<![a-z-])opacity:")


def with_series(svg: str) -> str:
    """Say to which series things belong; as an id it would be there several times."""
    return BELONGS.sub(r'\1 data-series="\2"', svg)


def inline(
    svg: str, name: str, title: str = "", text: str = "", margins: tuple[float, float] = (0.0, 0.0)
) -> str:
    """matplotlib's SVG as a part of an HTML page; names inside it begin with ``name``.

    ``title`` and ``text`` are what a screen reader says of it; ``margins`` are the shares of its
    height that are left out above and beneath, where the page says the texts itself.
    """
    body = svg[svg.index("<svg") :].replace(OURS, "", 1)
    root = ElementTree.fromstring(body)  # noqa: S314 - our own file
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in ("metadata", "style") or child.get("id") in (FINDING_GID, FOOTNOTE_GID):
                parent.remove(child)
    _rename(root, name)
    for element in root.iter():
        _shorten(element)
    _gather(root)
    _frame(root, name, title, text, margins)
    # A ``>`` of a label or an attribute is escaped.
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _rename(root: Element, name: str) -> None:
    """Names that are referred to become the picture's own, as ids are the whole page's."""
    names: dict[str, str] = {}

    def own(found: re.Match[str]) -> str:
        return f"#{names.setdefault(found[1], f'{name}{len(names)}')}"

    for element in root.iter():
        for key, value in element.items():
            element.set(key, BY_ADDRESS.sub(own, value))
        if LINK in element.attrib:
            element.set("href", BY_LINK.sub(own, element.attrib.pop(LINK)))
    for element in root.iter():
        old = element.attrib.pop("id", None)
        if old in names:
            element.set("id", names[old])


def _shorten(element: Element) -> None:
    """Fewer digits and no blanks between tags; colours become variables."""
    element.tail = None
    if element.tag != "text":
        element.text = None
    for key, value in element.items():
        if key == "d":
            element.set(key, short_path(value, FINE if "id" in element.attrib else COARSE))
        elif key == "style":
            element.set(key, HEX_COLOUR.sub(lambda it: IN_PICTURES.get(it[0], it[0]), value))
        elif key in ("x", "y", "width", "height"):
            element.set(key, DECIMAL.sub(lambda it: f"{round(float(it[0]), COARSE):g}", value))
    move = element.attrib.pop("transform", None)
    if move and not move.startswith("rotate(-0 "):
        element.set("transform", DECIMAL.sub(lambda it: f"{round(float(it[0]), FINE):g}", move))


def short_path(path: str, digits: int = COARSE) -> str:
    """The same lines from one place to the next: ``M691.3 425.5v-3.2``.

    Places are rounded where they are absolute, so that no error adds up. Grammar: W3C, Scalable
    Vector Graphics (SVG) 2, section 9.3; of it what matplotlib writes.
    """
    steps = 10**digits
    made: list[str] = []
    last = ""
    here = start = [0, 0]
    for command, numbers in _COMMANDS.findall(path):
        there = [round(float(number) * steps) for number in numbers.split()]
        ahead = [value - here[i % 2] for i, value in enumerate(there)]
        letter = command.lower() if made else "M"
        here = there[-2:] or start
        if command == "M":
            start = here
        elif command == "L" and 0 in ahead:
            # A line of no length must stay one: with round ends it is a dot.
            letter, ahead = ("v", ahead[1:]) if ahead[0] == 0 else ("h", ahead[:1])
        # After a first place another would be taken for the end of a line.
        again = letter == last and letter in "lcq"
        made.append((" " if again else letter) + " ".join(f"{it / steps:g}" for it in ahead))
        last = letter
    return re.sub(r"(?<!\d)0\.", ".", "".join(made).replace(" -", "-"))


def _gather(parent: Element) -> None:
    """Groups of which nothing is said go; what neighbours share, a group says."""
    things: list[Element] = []
    for child in parent:
        _gather(child)
        things += _bare(child)
    # What is referred to takes nothing from a group around it.
    parent[:] = things if parent.tag == "defs" else _grouped(things, SHARED)


def _bare(thing: Element) -> list[Element]:
    """What stays of a thing: of a group that says nothing, or of one thing, what it holds."""
    if thing.tag != "g":
        return [thing]
    if not (thing.attrib and len(thing)):
        return list(thing)
    if len(thing) == 1:
        (only,) = thing
        # What is moved, moves its clip-path, too: a marker would be clipped where nothing is.
        moved = "clip-path" in thing.attrib and (only.tag == "use" or "transform" in only.attrib)
        if moved or thing.attrib.keys() & only.attrib.keys():
            return [thing]
        only.attrib.update(thing.attrib)
        return [only]
    return [thing]


def _grouped(things: Sequence[Element], keys: Sequence[str]) -> list[Element]:
    """The same with a group for each run of neighbours that have the same value of a key."""
    if not keys:
        return list(things)
    made: list[Element] = []
    for value, neighbours in groupby(things, lambda thing: thing.get(keys[0])):
        run = list(neighbours)
        if value is None or len(run) == 1 or OPACITY.search(value):
            made += _grouped(run, keys[1:])
            continue
        group = Element("g", {keys[0]: value})
        for thing in run:
            del thing.attrib[keys[0]]
        group.extend(_grouped([part for thing in run for part in _bare(thing)], keys[1:]))
        made += _bare(group)
    return made


def _frame(root: Element, name: str, title: str, text: str, margins: tuple[float, float]) -> None:
    """Say which part is shown, and what is said instead of seen."""
    box = root.get("viewBox", "").split()
    root.attrib.clear()
    if not box:
        return
    width, height = float(box[2]), float(box[3])
    above, beneath = margins
    root.set("viewBox", f"0 {above * height:.1f} {width:g} {(1 - above - beneath) * height:.1f}")
    root.set("role", "img")
    root.set("style", f"--w:{width:.0f}")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    for place, (tag, content) in enumerate((("title", title), ("desc", text))):
        root.insert(place, Element(tag, {"id": f"{name}-{tag}"}))
        root[place].text = content
