"""Pictures inside the page: the same picture in fewer bytes, whatever somebody's labels are."""

import re
from xml.etree import ElementTree

import pytest

from lightwork.reporting.drawing.svg_inline import inline, short_path
from lightwork.reporting.output.assemble import shared_styles

STYLED = '<text style="fill: #123456">{}</text>'
SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def inlined(*parts: str) -> str:
    """What a page has inside of the ``<svg>`` of such a file."""
    made = inline(f"<?xml?>\n<svg {SPACES}>{''.join(parts)}</svg>", "x")
    assert made.startswith("<svg>")
    assert made.endswith("</svg>")
    return made.removeprefix("<svg>").removesuffix("</svg>")


def test_positions_are_rounded_and_names_that_nobody_uses_go() -> None:
    """A tenth of a point stays; ids that are referred to get short names; lone groups go."""
    assert inlined(
        "<!-- a comment --><metadata>when</metadata>\n"
        ' <g id="a"><path d="M 1.23456 2 \nL 3.98765 4 \n"/></g>\n'
        ' <path id="b" d="M 0 0.126"/><use xlink:href="#b" x="0.57"/>',
        '<text transform="rotate(-0 1.5 2.5)">1.23456</text>'
        '<text transform="rotate(-90 1.23456 2)">up</text>',
    ) == (
        '<path d="M1.2 2l2.8 2"/><path d="M0 .13" id="x0"/><use x="0.6" href="#x0"/>'
        '<text>1.23456</text><text transform="rotate(-90 1.23 2)">up</text>'
    )


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("M 691.27 425.54 L 691.27 422.32", "M691.3 425.5v-3.2"),
        ("M 10 10 L 20 20 L 15 13 L 9.98 13", "M10 10l10 10-5-7h-5"),
        ("M 1 2 L 1.0001 2 M 1 5 L 1.0001 5", "M1 2v0m0 3v0"),
        ("M 0 0 L 5 0 L 5 5 z M 9 9 L 9 8", "M0 0h5v5zm9 9v-1"),
        ("M 0 2 C 0.5 2 1 2 1.5 1.5", "M0 2c.5 0 1 0 1.5-.5"),
        ("M 10 10 L 9.5 20.5 L 20 21", "M10 10l-.5 10.5 10.5 .5"),
    ],
)
def test_paths_lead_to_the_same_places(long: str, short: str) -> None:
    """From one place to the next; dots stay dots."""
    assert short_path(long) == short


def test_rounding_adds_up_to_nothing() -> None:
    """After a thousand short steps a path is where it was going, to a tenth of a point."""
    steps = [(i * 0.333, i * 0.077) for i in range(1000)]
    path = "M 0 0 " + " ".join(f"L {x:.3f} {y:.3f}" for x, y in steps[1:])
    end_x = end_y = 0.0
    for command, text in re.findall(r"([lvh])((?:[ -]?[\d.]+)+)", short_path(path)):
        values = [float(value) for value in re.findall(r"-?[\d.]+", text)]
        end_x += sum(values[::2]) if command == "l" else sum(values) * (command == "h")
        end_y += sum(values[1::2]) if command == "l" else sum(values) * (command == "v")
    assert (end_x, end_y) == pytest.approx(steps[-1], abs=0.051)


def test_what_neighbours_share_a_group_says() -> None:
    """Of one series, cut off at one frame, or of one style; nothing else is moved or joined."""
    of, style = 'data-series="strategy:a"', 'style="fill: red"'
    assert inlined(
        f'<path {of} d="M1 1"/><g {of}><text>x</text></g><path d="M1 1"/>',
        f'<path {style} d="M1 1"/><path {style} d="M2 2"/><text {style}>x</text>',
    ) == (
        f'<g {of}><path d="M1 1"/><text>x</text></g><path d="M1 1"/>'
        f'<g {style}><path d="M1 1"/><path d="M2 2"/><text>x</text></g>'
    )


def test_what_shines_through_keeps_its_own_opacity() -> None:
    """As a group the two would be no darker where they overlap."""
    both = '<path d="M1 1" style="opacity: 0.5"/>' * 2
    assert inlined(both) == both


def test_what_is_referred_to_keeps_its_style() -> None:
    """Where it is shown it takes nothing from a group around its definition."""
    shapes = "".join(f'<path id="{name}" d="M0 0" style="fill: red"/>' for name in "ab")
    made = inlined(f"<defs>{shapes}</defs>", '<use xlink:href="#a"/><use xlink:href="#b"/>')
    assert made.startswith(
        '<defs><path d="M0 0" style="fill: red" id="x0"/>'
        '<path d="M0 0" style="fill: red" id="x1"/></defs>'
    )


def test_a_marker_does_not_move_its_clipping() -> None:
    """A clip-path stays at the group of markers that have places of their own; a path takes it."""
    made = inlined(
        '<clipPath id="c"/><path id="m" d="M0 0"/>'
        '<g clip-path="url(#c)"><use xlink:href="#m" x="5" y="5"/></g>'
        '<text>between</text><g clip-path="url(#c)"><path d="M0 0"/></g>'
    )
    assert made.endswith(
        '<g clip-path="url(#x0)"><use x="5" y="5" href="#x1"/></g>'
        '<text>between</text><path d="M0 0" clip-path="url(#x0)"/>'
    )


def test_groups_of_which_nothing_is_said_go() -> None:
    """What such a group holds stays where it is."""
    svg = '<g><g id="a" style="fill: red"><path d="M1 1"/></g><text>x</text></g><g id="b"/>'
    assert inlined(svg) == '<path d="M1 1" style="fill: red"/><text>x</text>'


def test_labels_are_never_taken_for_markup() -> None:
    """A label that looks like an attribute stays as it is, and gets into no style sheet."""
    label = ' style="}*{display:none}" d="1.23456" /&gt; &lt;a transform="rotate(0 1 1)" x'
    page = shared_styles(f"<style></style><svg >{inlined(STYLED.format(label) * 4)}</svg>")
    assert "display" not in page[: page.index("</style>")]
    picture = page[page.index("<svg") :]
    texts = [element.text for element in ElementTree.fromstring(picture).iter("text")]  # noqa: S314
    assert texts == [label.replace("&gt;", ">").replace("&lt;", "<")] * 4


def test_pictures_of_a_page_share_their_styles() -> None:
    """The same style of two pictures is one class of the page; names of fonts keep their blanks."""
    fonts = "font-family: 'DejaVu Sans', sans-serif"
    page = (
        '<style>p{}</style><p style="top: 0"><svg ><text style="fill: red">style="fill: red"</text>'
        f'</svg><svg ><text style="fill: red">b</text><text style="{fonts}">c</text></svg>'
    )
    assert shared_styles(page) == (
        "<style>p{}.s0{fill:red}.s1{font-family:'DejaVu Sans',sans-serif}</style>"
        '<p style="top: 0"><svg ><text class="s0">style="fill: red"</text></svg>'
        '<svg ><text class="s0">b</text><text class="s1">c</text></svg>'
    )


def test_names_inside_the_page_are_the_chart_s_own() -> None:
    """Two charts on one page don't share ids; colours are no ids."""
    svg = '<path id="a" style="fill: #abc" fill="#abc"/><use xlink:href="#a" fill="url(#a)"/>'
    assert inlined(svg) == (
        '<path style="fill: #abc" fill="#abc" id="x0"/><use fill="url(#x0)" href="#x0"/>'
    )
