"""The pages look as they did when somebody approved of it, give or take fonts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.browser.likeness import likeness, save_difference
from tests.browser.screens import ALL, APPROVED, Screen, dressed, screens, shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RENEW = "If that is meant: python -m tests.browser.approve, look at the pictures, commit them"
Look = Callable[[Screen], "Page"]


def approved(screen: Screen) -> Image.Image:
    with Image.open(screen.file) as picture:
        return picture.convert("RGB")


@pytest.fixture(scope="module")
def look(browser: Browser, run_page: Path, machines_page: Path) -> Iterator[Look]:
    """A function that gives the page of a screen; each page is opened once in each look."""
    files = {"run": run_page, "machines": machines_page}
    with ExitStack() as stack:

        @cache
        def once(screen: Screen) -> Page:
            return stack.enter_context(dressed(browser, files[screen.page], screen))

        yield lambda screen: once(screen._replace(part=""))


@pytest.mark.parametrize("screen", ALL, ids=lambda screen: screen.name)
def test_it_looks_as_approved(look: Look, screen: Screen, tmp_path: Path) -> None:
    """Each view differs by less than finer pixels would make; a moved block differs by more."""
    taken = shot(look(screen), screen.part)
    found = likeness(taken, approved(screen))
    if not found.same:
        save_difference(taken, approved(screen), tmp_path / f"{screen.name}.png")
        pytest.fail(f"{screen.name}: {found}. See {tmp_path}. {RENEW}")


def test_no_approved_picture_is_left_over() -> None:
    """Each is one of the views, and small enough for a repository."""
    files = set(APPROVED.glob("*.png"))
    assert files == {screen.file for screen in ALL}
    assert max(file.stat().st_size for file in files) < 40_000


#: Ways to spoil a page that a person would see at a glance.
SPOILT = {
    "a section is gone": "#verdict { display: none }",
    "a block has moved": "main > section { margin-left: 12vw }",
    "dark is light": ":root { --paper: #fff !important; --ink: #000 !important }",
    "pictures are gone": ".picture { visibility: hidden }",
}


@pytest.mark.parametrize(
    ("spoil", "screen"),
    [
        ("a section is gone", Screen("run", "", "desktop", "light")),
        ("a section is gone", Screen("run", "", "phone", "dark")),
        ("a block has moved", Screen("run", "", "desktop", "light")),
        ("dark is light", Screen("run", "", "phone", "dark")),
        ("pictures are gone", Screen("run", "speedup", "desktop", "light")),
        ("a section is gone", Screen("machines", "", "desktop", "light")),
    ],
)
def test_what_a_person_would_see_is_seen(look: Look, spoil: str, screen: Screen) -> None:
    """The comparison fails where it must."""
    page = look(screen)
    style = page.add_style_tag(content=SPOILT[spoil])
    taken = shot(page, screen.part)
    style.evaluate("one => one.remove()")
    assert not likeness(taken, approved(screen)).same


@pytest.mark.parametrize("screen", screens("run")[:4:3], ids=lambda screen: screen.name)
def test_other_fonts_and_finer_pixels_are_not_seen(
    browser: Browser, run_page: Path, screen: Screen
) -> None:
    """A host whose fonts are others, and whose screen smooths edges otherwise, sees the same."""
    with dressed(browser, run_page, screen, device_scale_factor=2) as page:
        page.add_style_tag(content="body { font-family: serif }")
        assert likeness(shot(page, screen.part), approved(screen)).same
