"""Two versions whose difference is known, compared by ``lightwork duet``, over and over.

    python -m studies.duet_truth idle                      # about 20 s each
    python -m studies.duet_truth loaded                    # beside a busy process
    python -m studies.duet_truth table                     # what came out

A comparison is of identical code, or of a function that does 3, 5 or 10 % more of the same. Each is
a line of ``docs/truth/duet_<host>.jsonl``; what is there is not measured again. Every seventh is
also made by the suite's gate, pytest-benchmark and pyperf, as in `studies.truth.collect`.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from studies.busy_core import busy_cores
from studies.truth import collect, steps
from studies.truth.collect import FOLDER
from studies.truth.table import TOOLS, share, verdicts
from tests.fixtures.places import ROOT

#: What NEW does more, per cent: 500 comparisons are 200 of identical code and 100 of each other.
LEVELS = (0, 3, 0, 5, 10)
#: A number that shares no divisor with theirs, so that peers meet all levels.
PEERS_EVERY = 7
#: The places of peers in `studies.truth.table.TOOLS`.
PEERS = {"gate": 1, "stock": 5, "pyperf": 6}


def compare(percent: int) -> dict[str, Any]:
    """One comparison in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="lightwork-") as folder:
        for name, hundreds in (("old", 100), ("new", 100 + percent)):
            place = Path(folder, name)
            place.mkdir()
            job = Path(steps.__file__).read_text()
            (place / "job.py").write_text(job.replace(" = 100", f" = {hundreds}"))
        began = time.monotonic()
        done = subprocess.run(
            [
                *(sys.executable, "-m", "lightwork", "duet", f"{folder}/old", f"{folder}/new"),
                *("--workload", "job.py:task", "--items", "job.py:ITEMS"),
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


def compare_by_peers(percent: int) -> dict[str, Any]:
    """The same by the other tools, in the form of a comparison of `studies.truth.collect`."""
    level = 1 + percent / 100
    old, new = (collect.our_side([one], steps.__name__) for one in (1.0, level))
    with tempfile.TemporaryDirectory(prefix="lightwork-") as folder:
        peers = collect.compare_by_peers(Path(folder), [level], [level], steps.__name__)
    sides = (*old.values(), *new.values())
    peers["seconds"]["gate"] = round(sum(side["seconds"] for side in sides), 1)
    return {"old": old, "new": new, "peers": peers}


def tools_table(records: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What each tool makes of identical and of slower code."""
    levels = sorted(set(LEVELS))
    heading = " | ".join(f"+{percent} % found" for percent in levels[1:])
    yield f"| | identical: false | {heading} | seconds |"
    yield f"| {' | '.join(['---'] * (len(levels) + 2))} |"
    failed = [[one["failed"] for one in records if one["percent"] == percent] for percent in levels]
    rows = [("`lightwork duet`", failed, [one["seconds"] for one in records])]
    some = [one["by_peers"] for one in records if "by_peers" in one]
    found = [[*verdicts(some, f"{1 + percent / 100:.2f}")] for percent in levels]
    for tool, place in PEERS.items():
        taken = [one["peers"]["seconds"][tool] for one in some]
        rows.append((TOOLS[place], [one[place] for one in found], taken))
    for name, shares, taken in rows:
        seconds = f"{median(taken):.1f}" if taken else "–"
        yield f"| {name} | {' | '.join(map(share, shares))} | {seconds} |"


def loop_table(host: str, records: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What `lightwork duet` measured of the serial loop, by level."""
    yield "| host | NEW does | comparisons | failed | serial loop, median | half width | seconds |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
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


def print_tables(folder: Path) -> None:
    """Of each host that was measured."""
    for host in ("idle", "loaded"):
        file = folder / f"duet_{host}.jsonl"
        if file.exists():
            records = [json.loads(line) for line in file.read_text().splitlines()]
            print(f"\n{host}\n", *tools_table(records), "", *loop_table(host, records), sep="\n")


def main() -> None:
    """Measure what was asked for and is not there yet; or print what is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host", choices=("idle", "loaded", "table"))
    parser.add_argument("--comparisons", type=int, default=500)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    if options.host == "table":
        print_tables(options.out)
        return
    if find_spec("pyperf") is None:
        parser.error("needs pyperf: pip install '.[study]'")
    options.out.mkdir(parents=True, exist_ok=True)
    file = options.out / f"duet_{options.host}.jsonl"
    done = len(file.read_text().splitlines()) if file.exists() else 0
    with busy_cores(1, share=0.5) if options.host == "loaded" else nullcontext():
        for number in range(done, options.comparisons):
            percent = LEVELS[number % len(LEVELS)]
            record = compare(percent)
            if number % PEERS_EVERY == 0:
                record["by_peers"] = compare_by_peers(percent)
            with file.open("a") as lines:
                lines.write(json.dumps(record, separators=(",", ":")) + "\n")
            print(f"{options.host} {number + 1}, {percent} % more: {record['failing']}", flush=True)


if __name__ == "__main__":
    main()
