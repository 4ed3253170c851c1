"""How often runs of the same code seem to change, and which changes are found.

    python -m studies.change_points

Made-up series of figures of runs, with a scatter of 2 %: normal; with a heavy tail (Student's t, 3
degrees of freedom); and where a run depends on the one before (autoregressive, 0.3), which the test
assumes not to be so. A step comes in the middle. Then the runs of this project's own truth study
(``docs/truth``), one after another: OLD's, and OLD's followed by those of a NEW that does more.
"""

import json
import math
import random
from collections.abc import Iterator
from statistics import median

from lightwork.reporting.stats.change_points import change_points
from studies.truth.collect import FOLDER
from studies.truth.table import ratios

SERIES = 1000
SCATTER = 0.02
LENGTHS = (12, 24, 48)
STEPS = (0.02, 0.05, 0.1)
#: Runs of a series of our own.
OWN = 24


def scatter(kind: str, runs: int, chance: random.Random) -> Iterator[float]:
    """Logarithms of the runs of the same code."""
    before = 0.0
    for _ in range(runs):
        normal = chance.gauss(0, 1)
        if kind == "heavy tail":
            normal /= math.sqrt(sum(chance.gauss(0, 1) ** 2 for _ in range(3)) / 3)
        before = normal + (0.3 * before if kind == "autoregressive" else 0.0)
        yield SCATTER * before


def found(kind: str, runs: int, step: float) -> float:
    """The share of series in which a change is found; with a step, one within a run of it."""
    right = 0
    for seed in range(SERIES):
        logs = list(scatter(kind, runs, random.Random(seed)))
        values = [
            math.exp(one) * (1 + step * (place >= runs // 2)) for place, one in enumerate(logs)
        ]
        places = [one.place for one in change_points(values)]
        near = any(abs(place - runs // 2) <= 1 for place in places)
        right += near if step else bool(places)
    return right / SERIES


def own_runs(host: str, level: str) -> tuple[int, int, int]:
    """Of so many series of saved runs: where a change is found of OLD, and of OLD, then NEW."""
    lines = (FOLDER / f"{host}.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines]
    old = [median(ratios(one["old"]["1.00"])) for one in records if level in one["new"]]
    new = [median(ratios(one["new"][level])) for one in records if level in one["new"]]
    starts, half = range(0, len(old) - OWN + 1, OWN), OWN // 2
    false = sum(bool(change_points(old[start : start + OWN])) for start in starts)
    places = [
        [one.place for one in change_points(old[start:][:half] + new[start + half :][:half])]
        for start in starts
    ]
    return len(starts), false, sum(any(abs(at - half) <= 1 for at in some) for some in places)


def main() -> None:
    """Print the tables."""
    steps = " | ".join(f"+{step:.0%} found" for step in STEPS)
    print(f"| scatter of 2 % | runs | same code: false | {steps} |")
    print(f"| --- | --- | --- | {' | '.join(['---'] * len(STEPS))} |")
    for kind in ("normal", "heavy tail", "autoregressive"):
        for runs in LENGTHS:
            shares = [found(kind, runs, step) for step in (0.0, *STEPS)]
            print(f"| {kind} | {runs} | {' | '.join(f'{share:.1%}' for share in shares)} |")
    print(f"\n| own runs, {OWN} each | series | same code: false | NEW does | found |")
    print("| --- | --- | --- | --- | --- |")
    for host, level in (("idle", "1.05"), ("loaded", "1.10")):
        series, false, right = own_runs(host, level)
        print(f"| {host} | {series} | {false} | {level} | {right} |")


if __name__ == "__main__":
    main()
