"""What is kept of each job, a line of JSON, and the figures that follow from it.

Seconds are kept turn by turn, so that figures can be computed again from an old file.
"""

import json
import math
import os
import platform
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from studies.regret.arithmetic import best, over, ran_in, regret
from studies.regret.catalog import Job
from studies.regret.check import check
from studies.regret.ended import usable_cores
from studies.regret.recommend import label, run_lightwork, run_prototype
from studies.regret.scripts import LOOP, alternatives

SCHEMA = 1
LIGHTWORK, PROTOTYPE = "lightwork", "prototype"
#: The three times of a run, from its start to what it then shows.
TIMES = ("first_estimate", "recommendation", "final")


class Effort(NamedTuple):
    """How much is measured of each job."""

    turns: int
    runs: int
    prototype_runs: int
    budget: float
    seed: int


class Judged(NamedTuple):
    """A recommendation beside the best; a failed one has infinite regret."""

    job: str
    by: str
    label: str
    regret: float
    over_loop: float
    seconds: dict[str, float]
    fault: str


def count_of(job: Job) -> int:
    """How many items a job has."""
    space: dict[str, Any] = {"__name__": job.module}
    exec(compile(job.path.read_text(), job.path, "exec"), space)  # noqa: S102 our own file
    found = space[job.items]
    return len(found() if callable(found) else found)


def study(job: Job, effort: Effort) -> dict[str, Any]:
    """Get the recommendations for a job, then check them beside all alternatives."""
    cores, count, started, load = usable_cores(), count_of(job), time.time(), os.getloadavg()[0]
    runs = [{"by": LIGHTWORK, **run_lightwork(job)} for _ in range(effort.runs)]
    runs += [
        {"by": PROTOTYPE, **run_prototype(job, effort.budget)} for _ in range(effort.prototype_runs)
    ]
    choices = alternatives(job, cores, count)
    own = {name: run["code"] for name, run in _named(runs) if not run["fault"]}
    checked = check({**choices, **own}, job, effort.turns, effort.seed, own)
    rounded = {
        name: [None if one is None else round(one, 7) for one in seconds]
        for name, seconds in checked.seconds.items()
    }
    return {
        "schema": SCHEMA, "job": job.function, "file": job.file, "traits": job.traits,
        "items": count, "cores": cores, "python": platform.python_version(),
        "started": round(started), "took": round(time.time() - started, 1), "load": round(load, 2),
        "turns": effort.turns, "seed": effort.seed, "alternatives": list(choices),
        "seconds": rounded, "faults": checked.faults, "same_as": checked.same_as, "runs": runs,
    }  # fmt: skip


def _named(runs: Sequence[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each run with the name of its script."""
    return ((f"{run['by']} {number}", run) for number, run in enumerate(runs))


def judged(record: dict[str, Any]) -> Iterator[Judged]:
    """Every run of a record, judged."""
    for name, run in _named(record["runs"]):
        script = record["same_as"].get(name, name)
        fault = run["fault"] or record["faults"].get(script, "")
        own = math.inf, math.inf
        if not fault:
            sound = sound_alternatives(record)
            own = (regret(record["seconds"], script, sound), over(record["seconds"], script, LOOP))
        times = run.get("seconds") or {}
        yield Judged(
            record["job"], run["by"], "failed" if fault else label(run), *own,
            {key: float(times[key]) for key in TIMES if times.get(key) is not None}, fault,
        )  # fmt: skip


def sound_alternatives(record: dict[str, Any]) -> list[str]:
    """The alternatives that gave right answers; of equal ones the first."""
    return [name for name in record["alternatives"] if name in record["seconds"]]


def best_alternative(record: dict[str, Any]) -> tuple[str, float]:
    """The one with the lowest median over all turns, and its seconds."""
    seconds, turns = record["seconds"], range(record["turns"])
    name = best(seconds, sound_alternatives(record), turns)
    return name, median(ran_in(seconds, name, turns))


def loop_seconds(record: dict[str, Any]) -> float:
    """The serial loop's median, of the turns in which it ran."""
    return median(ran_in(record["seconds"], LOOP, range(record["turns"])))


def append(file: Path, record: dict[str, Any]) -> None:
    """Add a record, so that nothing is lost if the study ends after it."""
    with file.open("a") as out:
        out.write(json.dumps(record) + "\n")


def read(file: Path) -> list[dict[str, Any]]:
    """The newest record of each job; a last line that was cut off is left out."""
    newest: dict[str, dict[str, Any]] = {}
    for line in file.read_text().splitlines() if file.is_file() else []:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        newest[record["job"]] = record
    return list(newest.values())
