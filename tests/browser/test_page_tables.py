"""Tables sort; links inside a page lead somewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Open

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_every_column_of_every_table_sorts(page_file: Path, open_page: Open) -> None:
    """Numbers as numbers, words as words; a second click reverses; no row is lost or torn apart."""
    page = open_page(page_file).page
    columns: list[list[Any]] = page.evaluate("() => checks.sorted()")
    assert len(columns) > 15
    of_numbers = 0
    for clicks in columns:
        for column, direction in zip(clicks, ("ascending", "descending"), strict=True):
            assert not isinstance(column, str), column
            told = {number: sort for number, sort in enumerate(column["sorts"]) if sort != "none"}
            assert {number: sort for number, sort in told.items() if sort} == {
                column["column"]: direction
            }
            found = ordered(column["words"], column["values"])
            assert found == sorted(found, reverse=direction == "descending")
        of_numbers += any(value is not None for value in clicks[0]["values"])
    assert of_numbers > 3


def ordered(words: list[str], values: list[str | None]) -> list[Any]:
    """What of a column must be in order: its numbers; or its words, if it has none.

    Words with signs or digits are left out: how they are sorted is the browser's language's affair.
    """
    numbers = [float(value) for value in values if value is not None]
    if numbers:
        return numbers
    return [word.casefold() for word in words if word.isascii() and word.isalpha()]


def test_a_header_is_a_button_that_one_can_press(page_file: Path, open_page: Open) -> None:
    """With the mouse and with the keyboard."""
    page = open_page(page_file).page
    details = page.locator("section.chart details.data").first
    details.locator("summary").click()
    header = details.locator("thead th").nth(1)
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    header.locator("button").focus()
    page.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") == "descending"


def test_every_link_inside_has_a_target(still: Page) -> None:
    """No ``#name`` leads nowhere, and no name is there twice."""
    page = still
    links = page.evaluate(
        "() => [...document.querySelectorAll('a')].map(a => a.getAttribute('href'))"
    )
    names = page.evaluate("() => [...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(names) == len(set(names))
    inside = {link[1:] for link in links if link and link.startswith("#")}
    assert len(inside) > 5
    assert inside <= set(names)


@pytest.mark.parametrize("name", ["speedup", "numbers", "reproduce"])
def test_a_link_to_a_section_shows_it(run_page: Path, open_page: Open, name: str) -> None:
    """``index.html#speedup`` opens there: its heading is in sight, near the top."""
    page = open_page(run_page, place=f"#{name}").page
    page.wait_for_timeout(100)
    box = page.locator(f"#{name}").bounding_box()
    assert box is not None
    end = page.evaluate("() => scrollY + innerHeight >= document.scrollingElement.scrollHeight - 1")
    assert -1 <= box["y"] < 200 or (end and box["y"] < 900)
    assert page.evaluate("() => scrollY") > 300
