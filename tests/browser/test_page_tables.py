"""Tables sort; links inside a page lead somewhere."""

from __future__ import annotations

import re
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
            of_numbers += any(isinstance(one, float) for one in found)
    assert of_numbers > 10


def ordered(words: list[str], values: list[str | None]) -> list[Any]:
    """What of a column must be in order: what its cells mean, or their words, if that is all.

    Words with signs or digits are left out: how they are sorted is the browser's language's affair.
    """
    numbers = [float(value) for value in values if value is not None]
    if numbers:
        return numbers
    said = [word.strip() for word in words if word.strip() not in ("", "–")]
    meant = [quantity(word) for word in said]
    if meant and None not in meant:
        return meant
    return [word.casefold() for word in said if word.isascii() and word.isalpha()]


#: Units that cells use, in one of their kind; and how a cell begins that has a number.
UNITS = {
    "ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1, "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9,
    "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "%": 1, "×": 1, "": 1,
}  # fmt: skip
QUANTITY = re.compile(r"([-+]?[\d,]*\.?\d+)\s?([^\s\d,\[]*)(?=$|,| \[)")


def quantity(word: str) -> float | None:
    """What a cell says, as a number: 0.0803 for ``80.3 ms [79.1 ms, 81.0 ms]``; else None."""
    found = QUANTITY.match(word)
    if not found or found[2] not in UNITS:
        return None
    return float(found[1].replace(",", "")) * UNITS[found[2]]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("80.3 ms [79.1 ms, 81.0 ms]", 0.0803), ("1,678, 0 % disturbed", 1678), ("25 %", 25),
        ("-0.013 [-0.056, 0.026]", -0.013), ("3.93×", 3.93), ("2 usable, 2 logical", None),
        ("pool", None),
    ],
)  # fmt: skip
def test_cells_mean_what_they_say(cell: str, meant: float | None) -> None:
    """Known answers of what the test above takes a cell for."""
    assert quantity(cell) == (None if meant is None else pytest.approx(meant))


def test_a_header_is_a_button_that_one_can_press(run_page: Path, open_page: Open) -> None:
    """With the mouse and with the keyboard."""
    page = open_page(run_page).page
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


@pytest.mark.parametrize("name", ["a chart", "numbers"])
def test_a_link_to_a_section_shows_it(page_file: Path, open_page: Open, name: str) -> None:
    """``index.html#speedup`` opens there: its heading is in sight, near the top."""
    charts = re.findall(r'<section class="chart" id="(\w+)"', page_file.read_text())
    name = charts[1] if name == "a chart" else name
    page = open_page(page_file, place=f"#{name}").page
    page.wait_for_timeout(100)
    box = page.locator(f"#{name}").bounding_box()
    assert box is not None
    end = page.evaluate("() => scrollY + innerHeight >= document.scrollingElement.scrollHeight - 1")
    assert -1 <= box["y"] < 200 or (end and box["y"] < 900)
    assert page.evaluate("() => scrollY") > 300
