"""Made-up cost cases whose truth is known, in the form of a file that the suite saves.

Each operation has a true cost (`TRUE_COST`, seconds); rounds scatter around it with seeded noise.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.record import CASE_KEYS
from tests.made_up_runs import START_METHODS, Noise, made_up_run

#: Seconds of starting and ending one worker by fork.
START = {
    "threads": 5e-5, "thread_pool": 7e-5, "process": 3e-3, "pool": 6e-3, "process_pool": 8e-3,
    "manager": 1.5e-2,
}  # fmt: skip
#: Seconds of handing out one task by itself; a chunk costs as much, and each task 0.2 µs more.
DISPATCH = {
    "thread_pool": 1.2e-5, "pool": 3e-5, "pool_async": 4e-5, "pool_imap": 3.5e-5,
    "process_pool": 1.5e-4,
}  # fmt: skip
PER_TASK = 2e-7
#: (seconds of a one-way trip, bytes per second).
CHANNELS = {
    "pipe": (1e-5, 1.5e9), "queue": (4e-5, 8e8), "simple_queue": (1.5e-5, 1.2e9),
    "manager_queue": (2e-4, 4e8), "manager_dict": (1e-4, 5e8), "manager_list": (1e-4, 5e8),
    "shared_array": (2e-5, 4e9), "shared_memory": (2e-5, 5e9), "pool_argument": (8e-5, 7e8),
    "pool_result": (8e-5, 7e8), "pickle": (1e-6, 5e9),
}  # fmt: skip
COPY_BYTES_PER_SECOND = 1e10
PAYLOADS = {"1B": 1, "1KiB": 1024, "32KiB": 2**15, "1MiB": 2**20, "16MiB": 2**24}
#: Seconds of an update with every worker at it; and the share of updates that are lost.
RUNGS = {
    "nothing": (2e-8, 0.0), "read_global": (3e-8, 0.0), "sharded": (2.2e-8, 0.0),
    "plain_global": (3e-8, 1.0), "value_lock": (2e-6, 0.0), "value_outer_lock": (1.8e-6, 0.0),
    "value_unlocked": (2.5e-7, 0.31), "array_slots": (2e-7, 0.0), "manager_value": (2e-4, 0.0),
    "manager_array": (2e-4, 0.0), "manager_list": (2e-4, 0.0), "manager_dict": (2e-4, 0.0),
    "manager_queue": (8e-5, 0.0), "manager_lock": (1.2e-4, 0.0), "file_locked": (3e-5, 0.0),
    "file_unlocked": (1e-5, 0.05),
}  # fmt: skip
#: Bytes of private memory of a worker.
WORKER_BYTES = {"threads": 1e5, "process": 9e6, "pool": 1e7, "process_pool": 1.2e7, "manager": 1e7}
GRANULARITIES = {
    "30ms": 3e-2, "10ms": 1e-2, "3ms": 3e-3, "1ms": 1e-3, "300us": 3e-4, "100us": 1e-4,
    "30us": 3e-5, "10us": 1e-5,
}  # fmt: skip
TOTAL_SECONDS = 0.1


def entry(
    family: str,
    case: Sequence[Any],
    cost: float,
    noise: Noise,
    *,
    operations: int = 100,
    reference: float = 1e-6,
    ceiling: float | None = None,
    observed: Mapping[str, float] | None = None,
    kind: str = "cost",
    rounds: int = 6,
) -> dict[str, Any]:
    """One entry of ``benchmarks``: ``cost`` and ``reference`` are seconds of one operation."""
    params = dict(zip(CASE_KEYS, case, strict=True))
    references = [noise.around(reference) * operations for _ in range(rounds)]
    data = [noise.around(reference + cost) * operations for _ in range(rounds)]
    extra: dict[str, Any] = {
        "schema": 1, "family": family, "kind": kind, "workload_version": "f00d",
        "tasks": operations, "reference_seconds": references, "order": ["rc"] * rounds,
        "cpu_seconds": [sum(data) / rounds] * rounds, "foreign_cpu_share": [0.01] * rounds,
        "disturbed": [False] * rounds, "peak_memory_bytes": 2e7,
        "distinct_workers": params["workers"], "verified": True, "void": None, "warnings": [],
    }  # fmt: skip
    if ceiling is not None:
        extra["ceiling_seconds"] = [noise.around(ceiling) * operations for _ in range(rounds)]
    if observed:
        extra["observed"] = {name: [value] * rounds for name, value in observed.items()}
    name = f"test_{family}[{'-'.join(map(str, case))}]"
    return {
        "group": family, "name": name, "fullname": f"benchmarks/test_{family}.py::{name}",
        "params": params, "param": None, "extra_info": extra, "options": {},
        "stats": {"min": min(data), "max": max(data), "mean": sum(data) / rounds, "data": data},
    }  # fmt: skip


def _methods(strategy: str) -> tuple[str, ...]:
    return ("none",) if "thread" in strategy else ("fork", "forkserver", "spawn")


def startup(usable: int, noise: Noise) -> Iterator[dict[str, Any]]:
    """Every mechanism by every start method, from bare and heavy parents."""
    for strategy, seconds in START.items():
        for method in _methods(strategy):
            for workers in sorted({1, usable}) if strategy != "manager" else (1,):
                cost = seconds * START_METHODS[method] * workers
                for workload, more in (("open_close", 0.0), ("first_result", 2e-4)):
                    case = (workload, "bare", strategy, method, workers, 1, "cold")
                    yield entry("startup", case, cost + more, noise, operations=1)
            if strategy == "pool":
                for weight, times in (("numpy", 1.5), ("objects", 4.0)):
                    case = ("open_close", weight, strategy, method, usable, 1, "cold")
                    heavier = cost * times if method == "fork" else cost
                    yield entry("startup", case, heavier, noise, operations=1)


def dispatch(usable: int, noise: Noise) -> Iterator[dict[str, Any]]:
    """One task at a time, and many by chunk size."""
    for strategy, seconds in DISPATCH.items():
        method = _methods(strategy)[0]
        case = ("one_at_a_time", "200_tasks", strategy, method, usable, 1, "warm")
        yield entry("dispatch", case, 3 * seconds, noise, operations=200, reference=4e-8)
        for chunksize in (1, 4, 16, 64, 1024) if strategy != "pool_async" else (1,):
            case = ("outstanding", "1024_tasks", strategy, method, usable, chunksize, "warm")
            cost = seconds / chunksize + PER_TASK
            yield entry("dispatch", case, cost, noise, operations=1024, reference=4e-8)


def transfer(noise: Noise) -> Iterator[dict[str, Any]]:
    """Bytes through every channel."""
    for strategy, (latency, bandwidth) in CHANNELS.items():
        method = "none" if strategy == "pickle" else "fork"
        for size, count in PAYLOADS.items():
            case = ("bytes", size, strategy, method, 1, 1, "warm")
            copying = 5e-8 + count / COPY_BYTES_PER_SECOND
            cost = latency + count / bandwidth
            yield entry("transfer", case, cost, noise, operations=20, reference=copying)


def sharing(usable: int, noise: Noise) -> Iterator[dict[str, Any]]:
    """The ladder, for threads and processes, contended."""
    workers = max(2, usable)
    for rung, (seconds, lost) in RUNGS.items():
        for strategy in ("threads", "process"):
            if strategy == "threads" and rung.startswith(("manager", "array")):
                continue
            updates = 1000 * workers
            share = 0.0 if strategy == "threads" else lost
            observed = {"lost_updates": round(share * updates), "updates": updates}
            if rung.startswith("file"):
                torn = round(share * updates)
                observed = {"torn_records": torn, "missed_records": torn, "records": updates}
            method = "none" if strategy == "threads" else "fork"
            case = (rung, "1000_updates", strategy, method, workers, 1, "warm")
            yield entry(
                "sharing", case, seconds, noise, operations=updates, reference=2e-8,
                observed=observed,
            )  # fmt: skip


def memory(usable: int, noise: Noise) -> Iterator[dict[str, Any]]:
    """Bytes of a worker; reading 256 MB of objects copies them under fork, numpy data not."""
    for strategy, private in WORKER_BYTES.items():
        for method in _methods(strategy):
            for workload, held, more in (
                ("idle", "bare", 0.0), ("reads", "objects", 2.6e8), ("reads", "array", 1e6),
            ):  # fmt: skip
                if workload == "reads" and method != "fork":
                    continue
                uss = private + more + (0 if method in ("none", "fork") else 5e6)
                observed = {
                    "worker_uss_bytes": uss, "worker_pss_bytes": uss + 2e6, "grown_bytes": uss,
                }  # fmt: skip
                case = (workload, held, strategy, method, usable, 1, "cold")
                yield entry("memory", case, 1e-2, noise, operations=1, observed=observed)


def granularity(usable: int, noise: Noise) -> Iterator[dict[str, Any]]:
    """Fixed work in ever smaller tasks: what remains is granularity / (granularity + cost)."""
    for workload, kind in (("spin", "cpu"), ("nap", "sleep")):
        for strategy in ("thread_pool", "pool", "process_pool"):
            method = _methods(strategy)[0]
            for size, seconds in GRANULARITIES.items():
                tasks = round(TOTAL_SECONDS / seconds)
                holds_gil = kind == "cpu" and "thread" in strategy
                parallel = 1 if holds_gil else usable
                each = seconds / parallel + DISPATCH[strategy]
                ceiling = seconds / usable if kind == "cpu" else None
                case = (workload, size, strategy, method, usable, 1, "warm")
                yield entry(
                    "granularity", case, each - seconds, noise, operations=tasks, kind=kind,
                    reference=seconds, ceiling=ceiling,
                )  # fmt: skip


def made_up_costs(usable: int = 2, *, spread: float = 0.02, seed: int = 3) -> list[dict[str, Any]]:
    """Entries of ``benchmarks`` for every cost family."""
    noise = Noise(spread, seed)
    return [
        *startup(usable, noise), *dispatch(usable, noise), *granularity(usable, noise),
        *transfer(noise), *sharing(usable, noise), *memory(usable, noise),
    ]  # fmt: skip


def with_costs(usable: int = 2, **about: Any) -> dict[str, Any]:
    """A whole made-up run with speedup cases and all cost families."""
    run = made_up_run(usable, **about)
    run["benchmarks"] += made_up_costs(usable)
    run["manyhands"]["planned_cases"] = len(run["benchmarks"])
    return run
