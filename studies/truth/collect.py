"""Measure OLD and NEW of identical and of truly slower code, over and over.

``python -m studies.truth.collect loaded --comparisons 200`` appends one JSON line for each
comparison to ``docs/truth/loaded.jsonl``; what is there already is not measured again. ``idle``
measures the same without another process. ``python -m studies.truth.table`` reads both.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from studies.busy_core import busy_cores
from studies.truth import peers, work
from studies.truth.work import TENTH_MORE, TWENTIETH_MORE
from tests.fixtures.places import ROOT
from tests.fixtures.truth_machine import SLOWDOWNS

FOLDER = ROOT / "docs" / "truth"
#: A run with `--effort standard` has a third of them.
BLOCKS = 21
#: What every comparison measures: identical code, and what must be found on such a host. All
#: levels, and the peers, in every eighth.
ALWAYS = {"idle": (1.00, 1.05), "loaded": (1.00, 1.10)}
PEER_LEVELS = (1.00, TWENTIETH_MORE, TENTH_MORE)
PYPERF_LEVELS = (1.00, TENTH_MORE)  # each takes 5 to 8 s
#: The function that all tools measure.
WORK = work.__name__
STOCK_SECONDS = 1.5  # what each tool measures of a level, without what it starts


def our_side(levels: Sequence[float], module: str = WORK) -> dict[str, Any]:
    """The blocks of a side, measured by a run of its own."""
    command = [sys.executable, "-m", "studies.truth.side", str(BLOCKS), module]
    command += [f"{level:.2f}" for level in levels]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return _rounded(json.loads(done.stdout))


def _rounded(side: dict[str, Any]) -> dict[str, Any]:
    """Whole microseconds: a hundredth of a percent of a round."""
    for level in side.values():
        for key in ("case", "reference"):
            level[key] = [round(seconds * 1e6) for seconds in level[key]]
        level["foreign"], level["seconds"] = round(level["foreign"], 3), round(level["seconds"], 2)
    return side


def compare(number: int, host: str) -> dict[str, Any]:
    """One comparison: OLD, then NEW in a shuffled order of its levels; peers in some."""
    levels = list(SLOWDOWNS if number % 8 == 4 else ALWAYS[host])
    random.Random(number).shuffle(levels)
    record: dict[str, Any] = {"number": number, "at": round(time.time())}
    record["old"], record["new"] = our_side([1.00]), our_side(levels)
    if number % 8 == 0:
        with tempfile.TemporaryDirectory(prefix="lightwork-") as folder:
            record["peers"] = compare_by_peers(Path(folder), PEER_LEVELS, PYPERF_LEVELS)
    return record


def compare_by_peers(
    folder: Path, levels: Sequence[float], pyperf_levels: Sequence[float], module: str = WORK
) -> dict[str, Any]:
    """The same by pytest-benchmark and by pyperf, with the seconds that each took."""
    begun = time.perf_counter()
    old = peers.stock_side(folder, "old", [1.00], STOCK_SECONDS, module)["1.00"]
    new = peers.stock_side(folder, "new", levels, STOCK_SECONDS, module)
    stock = {level: peers.stock_fails(old, stats) for level, stats in new.items()}
    ratios = {level: round(stats["mean"] / old["mean"], 4) for level, stats in new.items()}
    between = time.perf_counter()
    first = peers.pyperf_side(folder, "old", 1.00, module)
    pyperf = {
        f"{level:.2f}": peers.pyperf_says(first, peers.pyperf_side(folder, "new", level, module))
        for level in pyperf_levels
    }
    end = time.perf_counter()
    seconds = {"stock": round(between - begun, 1), "pyperf": round(end - between, 1)}
    return {"stock_fails": stock, "stock_ratio": ratios, "pyperf": pyperf, "seconds": seconds}


def main() -> None:
    """Measure as many comparisons as were asked for and are not there yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host", choices=("idle", "loaded"))
    parser.add_argument("--comparisons", type=int, default=200)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    if find_spec("pyperf") is None:
        parser.error("needs pyperf: pip install '.[study]'")
    options.out.mkdir(parents=True, exist_ok=True)
    file = options.out / f"{options.host}.jsonl"
    done = len(file.read_text().splitlines()) if file.exists() else 0
    load = busy_cores(1, share=0.5) if options.host == "loaded" else nullcontext()
    with load:
        for number in range(done, options.comparisons):
            record = compare(number, options.host)
            with file.open("a") as lines:
                lines.write(json.dumps(record, separators=(",", ":")) + "\n")
            print(f"{options.host} {number + 1} of {options.comparisons}", flush=True)


if __name__ == "__main__":
    main()
