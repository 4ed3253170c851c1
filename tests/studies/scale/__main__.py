"""``python -m tests.studies.scale --folder DIR``: seconds and peak memory by number of files.

Ours and the peer's take turns on the same files, in one invocation, as often as ``--times``; shown
are the medians, and the median of the ratios within the turns. The files stay in ``--folder``
(3,000 of them take 1.5 GB); a second invocation uses them again.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.studies.scale.collection import make_collection
from tests.studies.scale.watched import Watched, watched

ROOT = Path(__file__).resolve().parents[3]
SIZES = (1, 10, 100, 300, 1000, 3000)
#: Beyond, the peer prints hundreds of thousands of lines for minutes.
MOST_FOR_PEER = 1000


def ours(folder: Path, out: Path) -> Watched:
    """The whole command: files in; page, pictures, tables and words out."""
    return watched([sys.executable, "reports/plot.py", folder, "--out", out], ROOT)


def peers(folder: Path) -> Watched:
    """The peer's comparison of the same files, as one types it."""
    program = Path(sys.executable).with_name("pytest-benchmark")
    return watched([program, "compare", *sorted(folder.glob("*.json"))], ROOT)


def row(folder: Path, times: int, with_peer: bool) -> str:
    """One line of the table."""
    mine, other = [], []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as out:
            mine.append(ours(folder, Path(out)))
        if with_peer:
            other.append(peers(folder))
    files = len(list(folder.glob("*.json")))
    size = sum(file.stat().st_size for file in folder.glob("*.json"))
    cells = [f"{files:,}", f"{size / 1e6:,.0f} MB", *_figures(mine)]
    if other:
        ratios = [one.seconds / two.seconds for one, two in zip(mine, other, strict=True)]
        cells += [*_figures(other), f"{median(ratios):.2f}"]
    else:
        cells += ["not run", "", ""]
    return "| " + " | ".join(cells) + " |"


def _figures(found: list[Watched]) -> tuple[str, str]:
    seconds = median(one.seconds for one in found)
    return f"{seconds:.1f} s", f"{median(one.peak_bytes for one in found) / 1e6:,.0f} MB"


def subset(collection: Path, files: int, folder: Path) -> Path:
    """A folder with the first ``files`` of a collection, as links."""
    folder.mkdir()
    for file in sorted(collection.glob("*.json"))[:files]:
        (folder / file.name).symlink_to(file)
    return folder


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.studies.scale", description=__doc__)
    options.add_argument("--folder", type=Path, required=True)
    options.add_argument("--most", type=int, default=SIZES[-1], help="largest number of files")
    options.add_argument("--times", type=int, default=3)
    chosen = options.parse_args()
    collection = chosen.folder.resolve()
    sizes = [size for size in SIZES if size <= chosen.most]
    make_collection(collection, sizes[-1])
    print("| files | size | manyhands | peak | pytest-benchmark compare | peak | ratio |")
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
