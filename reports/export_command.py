"""``python reports/plot.py RUN --export FILE_OR_DIR``: one saved run in, its pack out."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO

from reports.exporting import export
from reports.loading import content_of
from reports.packs import SUFFIX
from reports.problem import Problem, Unreadable
from reports.reading import read_run

ONE = "Name one of them, or leave RUN out for the newest."
WHOLE = "Finish it: pytest benchmarks/ --benchmark-autosave --resume=JOURNAL"


def run_export(files: Sequence[Path], place: Path, stdout: IO[str]) -> None:
    """Pack the only one of ``files``.

    Raises `Unreadable` where it is no run or something else is in the way; OSError.
    """
    if len(files) != 1:
        got = f"{len(files)} saved runs"
        raise Unreadable(Problem(files[0].parent, "", got, "one to export", ONE))
    if place.suffix == ".zip" and not place.name.endswith(SUFFIX):
        remedy = f"Name it {place.with_suffix('').name}{SUFFIX}"
        expected = f"a folder, or a name that ends in {SUFFIX}, as these are found in folders"
        raise Unreadable(Problem(place, "", "another name", expected, remedy))
    run, content = read_run(files[0]), content_of(files[0])
    if run.journal is not None:
        raise Unreadable(Problem(files[0], "", "a journal", "a saved run", WHOLE))
    written = export(run, content, place)
    print(f"packed: {written} ({written.stat().st_size:,} bytes)", file=stdout)
    print(f"read it: python reports/plot.py {written}", file=stdout)
