"""The saved file in one step: pytest-benchmark writes it in place, so that a full disk or a kill
would leave half of one, which the next reader takes for the newest run.

pytest-benchmark has no hook for the writing itself. What is replaced are the two methods of its
session and its storage that write; what is written, and under which name, stays theirs. Where a
version has other methods, or a storage is no folder, its own writing is left as it is.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.storage.file import FileStorage
from pytest_benchmark.utils import safe_dumps

from lightwork.core.checksums import FIGURES_KEY, figures_sum
from lightwork.core.record import RUN_KEY
from lightwork.measuring.save.journal_file import reason, write_whole, writing_remedy

PLUGIN = "pytest-benchmark"


def add_sum(output: dict[str, Any]) -> None:
    """Put in a checksum of what is about to be saved, but where raw rounds are not saved."""
    as_read = json.loads(safe_dumps(output["benchmarks"]))
    with suppress(KeyError):
        output[RUN_KEY][FIGURES_KEY] = figures_sum(as_read)


class Saving:
    """What became of the saving: the file, or why there is none."""

    def __init__(self) -> None:
        self.file: Path | None = None
        self.failure: str | None = None  # in a sentence

    def take_over(self, config: pytest.Config) -> None:
        """Let what pytest-benchmark saves be written whole."""
        session: Any = config.pluginmanager.get_plugin(PLUGIN)
        storage = getattr(session, "storage", None)
        if isinstance(storage, FileStorage) and hasattr(storage, "_next_num"):
            storage.save = self._storing(storage)  # type: ignore[method-assign]
        if isinstance(getattr(session, "json", None), str | Path):
            session.save_json = self._writing(session)

    def _storing(self, storage: Any) -> Callable[[dict[str, Any], str], None]:
        def save(output: dict[str, Any], name: str) -> None:
            """As `FileStorage.save`, but whole."""
            try:
                number = storage._next_num  # creates nothing
                self._write(Path(storage.get(f"{number}_{name}.json")), output)
            except OSError as error:  # its folder can't be made or listed
                self._failed(storage.path, error)

        return save

    def _writing(self, session: Any) -> Callable[[dict[str, Any]], None]:
        def save_json(output: dict[str, Any]) -> None:
            """As `BenchmarkSession.save_json`, but whole."""
            self._write(Path(session.json), output)

        return save_json

    def _write(self, path: Path, output: dict[str, Any]) -> None:
        content = safe_dumps(output, ensure_ascii=True, indent=4).encode()
        try:
            write_whole(path, content)
        except OSError as error:
            self._failed(path, error)
        else:
            self.file = path

    def _failed(self, path: Path, error: OSError) -> None:
        self.failure = f"not saved: {path}: {reason(error)}: {writing_remedy(error)}"
