"""Look at a cluster, in a process of its own: a call that hangs can be ended from outside.

``python -m lightwork.measuring.clusters.probe STRATEGY ADDRESS`` prints a line when it is loaded,
one when the cluster has answered, and one with what it is, as JSON (`ClusterAnswer`).
"""

import json
import sys
from collections.abc import Callable
from typing import NamedTuple

from lightwork.measuring.cases.worker_notes import WorkerDescription, describe_worker, suite_version
from lightwork.strategies import Remote, Runner

LOADED, JOINED = "loaded", "joined"
#: Tasks per worker that ask who it is, and how long each lasts, so that no worker takes all.
PROBE_TASKS, TASK_SECONDS = 4, 0.05


class ClusterAnswer(NamedTuple):
    """What a cluster is: tasks at once, hosts by anonymous id, and what is wrong with it."""

    workers: int
    hosts: list[str]
    problem: str = ""


def main(name: str, address: str) -> None:
    """Print what is asked for; an exception's words are the problem."""
    import importlib

    remote: Remote = importlib.import_module(f"lightwork.strategies.engines.{name}").STRATEGY.remote
    importlib.import_module({"dask_distributed": "distributed", "ray_tasks": "ray"}[name])
    print(LOADED, flush=True)  # noqa: T201 - this is how it answers
    try:
        answer = probe_cluster(remote, address, say_joined)
    except Exception as error:  # noqa: BLE001 - whatever an engine raises is the answer
        words = " ".join(str(error).split())[:300]
        answer = ClusterAnswer(0, [], f"{type(error).__name__}: {words}")
    print(json.dumps(answer), flush=True)  # noqa: T201 - this is how it answers


def say_joined() -> None:
    """Print that the cluster has answered."""
    print(JOINED, flush=True)  # noqa: T201 - this is how it answers


def probe_cluster(
    remote: Remote, address: str, joined: Callable[[], None] = lambda: None
) -> ClusterAnswer:
    """Join, let the workers tell what they are, and give them this checkout where they need it."""
    with remote.join(address) as (workers, run):
        joined()
        if workers == 0:
            return ClusterAnswer(0, [], "it has no workers: start some, then run again")
        try:
            return assess_cluster(workers, _told(run, workers))
        except Exception:
            if remote.upload is None:
                raise
    remote.upload(address)
    with remote.join(address) as (workers, run):
        return assess_cluster(workers, _told(run, workers))


def _told(run: Runner, workers: int) -> list[WorkerDescription]:
    return run(describe_worker, [TASK_SECONDS] * PROBE_TASKS * workers, 1)


def assess_cluster(workers: int, told: list[WorkerDescription]) -> ClusterAnswer:
    """Whether workers of this kind can measure."""
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    hosts = sorted({one.note.host for one in told})
    pythons = sorted({one.python for one in told} - {ours})
    if pythons:
        problem = (
            f"its workers run Python {', '.join(pythons)}, this is {ours}, and functions do not "
            "travel between them: start it with this Python"
        )
        return ClusterAnswer(workers, hosts, problem)
    if {one.suite for one in told} != {suite_version()}:
        return ClusterAnswer(
            workers,
            hosts,
            "its workers have loaded another version of this suite: restart them, or bring their "
            "checkout to this version",
        )
    return ClusterAnswer(workers, hosts)


if __name__ == "__main__":
    main(*sys.argv[1:3])
