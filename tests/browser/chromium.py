"""The browser in which tests open pages: whichever Chromium is there, and no network."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

#: The shell first: it has no windows, menus and new-tab pages of its own to draw.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
#: Names a browser that is none of these, or not on the path.
VARIABLE = "LIGHTWORK_BROWSER"
#: No sandbox, as containers have none; nothing that a browser does for itself.
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--force-color-profile=srgb", "--font-render-hinting=none",
)  # fmt: skip
DESKTOP, PHONE = (1280, 900), (390, 844)
#: Schemes of addresses that need no network.
LOCAL = ("file:", "data:", "about:", "blob:")
CHECKS = Path(__file__).parent / "checks.js"
PATIENCE_MILLISECONDS = 20_000


class Missing(Exception):
    """What there is not; the text says what to install."""


class Opened(NamedTuple):
    """A page in a browser, and what it did that a page shall not do."""

    page: Page
    complaints: list[str]  # errors and warnings of the console, of scripts, of loading
    requests: list[str]  # addresses that it asked the network for


def executable() -> str:
    """The browser. Raises `Missing`."""
    chosen = os.environ.get(VARIABLE)
    if chosen and not shutil.which(chosen):
        raise Missing(f"no browser: {VARIABLE}={chosen} is no program")
    found = chosen or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise Missing(
            f"no browser: none of {', '.join(NAMES)} is on the path. Install one (Debian, Ubuntu: "
            f"apt-get install chromium-headless-shell), or name one by {VARIABLE}"
        )
    return found


@contextmanager
def started() -> Iterator[Browser]:
    """A browser with a profile of its own, for as long as the block takes. Raises `Missing`."""
    if not importlib.util.find_spec("playwright"):
        raise Missing(
            "no playwright. Install it: .venv/bin/python -m pip install -c constraints.txt "
            "'.[browser]'"
        )
    path = executable()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(
    browser: Browser, file: Path, size: tuple[int, int] = DESKTOP, *, place: str = "", **about: Any
) -> Iterator[Opened]:
    """``file`` at ``#place``, in a context of its own; ``about`` is for playwright's new_context.

    What is not local is counted and never asked for.
    """
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, **about)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    page = context.new_page()
    seen = Opened(page, [], [])

    def keep_local(route: Route) -> None:
        if route.request.url.startswith(LOCAL):
            route.continue_()
        else:
            seen.requests.append(route.request.url)
            route.abort()

    context.add_init_script(path=CHECKS)
    context.route("**/*", keep_local)
    page.on("console", lambda said: _complain(seen, said.type, said.text))
    page.on("pageerror", lambda error: seen.complaints.append(f"script: {error}"))
    page.on("requestfailed", lambda asked: seen.complaints.append(f"not loaded: {asked.url}"))
    page.on("dialog", lambda dialog: seen.complaints.append(f"dialog: {dialog.message}"))
    try:
        page.goto(file.as_uri() + place)
        yield seen
    finally:
        context.close()


def _complain(seen: Opened, kind: str, text: str) -> None:
    if kind in ("error", "warning"):
        seen.complaints.append(f"{kind}: {text}")
