"""A page opens from a file, quietly: no complaint, no network, and no script but its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.conftest import Open
from tests.browser.made_up_pages import SHOWN

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Ways into a page, each of which would set ``pwned`` or ask the network.
INJECTED = """() => {
  const add = (name, about) => {
    const made = Object.assign(document.createElement(name), about);
    document.body.append(made);
  };
  add('script', {textContent: 'window.pwned = "script"'});
  add('script', {src: 'data:text/javascript,window.pwned="data"'});
  add('script', {src: 'https://example.invalid/x.js'});
  add('img', {src: 'https://example.invalid/x.png'});
  add('iframe', {srcdoc: '<script>parent.pwned = "frame"</scr' + 'ipt>'});
  document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="pwned=1">');
  return fetch('https://example.invalid/').then(() => 'fetched', () => 'refused');
}"""


def pwned(page: Page) -> object:
    page.wait_for_timeout(200)  # what was injected runs later, if at all
    return page.evaluate("() => window.pwned")


def test_it_opens_without_a_complaint_or_a_request(page_file: Path, open_page: Open) -> None:
    """No error or warning in the console, nothing that failed to load, nothing from the network."""
    seen = open_page(page_file)
    seen.page.wait_for_load_state("networkidle")
    assert seen.page.title() != ""
    assert (seen.complaints, seen.requests) == ([], [])


def test_no_script_runs_but_its_own(page_file: Path, open_page: Open) -> None:
    """Whatever gets into the page (as a hole in an escape would let it): nothing of it runs."""
    seen = open_page(page_file)
    assert seen.page.evaluate(INJECTED) == "refused"
    assert pwned(seen.page) is None
    assert seen.requests == []
    refused = [words for words in seen.complaints if "Content Security Policy" in words]
    assert len(refused) >= 5


def test_its_own_script_runs(still: Page) -> None:
    """The policy names our script by a hash that fits: what is hidden without it is there."""
    assert still.locator("#controls").is_visible()


def test_hostile_names_stay_names(hostile_file: Path, open_page: Open) -> None:
    """Names that would like to be scripts are shown as they are, and nothing of them runs."""
    seen = open_page(hostile_file)
    page = seen.page
    page.evaluate("() => checks.unfold()")
    assert SHOWN in page.locator("body").inner_text()
    assert page.locator("img, iframe, [onerror]").count() == 0
    assert page.locator("script").count() == 1
    assert pwned(page) is None
    assert (seen.complaints, seen.requests) == ([], [])


def test_hostile_names_stay_names_when_one_uses_the_page(
    hostile_file: Path, open_page: Open
) -> None:
    """Hiding series, sorting tables and reading marks put no name into the page as markup."""
    seen = open_page(hostile_file)
    page = seen.page
    page.evaluate("""() => {
      checks.unfold();
      document.querySelectorAll('#controls input, th button').forEach(one => one.click());
      document.querySelectorAll('#controls .all').forEach(one => one.click());
    }""")
    for figure in page.locator("figure").all():
        figure.focus()
        page.keyboard.press("End")
    read = [row for one in page.evaluate("() => checks.readouts([])") for row in one["pointed"]]
    # Of several machines the pictures have letters for names.
    assert any(SHOWN in words for words, _ in read) or "machines" in str(hostile_file)
    assert page.locator("img, iframe, [onerror]").count() == 0
    assert pwned(page) is None
    assert (seen.complaints, seen.requests) == ([], [])
