"""Journals of earlier runs that nobody saved: told of where many lie about, never deleted.

A run that is broken off leaves its journal (`benchmarks.journal`), as it may be continued; whoever
measures anew instead leaves one more each time. What to throw away only its owner knows.
"""

from datetime import UTC, datetime
from pathlib import Path

from benchmarks.journal_lines import JOURNAL_SUFFIX

#: So many are not worth a line: a few broken runs are usual, and `plot.py` tells of the newest.
FEW = 10


def left_journals(own: Path) -> list[str]:
    """A line about the journals beside ``own``, the one of this run; none of a few."""
    written = []
    for path in own.parent.glob(f"*{JOURNAL_SUFFIX}"):
        try:
            about = path.stat()
        except OSError:  # its run has just been saved
            continue
        if path != own:
            written.append((about.st_mtime, about.st_size))
    if len(written) <= FEW:
        return []
    oldest = f"{datetime.fromtimestamp(min(written)[0], UTC):%Y-%m-%d}"
    megabytes = sum(size for _, size in written) / 1e6
    return [
        f"  {len(written)} journals of runs that were not saved are in {own.parent} "
        f"({megabytes:.1f} MB, the oldest of {oldest}): continue one with --resume=JOURNAL, or "
        "delete those that you don't need"
    ]
