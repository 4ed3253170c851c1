"""Do runs of one host agree? ``python -m studies.again ONE.json OTHER.json [MORE.json ...]``

For every two runs, family by family, of the quantity that the report shows (speedup; seconds of an
operation for what is carried and shared; the share of what is possible for granularity; bytes for
memory; else the cost): in which share of the cases do both 95 % intervals share a value (overlap),
and in which does the second run's median lie in the first run's interval (capture: 83 % where
intervals are right and normal, Cumming and others, Understanding Statistics 3, 2004). And do the
runs recommend the same? If not, by how much do both recommendations differ where they were measured
side by side? Cases that either report flags, as it had to judge them with disturbed rounds, are
counted apart.
"""

import argparse
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

from lightwork.core.intervals import Estimate, overlap
from lightwork.core.record import Case
from lightwork.reporting.decide.decisions import DECIDED, decision_of
from lightwork.reporting.estimates.analysis import Analysis, analyse
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.read.run import read_run
from lightwork.reporting.text.figures import number_text

QUANTITY = {
    "speedup": "speedup",
    "weak_scaling": "speedup",
    "transfer": "seconds",
    "sharing": "seconds",
    "memory": "worker_uss_bytes",
}


def figure_of(result: CaseResult) -> Estimate | None:
    """The figure that the report shows of a case; None where it has none."""
    if result.family == "granularity":
        return result.share or result.estimates["efficiency"]
    return result.estimates.get(QUANTITY.get(result.family, "cost"))


def is_disturbed(result: CaseResult) -> bool:
    """Whether the report warns that too few rounds of the case were undisturbed."""
    return any("rounds disturbed" in warning for warning in result.warnings)


def compare(one: Analysis, other: Analysis, shown: bool) -> None:
    """Print how many cases of each family agree; with ``shown``, those that do not."""
    there = {(result.family, result.case): result for result in other.cases if not result.void}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for result in one.cases:
        twin = there.get((result.family, result.case))
        first, second = figure_of(result), figure_of(twin) if twin is not None else None
        if first is None or second is None or twin is None or result.void:
            continue
        count = counts[result.family]
        count["compared"] += 1
        count["overlap"] += overlap(first, second)
        count["capture"] += first.low <= second.value <= first.high
        count["disturbed"] += is_disturbed(result) or is_disturbed(twin)
        if shown and not overlap(first, second):
            values = number_text(first.value), number_text(second.value)
            ratio = number_text(second.value / first.value)
            print(f"  {result.family:12} {result.case.id:52} {values[0]}, {values[1]}: {ratio}")
    for family, count in [*counts.items(), ("all", sum(counts.values(), Counter()))]:
        shares = [100 * count[what] / count["compared"] for what in ("overlap", "capture")]
        print(
            f"  {family:16} {count['compared']:4} cases, overlap {shares[0]:5.1f} %, "
            f"capture {shares[1]:5.1f} %, {count['disturbed']} disturbed"
        )


def recommended(analysis: Analysis) -> dict[tuple[str, str, str], Case]:
    """What is recommended for each work and state."""
    found = {}
    for work in analysis.works:
        for state in DECIDED:
            decision = decision_of(analysis, work, state)
            key = decision.recommended if decision is not None else None
            if isinstance(key, Case):
                found[work.workload, work.size, state] = key
    return found


def compare_recommendations(one: Analysis, other: Analysis) -> None:
    """How far what either run recommends is from the other's, by both runs' speedups."""
    first, second = recommended(one), recommended(other)
    same, worst = 0, 1.0
    both = first.keys() & second.keys()
    for work in sorted(both):
        same += first[work] == second[work]
        for run in (one, other):
            speedups = [
                run.result(case[work]).estimates["speedup"].value for case in (first, second)
            ]
            if min(speedups) / max(speedups) < worst:
                worst, where = min(speedups) / max(speedups), work
    said = f", in {' '.join(where)}" if worst < 1 else ""
    print(
        f"  recommended: {same} of {len(both)} the same; those that differ are within "
        f"{100 * (1 - worst):.1f} %{said}; A/A checks that fail: "
        f"{len(one.failed_nulls)} and {len(other.failed_nulls)}"
    )


def main() -> None:
    """Compare every two of the files that were named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--shown", action="store_true", help="name the cases that do not overlap")
    options = parser.parse_args()
    runs = {file: analyse(read_run(file)) for file in options.files}
    for one, other in combinations(runs, 2):
        print(f"{one.name}, {other.name}")
        compare(runs[one], runs[other], options.shown)
        compare_recommendations(runs[one], runs[other])


if __name__ == "__main__":
    main()
