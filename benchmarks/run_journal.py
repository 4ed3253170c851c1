"""A run's journal: opened before the first round, new or that of the run which is continued."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.continuing import take_over
from benchmarks.journal import InUse, Journal, reason, remedy
from benchmarks.journal_lines import JOURNAL_FOLDER, JOURNAL_SUFFIX
from benchmarks.journal_reading import BrokenRun
from benchmarks.journal_records import NotJournalled, first_record, write_end, write_resumed
from benchmarks.resuming import check_same, resumed_by, typed
from benchmarks.suite import Suite


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
    now = resumed_by(machine_info, typed(config.option), cases)
    folder = storage(config) / JOURNAL_FOLDER
    try:
        if broken is None:
            commit = config.hook.pytest_benchmark_generate_commit_info(config=config)
            name = f"{suite.started:%Y%m%d_%H%M%S}_{suite.run_id[:8]}{JOURNAL_SUFFIX}"
            run = suite.describe_run()
            return Journal.create(folder / name, first_record(machine_info, commit, run, now))
        check_same(broken, now)
        take_over(suite, broken)
        journal = Journal.reopen(broken.path, broken.content)
        write_resumed(journal, suite.resumed[-1])
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
            f"be kept is no use: {remedy(error)}."
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
            write_end(journal, run)
    journal.close(remove=whole)


def storage(config: pytest.Config) -> Path:
    """The folder where pytest-benchmark saves; where its storage is no folder, its default."""
    place = str(config.option.benchmark_storage).removeprefix("file://")
    return Path(".benchmarks" if "://" in place else place)
