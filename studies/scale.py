"""How report and comparison grow with the number of runs, beside ``pytest-benchmark compare``.

    python -m studies.scale --folder DIR [--most 3000] [--times 3]

Ours and the peer's take turns on the same files, in one invocation, as often as ``--times``; shown
are the medians, and the median of the ratios within the turns. Memory is watched in runs of their
own: who looks at the memory of five processes fifty times a second takes most of a core, which a
command of several processes misses and one of a single process does not.

The files are made up: of 100 benchmarks with 100 rounds, of 8 machine models. They stay in
``--folder`` (3,000 take 3.4 GB); a second invocation uses them again.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from pytest_benchmark.stats import Stats

from tests.fixtures.made_up.runs import made_up_run
from tests.fixtures.places import ROOT

SIZES = (1, 10, 100, 300, 1000, 3000)
#: Beyond, the peer prints hundreds of thousands of lines for minutes.
MOST_FOR_PEER = 1000
BENCHMARKS, ROUNDS = 100, 100
#: Usable cores of the machine models that the files are of, in turn.
MODELS = (2, 4, 8, 12, 16, 32, 64, 128)
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
#: Several runs of a machine in turn, as a fleet has.
RUNS_OF_ONE = 3
#: Seconds between two readings of memory: a shorter peak may be missed, on either side alike.
POLL_SECONDS = 0.02
Command = Sequence[str | Path]


def make_collection(folder: Path, files: int) -> None:
    """Fill ``folder`` up to ``files`` files; those that are there stay.

    A whole run is made up for each model only, and each file scales its seconds by a factor of its
    own: drawing thirty million random numbers would take longer than everything that is measured.
    """
    folder.mkdir(parents=True, exist_ok=True)
    models = [_model(usable) for usable in MODELS]
    for number in range(files):
        path = folder / f"{number:04}_run.json"
        if not path.exists():
            path.write_text(json.dumps(_file(models[number % len(models)], number)))


def _model(usable: int) -> dict[str, Any]:
    run = made_up_run(usable, rounds=ROUNDS, seed=usable)
    run["benchmarks"] = run["benchmarks"][:BENCHMARKS]
    if len(run["benchmarks"]) < BENCHMARKS:
        raise ValueError(f"{usable} cores give {len(run['benchmarks'])} cases, not {BENCHMARKS}")
    run["machine_info"]["machine"]["cpu_model"] = f"Made-up CPU with {usable} cores"
    run["lightwork"]["planned_cases"] = BENCHMARKS
    return run


def _file(model: dict[str, Any], number: int) -> dict[str, Any]:
    machine = number // (len(MODELS) * RUNS_OF_ONE) * len(MODELS) + number % len(MODELS)
    speed = random.Random(number).lognormvariate(0, 0.05)
    about = json.loads(json.dumps(model["machine_info"]))
    about["machine"].update(id=f"m-{machine:016x}", label=f"host {machine}")
    own = {**model["lightwork"], "run_id": f"made-up-{number:06}", "label": f"host {machine}"}
    return {
        **model,
        "machine_info": about,
        "lightwork": own,
        "benchmarks": [_scaled(one, speed) for one in model["benchmarks"]],
        "datetime": (BEGIN + timedelta(minutes=number)).isoformat(),
    }


def _scaled(one: dict[str, Any], speed: float) -> dict[str, Any]:
    extra = dict(one["extra_info"])
    for key in ("reference_seconds", "ceiling_seconds", "cpu_seconds"):
        if key in extra:
            extra[key] = [value * speed for value in extra[key]]
    stats = Stats()
    for value in one["stats"]["data"]:
        stats.update(value * speed)
    figures = {name: getattr(stats, name) for name in Stats.fields}
    return {**one, "extra_info": extra, "stats": {**figures, "iterations": 1, "data": stats.data}}


def seconds_of(command: Command, cwd: Path) -> float:
    """Wall seconds of ``command``. Raises CalledProcessError where it fails."""
    begin = time.perf_counter()
    with _started(command, cwd):
        pass
    return time.perf_counter() - begin


def peak_bytes_of(command: Command, cwd: Path) -> int:
    """The most that the tree of ``command`` had at once: proportional set size (PSS), summed."""
    peak = 0
    with _started(command, cwd) as process:
        root = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _tree_bytes(root))
            time.sleep(POLL_SECONDS)
    return peak


@contextmanager
def _started(command: Command, cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    """``command``, whose words nobody reads; at the end it has ended well."""
    process = subprocess.Popen(
        list(map(str, command)), cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    yield process
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, process.args)


def _tree_bytes(root: psutil.Process) -> int:
    """Shared pages count once, in parts: the PSS of a tree is what it really holds."""
    total = 0
    try:
        for process in (root, *root.children(recursive=True)):
            try:
                total += process.memory_full_info().pss
            except (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
                continue  # it ended meanwhile
    except psutil.NoSuchProcess:
        return total
    return total


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
    """Print a row for each number of files."""
    options = argparse.ArgumentParser(description=__doc__)
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
