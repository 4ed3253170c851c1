"""One browser for all tests of this folder, and the pages that they open.

It ends with this folder, which is a package for that: its driver is a child of pytest, where other
tests count children, and it keeps an event loop running in pytest's own thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.chromium import Missing, Opened, opened, started
from tests.browser.made_up_pages import (
    hostile_run,
    machine_runs,
    machines_page_of,
    page_of,
    whole_run,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Open = Callable[..., Opened]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser; without one the tests are skipped, and say what to install."""
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(started())
        except Missing as missing:
            pytest.skip(str(missing))
        yield browser


@pytest.fixture(scope="package")
def run_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001
    """The page of a run of all families. Without a browser it is not drawn at all."""
    return page_of(whole_run(), tmp_path_factory.mktemp("run_page"))


@pytest.fixture(scope="package")
def hostile_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001
    """The page of a run whose every name would like to be a script."""
    return page_of(hostile_run(), tmp_path_factory.mktemp("hostile_page"))


@pytest.fixture(scope="package")
def machines_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001
    """The page of four machines."""
    return machines_page_of(machine_runs(), tmp_path_factory.mktemp("machines_page"))


@pytest.fixture(scope="package")
def hostile_machines_page(
    browser: Browser,  # noqa: ARG001
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The page of two machines, one of which is called by a script."""
    runs = machine_runs(hostile=True)
    return machines_page_of(runs, tmp_path_factory.mktemp("hostile_machines_page"))


@pytest.fixture(params=["hostile_page", "hostile_machines_page"])
def hostile_file(request: pytest.FixtureRequest) -> Path:
    """Each page that is made of runs in which names would like to be scripts."""
    file: Path = request.getfixturevalue(request.param)
    return file


@pytest.fixture(params=["run_page", "machines_page"])
def page_file(request: pytest.FixtureRequest) -> Path:
    """Each page that is made of honest runs."""
    file: Path = request.getfixturevalue(request.param)
    return file


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """A function that opens a file, as `tests.browser.chromium.opened` does; closed at the end."""
    with ExitStack() as stack:

        def opens(file: Path, *args: Any, **about: Any) -> Opened:
            return stack.enter_context(opened(browser, file, *args, **about))

        yield opens


@pytest.fixture
def open_whole(open_page: Open) -> Open:
    """Like `open_page`, with all that is folded open."""

    def opens(*args: Any, **about: Any) -> Opened:
        seen = open_page(*args, **about)
        seen.page.evaluate("() => checks.unfold()")
        return seen

    return opens


@pytest.fixture(scope="package")
def _stills(browser: Browser) -> Iterator[Callable[[Path], Opened]]:
    with ExitStack() as stack:

        @cache
        def unfolded(file: Path) -> Opened:
            seen = stack.enter_context(opened(browser, file))
            seen.page.evaluate("() => checks.unfold()")
            return seen

        yield unfolded


@pytest.fixture
def still(_stills: Callable[[Path], Opened], page_file: Path) -> Iterator[Page]:
    """Each page, all unfolded: opened once for all tests that change nothing but the medium."""
    page = _stills(page_file).page
    yield page
    page.emulate_media(media="screen", color_scheme="light")
