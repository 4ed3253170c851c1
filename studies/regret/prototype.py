"""A race of 90 lines without audit, words or intervals, to be beaten.

``python -m studies.regret.prototype FILE FUNCTION ITEMS BUDGET_S OUT.json``: every usual choice is
called once in each block, in random order, each call in a fresh fork of a process that has loaded
the job. Hopeless ones leave after two blocks, others by the procedure of Kim and Nelson (2001) with
an indifference zone of 5 %. Recommended is the simplest of those that are shown to be within 5 %
of the best. A script's own imports are loaded before its clock starts, as the check has it.
"""

import contextlib
import json
import math
import os
import pickle
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median, stdev, variance
from typing import Any

from studies.regret.catalog import Job
from studies.regret.ended import usable_cores
from studies.regret.scripts import LOOP, alternatives

FIRST_BLOCKS, ERROR, ZONE = 5, 0.05, math.log(1.05)
#: Names of the processes among the alternatives, the simplest first.
PROCESSES = ("pool", "pool whole", "pool 1", "imap", "executor ch", "forkserver", "spawn")
Took = dict[str, list[float]]


def timed(code: str, items: Sequence[Any]) -> float | None:
    """Seconds of ``main(items)`` in a fork; None if it failed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            space: dict[str, Any] = {"__name__": "script"}
            exec(code, space)  # noqa: S102 our own text
            start = time.perf_counter()
            space["main"](items)
            os.write(writer, pickle.dumps(time.perf_counter() - start))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        sent = pipe.read()
    os.waitpid(child, 0)
    return float(pickle.loads(sent)) if sent else None  # noqa: S301 our own child


def logs(took: Took, one: str, other: str) -> list[float]:
    """Log ratios of two scripts, block by block."""
    return [math.log(a / b) for a, b in zip(took[one], took[other], strict=True)]


def upper(differences: Sequence[float]) -> float:
    """The upper end of a one-sided 95 % interval of the mean."""
    if len(differences) < 2:
        return math.inf
    return mean(differences) + 1.9 * stdev(differences) / math.sqrt(len(differences))


def not_hopeless(took: Took) -> list[str]:
    """Those not twice as slow as the best in each of two blocks; the serial loop always."""
    limit = min(sum(own) for own in took.values())
    return [name for name, own in took.items() if name == LOOP or min(own) <= limit]


def not_slower(took: Took) -> list[str]:
    """Those that Kim and Nelson's procedure keeps."""
    blocks = len(next(iter(took.values())))
    power = -2 / (FIRST_BLOCKS - 1)
    eta = ((2 * ERROR / max(1, len(took) - 1)) ** power - 1) / 2
    h2 = 2 * eta * (FIRST_BLOCKS - 1)

    def is_slower(one: str, other: str) -> bool:
        found = logs(took, one, other)
        margin = max(0.0, ZONE / (2 * blocks) * (h2 * variance(found) / ZONE**2 - blocks))
        return bool(min(median(found), mean(found)) > margin)

    return [one for one in took if not any(is_slower(one, other) for other in took if other != one)]


def race(scripts: dict[str, str], items: Sequence[Any], budget: float) -> tuple[Took, float]:
    """Blocks until one is left, all are equivalent, or the budget is used up; and when the first
    block had ended.
    """
    took: Took = {name: [] for name in scripts}
    chance, start, first = random.Random(2), time.perf_counter(), 0.0
    while time.perf_counter() - start < budget:
        order = list(took)
        chance.shuffle(order)
        for name in order:
            seconds = timed(scripts[name], items)
            if seconds is None:
                del took[name]
            else:
                took[name].append(seconds)
        first = first or time.perf_counter()
        blocks = len(next(iter(took.values())))
        if blocks == 2:
            took = {name: took[name] for name in not_hopeless(took)}
        if blocks >= FIRST_BLOCKS:
            took = {name: took[name] for name in not_slower(took) or took}
            if len(equivalent(took)) == len(took):
                break
    return took, first


def equivalent(took: Took) -> list[str]:
    """Those shown to be no more than 5 % slower than the one with the lowest median."""
    fastest = min(took, key=lambda name: median(took[name]))
    return [n for n in took if n == fastest or upper(logs(took, n, fastest)) <= ZONE]


def main() -> None:
    """Race, and write what is recommended in the form of a verdict."""
    begun = time.perf_counter()
    file, function, items_name, budget, out = sys.argv[1:]
    sys.path.insert(0, str(Path(file).parent))
    job, cores = Job(file, function, items_name), usable_cores()
    found = getattr(__import__(job.module), items_name)
    items = list(found() if callable(found) else found)
    simple = [LOOP, *(f"threads {number * cores}" for number in (1, 4, 16)), *PROCESSES]
    every = alternatives(job, cores, len(items))
    took, first = race({name: every[name] for name in simple}, items, float(budget))
    name = min(equivalent(took), key=simple.index)
    total = round(time.perf_counter() - begun, 2)
    seconds = {"first_estimate": round(first - begun, 2), "recommendation": total, "final": total}
    verdict = {"recommended": name, "seconds": seconds, "code": every[name]}
    Path(out).write_text(json.dumps(verdict))


if __name__ == "__main__":
    main()
