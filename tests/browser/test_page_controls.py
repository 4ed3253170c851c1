"""The controls do what they say in every chart that has what they are about, and nothing else."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.browser.conftest import Open

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Of each element of a chart that belongs to a series: its chart, whether it stands in a picture
#: (or else in a table), its tokens, and whether it is hidden.
MARKED = """() => [...document.querySelectorAll('section.chart [data-series]')].map(one => [
  one.closest('section.chart').id, one.closest('svg') !== null, one.dataset.series,
  getComputedStyle(one).display === 'none'])"""
#: Of each picture: its chart, scale, unit, and whether it can be seen.
PICTURES = """() => [...document.querySelectorAll('section.chart .picture')].map(one => [
  one.closest('section.chart').id, one.dataset.scale ?? '', one.dataset.unit ?? '',
  one.checkVisibility()])"""


class Marked(NamedTuple):
    chart: str
    in_picture: bool
    tokens: frozenset[str]
    hidden: bool


class Picture(NamedTuple):
    chart: str
    scale: str
    unit: str
    visible: bool


def marked(page: Page) -> list[Marked]:
    return [
        Marked(chart, drawn, frozenset(tokens.split()), hidden)
        for chart, drawn, tokens, hidden in page.evaluate(MARKED)
    ]


def pictures(page: Page) -> list[Picture]:
    return [Picture(*about) for about in page.evaluate(PICTURES)]


def series(page: Page) -> list[str]:
    """The tokens that can be hidden."""
    return [
        str(box.get_attribute("data-series"))
        for box in page.locator("#controls fieldset.series input[type=checkbox]").all()
    ]


def toggle(page: Page, token: str) -> None:
    page.evaluate(
        "token => [...document.querySelectorAll('#controls input[data-series]')]"
        ".find(one => one.dataset.series === token).click()",
        token,
    )


def test_a_series_is_hidden_in_every_chart_that_has_it_and_nothing_else(
    page_file: Path, open_page: Open
) -> None:
    """Each by itself: what has its token goes, all other marks stay; and it comes back."""
    page = open_page(page_file).page
    before = marked(page)
    assert not any(one.hidden for one in before)
    assert len(series(page)) > 2
    for token in series(page):
        toggle(page, token)
        after = marked(page)
        assert [one.hidden for one in after] == [token in one.tokens for one in after], token
        toggle(page, token)
        assert marked(page) == before, token


def test_every_control_is_about_something(page_file: Path, open_page: Open) -> None:
    """Each token is in some picture and some table; each token of a chart has its control."""
    page = open_page(page_file).page
    for in_picture in (True, False):
        found = {
            token for one in marked(page) if one.in_picture == in_picture for token in one.tokens
        }
        assert found >= set(series(page))
    axes = {token.partition(":")[0] for token in series(page)}
    known = {
        token for one in marked(page) for token in one.tokens if token.partition(":")[0] in axes
    }
    assert known == set(series(page))


def test_what_a_table_shows_of_a_series_its_pictures_show(page_file: Path, open_page: Open) -> None:
    """No chart has a series in its data and lacks it in its picture: it could not be hidden."""
    page = open_page(page_file).page
    drawn, listed = (
        {
            (one.chart, token)
            for one in marked(page)
            if one.in_picture == in_picture
            for token in one.tokens
        }
        for in_picture in (True, False)
    )
    assert listed - drawn == set()


def test_none_and_all(page_file: Path, open_page: Open) -> None:
    """``none`` hides all series of its axis, ``all`` shows them again."""
    page = open_page(page_file).page
    before = marked(page)
    for fieldset in page.locator("#controls fieldset.series").all():
        axis = str(fieldset.get_attribute("data-axis"))
        fieldset.locator("button.none").click()
        assert fieldset.locator("input:checked").count() == 0
        for one in marked(page):
            assert one.hidden == any(token.startswith(f"{axis}:") for token in one.tokens)
        fieldset.locator("button.all").click()
        assert fieldset.locator("input:not(:checked)").count() == 0
        assert marked(page) == before


def test_hiding_is_seen(page_file: Path, open_page: Open) -> None:
    """The picture itself changes, and is the same to the pixel when all is shown again."""
    page = open_page(page_file).page
    one = next(one for one in marked(page) if one.in_picture and one.tokens)
    token = sorted(one.tokens)[0]
    figure = page.locator(f"section.chart[id='{one.chart}'] figure")
    whole = figure.screenshot()
    page.locator(f"#controls input[data-series='{token}']").uncheck()
    assert figure.screenshot() != whole
    page.locator(f"#controls input[data-series='{token}']").check()
    assert figure.screenshot() == whole


def test_one_picture_of_each_chart_is_shown(page_file: Path, open_page: Open) -> None:
    """Whatever is chosen; and where a chart has what was chosen, it is that."""
    page = open_page(page_file).page
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
    page_file: Path, open_page: Open
) -> None:
    """Switching from linear to logarithmic brings nothing back that was hidden."""
    page = open_page(page_file).page
    token = series(page)[0]
    toggle(page, token)
    page.locator("#controls input[name=scale]:not(:checked)").check()
    after = marked(page)
    assert [one.hidden for one in after] == [token in one.tokens for one in after]
