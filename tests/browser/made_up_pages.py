"""Pages as the command makes them, of made-up runs: what the browser opens."""

from io import StringIO
from pathlib import Path
from typing import Any

from lightwork.commands.report import main
from tests.fixtures.made_up.costs import with_costs
from tests.fixtures.made_up.machines import MadeUpMachine, made_up_runs
from tests.fixtures.made_up.runs import save
from tests.fixtures.made_up.timelines import with_timelines
from tests.fixtures.made_up.weak_scaling import made_up_weak

#: Would run, if anything of it were taken for markup, script, style or an address.
HOSTILE = (
    "</title></script></style><img src=x onerror=window.pwned=1>'\"--><script>pwned=1</script>"
)


#: One of each kind.
WORKLOADS = ("fib", "hash_chain", "triad", "sleep", "fetch_and_parse", "empty")
STRATEGIES = ("threads", "thread_pool", "pool", "process_pool", "process", "manager")


#: As much of it as is shown of a long name in a table.
SHOWN = HOSTILE[:12]


def whole_run(usable: int = 4) -> dict[str, Any]:
    """All kinds of work, strategies and families, traces, a void case and what was not run."""
    run = with_costs(usable, workloads=WORKLOADS, strategies=STRATEGIES, rounds=7, seed=3)
    run["benchmarks"] += made_up_weak(usable)
    run["benchmarks"][7]["extra_info"]["void"] = "started by fork, not by spawn"
    run["benchmarks"][9]["extra_info"]["disturbed"][2] = True
    return with_timelines(run)


def hostile_run() -> dict[str, Any]:
    """A small run in which every name and reason would like to be a script."""
    run = with_costs(2, workloads=["fib", "sleep"], strategies=["pool", "threads"], rounds=7)
    run["benchmarks"] = [
        one for one in run["benchmarks"] if one["group"] in ("speedup", "startup", "transfer")
    ]
    for entry in run["benchmarks"]:
        for key in ("workload", "strategy"):
            if entry["params"][key] in ("fib", "pool", "manager_queue"):
                entry["params"][key] += HOSTILE
    run["benchmarks"][4]["extra_info"] |= {"void": HOSTILE, "warnings": [HOSTILE]}
    run["machine_info"]["machine"] |= {"label": HOSTILE, "cpu_model": HOSTILE}
    run["lightwork"] |= {"label": HOSTILE, "command": ["pytest", HOSTILE]}
    run["lightwork"]["skipped"].append({"what": HOSTILE, "reason": HOSTILE})
    return run


def page_of(run: dict[str, Any], folder: Path) -> Path:
    """The page of one run."""
    file = save(run, folder / "runs")
    return _page([str(file), "--out", str(folder / "report")], folder / "report")


def machine_runs(hostile: bool = False) -> list[dict[str, Any]]:
    """Four machines of 2 to 64 cores, one of them with another Python and a quota."""
    made = [
        MadeUpMachine("laptop", 4),
        MadeUpMachine(HOSTILE if hostile else "small server", 2, slower=1.3, quota=1.5),
        MadeUpMachine("large server", 16, slower=0.9, logical=32),
        MadeUpMachine("no GIL", 64, slower=0.8, version="3.14.0", gil=False, kernel="Linux 6.17"),
    ]
    return [
        run
        for machine in made[: 2 if hostile else 4]
        for run in made_up_runs(
            machine,
            costs=not hostile,
            workloads=("fib", "sleep"),
            strategies=("pool", "threads"),
            rounds=7,
        )
    ]


def machines_page_of(runs: list[dict[str, Any]], folder: Path) -> Path:
    """The page of several machines."""
    files = [str(save(run, folder / "runs", f"{number:04}_run.json"))
             for number, run in enumerate(runs)]  # fmt: skip
    return _page([*files, "--out", str(folder / "report")], folder / "report")


def _page(argv: list[str], folder: Path) -> Path:
    complaints = StringIO()
    code = main([*argv, "--format", "svg"], StringIO(), complaints)
    assert code == 0, complaints.getvalue()
    return folder / "index.html"
