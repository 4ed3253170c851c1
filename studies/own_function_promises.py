"""Does the code to paste reach what the verdict promised?

    python -m studies.own_function_promises [--only json,re] [--effort standard]

For each of the 12 well-known functions: a run of ``pytest benchmarks/ --workload ...`` as a user
starts it; then the code of its verdict, in a fresh process, beside the plain loop over the same
items, in pairs. Kept is a promise whose interval meets the one that the code reaches, or lies below
it. Where the verdict is the plain loop or "can't tell", there is nothing to reach.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from lightwork.core.intervals import Estimate, ratio_interval
from lightwork.reporting.estimates.analysis import analyse
from lightwork.reporting.read.run import read_run
from lightwork.reporting.text.figures import times_between
from lightwork.reporting.verdict.build import build_verdict
from studies.own_function_classes import EXPECTED, FOLDER, echo_server

PAIRS = 12
_DRIVER = """
import json, time
import pasted
{setup}
def plain(): return [work(item) for item in items]
def seconds(run):
    start = time.perf_counter()
    results = run()
    assert len(results) == {count}
    return time.perf_counter() - start
if __name__ == "__main__":
    for run in (plain, pasted.main): run()
    pairs = []
    for number in range({pairs}):
        ways = [plain, pasted.main][:: -1 if number % 2 else 1]
        took = {{way: seconds(way) for way in ways}}
        pairs.append(took[plain] / took[pasted.main])
    print(json.dumps(pairs))
"""


def measured(workload: str, items: str, folder: Path, effort: str = "quick") -> Path:
    """A run of the suite on a function, as a user types it; the saved file."""
    saved = folder / "run.json"
    command = ["-m", "pytest", "benchmarks/", "-q", f"--workload={workload}"]
    command += [f"--items={items}", f"--benchmark-json={saved}", f"--effort={effort}"]
    done = subprocess.run([sys.executable, *command], check=False, capture_output=True, text=True)
    if not saved.is_file():
        raise SystemExit(done.stdout + done.stderr)
    return saved


def reached(code: str, items: dict[str, Any], module: str, folder: Path) -> Estimate:
    """The speedup of the pasted code over the plain loop, of as many items as a round had."""
    count = items["round_items"]
    times = -(-count // items["distinct_items"])
    every = f"items = (list(ITEMS) * {times})[:{count}]"
    code = code.replace("items = list(ITEMS)", every)
    setup = f"from {module} import work, ITEMS\n{every}"
    return in_pairs(code, setup, count, PAIRS, folder, FOLDER)


def in_pairs(
    code: str, setup: str, count: int, pairs: int, folder: Path, imported_from: Path
) -> Estimate:
    """The speedup of pasted code over the plain loop, in a fresh process.

    ``setup`` defines ``work`` and ``items``, of which there are ``count``.
    """
    (folder / "pasted.py").write_text(code)
    driver = folder / "driver.py"
    driver.write_text(_DRIVER.format(setup=setup, count=count, pairs=pairs))
    done = subprocess.run(
        [sys.executable, str(driver)],
        env={**os.environ, "PYTHONPATH": str(imported_from), "OMP_NUM_THREADS": "1"},
        check=True,
        capture_output=True,
        text=True,
    )
    return ratio_interval(json.loads(done.stdout))


def row(name: str, effort: str) -> str:
    """Measure, paste, compare: a row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        file_name = f"{FOLDER}/known_{name}.py"
        saved = measured(f"{file_name}:work", f"{file_name}:ITEMS", Path(folder), effort)
        analysis = analyse(read_run(saved))
        own = build_verdict(analysis).own
        assert own is not None
        facts = json.loads(saved.read_text())["lightwork"]["own_function"]
        take = own.lines[0].text
        if take.startswith(("can't tell", "the plain loop")):
            return f"| {name} | {take} | nothing to reach | – |"
        promised = next(
            one.speedup
            for one in analysis.results
            if "speedup" in one.estimates and times_between(one.speedup) in take
        )
        got = reached(own.code, facts, f"known_{name}", Path(folder))
    kept = got.high >= promised.low
    return f"| {name} | {take} | {times_between(got)} | {'yes' if kept else '**no**'} |"


def main() -> None:
    """Print a row for each function."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(EXPECTED))
    parser.add_argument("--effort", default="quick")
    arguments = parser.parse_args()
    print("| function | verdict | the pasted code reaches | kept |\n| --- | --- | --- | --- |")
    with echo_server():
        for name in arguments.only.split(","):
            print(row(name, arguments.effort), flush=True)
    print(f"\nLoad {os.getloadavg()[0]:.1f} in the end.")


if __name__ == "__main__":
    main()
