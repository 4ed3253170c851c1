"""Made-up comparisons, put together from their types: what pictures and page are tested on.

A made-up machine has cores and a pace: how many seconds it needs, as times those of the first one.
"""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.intervals import Estimate
from benchmarks.record import Case
from reports.machines.comparison import (
    Advice,
    Comparison,
    CostRatio,
    Difference,
    History,
    HostKind,
    HostWork,
    Model,
    Moment,
    NotCompared,
    Pooled,
    SecondsRatio,
    Series,
    Work,
)  # fmt: skip
from reports.machines.digests import Commit, Key, RunDigest
from reports.saved import Machine, Python

WORKS = (
    Work("fib", "medium", "cpu"), Work("prime_count", "medium", "cpu"),
    Work("hash_chain", "medium", "native"), Work("triad", "medium", "memory"),
    Work("sleep", "medium", "sleep"),
)  # fmt: skip
HEADINGS = {
    "cpu": "Computing in pure Python", "native": "Computing outside the GIL",
    "memory": "Memory-bound", "sleep": "Waiting",
}  # fmt: skip
SERIAL = 0.4  # seconds of every plain loop on a machine of pace 1
COSTS = (
    ("Start 1 worker", "pool (spawn)", "startup", 0.06),
    ("Start 1 worker", "threads", "startup", 0.0001),
    ("Hand out a task", "pool", "dispatch", 0.00004),
)


class Host(NamedTuple):
    """A made-up machine; ``without`` names the kinds of work it has no figures of."""

    label: str
    usable: int
    pace: float = 1.0
    runs: int = 1
    without: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()  # of workers; none: 1, 2, 4, ... to the usable cores


def about(value: float, spread: float = 0.03, rounds: int = 10) -> Estimate:
    """An estimate; without ``spread`` one without interval."""
    if not spread:
        return Estimate(value, math.nan, math.nan, math.nan, rounds, ("5 rounds",))
    return Estimate(value, value * (1 - spread), value * (1 + spread), 0.95, rounds)


def true_speedup(kind: str, workers: int, usable: int) -> float:
    """Waiting gains with each worker, memory stops at 4, computing loses 0.2 % a worker."""
    if kind == "sleep":
        return 0.97 * workers
    running = min(workers, usable)
    return 0.9 * min(running, 4) if kind == "memory" else running / (1 + 0.002 * running)


def case_of(work: Work, strategy: str, workers: int) -> Case:
    method = "none" if "thread" in strategy or strategy == "serial" else "fork"
    return Case(work.workload, work.size, strategy, method, workers, 4, "cold")


def worker_counts(host: Host) -> tuple[int, ...]:
    powers = (2**k for k in range(int(math.log2(host.usable)) + 1))
    return host.counts or tuple(sorted({*powers, host.usable}))


def pooled(host: Host, work: Work, strategy: str, workers: int) -> Pooled:
    speedup = true_speedup(work.kind, workers, host.usable)
    if strategy == "threads" and work.kind == "cpu":
        speedup = 0.98
    serial = SERIAL * host.pace
    return Pooled(
        "speedup", case_of(work, strategy, workers), work.kind, 64, "f00d", host.runs,
        about(serial / speedup), about(serial), about(speedup),
        None if work.kind == "sleep" else about(0.97),
    )  # fmt: skip


def series_of(index: int, host: Host, works: Sequence[Work] = WORKS) -> Series:
    cases: dict[Key, Pooled] = {}
    ceilings = {}
    serial = {}
    for work in works:
        if work.kind in host.without:
            continue
        serial[work.workload, work.size] = about(SERIAL * host.pace)
        for workers in worker_counts(host):
            for strategy in ("threads", "pool"):
                made = pooled(host, work, strategy, workers)
                cases["speedup", made.case] = made
            if work.kind != "sleep":
                limit = 1.03 * true_speedup(work.kind, workers, host.usable)
                ceilings[work.workload, work.size, workers] = about(limit)
    machine = Machine(
        f"m-{index:016x}", host.label, f"Made-up CPU {host.usable}", host.usable, host.usable,
        host.usable, "Linux 6.1",
    )  # fmt: skip
    advice = tuple(
        Advice(kind, f"pool, {host.usable} workers", "1.80× [1.75, 1.85]", "sure")
        for kind in dict.fromkeys(work.kind for work in works)
        if kind not in host.without
    )
    runs = tuple(run_of(machine, i) for i in range(host.runs))
    python = Python("3.13.1", "CPython", True, "fork")
    return Series(
        host.label, f"machine:{index}", machine, python, runs, cases, serial, ceilings, advice
    )


def run_of(machine: Machine, number: int) -> RunDigest:
    at = datetime(2026, 11, 24, 5, tzinfo=UTC) + timedelta(days=number)
    return RunDigest(
        Path(f"{number:04d}.json"), f"run-{number}", "standard", ("pytest", "benchmarks/"), at,
        240.0, True, machine, Python("3.13.1", "CPython", True, "fork"),
        Commit(f"{number:07x}abc", number % 2 == 1, "main"), (), {}, {}, (), 800, 10,
    )  # fmt: skip


def ratio_to(base: Host, host: Host, value: float, spread: float = 0.06) -> SecondsRatio:
    if host is base:
        return SecondsRatio(host.label, Estimate(1.0, 1.0, 1.0, 0.95, 10), "the baseline itself")
    return SecondsRatio(host.label, about(value, spread), "medians of both, spread of the hosts")


def host_work(hosts: Sequence[Host], work: Work) -> HostWork:
    base, having = hosts[0], [host for host in hosts if work.kind not in host.without]
    return HostWork(
        work,
        tuple(ratio_to(base, host, host.pace / base.pace) for host in having),
        tuple(ratio_to(base, host, _whole(host, work) / _whole(base, work)) for host in having),
        {host.label: pooled(host, work, "pool", worker_counts(host)[-1]) for host in having},
    )


def _whole(host: Host, work: Work) -> float:
    return SERIAL * host.pace / true_speedup(work.kind, worker_counts(host)[-1], host.usable)


def host_kind(kind: str, heading: str, hosts: Sequence[HostWork]) -> HostKind:
    """The first workload's figures stand for the geometric means: all are alike."""
    first = hosts[0]

    def best(ratios: Sequence[SecondsRatio]) -> str:
        ordered = sorted(ratios, key=lambda one: one.ratio.value)
        if len(ordered) > 1 and ordered[0].ratio.high >= ordered[1].ratio.low:
            return ""
        return ordered[0].series if ordered else ""

    return HostKind(kind, heading, len(hosts), first.per_core, first.whole,
                    best(first.per_core), best(first.whole))  # fmt: skip


def cost_ratios(hosts: Sequence[Host]) -> tuple[CostRatio, ...]:
    made = []
    for topic, name, family, seconds in COSTS:
        strategy = name.split(" ")[0]
        case = Case("empty", "small", strategy, "spawn", 1, 1, "cold")
        costs = {host.label: about(seconds * host.pace) for host in hosts}
        ratios = tuple(ratio_to(hosts[0], host, host.pace / hosts[0].pace) for host in hosts)
        made.append(CostRatio(topic, name, (family, case), costs, ratios))
    return tuple(made)


def history(series: Series, works: Sequence[Work]) -> History:
    """Each run a percent better than the one before."""
    cases = tuple(case_of(work, "pool", series.machine.usable_cores) for work in works)
    moments = []
    for number, run in enumerate(series.runs):
        found = {case: series.cases["speedup", case] for case in cases}
        speedups = {
            case: about(one.speedup.value * 1.01**number) for case, one in found.items()
            if one.speedup is not None
        }  # fmt: skip
        moments.append(Moment(run.saved_at, run.commit, speedups))
    return History(series.label, tuple(moments), cases)


def made_up_comparison(*hosts: Host, works: Sequence[Work] = WORKS) -> Comparison:
    """All of a comparison of ``hosts``; the first is the baseline."""
    series = tuple(series_of(i, host, works) for i, host in enumerate(hosts))
    by_work = tuple(host_work(hosts, work) for work in works)
    kinds = tuple(
        host_kind(kind, HEADINGS[kind], [one for one in by_work if one.work.kind == kind])
        for kind in dict.fromkeys(work.kind for work in works)
    )
    models: dict[str, list[str]] = {}
    for one in series:
        name = f"{one.machine.cpu_model}, {one.machine.usable_cores} cores"
        models.setdefault(name, []).append(one.label)
    return Comparison(
        series, series[0], tuple(works), by_work, kinds,
        host_kind("all", "All of these", by_work), cost_ratios(hosts),
        (Difference("usable cores", tuple(str(host.usable) for host in hosts)),),
        (NotCompared("mandelbrot (medium)", "the source of the workload differs: ab12, cd34"),),
        tuple(history(one, works) for one in series if len(one.runs) > 1),
        tuple(Model(name, tuple(labels)) for name, labels in models.items()),
    )  # fmt: skip


MIXED = (
    Host("laptop", 2), Host("old server", 8, 1.6), Host("build host", 64, 1.1, 3),
    Host("big host", 192, 1.3),
)  # fmt: skip

#: Labels that somebody may give: markup, equal when shortened, formulas, script from the right.
HOSTILE = (
    "<script>alert(1)</script>", "rack " + "a" * 60 + " end", "rack " + "a" * 61 + " end",
    "$\\frac{1}{0}$ & \"quoted\" 'label'", "line\nbreak\x00", "\u0645\u0636\u064a\u0641",
    "</svg><img src=x onerror=alert(1)>", " ",
)  # fmt: skip


def made_up_fleet(count: int) -> Comparison:
    """``count`` machines of four models whose paces scatter evenly by a fifth around 1, 1.2, ..."""
    sizes = (2, 8, 64, 192)
    hosts = [
        Host(f"host {i}", sizes[i % 4], (1 + 0.2 * (i % 4)) * (0.9 + 0.2 * (i * 37 % 101) / 100))
        for i in range(count)
    ]
    return made_up_comparison(*hosts, works=WORKS[:1] + WORKS[4:])
