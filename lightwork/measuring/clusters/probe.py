"""Ask a cluster what it is, in a process of its own: a call that hangs is ended from outside.

``python -m lightwork.measuring.clusters.probe STRATEGY ADDRESS`` prints a line when it is loaded,
one when the cluster has answered, and one with what it is, as JSON (`ClusterAnswer`).
"""

import json
import sys
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from lightwork.measuring.cases.worker_notes import WorkerDescription, describe_worker, suite_version
from lightwork.strategy import Remote, Runner

LOADED, JOINED = "loaded", "joined"
#: Tasks per worker that ask who it is, and how long each lasts, so that no worker takes all.
PROBE_TASKS, TASK_SECONDS = 4, 0.05


class ClusterAnswer(NamedTuple):
    """What a cluster is: tasks at once, hosts by anonymous id, and what is wrong with it."""

    workers: int
    hosts: list[str]
    problem: str | None = None


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
    return ClusterAnswer(workers, sorted({one.note.host for one in found}), problem)


if __name__ == "__main__":
    main(*sys.argv[1:3])
