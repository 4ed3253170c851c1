"""The independent check: every script in a fresh interpreter, turn after turn, in random order.

Nothing of lightwork takes part in it. Each call starts ``python script.py``; the script imports,
builds the items, times ``main(items)`` once, and prints the seconds and a digest of the answers. A
script whose answers are not those of the serial loop is void. Scripts that are equal are run once.
"""

import json
import random
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import NamedTuple

from studies.regret import timing
from studies.regret.arithmetic import FIRST_TURNS, hopeless
from studies.regret.catalog import Job
from studies.regret.ended import environment_with, run_to_end
from studies.regret.scripts import LOOP, same_scripts, timed_script

#: A call that takes longer is ended, and its script is void.
MOST_SECONDS = 60.0


class Call(NamedTuple):
    """One call of a script."""

    seconds: float | None
    digest: str
    fault: str


class Checked(NamedTuple):
    """What the check found; scripts that are equal to another have no seconds of their own."""

    seconds: dict[str, list[float | None]]
    faults: dict[str, str]
    same_as: dict[str, str]


def call(script: Path, job: Job) -> Call:
    """Run a script once, in a fresh interpreter."""
    command, known = [sys.executable, str(script)], environment_with(job.path.parent)
    ended = run_to_end(command, script.parent, known, MOST_SECONDS)
    if ended.fault:
        return Call(None, "", ended.fault)
    try:
        found = json.loads(ended.output.splitlines()[-1])
        return Call(found["seconds"], found["digest"], "")
    except (IndexError, ValueError, KeyError, TypeError):
        return Call(None, "", f"printed {ended.output[-100:]!r} instead of seconds")


def written(scripts: Mapping[str, str], job: Job, folder: Path) -> dict[str, Path]:
    """The scripts as files, each with its timing part."""
    copyfile(timing.__file__, folder / "regret_timing.py")
    paths = {}
    for number, (name, code) in enumerate(scripts.items()):
        paths[name] = folder / f"script_{number}.py"
        paths[name].write_text(timed_script(code, job))
    return paths


def check(
    scripts: Mapping[str, str], job: Job, turns: int, seed: int, judged: Collection[str]
) -> Checked:
    """Time all scripts, among them the serial loop. Those ``judged`` run in every turn."""
    same_as = same_scripts(scripts, job)
    keep = {same_as[name] for name in judged}
    own = {name: code for name, code in scripts.items() if same_as[name] == name}
    with TemporaryDirectory(prefix="regret-") as folder:
        paths = written(own, job, Path(folder))
        expected = call(paths[LOOP], job)
        if expected.fault:
            raise RuntimeError(f"{job.function}: the serial loop has {expected.fault}")
        seconds, faults = _all_turns(paths, job, expected.digest, turns, seed, keep)
    return Checked(seconds, faults, same_as)


def _all_turns(
    paths: Mapping[str, Path], job: Job, expected: str, turns: int, seed: int, keep: set[str]
) -> tuple[dict[str, list[float | None]], dict[str, str]]:
    chance, live = random.Random(seed), list(paths)
    seconds: dict[str, list[float | None]] = {name: [None] * turns for name in paths}
    faults: dict[str, str] = {}
    for turn in range(turns):
        chance.shuffle(live)
        for name in live:
            done = call(paths[name], job)
            fault = done.fault or ("" if done.digest == expected else "wrong answers")
            if fault:
                faults[name] = fault
            seconds[name][turn] = done.seconds
        live = [name for name in live if name not in faults]
        if turn + 1 == FIRST_TURNS:
            sound = {name: own for name, own in seconds.items() if name not in faults}
            live = sorted(set(live) - (hopeless(sound) - keep))
    if LOOP in faults:
        raise RuntimeError(f"{job.function}: the serial loop has {faults[LOOP]}")
    return {name: own for name, own in seconds.items() if name not in faults}, faults
