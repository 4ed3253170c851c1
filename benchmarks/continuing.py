"""A run that is continued: what it takes over of the one that was broken off.

The run keeps its id and its beginning. Its seconds, repeated and added rounds go on from what they
were at the last finished case; so a time budget is that of the whole run. Kept cases are what the
next ones of their work are compared with, as if they had just been measured; their null controls
speak for the minutes in which they ran.
"""

from datetime import datetime

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.costs import COST
from benchmarks.host_watch import FASTEST
from benchmarks.journal_reading import BrokenRun
from benchmarks.journal_records import now
from benchmarks.kept_cases import KeptCase, put_back
from benchmarks.progress import words_of
from benchmarks.suite import Suite


def take_over(suite: Suite, broken: BrokenRun) -> None:
    """Let ``suite`` go on where ``broken`` ended; before the first round."""
    run, so_far = broken.run, broken.so_far
    suite.command = [str(word) for word in run["command"]]
    suite.run_id = run["run_id"]
    suite.started = datetime.fromisoformat(run["started"])
    suite.begun -= so_far["seconds"]
    suite.inside_seconds += so_far["inside_rounds_seconds"]
    suite.repeats.spent_before(int(so_far["repeated_rounds"]))
    suite.extra.take_over(so_far["seconds"], int(so_far["extra_rounds"]))
    if so_far["fastest_spin_seconds"]:  # what a slow host is told by
        FASTEST.seconds = min(FASTEST.seconds, so_far["fastest_spin_seconds"])
    suite.resumed = [*map(dict, broken.resumed), {"at": now(), "kept": len(broken.kept)}]


def keep_case(suite: Suite, benchmark: BenchmarkFixture, kept: KeptCase) -> None:
    """Put a finished case into the run without measuring it. Raises `kept_cases.Misfit`."""
    put_back(benchmark, kept)
    family, case, extra = kept.family, kept.case, kept.record["extra_info"]
    suite.measured_cases += 1
    suite.extra.enter(family, case, kept.rounds, kept.case_seconds, kept.void)
    if family in suite.costs and not kept.void:
        suite.costs[family].finished(case, kept.rounds, kept.case_seconds)
    if suite.progress is not None:
        tasks = extra["tasks"] if extra.get("kind") == COST else None
        words = words_of(family, case, kept.void, kept.rounds, kept.case_seconds, tasks)
        suite.progress.measured(f"kept: {words}")
