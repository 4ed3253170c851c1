"""How far are the shares of an own function from the truth, where the truth is known?

    python -m studies.own_function_mixtures [--repeat 3]

Mixtures of a Python loop, hashing and sleep, looked at as ``--workload`` does: those of
tests/fixtures/user_functions/known/known_mixtures.py. Printed: truth, estimate and interval, and
how often an interval missed the truth by more than two points.
"""

import argparse
import os

from lightwork.core.intervals import Estimate
from studies.own_function_classes import class_of

TRUTHS = (
    (100, 0, 0), (0, 100, 0), (0, 0, 100), (80, 10, 10), (10, 80, 10), (10, 10, 80), (50, 50, 0),
    (50, 0, 50), (0, 50, 50), (33, 33, 34),
)  # fmt: skip
#: What the pieces of which the parts are made let the truth itself be off by.
ALLOWED = 0.02


def shares_of(truth: tuple[int, int, int]) -> list[Estimate]:
    """Look at the mixture of these percentages."""
    name = "m_" + "_".join(map(str, truth))
    return list(class_of(f"known_mixtures.py:{name}", "8").shares.values())


def main() -> None:
    """Look at each, and print a row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    print("| truth (GIL, native, waits) | GIL | native | waits |\n| --- | --- | --- | --- |")
    missed, worst, looks = 0, 0.0, 0
    for truth in TRUTHS * repeat:
        cells = []
        for wanted, one in zip(truth, shares_of(truth), strict=True):
            cells.append(f"{100 * one.value:.0f} [{100 * one.low:.0f}, {100 * one.high:.0f}]")
            missed += not one.low - ALLOWED <= wanted / 100 <= one.high + ALLOWED
            worst = max(worst, abs(one.value - wanted / 100))
            looks += 1
        print(f"| {truth} | " + " | ".join(cells) + " |", flush=True)
    print(
        f"\n{missed} of {looks} intervals miss the truth by more than two points; the estimate "
        f"furthest from it is {100 * worst:.1f} points off; load {os.getloadavg()[0]:.1f}."
    )


if __name__ == "__main__":
    main()
