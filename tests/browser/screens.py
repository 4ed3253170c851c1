"""The views of the pages of which approved pictures are kept."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib as mpl
from PIL import Image

from tests.browser.chromium import DESKTOP, PHONE, opened
from tests.browser.likeness import small

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

APPROVED = Path(__file__).parent / "approved"
SIZES = {"desktop": DESKTOP, "phone": PHONE}
THEMES = ("light", "dark")
#: What is looked at on each page: "" is the first screen, else a section.
PARTS = {"run": ("", "speedup", "what_things_cost"), "machines": ("", "hosts")}


class Screen(NamedTuple):
    """One view."""

    page: str  # which of the pages
    part: str
    size: str
    theme: str

    @property
    def name(self) -> str:
        """The approved picture's file name, without its ending."""
        return "-".join((self.page, self.part or "top", self.size, self.theme))

    @property
    def file(self) -> Path:
        """The approved picture."""
        return APPROVED / f"{self.name}.png"


def screens(page: str) -> list[Screen]:
    """The views of a page: the top in all sizes and themes, other parts in two of the four."""
    found = [Screen(page, "", size, theme) for size in SIZES for theme in THEMES]
    for part in filter(None, PARTS[page]):
        found += [Screen(page, part, "desktop", "light"), Screen(page, part, "phone", "dark")]
    return found


ALL = [screen for page in PARTS for screen in screens(page)]


@contextmanager
def dressed(browser: Browser, file: Path, screen: Screen, **about: Any) -> Iterator[Page]:
    """The page as it is for pictures: in the screen's size and theme, in `same_letters`."""
    about |= {"color_scheme": screen.theme, "bypass_csp": True}
    with opened(browser, file, SIZES[screen.size], **about) as seen:
        seen.page.add_style_tag(content=same_letters())
        seen.page.evaluate("() => document.fonts.ready.then(() => document.fonts.size)")
        yield seen.page


@cache
def same_letters() -> str:
    """A style by which all text is in the font that comes with matplotlib, whatever a host has.

    With another font a line breaks elsewhere, and on a phone all below it moves.
    """
    font = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    data = base64.b64encode(font.read_bytes()).decode()
    return (
        f"@font-face {{ font-family: same; src: url(data:font/ttf;base64,{data}) }}"
        "* { font-family: same !important }"
    )


def shot(page: Page, part: str) -> Image.Image:
    """What is seen of a section, or of the first screen."""
    taken = page.locator(f"#{part}").screenshot() if part else page.screenshot()
    return small(Image.open(io.BytesIO(taken)))
