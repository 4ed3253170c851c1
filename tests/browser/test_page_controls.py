"""The controls do what they say in every chart that has what they are about, and nothing else."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.browser.conftest import Open

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Of each picture: its chart, scale, unit, and whether it can be seen.
PICTURES = """() => [...document.querySelectorAll('section.chart .picture')].map(one => [
  one.closest('section.chart').id, one.dataset.scale ?? '', one.dataset.unit ?? '',
  one.checkVisibility()])"""


class Picture(NamedTuple):
    chart: str
    scale: str
    unit: str
    visible: bool


def pictures(page: Page) -> list[Picture]:
    return [Picture(*about) for about in page.evaluate(PICTURES)]


def series(page: Page) -> list[str]:
    """The tokens that can be hidden."""
    return [
        str(box.get_attribute("data-series"))
        for box in page.locator("#controls fieldset.series input[type=checkbox]").all()
    ]


def wrong(page: Page, *off: str) -> list[list[str]]:
    """Chart and tokens of what is hidden and should not be, or the other way."""
    found: list[list[str]] = page.evaluate("off => checks.wrong(off)", off)
    return found


def belonging(page: Page) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Chart and token, of all that pictures show and of all that data tables show."""
    drawn, listed = page.evaluate("() => checks.belonging()")
    return {(chart, token) for chart, token in drawn}, {(chart, token) for chart, token in listed}


def test_a_series_is_hidden_in_every_chart_that_has_it_and_nothing_else(
    page_file: Path, open_whole: Open
) -> None:
    """Each by itself: what has its token goes, all other marks stay; and it comes back."""
    page = open_whole(page_file).page
    assert len(series(page)) > 2
    assert wrong(page) == []
    assert page.evaluate("series => checks.eachHidden(series)", series(page)) == []


def test_the_check_for_hidden_series_sees_what_is_wrong(run_page: Path, open_whole: Open) -> None:
    """It is not blind: a mark that stays, and one that goes for nothing, are found."""
    page = open_whole(run_page).page
    token = series(page)[0]
    assert wrong(page, token) != []
    page.locator(f"section.chart [data-series~='{token}']").first.evaluate("one => one.remove()")
    page.locator("section.chart [data-series]").first.evaluate("one => one.style.display = 'none'")
    assert len(wrong(page)) == 1


def test_every_control_is_about_something(still: Page) -> None:
    """Each token is in some picture and some table; each token of a chart has its control."""
    known = set(series(still))
    axes = {token.partition(":")[0] for token in known}
    for found in belonging(still):
        assert {token for _, token in found if token.partition(":")[0] in axes} == known


def test_what_a_table_shows_of_a_series_its_pictures_show(still: Page) -> None:
    """No chart has a series in its data and lacks it in its picture: it could not be hidden."""
    drawn, listed = belonging(still)
    assert listed - drawn == set()


def test_none_and_all(page_file: Path, open_whole: Open) -> None:
    """``none`` hides all series of its axis, ``all`` shows them again."""
    page = open_whole(page_file).page
    for fieldset in page.locator("#controls fieldset.series").all():
        axis = f"{fieldset.get_attribute('data-axis')}:"
        fieldset.locator("button.none").click()
        assert fieldset.locator("input:checked").count() == 0
        assert wrong(page, *(token for token in series(page) if token.startswith(axis))) == []
        fieldset.locator("button.all").click()
        assert fieldset.locator("input:not(:checked)").count() == 0
        assert wrong(page) == []


def test_hiding_is_seen(run_page: Path, open_whole: Open) -> None:
    """The picture itself changes, and is the same to the pixel when all is shown again."""
    page = open_whole(run_page).page
    chart, token = sorted(belonging(page)[0])[0]
    figure = page.locator(f"section.chart[id='{chart}'] figure")
    whole = figure.screenshot()
    # Not by the mouse, as the pointer would be in the picture, too, and its bar may be over it.
    box = page.locator(f"#controls input[data-series='{token}']")
    box.dispatch_event("click")
    assert figure.screenshot() != whole
    box.dispatch_event("click")
    assert figure.screenshot() == whole


def test_one_picture_of_each_chart_is_shown(page_file: Path, open_whole: Open) -> None:
    """Whatever is chosen; and where a chart has what was chosen, it is that."""
    page = open_whole(page_file).page
    names = {name: choices(page, name) for name in ("scale", "unit")}
    assert names["scale"] == {"linear", "log"}
    for chosen in product(*(sorted(values) or [""] for values in names.values())):
        for name, value in zip(names, chosen, strict=True):
            if value:
                page.locator(f"#controls input[name={name}][value={value}]").check()
        for chart in {one.chart for one in pictures(page)}:
            own = [one for one in pictures(page) if one.chart == chart]
            (shown,) = [one for one in own if one.visible]
            assert shown[1:3] == expected(own, *chosen), (chart, chosen)


def choices(page: Page, name: str) -> set[str]:
    return {
        str(one.get_attribute("value"))
        for one in page.locator(f"#controls input[type=radio][name={name}]").all()
    }


def expected(own: list[Picture], scale: str, unit: str) -> tuple[str, str]:
    """Scale and unit of the picture that fits best; a chart may lack either choice."""
    fitting = [one for one in own if one.scale in ("", scale) and one.unit in ("", unit)]
    best = (fitting or own)[0]
    return best.scale, best.unit


def test_a_hidden_series_stays_hidden_in_the_other_picture(
    page_file: Path, open_whole: Open
) -> None:
    """Switching from linear to logarithmic brings nothing back that was hidden."""
    page = open_whole(page_file).page
    token = series(page)[0]
    page.locator(f"#controls input[data-series='{token}']").uncheck()
    page.locator("#controls input[name=scale]:not(:checked)").check()
    assert wrong(page, token) == []
