"""The tables of docs/truth.md, from what `studies.truth.collect` measured.

``python -m studies.truth.table`` reads ``docs/truth/{idle,loaded}.jsonl`` and prints, for
each host: what each tool makes of identical and of truly slower code; how often the 95 % intervals
held the truth; and how far the estimates were off.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from lightwork.core.intervals import ratio_interval
from lightwork.reporting.gate.decide import CASE_SLOWER, DIFFERENCE_LEVEL, outcome_of_change
from lightwork.reporting.stats.change import Change, compare_rounds
from lightwork.reporting.stats.significance import SIGNIFICANCE_LEVEL, p_value_of_ratios
from studies.truth.collect import FOLDER
from tests.fixtures.truth_machine import SLOWDOWNS

GATE = 0.05
WINDOWS = (7, 21)
SEVERAL = 3
TOOLS = (
    "lightwork, OLD and NEW, one run each",
    "lightwork `--gate 5`, one run each",
    "lightwork, OLD and NEW, three runs each",
    "lightwork `--gate 5`, three runs each",
    "lightwork, case and reference in one run",
    "pytest-benchmark `--benchmark-compare-fail=mean:5%`",
    "pyperf `compare_to`",
)


def ratios(level: dict[str, Any]) -> list[float]:
    """Case over reference, pair by pair, of one level of one side."""
    return [own / loop for own, loop in zip(level["case"], level["reference"], strict=True)]


def changes(records: Sequence[dict[str, Any]], level: str, runs: int = 1) -> list[Change]:
    """OLD to NEW at a level, with ``runs`` of each side that follow each other in turn."""
    fit = [one for one in records if level in one["new"]]
    groups = [fit[start : start + runs] for start in range(0, len(fit) - runs + 1, runs)]
    return [
        compare_rounds(
            [ratios(one["old"]["1.00"]) for one in group],
            [ratios(one["new"][level]) for one in group],
        )
        for group in groups
    ]


def differs_within(one: dict[str, Any], level: str) -> bool:
    """Whether the case differs significantly from its reference: its interval lies beyond 1, and
    beyond the A/A check's, as which OLD stands; and its p-value is small.
    """
    pairs, null = ratios(one["new"][level]), ratio_interval(ratios(one["old"]["1.00"]))
    found = ratio_interval(pairs)
    beyond = found.low > max(1.0, null.high) or found.high < min(1.0, null.low)
    return beyond and p_value_of_ratios(pairs) <= SIGNIFICANCE_LEVEL


def differs_between(change: Change) -> bool:
    """Whether a change of any size is significant, at the level at which the gate asks it."""
    return change.corrected <= DIFFERENCE_LEVEL


def verdicts(records: Sequence[dict[str, Any]], level: str) -> Iterator[list[bool]]:
    """For each of `TOOLS`, whether it found a difference, comparison by comparison."""
    own = changes(records, level)
    yield [differs_between(one) for one in own]
    yield [outcome_of_change(one, GATE) == CASE_SLOWER for one in own]
    several = changes(records, level, SEVERAL)
    yield [differs_between(one) for one in several]
    yield [outcome_of_change(one, GATE) == CASE_SLOWER for one in several]
    yield [differs_within(one, level) for one in records if level in one["new"]]
    peers = [one["peers"] for one in records if "peers" in one]
    yield [one["stock_fails"][level] for one in peers if level in one["stock_fails"]]
    yield [one["pyperf"][level] != "same" for one in peers if level in one["pyperf"]]


def seconds_of(records: Sequence[dict[str, Any]]) -> list[float]:
    """Seconds that one comparison of one function takes, median, for each of `TOOLS`."""
    both = median(one["old"]["1.00"]["seconds"] + one["new"]["1.00"]["seconds"] for one in records)
    peers = [one["peers"]["seconds"] for one in records if "peers" in one]
    # They measured OLD once, and NEW at each of their levels.
    stock = median(one["stock"] for one in peers) / 2 if peers else float("nan")
    pyperf = median(one["pyperf"] for one in peers) / 1.5 if peers else float("nan")
    return [both, both, SEVERAL * both, SEVERAL * both, both / 2, stock, pyperf]


def share(found: Sequence[bool]) -> str:
    """``3 of 200 (1.5 %)``."""
    return f"{sum(found)} of {len(found)} ({100 * sum(found) / len(found):.1f} %)" if found else "–"


def print_verdicts(records: Sequence[dict[str, Any]]) -> None:
    """What each tool makes of identical and of slower code."""
    levels = [f"{level:.2f}" for level in SLOWDOWNS]
    by_level = [list(verdicts(records, level)) for level in levels]
    print("| | identical: false | +3 % found | +5 % found | +10 % found | +20 % found | seconds |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for number, (tool, seconds) in enumerate(zip(TOOLS, seconds_of(records), strict=True)):
        cells = [share(found[number]) for found in by_level]
        print(f"| {tool} | {' | '.join(cells)} | {seconds:.1f} |")


def coverage(records: Sequence[dict[str, Any]], pairs: int) -> list[bool]:
    """Whether each 95 % interval over so many consecutive pairs held the truth."""
    held = []
    for one in records:
        for name, level in [("1.00", one["old"]["1.00"]), *one["new"].items()]:
            whole = ratios(level)
            for start in range(0, len(whole) - pairs + 1, pairs):
                found = ratio_interval(whole[start : start + pairs])
                held.append(found.low <= float(name) <= found.high)
    return held


def print_coverage(records: Sequence[dict[str, Any]]) -> None:
    """How often intervals held the truth, within a run and from run to run."""
    print("| pairs | intervals | held the truth |")
    print("| --- | --- | --- |")
    for pairs in WINDOWS:
        held = coverage(records, pairs)
        print(f"| {pairs} | {len(held)} | {100 * sum(held) / len(held):.1f} % |")
    held = [
        one.estimate.low <= level <= one.estimate.high
        for level in SLOWDOWNS
        for one in changes(records, f"{level:.2f}")
    ]
    print(f"| OLD to NEW, 21 each | {len(held)} | {100 * sum(held) / len(held):.1f} % |")


def print_errors(records: Sequence[dict[str, Any]]) -> None:
    """Median absolute error of the estimated change, in percentage points."""
    print("| truth | comparisons | median error | half of the interval, median |")
    print("| --- | --- | --- | --- |")
    for level in SLOWDOWNS:
        found = [one.estimate for one in changes(records, f"{level:.2f}")]
        if found:
            off = median(abs(one.value - level) for one in found)
            half = median((one.high - one.low) / 2 for one in found)
            print(f"| {level:.2f} | {len(found)} | {100 * off:.2f} pp | {100 * half:.1f} pp |")


def main() -> None:
    """Print the tables of every file that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        default=[FOLDER / f"{host}.jsonl" for host in ("idle", "loaded")],
    )
    for file in parser.parse_args().files:
        records = [json.loads(line) for line in file.read_text().splitlines()]
        foreign = median(level["foreign"] for one in records for level in one["new"].values())
        print(f"\n## {file.stem}: {len(records)} comparisons, others used {100 * foreign:.0f} % "
              "of the cores (median)\n")  # fmt: skip
        print_verdicts(records)
        print()
        print_coverage(records)
        print()
        print_errors(records)


if __name__ == "__main__":
    main()
