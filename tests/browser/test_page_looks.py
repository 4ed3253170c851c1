"""Light and dark, wide and narrow, printed, without a mouse, without a script: it can be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import PHONE
from tests.browser.colours import Colour, parsed
from tests.browser.conftest import Open

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAPER = "() => getComputedStyle(document.body).backgroundColor"
#: What has the focus, as the browser knows it; and whether an outline or a shadow shows it.
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1)
    || style.boxShadow !== 'none';
  return [one.id || one.dataset.series || one.className || one.name || one.tagName, seen,
    one.getBoundingClientRect().height > 0];
}"""

#: Of each text of a picture that is shown, its size in pixels of the screen.
SIZES_IN_PICTURES = """() => [...document.querySelectorAll('.picture:not([hidden]) svg text')]
  .map(one => parseFloat(getComputedStyle(one).fontSize)
    * Math.hypot(one.getScreenCTM().a, one.getScreenCTM().b))"""


def paper(page: Page) -> Colour:
    return parsed(page.evaluate(PAPER))


def is_dark(page: Page) -> bool:
    return sum(paper(page)[:3]) < 3 * 128


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_follows_the_system(run_page: Path, open_page: Open, theme: str) -> None:
    """``prefers-color-scheme`` decides as long as the reader has not."""
    page = open_page(run_page, color_scheme=theme).page
    assert is_dark(page) == (theme == "dark")
    assert page.locator("html").get_attribute("data-theme") is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_reader_decides_over_the_system(run_page: Path, open_page: Open, theme: str) -> None:
    """The button turns dark into light and back, whatever the system prefers."""
    page = open_page(run_page, color_scheme=theme).page
    page.locator("#theme").click()
    assert is_dark(page) == (theme == "light")
    page.emulate_media(color_scheme="light" if theme == "dark" else "dark")
    assert is_dark(page) == (theme == "light")
    page.locator("#theme").click()
    assert is_dark(page) == (theme == "dark")


def test_every_control_is_reached_by_the_keyboard(page_file: Path, open_whole: Open) -> None:
    """Tab comes to each box and button and to each figure, and one sees where one is."""
    page = open_whole(page_file).page
    wanted = {
        str(one.get_attribute("data-series"))
        for one in page.locator("#controls input[type=checkbox]").all()
    } | {"theme", "all", "none", "scale"}
    figures, reached = page.locator("figure[tabindex='0']").count(), []
    for _ in range(600):
        page.keyboard.press("Tab")
        name, seen, shown = page.evaluate(FOCUSED)
        if name == "BODY":
            break
        assert seen, f"no outline at {name}"
        assert shown or name == "skip", f"the focus is at {name}, which nobody sees"
        reached.append(name)
    assert wanted - set(reached) == set()
    assert figures == page.locator("section.chart").count()
    assert reached.count("FIGURE") == figures


def test_the_space_bar_hides_a_series(run_page: Path, open_whole: Open) -> None:
    """A box works by the keyboard alone."""
    page = open_whole(run_page).page
    box = page.locator("#controls fieldset.series input").first
    token = box.get_attribute("data-series")
    box.focus()
    page.keyboard.press("Space")
    hidden = page.locator(f"section.chart svg [data-series~='{token}']").first
    assert hidden.evaluate("one => getComputedStyle(one).display") == "none"


def test_a_phone_need_not_scroll_sideways(page_file: Path, open_page: Open) -> None:
    """At 390 px the page is as wide as the screen; what is wider scrolls within itself."""
    page = open_page(page_file, PHONE).page
    for unfold in (False, True):
        if unfold:
            page.evaluate("() => checks.unfold()")
        wide, screen = page.evaluate("() => [document.scrollingElement.scrollWidth, innerWidth]")
        assert wide <= screen == PHONE[0]


def test_a_phone_shows_each_workload_without_scrolling(run_page: Path, open_whole: Open) -> None:
    """What is best, its speedup and all else of a row stand within 390 px, said what they are."""
    page = open_whole(run_page, PHONE).page
    cut, said = page.evaluate("""() => {
        const box = document.querySelector(".works").parentElement;
        const cells = [...document.querySelectorAll(".works [data-says]")];
        const words = cells.map((one) => getComputedStyle(one, "::before").content);
        return [box.scrollWidth - box.clientWidth, words];
    }""")
    assert cut == 0
    assert said
    assert not {"none", "normal"} & set(said)


def test_a_print_shows_pictures_and_no_controls(still: Page) -> None:
    """On paper nothing can be clicked: controls are gone, pictures and their findings are there."""
    page = still
    page.emulate_media(media="print")
    for control in ("#controls", "#theme", ".readout"):
        assert not any(one.is_visible() for one in page.locator(control).all())
    charts = page.locator("section.chart")
    assert charts.count() > 3
    assert all(chart.locator("svg").first.is_visible() for chart in charts.all())
    assert all(chart.locator(".finding").is_visible() for chart in charts.all())
    assert page.locator("#numbers, #reproduce").first.is_visible()


def test_a_print_shows_what_is_folded(run_page: Path, open_page: Open) -> None:
    """Nothing can be unfolded on paper: the pictures of all parts are there, data as unfolded."""
    page = open_page(run_page).page
    assert not page.locator("#workloads svg").first.is_visible()
    page.emulate_media(media="print")
    for part in page.locator("details.part").all():
        assert part.bounding_box()["height"] > 200  # type: ignore[index]
    data = page.locator("details.data").first
    assert not data.is_visible()
    data.evaluate("one => { one.open = true }")
    assert data.is_visible()


def test_a_page_opens_short(page_file: Path, open_page: Open) -> None:
    """At most five headings are folded, and no text of a picture is under 11 px."""
    page = open_page(page_file).page
    assert 2 < page.locator("details.part").count() <= 5
    assert page.locator("nav a").count() <= 7
    page.evaluate("() => checks.unfold()")
    sizes = page.evaluate(SIZES_IN_PICTURES)
    assert len(sizes) > 20
    assert min(sizes) >= 11


def test_a_print_is_on_white_paper(page_file: Path, open_page: Open) -> None:
    """Dark on the screen is still ink on paper: by the system's choice, and by the reader's."""
    page = open_page(page_file, color_scheme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    assert not is_dark(page)
    page.emulate_media(media="screen", color_scheme="light")
    page.locator("#theme").click()
    assert is_dark(page)
    page.emulate_media(media="print", color_scheme="light")
    assert not is_dark(page)


def test_it_is_whole_without_javascript(page_file: Path, open_page: Open) -> None:
    """Every section and picture is there; no control that would do nothing."""
    page = open_page(page_file, java_script_enabled=False).page
    assert not page.locator("#controls").is_visible()
    assert not page.locator("#theme").is_visible()
    for section in page.locator("main > section").all():
        assert section.is_visible()
    for summary in page.locator("details.part > summary").all():
        summary.click()
    for chart in page.locator("section.chart").all():
        assert chart.locator(".picture svg").first.is_visible()
    page.locator("section.chart summary").first.click()
    assert page.locator("section.chart table").first.is_visible()
