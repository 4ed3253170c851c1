"""A run's journal: opened before the first round, new or that of the run which is continued.

A run that is continued keeps its id and its beginning. Its seconds, repeated and added rounds go on
from what they were at the last finished case; so a time budget is that of the whole run. The
null controls of kept cases speak for the minutes in which they ran.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.journal_lines import ENDED, JOURNAL_FOLDER, JOURNAL_SUFFIX, RESUMED, RESUMED_BY
from lightwork.core.record import RUN_KEY
from lightwork.measuring.cases.cost_family import COST
from lightwork.measuring.host.noise import FASTEST
from lightwork.measuring.save.journal_file import (
    InUse,
    Journal,
    NotJournalled,
    append,
    now,
    reason,
    writing_remedy,
)
from lightwork.measuring.save.resume import check_same, resumed_by, typed
from lightwork.measuring.save.resume_reading import BrokenRun, Misfit, ResumedCase
from lightwork.measuring.session.progress import result_text
from lightwork.measuring.session.suite import Suite, do_nothing


def take_over(suite: Suite, broken: BrokenRun) -> None:
    """Let ``suite`` go on where ``broken`` ended; before the first round."""
    run, so_far = broken.run, broken.so_far
    suite.command = [str(word) for word in run["command"]]
    suite.run_id = run["run_id"]
    suite.started = datetime.fromisoformat(run["started"])
    suite.begun -= so_far["seconds"]
    suite.inside_seconds += so_far["inside_rounds_seconds"]
    suite.repeats.spent_before(int(so_far["repeated_rounds"]))
    suite.time.spent_before(so_far["seconds"])
    if so_far["fastest_spin_seconds"]:  # what a slow host is told by
        FASTEST.seconds = min(FASTEST.seconds, so_far["fastest_spin_seconds"])
    suite.resumed = [*map(dict, broken.resumed), {"at": now(), "kept": len(broken.kept)}]


def resume_case(suite: Suite, benchmark: BenchmarkFixture, kept: ResumedCase) -> None:
    """Put a finished case into the run without measuring it. Raises `Misfit`.

    Its raw rounds go back into pytest-benchmark's own statistics, so that the saved file is made of
    them in the way of all others, with the same figures.
    """
    benchmark.pedantic(do_nothing)  # pytest-benchmark makes its statistics when something ran
    made = benchmark.stats
    if made is None:
        raise Misfit("benchmarks are disabled")
    family, case, extra = kept.family, kept.case, kept.record["extra_info"]
    made.stats.data[:] = kept.case_seconds
    benchmark.extra_info.update(extra)
    if json.loads(json.dumps(made.as_dict()))["stats"] != kept.record["stats"]:
        benchmark.has_error = True
        raise Misfit("statistics that are not those of its rounds")
    suite.measured_cases += 1
    operations = extra["tasks"] if extra.get("kind") == COST else None
    text = result_text(family, case, kept.void, kept.rounds, kept.case_seconds, operations)
    suite.show(f"kept: {text}")


def open_journal(
    config: pytest.Config,
    suite: Suite,
    broken: BrokenRun | None,
    machine_info: dict[str, object],
    cases: Sequence[str],
) -> Journal:
    """The journal of this run of these cases.

    Raises `pytest.UsageError` where it can't be written, as a run that nobody can read is no use,
    and where ``broken`` can't be continued here.
    """
    here = resumed_by(machine_info, typed(config.option), cases)
    folder = storage(config) / JOURNAL_FOLDER
    try:
        if broken is None:
            name = f"{suite.started:%Y%m%d_%H%M%S}_{suite.run_id[:8]}{JOURNAL_SUFFIX}"
            header = {
                "machine_info": machine_info,
                "commit_info": config.hook.pytest_benchmark_generate_commit_info(config=config),
                RUN_KEY: suite.describe_run(),
                RESUMED_BY: here,
            }
            return Journal.create(folder / name, header)
        check_same(broken, here)
        take_over(suite, broken)
        journal = Journal.reopen(broken.path, broken.content)
        append(journal, {RESUMED: suite.resumed[-1]})
        return journal
    except InUse as error:
        path = broken.path if broken is not None else folder
        raise pytest.UsageError(
            f"--resume: {path}: got a run that is still going on, expected one that was broken "
            "off. Wait for its end, or name another journal."
        ) from error
    except NotJournalled as error:
        raise pytest.UsageError(f"not measured: {error}") from error
    except OSError as error:
        raise pytest.UsageError(
            f"not measured: no journal can be written in {folder}: {reason(error)}, and what can't "
            f"be kept is no use: {writing_remedy(error)}."
        ) from error


def close_journal(suite: Suite, saved: bool) -> None:
    """At the end of a run: remove its journal where all that was planned is in the saved file.

    Else it stays: what was broken off can be continued, and what nobody saved can be read.
    """
    journal = suite.journal
    if journal is None:
        return
    run = suite.describe_run()
    whole = saved and bool(run["finished"])
    if not whole:
        with suppress(NotJournalled):  # then that is why the run ended, which was said
            append(journal, {ENDED: run})
    journal.close(remove=whole)


def storage(config: pytest.Config) -> Path:
    """The folder where pytest-benchmark saves; where its storage is no folder, its default."""
    place = str(config.option.benchmark_storage).removeprefix("file://")
    return Path(".benchmarks" if "://" in place else place)
