"""Do two runs agree on what things cost? ``python -m studies.repeatable ONE.json OTHER.json``

For every cost case in both files: do the intervals share a value? Of the quantity that the report
shows: seconds of an operation for what is carried and shared, the share of what is possible for
granularity, bytes for memory, else the cost. Cases that the report of one of the runs flags, as it
had to judge them with disturbed rounds, are counted apart.
"""

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from lightwork.core.intervals import Estimate, overlap
from lightwork.reporting.estimates.analysis import Analysis, analyse
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.read.run import read_run
from lightwork.reporting.text.figures import number_text

QUANTITY = {"transfer": "seconds", "sharing": "seconds", "memory": "worker_uss_bytes"}


def figure_of(result: CaseResult) -> Estimate:
    """The figure that the report shows of a case."""
    if result.family == "granularity":
        return result.share or result.estimates["efficiency"]
    return result.estimates[QUANTITY.get(result.family, "cost")]


def is_disturbed(result: CaseResult) -> bool:
    """Whether the report warns that too few rounds of the case were undisturbed."""
    return any("rounds disturbed" in warning for warning in result.warnings)


def compare(one: Analysis, other: Analysis) -> None:
    """Print how many cases of each family agree, and those that do not."""
    there = {(result.family, result.case): result for result in other.costs if not result.void}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for result in one.costs:
        twin = there.get((result.family, result.case))
        if twin is None or result.void:
            continue
        first, second = figure_of(result), figure_of(twin)
        agree = overlap(first, second)
        disturbed = is_disturbed(result) or is_disturbed(twin)
        counts[result.family]["disturbed" if disturbed else "agree" if agree else "differ"] += 1
        if not agree:
            print(
                f"{result.family:12} {result.case.id:52} {number_text(1e6 * first.value)} and "
                f"{number_text(1e6 * second.value)} (x 1e-6), "
                f"ratio {number_text(second.value / first.value)}"
                f"{', disturbed' if disturbed else ''}"
            )
    for family, count in counts.items():
        print(f"{family:12} {dict(count)}")
    total = sum(counts.values(), Counter[str]())
    undisturbed = total["agree"] + total["differ"]
    if not undisturbed:
        raise SystemExit("No case of a cost was measured undisturbed in both runs.")
    percent = 100 * total["agree"] / undisturbed
    print(f"{total['agree']} of {undisturbed} undisturbed cases agree ({percent:.0f} %)")


def main() -> None:
    """Compare two saved runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs=2, type=Path)
    arguments = parser.parse_args()
    one, other = (analyse(read_run(file)) for file in arguments.files)
    compare(one, other)


if __name__ == "__main__":
    main()
