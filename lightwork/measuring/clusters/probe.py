"""Ask a cluster what it is, in a process of its own: a call that hangs is ended from outside.

``python -m lightwork.measuring.clusters.probe STRATEGY ADDRESS`` prints a line when it is loaded,
one when the cluster has answered, and one with what it is, as JSON (`ClusterAnswer`).
"""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median
from typing import NamedTuple

import psutil

from lightwork.measuring.cases.worker_notes import WorkerDescription, describe_worker, suite_version
from lightwork.measuring.host.machine import machine_id
from lightwork.strategy import Remote, Runner

LOADED, JOINED = "loaded", "joined"
#: Tasks per worker that ask who it is, and how long each lasts, so that no worker takes all.
PROBE_TASKS, TASK_SECONDS = 4, 0.05
#: Tasks per worker that do nothing, and how often they are handed out, to see what that takes.
DISPATCH_TASKS, DISPATCH_TURNS = 20, 3


class ClusterAnswer(NamedTuple):
    """What a cluster is: tasks at once, hosts by anonymous id, and what is wrong with it.

    ``processes`` are those of it on this host, without their descendants. ``dispatch_seconds``: see
    `dispatch_seconds`.
    """

    workers: int
    hosts: list[str]
    problem: str | None = None
    processes: tuple[int, ...] = ()
    dispatch_seconds: float = 0.0


def main(name: str, address: str) -> None:
    """Print what is asked for; an exception's text is the problem."""
    import importlib

    remote: Remote = importlib.import_module(f"lightwork.strategies.engines.{name}").STRATEGY.remote
    importlib.import_module({"dask_distributed": "distributed", "ray_tasks": "ray"}[name])
    print(LOADED, flush=True)  # noqa: T201 - this is how it answers
    try:
        answer = probe_cluster(remote, address, partial(print, JOINED, flush=True))
    except Exception as error:  # noqa: BLE001 - whatever an engine raises is the answer
        text = " ".join(str(error).split())[:300]
        answer = ClusterAnswer(0, [], f"{type(error).__name__}: {text}")
    print(json.dumps(answer), flush=True)  # noqa: T201 - this is how it answers


def probe_cluster(
    remote: Remote, address: str, joined: Callable[[], None] = lambda: None
) -> ClusterAnswer:
    """Join, let the workers tell what they are, and give them this checkout where they need it."""
    with remote.join(address) as (workers, run):
        joined()
        if workers == 0:
            return ClusterAnswer(0, [], "it has no workers: start some, then run again")
        try:
            return _assess(run, workers)
        except Exception:
            if remote.upload is None:
                raise
    remote.upload(address)
    with remote.join(address) as (workers, run):
        return _assess(run, workers)


def _assess(run: Runner, workers: int) -> ClusterAnswer:
    """Whether workers of this kind can measure, by what they tell of themselves."""
    found: list[WorkerDescription] = run(describe_worker, [TASK_SECONDS] * PROBE_TASKS * workers, 1)
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    problem = None
    if pythons := sorted({one.python for one in found} - {ours}):
        problem = (
            f"its workers run Python {', '.join(pythons)}, this is {ours}, and functions do not "
            "travel between them: start it with this Python"
        )
    elif {one.suite for one in found} != {suite_version()}:
        problem = (
            "its workers have loaded another version of this suite: restart them, or bring their "
            "checkout to this version"
        )
    here = [one.note.process for one in found if one.note.host == machine_id()]
    hosts = sorted({one.note.host for one in found})
    if problem is not None:
        return ClusterAnswer(workers, hosts, problem)
    dispatch = dispatch_seconds(run, workers)
    return ClusterAnswer(workers, hosts, None, tuple(processes_here(here)), dispatch)


def dispatch_seconds(run: Runner, workers: int) -> float:
    """For how long handing out a task occupies one of the workers, by tasks that do nothing.

    All are handed out at once, so this is the wall seconds of one of them times the workers: no
    worker can be given a task more often than that, whether scheduler, network or worker is slow.
    """
    tasks = DISPATCH_TASKS * workers
    seconds = []
    for _ in range(DISPATCH_TURNS):
        start = time.perf_counter()
        run(abs, range(tasks), 1)
        seconds.append(time.perf_counter() - start)
    return median(seconds) * workers / tasks


def processes_here(workers: Sequence[int]) -> set[int]:
    """What of a cluster runs on this host: its workers here, and whoever is connected to them.

    Connected directly or through others (a scheduler, agents), over TCP within this host. What
    descends from another one is left out: such workers come and go.
    """
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:  # on macOS it takes rights that few have
        connections = []
    owners = {one.laddr: one.pid for one in connections if one.pid and one.raddr}
    found, waiting = {*workers}, [*workers]
    while waiting:
        pid = waiting.pop()
        ends = [owners.get(one.raddr) for one in connections if one.pid == pid and one.raddr]
        new = {end for end in ends if end is not None} - found - {os.getpid()}
        found |= new
        waiting += new
    return {pid for pid in found if not {one.pid for one in _parents_of(pid)} & found}


def _parents_of(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).parents()
    except psutil.NoSuchProcess:
        return []


if __name__ == "__main__":
    main(*sys.argv[1:3])
