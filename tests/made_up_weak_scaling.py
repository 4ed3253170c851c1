"""Made-up cases of work that grows with the workers, whose serial fraction is known.

With p workers a case does p shares in ``p / (p - s (p - 1))`` times as long as the plain loop
takes for one (Gustafson), where s is the strategy's true serial fraction.
"""

from typing import Any

from tests.made_up_costs import entry
from tests.made_up_runs import WORKLOADS, Noise, made_up_run, true_ceiling, worker_counts

#: Strategy -> serial fraction; threads share one GIL.
FRACTIONS = {"threads": 1.0, "pool": 0.02, "process_pool": 0.05}
SHARE_SECONDS = 0.2


def true_efficiency(fraction: float, workers: int) -> float:
    """What is left of each worker by Gustafson's law."""
    return (workers - fraction * (workers - 1)) / workers


def made_up_weak(
    usable: int = 2,
    *,
    workloads: tuple[str, ...] = ("fib", "hash_chain", "sleep"),
    fractions: dict[str, float] | None = None,
    rounds: int = 10,
    spread: float = 0.02,
    seed: int = 4,
) -> list[dict[str, Any]]:
    """Entries of ``benchmarks``: cold, by workers, with a ceiling where the work computes."""
    noise = Noise(spread, seed)
    made = []
    for workload in workloads:
        kind, _, items = WORKLOADS[workload]
        for strategy, own in (fractions or FRACTIONS).items():
            held = kind == "cpu" or "thread" not in strategy
            fraction = own if kind != "sleep" and held else 0.0
            method = "none" if "thread" in strategy else "fork"
            for workers in worker_counts(usable, usable):
                case = (workload, "medium", strategy, method, workers, 4, "cold")
                seconds = SHARE_SECONDS / true_efficiency(fraction, workers)
                slower = workers / true_ceiling(kind, workers, usable)
                # `entry` takes seconds of one operation; here all of a round are one.
                one = entry(
                    "weak_scaling", case, seconds - SHARE_SECONDS, noise, operations=1,
                    reference=SHARE_SECONDS, kind=kind, rounds=rounds,
                    ceiling=None if kind == "sleep" else SHARE_SECONDS * slower,
                )  # fmt: skip
                one["extra_info"]["tasks"] = items * workers
                made.append(one)
    return made


def with_weak(usable: int = 2, weak: dict[str, Any] | None = None, **about: Any) -> dict[str, Any]:
    """A whole made-up run with speedup cases and growing work; ``weak`` is for `made_up_weak`."""
    run = made_up_run(usable, **about)
    run["benchmarks"] += made_up_weak(usable, **(weak or {}))
    run["manyhands"]["planned_cases"] = len(run["benchmarks"])
    return run
