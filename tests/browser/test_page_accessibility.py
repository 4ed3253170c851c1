"""The page can be used by who does not see it, or sees little contrast."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.colours import Colour, contrast, over, parsed
from tests.browser.conftest import Open

if TYPE_CHECKING:
    from playwright.sync_api import Page

OPEN_ALL = "() => document.querySelectorAll('details').forEach(one => one.open = true)"
#: Of each piece of text that is seen: the text, its colour, the colours behind it from the nearest
#: outwards, its size in pixels, whether it is bold. Behind a text of a picture are the shapes that
#: were drawn before it where its middle is.
TEXTS = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const clear = 'rgba(0, 0, 0, 0)', shapes = new Map();
  const filled = svg => {
    if (!shapes.has(svg)) shapes.set(svg, [...svg.querySelectorAll('path, rect, use')]
      .map(one => [one, getComputedStyle(one), one.getBoundingClientRect()])
      .filter(([one, style]) => style.fill.startsWith('rgb') && !one.closest('clipPath, defs')));
    return shapes.get(svg);
  };
  const under = one => {
    const box = one.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    return filled(one.closest('svg')).filter(([shape, , at]) =>
        at.left < x && x < at.right && at.top < y && y < at.bottom &&
        shape.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING).reverse()
      .map(([, style]) => style.fill.replace(/^rgb\\((.*)\\)/,
        `rgba($1, ${style.fillOpacity * style.opacity})`));
  };
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const one = node.parentElement, text = node.textContent.trim();
    if (!text || !one.checkVisibility({visibilityProperty: true}) ||
        ['STYLE', 'SCRIPT', 'title', 'desc', 'NOSCRIPT'].includes(one.tagName)) continue;
    const style = getComputedStyle(one), drawn = one.closest('svg') !== null;
    const behind = drawn ? under(one) : [];
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (colour !== clear) behind.push(colour);
    }
    found.push([text, drawn ? style.fill : style.color, behind, parseFloat(style.fontSize),
      parseInt(style.fontWeight) >= 700]);
  }
  return found;
}"""
#: Strokes and fills of what belongs to a series, with the paper of its section.
SERIES = """() => [...document.querySelectorAll('section.chart svg [data-series] *')]
  .filter(one => ['path', 'use', 'line', 'rect', 'circle'].includes(one.tagName))
  .map(one => { const style = getComputedStyle(one); return [
    one.closest('[data-series]').dataset.series, style.stroke, style.fill,
    parseFloat(style.strokeOpacity) * parseFloat(style.opacity),
    parseFloat(style.fillOpacity) * parseFloat(style.opacity)]; })"""
HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter(one => one.checkVisibility()).map(one => [Number(one.tagName[1]), one.textContent])"""
NAMELESS = """() => {
  const named = one => (one.getAttribute('aria-label') ?? one.textContent).trim() !== '';
  const inputs = [...document.querySelectorAll('input, select, textarea')]
    .filter(one => !(one.labels && [...one.labels].some(named)) && !one.ariaLabel);
  const others = [...document.querySelectorAll('button, a[href], summary, legend, caption')]
    .filter(one => !named(one));
  const pictures = [...document.querySelectorAll('svg[role=img]')].filter(one =>
    !(one.querySelector(':scope > title')?.textContent.trim() || one.ariaLabel));
  return [...inputs, ...others, ...pictures].map(one => one.outerHTML.slice(0, 200));
}"""
WHITE = Colour(255, 255, 255)


def test_everything_has_a_name(page_file: Path, open_page: Open) -> None:
    """Pictures, inputs, buttons, links: none that a screen reader could not call by a name."""
    page = open_page(page_file).page
    assert page.evaluate(NAMELESS) == []
    assert page.locator("html").get_attribute("lang") == "en"
    pictures = page.locator("section.chart .picture > svg")
    assert pictures.count() == page.locator("section.chart .picture > svg[role=img]").count() > 3


def test_the_check_for_names_sees_what_lacks_one(page_file: Path, open_page: Open) -> None:
    """It is not blind: an input, a button and a picture without names are found."""
    page = open_page(page_file).page
    page.evaluate(
        "() => document.body.insertAdjacentHTML('beforeend', "
        "'<input><button> </button><svg role=img><path/></svg>')"
    )
    assert len(page.evaluate(NAMELESS)) == 3


def test_headings_are_an_outline(page_file: Path, open_page: Open) -> None:
    """One first heading, none empty, and no level is left out on the way down."""
    page = open_page(page_file).page
    page.evaluate(OPEN_ALL)
    levels = [level for level, _ in page.evaluate(HEADINGS)]
    assert all(words.strip() for _, words in page.evaluate(HEADINGS))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_say_what_their_columns_are(page_file: Path, open_page: Open) -> None:
    """Each header cell of a table has words and a scope."""
    page = open_page(page_file).page
    heads = page.locator("table thead th")
    assert heads.count() > 5
    assert page.locator("table thead th:not([scope])").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_can_be_read(page_file: Path, open_page: Open, theme: str) -> None:
    """4.5 : 1 for text, 3 : 1 for large text (WCAG 2.2, criterion 1.4.3), in pictures, too."""
    page = open_page(page_file, color_scheme=theme).page
    page.evaluate(OPEN_ALL)
    texts = page.evaluate(TEXTS)
    assert len(texts) > 300
    pale = {
        f"{text[:40]!r} {ink} on {behind[:1]}: {ratio:.1f}"
        for text, ink, behind, pixels, bold in texts
        if (ratio := contrast(*seen(ink, behind))) < (3 if large(pixels, bold) else 4.5)
    }
    assert sorted(pale)[:10] == []


def seen(ink: str, behind: list[str]) -> tuple[Colour, Colour]:
    """The colours as they meet: each over what lies behind it, the last of all on white."""
    paper = WHITE
    for colour in reversed(behind):
        paper = over(parsed(colour), paper)
    return over(parsed(ink), paper), paper


def large(pixels: float, bold: bool) -> bool:
    """18 points, or 14 bold ones."""
    return pixels >= (18.66 if bold else 24)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_series_stand_out_from_the_paper(page_file: Path, open_page: Open, theme: str) -> None:
    """Of each series something has 3 : 1 against what is behind (WCAG 2.2, criterion 1.4.11)."""
    page = open_page(page_file, color_scheme=theme).page
    paper = parsed(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
    best: dict[str, float] = {}
    for token, ratio in ratios(page, paper):
        best[token] = max(best.get(token, 0), ratio)
    assert len(best) > 3
    assert {token: ratio for token, ratio in best.items() if ratio < 3} == {}


def ratios(page: Page, paper: Colour) -> list[tuple[str, float]]:
    """For each colour of each shape of a series: its contrast."""
    found: list[tuple[str, float]] = []
    shapes: list[tuple[str, str, str, Any, Any]] = page.evaluate(SERIES)
    for token, stroke, fill, stroke_alpha, fill_alpha in shapes:
        for colour, alpha in ((stroke, stroke_alpha), (fill, fill_alpha)):
            if colour.startswith(("rgb", "color")):
                ink = parsed(colour)._replace(alpha=alpha)
                found.append((token, contrast(over(ink, paper), paper)))
    return found


def test_contrast_has_known_answers() -> None:
    """Black on white is 21; a colour on itself 1; #767676 on white just passes 4.5."""
    black, grey = Colour(0, 0, 0), Colour(0x76, 0x76, 0x76)
    assert round(contrast(black, WHITE), 2) == 21
    assert contrast(grey, grey) == 1
    assert 4.5 < contrast(grey, WHITE) < 4.6
    assert over(Colour(0, 0, 0, 0.5), WHITE) == Colour(127.5, 127.5, 127.5)
    assert parsed("color(srgb 1 0 0 / 0.5)") == Colour(255, 0, 0, 0.5)
