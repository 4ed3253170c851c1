"""Run a strategy as a case says, cold or warm, and audit who did the work."""

import inspect
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from benchmarks.audit import Audited, AuditedTwin, WorkerNote, read_notes
from benchmarks.cluster_notes import Telling
from benchmarks.cpu_clock import all_descendants_counted
from benchmarks.engines import is_engine
from benchmarks.parts import Work
from benchmarks.record import Case
from benchmarks.rounds import verify
from strategies import Run, Strategy


@contextmanager
def opened_run(case: Case, strategy: Strategy) -> Iterator[Run]:
    """The run of a case. Cold: each call starts and ends the workers."""
    with all_descendants_counted() if is_engine(strategy) else nullcontext():
        if case.state == "warm":
            with strategy.open(case.workers, case.start_method) as run:
                yield run
        else:
            yield _cold_run(case, strategy)


def _cold_run(case: Case, strategy: Strategy) -> Run:

    def open_run_close(
        task: Callable[[Any], Any], items: Sequence[Any], chunksize: int
    ) -> list[Any]:
        with strategy.open(case.workers, case.start_method) as run:
            return run(task, items, chunksize)

    return open_run_close


def audited(run: Run, work: Work, chunksize: int, on_cluster: bool = False) -> list[WorkerNote]:
    """One round outside of all clocks in which the workers note what they are; also a warm-up."""
    if on_cluster:
        told = run(Telling(work.task), work.items, chunksize)
        verify([result for result, _ in told], work.expected)
        return list(dict.fromkeys(note._replace(peak_memory_bytes=None) for _, note in told))
    # After a Ctrl-C threads may still write into it: what stays then is cleaned after the case.
    with tempfile.TemporaryDirectory("", "manyhands-", ignore_cleanup_errors=True) as folder:
        how = AuditedTwin if inspect.iscoroutinefunction(work.task) else Audited
        verify(run(how(work.task, folder), work.items, chunksize), work.expected)
        return read_notes(folder)
