"""Made-up timelines: who worked when in the cases of a made-up run, by a little simulation.

Workers start one after the other; tasks are dealt in turn; between two tasks a worker pauses.
Threads that compute share one core, so each of their tasks takes as many times as long as they are.
"""

from collections.abc import Sequence
from typing import Any

from tests.made_up_runs import START_METHODS, STRATEGIES, WORKLOADS, Noise, benchmark

#: Seconds: from one task to the next; until the results are home; to end a worker process.
PAUSE, HOME, END = 2e-5, 3e-4, 5e-4
#: Workloads of which every task is known.
WHOLE = ("prime_count", "hash_chain", "sleep", "mandelbrot", "naps")

Spans = list[list[tuple[int, int]]]


def microseconds(seconds: float) -> int:
    return round(seconds * 1e6)


def simulated(
    workers: int, tasks: Sequence[float], start_seconds: float, stretch: float
) -> list[list[tuple[float, float]]]:
    """Start and end of each worker's tasks; ``tasks`` are the seconds that each takes alone."""
    spans: list[list[tuple[float, float]]] = []
    for worker in range(workers):
        now = (worker + 1) * start_seconds
        own = []
        for seconds in tasks[worker::workers]:
            own.append((now, now + seconds * stretch))
            now = own[-1][1] + PAUSE
        spans.append(own)
    return [own for own in spans if own]


def timeline(case: dict[str, Any]) -> dict[str, Any]:
    """What would be saved of a traced round of ``case``."""
    kind, serial, count = WORKLOADS.get(case["workload"], ("cpu", 0.4, 64))
    made = STRATEGIES.get(case["strategy"], STRATEGIES["pool"])
    cold = case["state"] == "cold"
    start = made.start_seconds * START_METHODS[case["start_method"]] * cold
    # Uneven rows: the first take five times as long as the last.
    weights = [5 - 4 * i / count if case["workload"] == "mandelbrot" else 1 for i in range(count)]
    tasks = [serial * weight / sum(weights) for weight in weights]
    stretch = case["workers"] if (kind, made.worker) == ("cpu", "thread") else 1
    found = simulated(case["workers"], tasks, start, stretch)
    spans = [[(microseconds(a), microseconds(b)) for a, b in own] for own in found]
    results = max(own[-1][1] for own in spans) + microseconds(HOME)
    end = microseconds(END) * case["workers"] if made.worker == "process" and cold else 0
    return {
        "size": case["size"], "tasks": count, "opened": 0, "results": results,
        "closed": results + end, "serial": microseconds(serial),
        **in_texts(spans, case["workload"] in WHOLE),
    }  # fmt: skip


def in_texts(spans: Spans, whole: bool) -> dict[str, list[str]]:
    if whole:
        return {"spans": [" ".join(f"{a} {b}" for a, b in own) for own in spans]}
    return {
        "sums": [f"{own[0][0]} {own[-1][1]} {sum(b - a for a, b in own)} {len(own)}"
                 for own in spans]
    }  # fmt: skip


def waves() -> dict[str, Any]:
    """The tutorial's case: nine naps of a second, three at a time."""
    case = {
        "workload": "naps", "size": "medium", "strategy": "pool_async", "start_method": "fork",
        "workers": 3, "chunksize": 1, "state": "cold",
    }  # fmt: skip
    made = benchmark(case, 10, 2, Noise(0.02, 5))
    spans = [[(8000 + 1001000 * i, 1008000 + 1001000 * i) for i in range(3)] for _ in range(3)]
    made["extra_info"].pop("ceiling_seconds", None)
    made["extra_info"] |= {
        "kind": "sleep", "tasks": 9,
        "timeline": {
            "size": "large", "tasks": 9, "opened": 7000, "results": 3011000, "closed": 3013000,
            "serial": None, **in_texts(spans, whole=True),
        },
    }  # fmt: skip
    return made


def with_timelines(run: dict[str, Any]) -> dict[str, Any]:
    """The run, with a timeline in each parallel case, and the tutorial's waves."""
    for one in run["benchmarks"]:
        if one["params"]["strategy"] != "serial":
            one["extra_info"]["timeline"] = timeline(one["params"])
    run["benchmarks"].append(waves())
    run["manyhands"]["planned_cases"] = len(run["benchmarks"])
    return run
