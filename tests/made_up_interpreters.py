"""Made-up runs of one host under several Pythons: threads compute side by side without the GIL."""

import random
from typing import Any

from tests.made_up_machines import MadeUpMachine, made_up_runs

#: What threads of a Python without the GIL reach of one core per worker.
EFFICIENCY = 0.86
#: A free-threaded build takes so many times the seconds of the usual one for one thread.
COST = 1.1
OLD = MadeUpMachine("desk", 8, version="3.13.1")
USUAL = MadeUpMachine("desk", 8, version="3.14.0", default="forkserver")
LOCKED = USUAL._replace(free_threaded=True, slower=COST)
FREE = LOCKED._replace(gil=False)
#: One host under the usual build, and under the free-threaded one with the GIL on and off.
PYTHONS = (OLD, USUAL, LOCKED, FREE)


def interpreter_runs(machine: MadeUpMachine, **about: Any) -> list[dict[str, Any]]:
    """As `made_up_runs`; without the GIL threads at pure Python gain by each worker."""
    found = made_up_runs(machine, workloads=("fib", "prime_count", "sleep"), **about)
    chance = random.Random(5)
    for run in found if not machine.gil else ():
        for one in run["benchmarks"]:
            strategy, workers = one["params"]["strategy"], one["params"]["workers"]
            if "thread" in strategy and one["extra_info"]["kind"] == "cpu":
                gain = EFFICIENCY * workers if workers > 1 else 0.99
                one["stats"]["data"] = [
                    seconds / gain * chance.gauss(1, 0.02)
                    for seconds in one["extra_info"]["reference_seconds"]
                ]
    return found
