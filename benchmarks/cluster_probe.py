"""Look at a cluster, in a process of its own: a call that hangs can be ended from outside.

``python -m benchmarks.cluster_probe STRATEGY ADDRESS`` prints a line when it is loaded, one when
the cluster has answered, and one with what it is, as JSON (`Answer`).
"""

import json
import sys
from collections.abc import Callable
from typing import NamedTuple

from benchmarks.cluster_notes import Told, suite_version, tell
from strategies import Remote, Run

LOADED, JOINED = "loaded", "joined"
#: Tasks per worker that ask who it is, and how long each lasts, so that no worker takes all.
TASKS, TASK_SECONDS = 4, 0.05


class Answer(NamedTuple):
    """What a cluster is: tasks at once, hosts by anonymous id, and what is wrong with it."""

    workers: int
    hosts: list[str]
    problem: str = ""


def main(name: str, address: str) -> None:
    """Print what is asked for; an exception's words are the problem."""
    import importlib

    remote: Remote = importlib.import_module(f"strategies.{name}").STRATEGY.remote
    importlib.import_module({"dask_distributed": "distributed", "ray_tasks": "ray"}[name])
    print(LOADED, flush=True)  # noqa: T201 - this is how it answers
    try:
        answer = look(remote, address, say_joined)
    except Exception as error:  # noqa: BLE001 - whatever an engine raises is the answer
        words = " ".join(str(error).split())[:300]
        answer = Answer(0, [], f"{type(error).__name__}: {words}")
    print(json.dumps(answer), flush=True)  # noqa: T201 - this is how it answers


def say_joined() -> None:
    """Print that the cluster has answered."""
    print(JOINED, flush=True)  # noqa: T201 - this is how it answers


def look(remote: Remote, address: str, joined: Callable[[], None] = lambda: None) -> Answer:
    """Join, let the workers tell what they are, and give them this checkout where they need it."""
    with remote.join(address) as (workers, run):
        joined()
        if workers == 0:
            return Answer(0, [], "it has no workers: start some, then run again")
        try:
            return judge(workers, _told(run, workers))
        except Exception:
            if remote.upload is None:
                raise
    remote.upload(address)
    with remote.join(address) as (workers, run):
        return judge(workers, _told(run, workers))


def _told(run: Run, workers: int) -> list[Told]:
    return run(tell, [TASK_SECONDS] * TASKS * workers, 1)


def judge(workers: int, told: list[Told]) -> Answer:
    """Whether workers of this kind can measure."""
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    hosts = sorted({one.note.host for one in told})
    pythons = sorted({one.python for one in told} - {ours})
    if pythons:
        problem = (
            f"its workers run Python {', '.join(pythons)}, this is {ours}, and functions do not "
            "travel between them: start it with this Python"
        )
        return Answer(workers, hosts, problem)
    if {one.suite for one in told} != {suite_version()}:
        return Answer(
            workers,
            hosts,
            "its workers have loaded another version of this suite: restart them, or bring their "
            "checkout to this version",
        )
    return Answer(workers, hosts)


if __name__ == "__main__":
    main(*sys.argv[1:3])
