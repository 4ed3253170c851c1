"""Pictures inside the page: the same picture in fewer bytes, whatever somebody's labels are."""

from xml.etree import ElementTree

from reports.lightening import lightened

STYLED = '<text style="fill: #222222">{}</text>'


def test_positions_are_rounded_and_names_that_nobody_uses_go() -> None:
    """Hundredths of a point stay; ids that are referred to or asked for stay, and their groups."""
    svg = (
        '<svg width="10.123456pt"><!-- a comment --><metadata>when</metadata>\n'
        ' <g id="a"><path d="M 1.23456 2 \nL 3.98765 4 \n"/></g>\n'
        ' <g id="finding"/><g id="b"/><use xlink:href="#b" x="0.5"/>'
        '<text transform="rotate(-0 1.5 2.5)">1.23456</text></svg>'
    )
    assert lightened(svg, "x", keep=("finding",)) == (
        '<svg width="10.12pt"><path d="M 1.23 2 L 3.98 4"/>'
        '<g id="finding"/><g id="b"/><use xlink:href="#b" x="0.5"/><text>1.23456</text></svg>'
    )


def test_a_style_that_is_used_often_is_said_once() -> None:
    """Three uses make a class under the picture's own name; two stay as they are."""
    svg = f"<svg>{STYLED.format('a') * 3}</svg>"
    assert lightened(svg, "mine") == (
        "<svg><style>.mine-0{fill: #222222}</style>"
        + '<text class="mine-0">a</text>' * 3
        + "</svg>"
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
