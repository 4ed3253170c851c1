"""Tables sort; links inside a page lead somewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Open

if TYPE_CHECKING:
    from playwright.sync_api import Page

OPEN_ALL = "() => document.querySelectorAll('details').forEach(one => one.open = true)"
#: A table: of each row its cells, as [text, data-value or null].
CELLS = """index => [...document.querySelectorAll('table.sortable')[index].tBodies[0].rows]
  .map(row => [...row.cells].map(cell => [cell.textContent, cell.dataset.value ?? null]))"""
#: Clicks on the header of a column; gives the aria-sort of all.
CLICK = """([index, column]) => {
  const heads = [...document.querySelectorAll('table.sortable')[index].tHead.rows[0].cells];
  heads[column].querySelector('button').click();
  return heads.map(head => head.getAttribute('aria-sort'));
}"""
Rows = list[list[list[Any]]]


def numbers(rows: Rows, column: int) -> list[float] | None:
    """The numbers of a column, from the top, or None if it has words."""
    values = [row[column][1] for row in rows]
    if all(value is None for value in values):
        return None
    return [float(value) for value in values if value is not None]


def tables(page: Page) -> int:
    page.evaluate(OPEN_ALL)
    return page.locator("table.sortable").count()


def test_every_column_of_every_table_sorts(page_file: Path, open_page: Open) -> None:
    """Numbers as numbers, words as words; a second click reverses; no row is lost or torn apart."""
    page = open_page(page_file).page
    assert tables(page) > 3
    by_number = 0
    for index in range(tables(page)):
        first: Rows = page.evaluate(CELLS, index)
        for column in range(len(first[0]) if first else 0):
            for clicks, direction in enumerate(("ascending", "descending")):
                marks = page.evaluate(CLICK, [index, column])
                assert marks[column] == direction
                assert sum(mark in ("ascending", "descending") for mark in marks) == 1
                rows: Rows = page.evaluate(CELLS, index)
                assert sorted(map(str, rows)) == sorted(map(str, first))
                in_order(rows, column, reverse=bool(clicks))
            by_number += numbers(first, column) is not None
    assert by_number > 3


def in_order(rows: Rows, column: int, *, reverse: bool) -> None:
    found: list[Any] | None = numbers(rows, column)
    if found is None:
        # Whether capitals come first is the browser's language's affair.
        found = [str(row[column][0]).casefold() for row in rows if row[column][0]]
        if not all(word.isascii() and word.isalnum() for word in found):
            return
        if any(word[:1].isdigit() for word in found):
            return
    assert found == sorted(found, reverse=reverse)


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


def test_every_link_inside_has_a_target(page_file: Path, open_page: Open) -> None:
    """No ``#name`` leads nowhere, and no name is there twice."""
    page = open_page(page_file).page
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
