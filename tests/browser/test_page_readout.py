"""What a picture shows at a place can be read: by pointing at it, and by the arrow keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.conftest import Open

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

#: Where a place in a picture is on the screen.
ON_SCREEN = """([picture, x, y]) => {
  const svg = picture.querySelector('svg');
  const at = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
  return [at.x, at.y];
}"""
ROWS = """section => [...section.querySelectorAll('table.sortable tbody tr')]
  .map(row => [...row.cells].map(cell => cell.textContent.trim()).filter(text => text))"""
#: Numbers of the rows that belong to a series.
OF_SERIES = """section => [...section.querySelectorAll('table.sortable tbody tr')]
  .flatMap((row, number) => row.dataset.series ? [number] : [])"""


def charts(page: Page) -> list[Locator]:
    """The charts that have something to be read."""
    found = [
        one for one in page.locator("section.chart").all() if one.locator(".readout").count() == 1
    ]
    assert len(found) > 3
    return found


def picture_of(chart: Locator) -> tuple[Locator, list[list[Any]]]:
    """The picture that is shown, and its marks: x, y, row."""
    picture = chart.locator(".picture:not([hidden])")
    return picture, json.loads(str(picture.get_attribute("data-marks")))


def rows_of(chart: Locator) -> list[list[str]]:
    rows: list[list[str]] = chart.evaluate(ROWS)
    return rows


def point_at(page: Page, chart: Locator, mark: list[Any]) -> None:
    picture, _ = picture_of(chart)
    picture.scroll_into_view_if_needed()
    x, y = page.evaluate(ON_SCREEN, [picture.element_handle(), mark[0], mark[1]])
    # To the middle of the screen: what is to be chosen stays at its top, unfolded here.
    page.mouse.move(1, 1)
    page.evaluate("y => scrollBy(0, y - innerHeight / 2)", y)
    x, y = page.evaluate(ON_SCREEN, [picture.element_handle(), mark[0], mark[1]])
    page.mouse.move(x + 1, y + 1)


def says(chart: Locator, row: list[str]) -> bool:
    words = chart.locator(".readout").inner_text()
    return bool(row) and all(cell in words for cell in row)


def nearest_rows(marks: list[list[Any]], mark: list[Any]) -> set[int]:
    """The rows of all marks at one place: either may be read."""
    return {row for x, y, row in marks if abs(x - mark[0]) + abs(y - mark[1]) < 3}


def test_every_chart_can_be_read(page_file: Path, open_whole: Open) -> None:
    """At its first and last mark: all cells of the row of the data. By keys: right goes on, left
    goes back, the ends are the first and last; each is a row of the data."""
    keys = ["Escape", "ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home"]
    found = open_whole(page_file).page.evaluate("keys => checks.readouts(keys)", keys)
    assert len(found) > 3
    for one in found:
        for words, rows in one["pointed"]:
            assert any(all(cell in words for cell in row) for row in rows), (one["chart"], words)
        nothing, first, second, back, last, home = one["typed"]
        assert nothing == ""
        for words in (first, second, last):
            assert any(all(cell in words for cell in row) for row in one["data"]), one["chart"]
        assert first == back == home
        assert one["marks"] < 2 or first not in (second, last)


def test_pointing_with_the_mouse_reads_a_mark(page_file: Path, open_whole: Open) -> None:
    """The real pointer on the screen, in the first and in the last chart."""
    page = open_whole(page_file).page
    for chart in (charts(page)[0], charts(page)[-1]):
        _, marks = picture_of(chart)
        rows = rows_of(chart)
        point_at(page, chart, marks[0])
        assert any(says(chart, rows[row]) for row in nearest_rows(marks, marks[0]))


def test_typing_on_the_keyboard_reads_a_mark(run_page: Path, open_whole: Open) -> None:
    """Real keys, once the picture has the focus."""
    page = open_whole(run_page).page
    chart = charts(page)[0]
    chart.locator("figure").focus()
    page.keyboard.press("ArrowRight")
    first = chart.locator(".readout").inner_text()
    page.keyboard.press("ArrowRight")
    assert first != chart.locator(".readout").inner_text() != ""


def test_a_ring_shows_what_is_read(run_page: Path, open_whole: Open) -> None:
    """It stands at the mark, once, and goes with the pointer."""
    page = open_whole(run_page).page
    chart = charts(page)[0]
    picture, marks = picture_of(chart)
    point_at(page, chart, marks[0])
    ring = picture.locator("svg circle.ring")
    box = ring.bounding_box()
    assert box is not None
    x, y = page.evaluate(ON_SCREEN, [picture.element_handle(), marks[0][0], marks[0][1]])
    assert abs(box["x"] + box["width"] / 2 - x) < 3
    assert abs(box["y"] + box["height"] / 2 - y) < 3
    point_at(page, chart, marks[-1])
    assert ring.count() == 1


def test_a_sorted_table_is_read_aright(run_page: Path, open_whole: Open) -> None:
    """Sorting the data moves its rows, and not what is read at a mark."""
    page = open_whole(run_page).page
    chart = charts(page)[0]
    _, marks = picture_of(chart)
    near = [rows_of(chart)[row] for row in nearest_rows(marks, marks[0])]
    for _ in range(2):
        chart.locator("thead th button").last.click()
    point_at(page, chart, marks[0])
    assert any(says(chart, row) for row in near)


def test_what_is_hidden_is_not_read(page_file: Path, open_whole: Open) -> None:
    """Pointing at a place where a series was, before it was hidden, reads nothing of it."""
    page = open_whole(page_file).page
    chart = charts(page)[0]
    _, marks = picture_of(chart)
    of_series: list[int] = chart.evaluate(OF_SERIES)
    mark = next(mark for mark in marks if mark[2] in of_series)
    near = [rows_of(chart)[row] for row in nearest_rows(marks, mark) if row in of_series]
    point_at(page, chart, mark)
    page.locator("#controls button.none").first.dispatch_event("click")
    page.mouse.move(1, 1)
    point_at(page, chart, mark)
    assert not any(says(chart, row) for row in near)


def test_the_readout_is_told_to_screen_readers(still: Page) -> None:
    """Each stands in a polite live region."""
    for chart in charts(still):
        assert chart.locator(".readout").get_attribute("aria-live") == "polite"
