"""Made-up saved runs whose truth is known: what the reports are tested on.

A made-up machine has cores and speeds; a made-up mechanism has a start-up cost per worker and a
loss. From these follows the true speedup of each case (`true_speedup`); the rounds scatter around
it with a known, seeded noise. The form is that of a file which ``pytest benchmarks/`` saves.
"""

import contextlib
import functools
import json
import math
import random
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from benchmarks.figures_sum import FIGURES_KEY, figures_sum
from reports.analysis import Analysis, analyse
from reports.reading import read_run

#: Seeds of runs that say the same again and again: a few, and more to be exhaustive.
SEEDS = [range(5), pytest.param(range(5, 20), marks=pytest.mark.exhaustive)]
#: workload -> (kind, seconds of the serial loop, items)
WORKLOADS = {
    "prime_count": ("cpu", 0.42, 96),
    "fib": ("cpu", 0.31, 48),
    "mandelbrot": ("cpu", 0.38, 64),
    "word_count": ("cpu", 0.25, 32),
    "hash_chain": ("native", 0.36, 64),
    "matmul": ("native", 0.33, 32),
    "triad": ("memory", 0.29, 32),
    "sleep": ("sleep", 0.64, 64),
    "sleep_uneven": ("sleep", 0.64, 64),
    "fetch_and_parse": ("mixed", 0.5, 64),
    "empty": ("empty", 0.0002, 1000),
}


class Mechanism(NamedTuple):
    """What a made-up strategy is: its workers, and what it costs."""

    worker: str  # none, thread or process
    start_seconds: float  # for each worker that is started
    loss: float  # share of the working seconds that it adds


STRATEGIES = {
    "threads": Mechanism("thread", 0.0001, 0.00),
    "thread_pool": Mechanism("thread", 0.0002, 0.01),
    "process": Mechanism("process", 0.003, 0.01),
    "pool": Mechanism("process", 0.005, 0.02),
    "pool_async": Mechanism("process", 0.005, 0.05),
    "pool_imap": Mechanism("process", 0.005, 0.03),
    "process_pool": Mechanism("process", 0.006, 0.04),
    "manager": Mechanism("process", 0.012, 0.25),
    "shared_memory": Mechanism("process", 0.004, 0.02),
}
#: Starting a process by another method costs this many times as much as by fork.
START_METHODS = {"none": 1.0, "fork": 1.0, "forkserver": 3.0, "spawn": 8.0}
#: Cores beyond which memory bandwidth is used up.
MEMORY_CORES = 3


def true_ceiling(kind: str, workers: int, usable: int) -> float:
    """The speedup that the made-up machine allows."""
    if kind in ("sleep", "mixed"):
        return float(workers)
    running = min(workers, usable)
    if kind == "memory":
        return min(running, MEMORY_CORES) * 0.9 if running > 1 else 1.0
    return running / (1 + 0.002 * (running - 1))


def true_speedup(
    workload: str, strategy: str, start_method: str, workers: int, state: str, usable: int
) -> float:
    """The speedup around which the rounds of this case scatter."""
    kind, serial, _ = WORKLOADS.get(workload, ("cpu", 0.4, 64))
    if strategy == "serial":
        return 1.0
    made = STRATEGIES.get(strategy, Mechanism("process", 0.004, 0.03))
    ceiling = true_ceiling(kind, workers, usable)
    if made.worker == "thread" and kind == "cpu":
        ceiling = 0.99
    start = made.start_seconds * workers * START_METHODS[start_method] * (state == "cold")
    seconds = serial / ceiling * (1 + made.loss) + start + 0.0001
    return serial / seconds


def worker_counts(usable: int, most: int) -> list[int]:
    """1, 2, 4, ... up to ``most``, this itself and the usable cores."""
    powers = [2**k for k in range(int(math.log2(most)) + 1)]
    return sorted({*powers, usable, most})


class Noise:
    """Seeded scatter: ``spread`` is the standard deviation of the logarithm of each timing."""

    def __init__(self, spread: float, seed: int) -> None:
        self.spread = spread
        self.random = random.Random(seed)

    def around(self, seconds: float) -> float:
        return seconds * math.exp(self.random.gauss(0, self.spread))


def benchmark(
    case: dict[str, Any], rounds: int, usable: int, noise: Noise, *, disturbed: Sequence[int] = ()
) -> dict[str, Any]:
    """One entry of ``benchmarks``; ``disturbed`` are the numbers of its disturbed rounds."""
    kind, serial, tasks = WORKLOADS.get(case["workload"], ("cpu", 0.4, 64))
    speedup = true_speedup(
        case["workload"], case["strategy"], case["start_method"], case["workers"], case["state"],
        usable,
    )  # fmt: skip
    slow = [3.0 if i in disturbed else 1.0 for i in range(rounds)]
    ceiling = serial / true_ceiling(kind, case["workers"], usable)
    extra: dict[str, Any] = {
        "schema": 1, "family": "speedup", "kind": kind, "workload_version": "f00d", "tasks": tasks,
        "reference_seconds": [noise.around(serial) for _ in range(rounds)],
        "order": ["rlc"] * rounds, "cpu_seconds": [serial] * rounds,
        "foreign_cpu_share": [0.01 * x for x in slow], "disturbed": [x > 1 for x in slow],
        "peak_memory_bytes": 20_000_000, "distinct_workers": case["workers"], "verified": True,
        "void": None, "warnings": [],
    }  # fmt: skip
    if kind not in ("sleep", "empty") and case["strategy"] != "serial":
        extra["ceiling_seconds"] = [noise.around(ceiling) for _ in range(rounds)]
    data = [noise.around(serial / speedup) * x for x in slow]
    name = "test_speedup[" + "-".join(str(value) for value in case.values()) + "]"
    return {
        "group": "speedup", "name": name, "fullname": "benchmarks/test_speedup.py::" + name,
        "params": case, "param": None, "extra_info": extra, "options": {},
        "stats": {"min": min(data), "max": max(data), "mean": sum(data) / rounds, "data": data},
    }  # fmt: skip


def cases(
    workloads: Iterable[str], strategies: Iterable[str], usable: int, default: str
) -> list[dict[str, Any]]:
    """The cases of a run: null control, cold at each worker count, then start methods and warm."""

    def case(*values: str | int) -> dict[str, Any]:
        keys = ("workload", "size", "strategy", "start_method", "workers", "chunksize", "state")
        return dict(zip(keys, values, strict=True))

    made = []
    for workload in workloads:
        kind = WORKLOADS.get(workload, ("cpu",))[0]
        most = 2 * usable if kind in ("sleep", "mixed") else usable
        made.append(case(workload, "medium", "serial", "none", 1, 1, "cold"))
        for strategy in strategies:
            worker = STRATEGIES.get(strategy, Mechanism("process", 0, 0)).worker
            method = default if worker == "process" else "none"
            for workers in worker_counts(usable, most):
                made.append(case(workload, "medium", strategy, method, workers, 4, "cold"))
            if worker == "process" and kind == "cpu":
                for other in {"fork": ("forkserver", "spawn")}.get(default, ("fork", "spawn")):
                    made.append(case(workload, "medium", strategy, other, usable, 4, "cold"))
            if "pool" in strategy:
                made.append(case(workload, "medium", strategy, method, usable, 4, "warm"))
    return made


def machine_info(usable: int, label: str, physical: int | None, default: str) -> dict[str, Any]:
    return {
        "node": "", "processor": "x86_64",
        "machine": {
            "id": "m-3fa2c4d5e6f70819", "label": label, "cpu_model": "Made-up CPU 3.0",
            "logical_cores": usable, "physical_cores": physical, "usable_cores": usable,
            "affinity_cores": usable, "quota_cores": None, "memory_bytes": 8 * 2**30,
            "smt": physical != usable, "numa_nodes": 1, "virtualization": None,
            "kernel": "Linux 6.1",
        },
        "python": {
            "version": "3.11.7", "implementation": "CPython", "build_flags": "", "gil": True,
            "jit": False, "default_start_method": default,
        },
    }  # fmt: skip


def made_up_run(
    usable: int = 2,
    *,
    workloads: Iterable[str] = tuple(WORKLOADS),
    strategies: Iterable[str] = tuple(STRATEGIES),
    rounds: int = 10,
    spread: float = 0.02,
    seed: int = 1,
    label: str = "made-up host",
    physical: int | None = None,
    default: str = "fork",
) -> dict[str, Any]:
    """A whole saved file as pytest-benchmark would write it."""
    noise = Noise(spread, seed)
    planned = cases(workloads, strategies, usable, default)
    return {
        "machine_info": machine_info(usable, label, physical or usable, default),
        "commit_info": {"id": "0123abc", "dirty": False},
        "benchmarks": [benchmark(case, rounds, usable, noise) for case in planned],
        "datetime": "2026-11-24T05:00:00+00:00",
        "version": "5.3.0",
        "manyhands": {
            "schema": 1, "run_id": "20261124-050000-abcd", "effort": "standard", "label": label,
            "command": ["pytest", "benchmarks/", "--benchmark-autosave"], "seconds": 240.0,
            "inside_rounds_seconds": 212.0, "planned_cases": len(planned),
            "skipped": [
                {"what": "strategy interpreters", "reason": "needs Python 3.14; this is 3.11.7"},
                {"what": "shared_memory on word_count",
                 "reason": "items and results are neither numbers nor bytes"},
            ],
            "finished": True,
        },
    }  # fmt: skip


#: What `figures_sum` raises for what is no run of ours.
ODD = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


def save(run: dict[str, Any], folder: Path, name: str = "0001_made_up.json") -> Path:
    """Write the run as pytest-benchmark does; give the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with contextlib.suppress(*ODD):  # some tests make no runs of ours
        run = {
            **run,
            "manyhands": {**run["manyhands"], FIGURES_KEY: figures_sum(run["benchmarks"])},
        }
    path.write_text(json.dumps(run, indent=4))
    return path


def analysed(run: dict[str, Any]) -> Analysis:
    """What the report makes of the run once it is saved; the same run is analysed once."""
    return _analysed(json.dumps(run))


def analysed_entries(entries: Iterable[dict[str, Any]], usable: int = 2) -> Analysis:
    """Of a run that has these entries alone."""
    run = made_up_run(usable, workloads=())
    run["benchmarks"] = list(entries)
    run["manyhands"]["planned_cases"] = len(run["benchmarks"])
    return analysed(run)


@functools.lru_cache(maxsize=128)
def _analysed(text: str) -> Analysis:
    with tempfile.TemporaryDirectory() as folder:
        return analyse(read_run(save(json.loads(text), Path(folder))))
