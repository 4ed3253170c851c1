"""The pages look as they did when somebody approved of it, give or take fonts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.browser.chromium import opened
from tests.browser.likeness import Likeness, likeness, save_difference
from tests.browser.screens import (
    ALL,
    APPROVED,
    SIZES,
    Screen,
    dress,
    same_letters,
    screens,
    shot,
    shots,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RENEW = "If that is meant: python -m tests.browser.approve, look at the pictures, commit them"
Shots = dict[Screen, Image.Image]


def approved(screen: Screen) -> Image.Image:
    with Image.open(screen.file) as picture:
        return picture.convert("RGB")


@pytest.fixture(scope="module")
def taken(browser: Browser, run_page: Path, machines_page: Path) -> Shots:
    pages = {"run": run_page, "machines": machines_page}
    return {
        screen: picture
        for name, page in pages.items()
        for screen, picture in shots(browser, page, [one for one in ALL if one.page == name])
    }


@pytest.mark.parametrize("screen", ALL, ids=lambda screen: screen.name)
def test_it_looks_as_approved(taken: Shots, screen: Screen, tmp_path: Path) -> None:
    """Each view differs by less than another font would make; a moved block differs by more."""
    found = likeness(taken[screen], approved(screen))
    if not found.same:
        save_difference(taken[screen], approved(screen), tmp_path / f"{screen.name}.png")
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


def look(browser: Browser, page: Path, screen: Screen, style: str, **about: Any) -> Likeness:
    """How far a view is from the approved one when a style is added to the page."""
    about |= {"color_scheme": screen.theme, "bypass_csp": True}
    with opened(browser, page, SIZES[screen.size], **about) as seen:
        dress(seen.page, style + same_letters())
        return likeness(shot(seen.page, screen.part), approved(screen))


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
def test_what_a_person_would_see_is_seen(
    browser: Browser, run_page: Path, machines_page: Path, spoil: str, screen: Screen
) -> None:
    """The comparison fails where it must."""
    page = {"run": run_page, "machines": machines_page}[screen.page]
    assert not look(browser, page, screen, SPOILT[spoil]).same


@pytest.mark.parametrize("screen", screens("run")[:4:3], ids=lambda screen: screen.name)
def test_other_fonts_and_finer_pixels_are_not_seen(
    browser: Browser, run_page: Path, screen: Screen
) -> None:
    """A host whose fonts are others, and whose screen smooths edges otherwise, sees the same."""
    style = "body { font-family: serif }"
    assert look(browser, run_page, screen, style, device_scale_factor=2).same
