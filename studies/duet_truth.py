"""Two versions whose difference is known, compared by ``lightwork duet``, over and over.

    python -m studies.duet_truth idle --comparisons 200    # about 20 s each
    python -m studies.duet_truth loaded                    # beside a busy process
    python -m studies.duet_truth table                     # what came out

A comparison is of identical code (every other one), or of a function that does 3, 5 or 10 % more of
the same. Each is a line of ``docs/truth/duet_<host>.jsonl``; what is there is not measured again.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from studies.busy_core import busy_cores
from tests.fixtures.places import ROOT

FOLDER = ROOT / "docs" / "truth"
#: Steps of each item beyond a hundred, per cent: what NEW does more.
LEVELS = (0, 3, 0, 5, 0, 10)
JOB = """
ITEMS = list(range(20))


def work(item):
    total = item
    for _ in range({hundreds}):
        for step in range(90):
            total += step * step
    return 0
"""


def compare(percent: int) -> dict[str, Any]:
    """One comparison in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="lightwork-") as folder:
        for name, hundreds in (("old", 100), ("new", 100 + percent)):
            place = Path(folder, name)
            place.mkdir()
            (place / "job.py").write_text(JOB.format(hundreds=hundreds))
        began = time.monotonic()
        done = subprocess.run(
            [
                *(sys.executable, "-m", "lightwork", "duet", f"{folder}/old", f"{folder}/new"),
                *("--workload", "job.py:work", "--items", "job.py:ITEMS"),
                *("--json", f"{folder}/found.json"),
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, 1):
            raise SystemExit(done.stderr)
        found = json.loads(Path(folder, "found.json").read_text())
    loop = next(one for one in found["changes"] if one["name"] == "serial loop")
    return {
        "percent": percent,
        "failed": done.returncode == 1,
        "failing": [one["name"] for one in found["changes"] if one["fails"]],
        "worse_once": [one["name"] for one in found["changes"] if one["verdict"] == "slower"],
        "loop": loop["ratio"],
        "blocks": found["blocks"],
        "seconds": round(time.monotonic() - began, 1),
    }


def table() -> Iterator[str]:
    """What came out, by host and level."""
    yield "| host | NEW does | comparisons | failed | serial loop, median | half width | seconds |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for host in ("idle", "loaded"):
        file = FOLDER / f"duet_{host}.jsonl"
        lines = file.read_text().splitlines() if file.exists() else []
        records = [json.loads(line) for line in lines]
        for percent in sorted({one["percent"] for one in records}):
            same = [one for one in records if one["percent"] == percent]
            failed = sum(one["failed"] for one in same)
            ratios = sorted(one["loop"]["value"] for one in same)
            widths = sorted(math.log(one["loop"]["high"] / one["loop"]["low"]) / 2 for one in same)
            middle = len(same) // 2
            seconds = max(one["seconds"] for one in same)
            yield (
                f"| {host} | {'the same' if not percent else f'{percent} % more'} | {len(same)} | "
                f"{failed} ({failed / len(same):.1%}) | {ratios[middle]:.3f} | "
                f"{widths[middle]:.1%} | {seconds:.0f} at most |"
            )


def main() -> None:
    """Measure what was asked for and is not there yet; or print what is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host", choices=("idle", "loaded", "table"))
    parser.add_argument("--comparisons", type=int, default=200)
    options = parser.parse_args()
    if options.host == "table":
        print(*table(), sep="\n")
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"duet_{options.host}.jsonl"
    done = len(file.read_text().splitlines()) if file.exists() else 0
    with busy_cores(1, share=0.5) if options.host == "loaded" else nullcontext():
        for number in range(done, options.comparisons):
            record = compare(LEVELS[number % len(LEVELS)])
            with file.open("a") as lines:
                lines.write(json.dumps(record, separators=(",", ":")) + "\n")
            print(f"{options.host} {number + 1} of {options.comparisons}: {record}", flush=True)


if __name__ == "__main__":
    main()
