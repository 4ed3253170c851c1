"""One line per finished case, on disk before the next case starts.

pytest-benchmark saves only at the end of the session; what a signal or a power cut interrupts
would lose every finished case. The journal holds the same records, and goes when they are saved.
"""

import json
import os
from pathlib import Path
from typing import IO, Any

FOLDER = "journal"


class Journal:
    """An append-only file of JSON lines; the first line tells about the run."""

    def __init__(self, path: Path, header: dict[str, Any]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file: IO[str] = path.open("x", encoding="utf-8")
        self.write(header)

    def write(self, record: dict[str, Any]) -> None:
        """Append one record and wait until it is on the disk. Raises `OSError`."""
        self._file.write(json.dumps(record, allow_nan=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self, saved: bool) -> None:
        """Close the file; remove it where its records are in the saved file."""
        self._file.close()
        if saved:
            self.path.unlink()
