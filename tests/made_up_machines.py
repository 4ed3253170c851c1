"""Made-up machines whose truth is known, compared through the real pipeline.

Each `MadeUpMachine` gives runs whose plain loop takes ``slower`` times as long as on the first, and
``wander`` says how far that differs from run to run (a standard deviation of the logarithm). Files
are written to a folder of the test, read, digested and compared as `plot.py` does.
"""

import copy
import random
import tempfile
from collections.abc import Iterable, Sequence
from math import exp
from pathlib import Path
from typing import Any, NamedTuple

from reports.machines.compare import compare
from reports.machines.comparison import Comparison
from reports.machines.digests import RunDigest
from reports.machines.reading_one import read_digest
from tests.made_up_costs import made_up_costs
from tests.made_up_runs import made_up_run, save
from tests.made_up_weak_scaling import made_up_weak

WORKLOADS = ("fib", "hash_chain", "triad", "sleep")
MECHANISMS = ("pool", "thread_pool", "process")
#: Values of ``extra_info`` that are seconds, one for each round.
SECONDS = ("reference_seconds", "ceiling_seconds")


class MadeUpMachine(NamedTuple):
    """One machine, its limits and its Python."""

    label: str
    usable: int = 2
    slower: float = 1.0  # seconds of the plain loop, as a multiple of the first machine's
    id: str = ""  # default: made of the label
    logical: int = 0  # default: as usable
    quota: float | None = None
    version: str = "3.11.7"
    gil: bool = True
    free_threaded: bool | None = None  # default: where there is no GIL
    jit: bool | None = None  # None: not built
    kernel: str = "Linux 6.1"
    default: str = "fork"


def made_up_runs(
    machine: MadeUpMachine,
    *,
    runs: int = 1,
    wander: float = 0.0,
    costs: bool = False,
    workloads: Iterable[str] = WORKLOADS,
    strategies: Iterable[str] = MECHANISMS,
    rounds: int = 10,
    seed: int = 1,
) -> list[dict[str, Any]]:
    """Saved files of one machine, a day apart."""
    chance = random.Random(f"{machine.label} {seed}")
    found = []
    for number in range(runs):
        run = made_up_run(
            machine.usable, workloads=workloads, strategies=strategies, rounds=rounds,
            seed=chance.randrange(10**6), label=machine.label, default=machine.default,
        )  # fmt: skip
        if costs:
            run["benchmarks"] += made_up_costs(machine.usable, seed=chance.randrange(10**6))
            run["benchmarks"] += made_up_weak(machine.usable, seed=chance.randrange(10**6))
        speed = machine.slower * exp(chance.gauss(0, wander))
        for benchmark in run["benchmarks"]:
            _slow_down(benchmark, 1.0 if "sleep" in benchmark["params"]["workload"] else speed)
        _describe(run, machine, number)
        found.append(run)
    return found


def _slow_down(benchmark: dict[str, Any], times: float) -> None:
    extra, stats = benchmark["extra_info"], benchmark["stats"]
    for name in SECONDS:
        if name in extra:
            extra[name] = [times * one for one in extra[name]]
    stats["data"] = [times * one for one in stats["data"]]


def _describe(run: dict[str, Any], machine: MadeUpMachine, number: int) -> None:
    about, python = run["machine_info"]["machine"], run["machine_info"]["python"]
    about["id"] = machine.id or "m-" + machine.label.replace(" ", "-")
    about["logical_cores"] = machine.logical or machine.usable
    about["quota_cores"], about["kernel"] = machine.quota, machine.kernel
    python["version"], python["gil"] = machine.version, machine.gil
    built = machine.free_threaded
    python["free_threaded"] = not machine.gil if built is None else built
    python["jit_built"], python["jit"] = machine.jit is not None, bool(machine.jit)
    run["datetime"] = f"2026-11-{1 + number % 28:02}T05:00:00+00:00"
    run["commit_info"] = {"id": f"{number:04}abc0123", "dirty": False, "branch": "main"}
    limits = f"{machine.version}-{machine.gil}-{built}-{machine.jit}-{machine.usable}"
    run["manyhands"]["run_id"] = f"{about['id']}-{limits}-{number}"


def digests_of(files: Iterable[dict[str, Any]], folder: Path | None = None) -> list[RunDigest]:
    """The digests of made-up files, which stay in ``folder`` if one is given."""
    if folder is None:
        with tempfile.TemporaryDirectory() as made:
            return digests_of(files, Path(made))
    found = []
    for number, run in enumerate(files):
        read = read_digest(save(run, folder, f"{number:04}_made_up.json"))
        assert isinstance(read, RunDigest), read
        found.append(read)
    return found


def made_up_comparison(
    usable: Sequence[int] = (2, 8, 64, 192),
    *,
    machines: Sequence[MadeUpMachine] | None = None,
    baseline: str | None = None,
    folder: Path | None = None,
    **about: Any,
) -> Comparison:
    """Machines of these usable cores (or just these ``machines``), compared."""
    chosen = machines or [
        MadeUpMachine(f"{cores}-core host", cores, 1 / (1 + 0.3 * place))
        for place, cores in enumerate(usable)
    ]
    files = [run for machine in chosen for run in made_up_runs(machine, **about)]
    return compare(digests_of(files, folder), baseline)


#: Two Pythons, one without the GIL, and a quota, on one host beside another.
MIXED = (
    MadeUpMachine("desk", 8),
    MadeUpMachine("desk", 8, version="3.14.0", default="forkserver"),
    MadeUpMachine("desk", 8, version="3.14.0", gil=False, default="forkserver"),
    MadeUpMachine("desk", 2, logical=8, quota=1.5),
    MadeUpMachine("server", 64, 0.4, kernel="Linux 6.8"),
)


def mixed_comparison(**about: Any) -> Comparison:
    """Interpreters and limits of one host as series of their own, and another host."""
    return made_up_comparison(machines=MIXED, **about)


def fleet_comparison(machines: int = 30, models: int = 3, **about: Any) -> Comparison:
    """Many hosts of few models."""
    cores = [2 ** (1 + place % models) for place in range(machines)]
    chosen = [
        MadeUpMachine(f"node {place:03}", own, 1 + 0.01 * (place % 7))
        for place, own in enumerate(cores)
    ]
    return made_up_comparison(machines=chosen, **{"workloads": ("fib", "sleep"), **about})


def without(run: dict[str, Any], workload: str) -> dict[str, Any]:
    """The same file without a workload."""
    changed = copy.deepcopy(run)
    changed["benchmarks"] = [
        one for one in changed["benchmarks"] if one["params"]["workload"] != workload
    ]
    return changed
