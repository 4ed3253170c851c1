"""What one thread takes under each Python: plain loops that take turns within seconds.

Runs of a whole plan are minutes apart, and a shared host is up to twice as fast at one minute as at
another: seconds of such runs tell a tenth from nothing only after many. Here each round has a fresh
process of every Python, in an order that is drawn, and a ratio is of one round.
"""

import json
import random
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.intervals import Estimate, ratio_interval
from benchmarks.pythons.looking import environment
from benchmarks.pythons.problem import Unusable
from benchmarks.pythons.running import Turn

ROUNDS = 12
#: A child that takes longer hangs, or the host is too busy to tell anything.
PATIENCE_SECONDS = 60
CHILD = "benchmarks.pythons.plain_loop"

#: Seconds by workload.
Loops = Mapping[str, float]


def rounds_of(turns: Sequence[Turn], rounds: int, root: Path) -> list[list[Loops]]:
    """For each round the loops of each turn, in the order of ``turns``. Raises `Unusable`."""
    chance = random.Random(rounds)
    found = []
    for _ in range(rounds):
        order = list(range(len(turns)))
        chance.shuffle(order)
        loops = {place: loops_of(turns[place], root) for place in order}
        found.append([loops[place] for place in range(len(turns))])
    return found


def loops_of(turn: Turn, root: Path) -> Loops:
    """The plain loops in one fresh process. Raises `Unusable`."""
    command = [str(turn.own), "-m", CHILD]
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command, cwd=root, env=environment(turn.mode.switches), capture_output=True,
            text=True, check=False, timeout=PATIENCE_SECONDS,
        )  # fmt: skip
        if not done.returncode:
            loops: Loops = json.loads(done.stdout)
            return loops
        reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        reason = str(error)
    raise Unusable(f"{turn.words}: the plain loop alone can't be timed: {reason}")


def ratios(found: Sequence[Sequence[Loops]]) -> dict[str, list[Estimate]]:
    """By workload: the seconds of each turn as times the first's, within rounds."""
    return {
        name: [
            ratio_interval([loops[place][name] / loops[0][name] for loops in found])
            for place in range(len(found[0]))
        ]
        for name in found[0][0]
    }


def lines(turns: Sequence[Turn], found: Mapping[str, Sequence[Estimate]]) -> list[str]:
    """What is printed: for each workload each Python but the first."""
    rounds = next(iter(found.values()))[0].rounds
    told = [
        f"ONE THREAD ALONE, as times the seconds of {turns[0].words}: {rounds} rounds, in each a "
        "fresh process of every Python"
    ]
    for place, turn in enumerate(turns[1:], 1):
        told.append(f"  {turn.words}")
        told += [f"    {name}: {_words(each[place])}" for name, each in found.items()]
    return told


def _words(one: Estimate) -> str:
    if not one.bounded:
        return f"{one.value:.2f}× (too few rounds for an interval)"
    told = "" if one.low > 1 or one.high < 1 else ", can't tell"
    return f"{one.value:.2f}× [{one.low:.2f}, {one.high:.2f}]{told}"
