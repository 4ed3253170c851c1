"""Take all approved pictures anew: ``python -m tests.browser.approve``. Look at them before commit.

Needs what the browser tests need. Pictures of views that there are no more are deleted.
"""

import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import Missing, started
from tests.browser.made_up_pages import machine_runs, machines_page_of, page_of, whole_run
from tests.browser.screens import ALL, APPROVED, dressed, shot


def approve() -> list[Path]:
    """Take and save all of them; give the files."""
    APPROVED.mkdir(exist_ok=True)
    with started() as browser, tempfile.TemporaryDirectory() as folder:
        pages = {
            "run": page_of(whole_run(), Path(folder) / "run"),
            "machines": machines_page_of(machine_runs(), Path(folder) / "machines"),
        }
        for screen in ALL:
            with dressed(browser, pages[screen.page], screen) as page:
                shot(page, screen.part).quantize(64).save(screen.file, optimize=True)
    files = [screen.file for screen in ALL]
    for old in set(APPROVED.glob("*.png")) - set(files):
        old.unlink()
    return files


if __name__ == "__main__":
    try:
        for file in approve():
            sys.stdout.write(f"{file}\n")
    except Missing as missing:
        raise SystemExit(str(missing)) from missing
