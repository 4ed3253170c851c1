"""How often does the gate alarm falsely, and find +10 %? ``python -m studies.gate_simulated``

Made-up comparisons at a gate of 5 %: rounds scatter, and runs scatter on top (normal logarithms),
for some lines not alike in all cases (``uneven``: the standard deviation of the logarithm of that
scatter), alike in all cases of a run (``shared``), or with bursts in one round in five. A
comparison is false if any case of identical code fails. Seeded; takes a minute or two.
"""

import argparse
import math
import random
from typing import NamedTuple

from lightwork.reporting.gate.decide import CASE_SLOWER, outcome_of_change
from lightwork.reporting.stats.between_runs import Sides, between_runs
from lightwork.reporting.stats.change import change_of, run_means

GATE, TRUTH = 0.05, math.log(1.1)


class Host(NamedTuple):
    """Scatter, as standard deviations of logarithms."""

    rounds: float
    runs: float
    uneven: float = 0.0
    shared: float = 0.0
    bursts: bool = False


def comparison(random_: random.Random, host: Host, cases: int, runs: int, rounds: int,
               truth: float) -> list[bool]:  # fmt: skip
    """Which cases fail; the first is slower by ``truth``, the others by nothing."""
    moods = [[random_.gauss(0, host.shared) for _ in range(runs)] for _ in "on"]

    def ratio(centre: float) -> float:
        burst = host.bursts and random_.random() < 0.2
        return math.exp(centre + random_.gauss(0, host.rounds * (5 if burst else 1)))

    made = []
    for case in range(cases):
        spread = host.runs * math.exp(random_.gauss(0, host.uneven))
        sides = []
        for side, mood in enumerate(moods):
            offset = truth if side == 1 and case == 0 else 0.0
            centres = [offset + of_run + random_.gauss(0, spread) for of_run in mood]
            sides.append(run_means([[ratio(x) for _ in range(rounds)] for x in centres]))
        made.append(Sides(*sides))
    between = between_runs(made)
    return [
        outcome_of_change(change_of(one, between, cases, rounds), GATE) == CASE_SLOWER
        for one in made
    ]


def rate(host: Host, cases: int, runs: int, rounds: int, truth: float) -> tuple[float, int]:
    """Share of comparisons that are false (``truth`` 0), or that find the first case."""
    random_, repeats = random.Random(1), max(100, 1000 // cases)
    failing = [comparison(random_, host, cases, runs, rounds, truth) for _ in range(repeats)]
    hits = sum(fails[0] if truth else any(fails) for fails in failing)
    return 100 * hits / repeats, repeats


def main() -> None:
    """Print both tables."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    print("identical code, 10 rounds of 3 %: comparisons in which any case fails")
    for host in (
        Host(0.03, 0.01), Host(0.03, 0.02), Host(0.03, 0.03), Host(0.03, 0.015, shared=0.015),
        Host(0.03, 0.01, bursts=True), Host(0.03, 0.01, uneven=0.5), Host(0.03, 0.03, uneven=0.5),
    ):  # fmt: skip
        for runs in (1, 2):
            found = [rate(host, cases, runs, 10, 0.0) for cases in (1, 10, 30)]
            text = ", ".join(f"{share:.1f} % of {repeats}" for share, repeats in found)
            print(f"{host}, {runs} a side; 1, 10, 30 cases: {text}")
    print("+10 % in one case, 0.5 % from run to run: found")
    for rounds, spread in ((10, 0.02), (30, 0.02), (30, 0.03), (30, 0.05)):
        for runs in (1, 2, 3):
            host = Host(spread, 0.005)
            shares = [rate(host, cases, runs, rounds, TRUTH)[0] for cases in (1, 10, 30)]
            text = ", ".join(f"{share:.0f} %" for share in shares)
            print(f"{rounds} rounds of {spread}, {runs} a side; 1, 10, 30 cases: {text}")


if __name__ == "__main__":
    main()
