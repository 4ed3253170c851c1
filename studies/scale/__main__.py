"""``python -m studies.scale --folder DIR``: seconds and peak memory by number of files.

Ours and the peer's take turns on the same files, in one invocation, as often as ``--times``; shown
are the medians, and the median of the ratios within the turns. Memory is looked at in runs of their
own. The files stay in ``--folder`` (3,000 take 3.4 GB); a second invocation uses them again.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from studies.scale.collection import make_collection
from studies.scale.watched import Command, peak_bytes_of, seconds_of
from tests.fixtures.places import ROOT

SIZES = (1, 10, 100, 300, 1000, 3000)
#: Beyond, the peer prints hundreds of thousands of lines for minutes.
MOST_FOR_PEER = 1000


def ours(folder: Path, out: Path) -> Command:
    """The whole command: files in; page, pictures, tables and words out."""
    return [sys.executable, "reports/plot.py", folder, "--out", out]


def peers(folder: Path) -> Command:
    """The peer's comparison of the same files, as one types it."""
    program = Path(sys.executable).with_name("pytest-benchmark")
    return [program, "compare", *sorted(folder.glob("*.json"))]


def row(folder: Path, times: int, with_peer: bool) -> str:
    """One line of the table."""
    commands = [ours(folder, folder.with_name("out"))] + [peers(folder)] * with_peer
    turns = [[seconds_of(command, ROOT) for command in commands] for _ in range(times)]
    files = list(folder.glob("*.json"))
    cells = [f"{len(files):,}", f"{sum(file.stat().st_size for file in files) / 1e6:,.0f} MB"]
    for place, command in enumerate(commands):
        cells.append(f"{median(turn[place] for turn in turns):.1f} s")
        cells.append(f"{peak_bytes_of(command, ROOT) / 1e6:,.0f} MB")
    if with_peer:
        cells.append(f"{median(mine / other for mine, other in turns):.2f}")
    else:
        cells += ["not run", "", ""]
    return "| " + " | ".join(cells) + " |"


def subset(collection: Path, files: int, folder: Path) -> Path:
    """A folder with the first ``files`` of a collection, as links."""
    folder.mkdir()
    for file in sorted(collection.glob("*.json"))[:files]:
        (folder / file.name).symlink_to(file)
    return folder


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m studies.scale", description=__doc__)
    options.add_argument("--folder", type=Path, required=True)
    options.add_argument("--most", type=int, default=SIZES[-1], help="largest number of files")
    options.add_argument("--times", type=int, default=3)
    chosen = options.parse_args()
    collection = chosen.folder.resolve()
    sizes = [size for size in SIZES if size <= chosen.most]
    make_collection(collection, sizes[-1])
    print("| files | size | lightwork | peak | pytest-benchmark compare | peak | ratio |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for size in sizes:
        links = Path(tempfile.mkdtemp())
        try:
            folder = subset(collection, size, links / "runs")
            print(row(folder, chosen.times, size <= MOST_FOR_PEER), flush=True)
        finally:
            shutil.rmtree(links)


if __name__ == "__main__":
    main()
