"""A made-up run as large as the real plan makes it, of all families, for any number of cores."""

from typing import Any

from benchmarks.catalog import load_strategies, load_workloads
from benchmarks.cores import Cores
from benchmarks.options import Choice
from benchmarks.plan import Planner
from tests.made_up_costs import made_up_costs
from tests.made_up_granularity import more_granularity
from tests.made_up_runs import Noise, benchmark, made_up_run
from tests.made_up_sweeps import made_up_sweeps
from tests.made_up_timelines import with_timelines
from tests.made_up_weak_scaling import made_up_weak


def whole_run(usable: int = 2, effort: str = "standard") -> dict[str, Any]:
    """Cases of the speedup family as planned for so many cores; of the others all made-up ones.

    Without engines, whatever is installed: the same run on each machine.
    """
    cores = Cores(usable, usable, usable, None, usable)
    library = {name: one for name, one in load_strategies().items() if not one.loads}
    plan = Planner(Choice(effort=effort), load_workloads(), library, cores).plan()
    noise = Noise(0.02, 1)
    run = made_up_run(usable, workloads=())
    run["benchmarks"] = [benchmark(case._asdict(), 10, usable, noise) for case in plan.cases]
    run["benchmarks"] = [one for one in run["benchmarks"] if one["params"]["workload"] != "naps"]
    run = with_timelines(run)
    run["benchmarks"] += made_up_costs(usable) + more_granularity(usable) + made_up_weak(usable)
    run["benchmarks"] += made_up_sweeps(usable)
    run["manyhands"]["planned_cases"] = len(run["benchmarks"])
    return run
