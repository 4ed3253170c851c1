"""One side of a comparison, in a process of its own: pairs of each level beside the plain loop.

``python -m studies.truth.side PAIRS LEVEL...`` prints JSON: for each level the seconds of
the case and of its reference, round by round, as `lightwork.measuring.cases.rounds` measures them.
"""

import json
import sys
import time
from typing import Any

from lightwork.core.record import CASE, REFERENCE
from lightwork.measuring.cases.round_parts import RoundWork, WholeRun
from lightwork.measuring.cases.rounds import run_rounds
from lightwork.strategies import serial
from studies.stack_alignment import with_stack_room
from studies.truth.work import ITEMS, expected, task
from tests.fixtures.truth_machine import slower


def pairs_of(level: float, pairs: int) -> dict[str, Any]:
    """Rounds of the loop that does ``level`` times the work; ``seconds`` is what they took."""
    work = RoundWork(task, ITEMS, [expected(item) for item in ITEMS])
    own, loop = slower(level), serial.STRATEGY
    begun = time.perf_counter()
    with own.open(1, "none") as run, loop.open(1, "none") as reference:
        parts = {REFERENCE: WholeRun(reference, work, 1), CASE: WholeRun(run, work, 1)}
        rounds, seconds = with_stack_room(lambda: run_rounds(parts, work.expected, pairs))
    return {
        "case": seconds,
        "reference": [one.reference_seconds for one in rounds],
        "foreign": sum(one.foreign_cpu_share for one in rounds) / pairs,
        "disturbed": sum(one.disturbed for one in rounds),
        "seconds": time.perf_counter() - begun,
    }


def main() -> None:
    """Measure the levels that were named, in their order."""
    pairs, levels = int(sys.argv[1]), sys.argv[2:]
    pairs_of(1.0, 6)  # first calls are those of a cold interpreter
    print(json.dumps({level: pairs_of(float(level), pairs) for level in levels}))


if __name__ == "__main__":
    main()
