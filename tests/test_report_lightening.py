"""Pictures inside the page: the same picture in fewer bytes, whatever somebody's labels are."""

import re
from xml.etree import ElementTree

import pytest

from reports.lightening import lightened
from reports.pages.shared_styles import shared_styles
from reports.short_paths import short_path

STYLED = '<text style="fill: #222222">{}</text>'


def test_positions_are_rounded_and_names_that_nobody_uses_go() -> None:
    """A tenth of a point stays; ids that are referred to get short names; lone groups go."""
    svg = (
        '<svg width="10.123456pt"><!-- a comment --><metadata>when</metadata>\n'
        ' <g id="a"><path d="M 1.23456 2 \nL 3.98765 4 \n"/></g>\n'
        ' <g id="b"/><use xlink:href="#b" x="0.57"/>'
        '<text transform="rotate(-0 1.5 2.5)">1.23456</text></svg>'
    )
    assert lightened(svg, "x") == (
        '<svg width="10.12pt"><path d="M1.2 2l2.8 2"/>'
        '<g id="x0"/><use href="#x0" x="0.6"/><text>1.23456</text></svg>'
    )


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("M 691.27 425.54 L 691.27 422.32", "M691.3 425.5v-3.2"),
        ("M 10 10 L 20 20 L 15 13 L 9.98 13", "M10 10l10 10-5-7h-5"),
        ("M 1 2 L 1.0001 2 M 1 5 L 1.0001 5", "M1 2v0m0 3v0"),
        ("M 0 0 L 5 0 L 5 5 z M 9 9 L 9 8", "M0 0h5v5zm9 9v-1"),
        ("M 0 2 C 0.5 2 1 2 1.5 1.5", "M0 2c.5 0 1 0 1.5-.5"),
        ("M 0 0 A 1 1 0 0 0 2 2", "M 0 0 A 1 1 0 0 0 2 2"),
    ],
)
def test_paths_lead_to_the_same_places(long: str, short: str) -> None:
    """From one place to the next, dots stay dots; what is not understood stays as it is."""
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


def test_neighbours_of_one_series_are_one_group() -> None:
    """Lines that look alike become one path; things of a series one group; others stay apart."""
    of = 'data-series="strategy:a"'
    svg = (
        f'<svg><path {of} d="M1 1v1"/><text {of}>x</text><path d="M1 1v1"/><path d="M2 2v1"/>'
        '<path d="M1 1v1h1z"/><path d="M1 1v1h1z"/></svg>'
    )
    assert lightened(svg, "x") == (
        f'<svg><g {of}><path d="M1 1v1"/><text>x</text></g><path d="M1 1v1M2 2v1"/>'
        '<path d="M1 1v1h1z"/><path d="M1 1v1h1z"/></svg>'
    )


def test_a_marker_does_not_move_its_clipping() -> None:
    """A clip-path stays at the group of a marker that has a place of its own; a path takes it."""
    svg = (
        '<svg><clipPath id="c"/><path id="m" d="M0 0"/>'
        '<g clip-path="url(#c)"><use href="#m" x="5" y="5"/></g>'
        '<g clip-path="url(#c)"><path d="M0 0h1"/></g></svg>'
    )
    assert lightened(svg, "x").endswith(
        '<g clip-path="url(#x0)"><use href="#x1" x="5" y="5"/></g>'
        '<path clip-path="url(#x0)" d="M0 0h1"/></svg>'
    )


def test_a_style_that_is_used_often_is_said_once() -> None:
    """Three uses make a class under the picture's own name; two stay as they are."""
    svg = f"<svg>{STYLED.format('a') * 3}</svg>"
    assert lightened(svg, "mine") == (
        "<svg><style>.mine0{fill:#222222}</style>" + '<text class="mine0">a</text>' * 3 + "</svg>"
    )
    assert lightened(f"<svg>{STYLED.format('a') * 2}</svg>", "x").count("style=") == 2


def test_labels_are_never_taken_for_markup() -> None:
    """A label that looks like an attribute stays as it is, and gets into no style sheet."""
    label = ' style="}*{display:none}" d="1.23456" transform="rotate(0 1 1)" x'
    svg = f"<svg>{STYLED.format(label) * 4}</svg>"
    made = lightened(svg, "x")
    assert "display" not in made[: made.index("</style>")]
    texts = [element.text for element in ElementTree.fromstring(made).iter("text")]  # noqa: S314
    assert texts == [label] * 4


def test_a_single_clipped_marker_stays_in_its_group() -> None:
    """On the use itself the clip path would move with it, and cut the marker away."""
    svg = (
        '<svg><defs><path id="m" d="M0 0h1"/><clipPath id="c"><path d="M0 0h9v9z"/></clipPath>'
        '</defs><g clip-path="url(#c)"><use href="#m" x="5" y="5"/></g></svg>'
    )
    assert not re.search(r"<use[^>]*clip-path", lightened(svg, "a"))


def test_a_clip_that_is_used_often_is_a_class() -> None:
    """Lines that are cut off at the same frame say so by a class, beside the one they have."""
    line = '<path d="M0 0h1z" clip-path="url(#c)"{}/>'
    styled = line.format(' style="fill: red"')
    made = lightened(f'<svg><clipPath id="c"/>{styled * 3}{line.format("")}</svg>', "x")
    assert "<style>.xc0{clip-path:url(#x0)}</style>" in made
    assert made.count('class="x0 xc0"') == 3
    assert '<path d="M0 0h1z" class="xc0"/>' in made
    assert 'clip-path="' not in made


def test_groups_of_which_nothing_is_said_go() -> None:
    """What such a group holds stays where it is; the line of a single place is nothing to see."""
    svg = '<svg><g><g a="1"><path d="M1 1h1"/><path d="M2 2"/></g><text>x</text></g></svg>'
    assert lightened(svg, "x") == '<svg><path a="1" d="M1 1h1"/><text>x</text></svg>'


def test_pictures_of_a_page_share_their_styles() -> None:
    """The same rule of two pictures is one of the page; a label like a class stays as it is."""
    label = 'class="a0"'
    picture = (
        "<svg ><style>.{0}0{{fill:red}}.{0}1{{fill:{1}}}</style>"
        '<text class="{0}0 {0}1">{2}</text></svg>'
    )
    two = picture.format("a", "blue", label) + picture.format("b", "green", "b")
    page = f"<style>p{{}}</style>{two}"
    assert shared_styles(page) == (
        "<style>p{}.s0{fill:red}.s1{fill:blue}.s2{fill:green}</style>"
        f'<svg ><text class="s0 s1">{label}</text></svg><svg ><text class="s0 s2">b</text></svg>'
    )
