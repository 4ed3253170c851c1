"""Take all approved pictures anew: ``python -m tests.browser.approve``. Look at them before commit.

Needs what the browser tests need. Pictures of views that there are no more are deleted.
"""

import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import Missing, started
from tests.browser.made_up_pages import page_of, whole_run
from tests.browser.screens import APPROVED, RUN_PARTS, screens, shots


def approve() -> list[Path]:
    """Take and save all of them; give the files."""
    wanted = screens("run", RUN_PARTS)
    APPROVED.mkdir(exist_ok=True)
    with started() as browser, tempfile.TemporaryDirectory() as folder:
        page = page_of(whole_run(), Path(folder))
        for screen, picture in shots(browser, page, wanted):
            picture.quantize(64).save(screen.file, optimize=True)
    files = [screen.file for screen in wanted]
    for old in set(APPROVED.glob("*.png")) - set(files):
        old.unlink()
    return files


if __name__ == "__main__":
    try:
        for file in approve():
            sys.stdout.write(f"{file}\n")
    except Missing as missing:
        raise SystemExit(str(missing)) from missing
