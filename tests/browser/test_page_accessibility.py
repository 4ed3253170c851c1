"""The page can be used by who does not see it, or sees little contrast."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tests.browser.colours import Colour, contrast, over, parsed
from tests.browser.conftest import Open

if TYPE_CHECKING:
    from playwright.sync_api import Page

HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter(one => one.checkVisibility()).map(one => [Number(one.tagName[1]), one.textContent])"""
Theme = Literal["light", "dark"]
WHITE = Colour(255, 255, 255)


def test_everything_has_a_name(still: Page) -> None:
    """Pictures, inputs, buttons, links: none that a screen reader could not call by a name."""
    page = still
    assert page.evaluate("() => checks.nameless()") == []
    assert page.locator("html").get_attribute("lang") == "en"
    pictures = page.locator("section.chart .picture svg")
    assert pictures.count() == page.locator("section.chart .picture svg[role=img]").count() > 3


def test_the_check_for_names_sees_what_lacks_one(run_page: Path, open_page: Open) -> None:
    """It is not blind: an input, a button and a picture without names are found."""
    page = open_page(run_page).page
    page.evaluate(
        "() => document.body.insertAdjacentHTML('beforeend', "
        "'<input><button> </button><svg role=img><path/></svg>')"
    )
    assert len(page.evaluate("() => checks.nameless()")) == 3


def test_headings_are_an_outline(still: Page) -> None:
    """One first heading, none empty, and no level is left out on the way down."""
    levels = [level for level, _ in still.evaluate(HEADINGS)]
    assert all(words.strip() for _, words in still.evaluate(HEADINGS))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_say_what_their_columns_are(still: Page) -> None:
    """Each header cell of a table has words and a scope."""
    assert still.locator("table thead th").count() > 5
    assert still.locator("table thead th:not([scope])").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_can_be_read(still: Page, theme: Theme) -> None:
    """4.5 : 1 for text, 3 : 1 for large text (WCAG 2.2, criterion 1.4.3), in pictures, too."""
    still.emulate_media(color_scheme=theme)
    texts = still.evaluate("() => checks.texts()")
    assert len(texts) > 10
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
def test_series_stand_out_from_the_paper(still: Page, theme: Theme) -> None:
    """In each chart each series has 3 : 1 against the paper somewhere (WCAG 2.2, 1.4.11)."""
    still.emulate_media(color_scheme=theme)
    paper = parsed(still.evaluate("() => getComputedStyle(document.body).backgroundColor"))
    best: dict[tuple[str, str], float] = {}
    for chart, tokens, stroke, fill, *alphas in still.evaluate("() => checks.seriesColours()"):
        for colour, alpha in zip((stroke, fill), map(float, alphas), strict=True):
            if colour.startswith(("rgb", "color")):
                ratio = contrast(over(parsed(colour)._replace(alpha=alpha), paper), paper)
                best[chart, tokens] = max(best.get((chart, tokens), 0), ratio)
    assert len(best) > 3
    assert {key: round(ratio, 1) for key, ratio in best.items() if ratio < 3} == {}


def test_contrast_has_known_answers() -> None:
    """Black on white is 21; a colour on itself 1; #767676 on white just passes 4.5."""
    black, grey = Colour(0, 0, 0), Colour(0x76, 0x76, 0x76)
    assert round(contrast(black, WHITE), 2) == 21
    assert contrast(grey, grey) == 1
    assert 4.5 < contrast(grey, WHITE) < 4.6
    assert over(Colour(0, 0, 0, 0.5), WHITE) == Colour(127.5, 127.5, 127.5)
    assert parsed("color(srgb 1 0 0 / 0.5)") == Colour(255, 0, 0, 0.5)
