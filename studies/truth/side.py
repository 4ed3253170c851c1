"""One side of a comparison: blocks of each level beside the plain loop, as the suite's races run.

``python -m studies.truth.side BLOCKS MODULE LEVEL...`` prints JSON: for each level the seconds of
the case and of its reference, block by block; ``MODULE`` is `studies.truth.work` or one like it.
Each block has a launcher of its own, and both calls are each in a process of their own, in an order
that is drawn.
"""

import json
import random
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from lightwork.core.places import SUITE
from lightwork.measuring.cases.round_parts import verify
from lightwork.measuring.host.noise import Disturbance, disturbance_between, take_snapshot
from lightwork.measuring.launcher.requests import ApartRequest
from lightwork.measuring.launcher.targets import ItemSource, Target
from lightwork.measuring.race.apart import ask_apart, launchers_of
from lightwork.measuring.race.course import Launchers

MOST_SECONDS = 30.0  # of one call; it takes about 20 ms


def time_level(task: Any, items: Sequence[Any], _folder: str, level: float) -> float:
    """Seconds of the loop that does ``level`` times the work; run in a process of its own."""
    work = sys.modules[task.__module__]
    start = time.perf_counter()
    results = work.do(level)
    seconds = time.perf_counter() - start
    verify(results, [work.expected(item) for item in items])
    return seconds


def run_block(launchers: Launchers, level: float) -> tuple[float, float, Disturbance]:
    """Seconds of the case, of the plain loop, and what else the host did meanwhile."""
    seconds: dict[str, float] = {}
    before = take_snapshot()
    for part, work in random.sample([("case", level), ("reference", 1.0)], 2):
        request = ApartRequest(__spec__.name, "time_level", (work,), MOST_SECONDS)
        seconds[part] = ask_apart(launchers, request)
    disturbance = disturbance_between(before, take_snapshot())
    launchers.end()
    return seconds["case"], seconds["reference"], disturbance


def blocks_of(launchers: Launchers, level: float, blocks: int) -> dict[str, Any]:
    """So many blocks of a level; ``seconds`` is what they took."""
    begun = time.perf_counter()
    done = [run_block(launchers, level) for _ in range(blocks)]
    return {
        "case": [case for case, _, _ in done],
        "reference": [loop for _, loop, _ in done],
        "foreign": sum(other.foreign_cpu_share for _, _, other in done) / blocks,
        "disturbed": sum(other.disturbed for _, _, other in done),
        "seconds": time.perf_counter() - begun,
    }


def main() -> None:
    """Measure the levels that were named, in their order."""
    blocks, module, levels = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    work = import_module(module)
    root = str(SUITE)
    items = ItemSource("ITEMS", target=Target("ITEMS", module, "ITEMS", root))
    modules = (__spec__.name,)
    answers = [work.expected(item) for item in work.ITEMS]
    with launchers_of(Target("task", module, "task", root), items, answers, modules) as launchers:
        print(json.dumps({level: blocks_of(launchers, float(level), blocks) for level in levels}))


if __name__ == "__main__":
    main()
