"""The run of a case, opened as its state says; and the round in which its workers are looked at."""

import inspect
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from lightwork.core.record import Case
from lightwork.measuring.cases.audit import Audited, AuditedAsync, WorkerNote, read_worker_notes
from lightwork.measuring.cases.round_parts import RoundWork, verify
from lightwork.measuring.cases.worker_notes import WithWorkerNote
from lightwork.measuring.host.cpu_time import all_descendants_counted
from lightwork.strategy import Runner, Strategy, is_engine


@contextmanager
def open_strategy_run(case: Case, strategy: Strategy) -> Iterator[Runner]:
    """The run of a case. Cold: each call starts and ends the workers."""
    with all_descendants_counted() if is_engine(strategy) else nullcontext():
        if case.state == "warm":
            with strategy.open(case.workers, case.start_method) as run:
                yield run
        else:

            def open_run_close(
                task: Callable[[Any], Any], items: Sequence[Any], chunksize: int
            ) -> list[Any]:
                with strategy.open(case.workers, case.start_method) as run:
                    return run(task, items, chunksize)

            yield open_run_close


def audited(
    run: Runner, work: RoundWork, chunksize: int, on_cluster: bool = False
) -> list[WorkerNote]:
    """One round outside of all clocks in which the workers note what they are; also a warm-up."""
    if on_cluster:
        answers = run(WithWorkerNote(work.task), work.items, chunksize)
        verify([result for result, _ in answers], work.expected)
        return list(dict.fromkeys(note._replace(peak_memory_bytes=None) for _, note in answers))
    # After a Ctrl-C threads may still write into it: what stays then is cleaned after the case.
    with tempfile.TemporaryDirectory("", "lightwork-", ignore_cleanup_errors=True) as folder:
        how = AuditedAsync if inspect.iscoroutinefunction(work.task) else Audited
        verify(run(how(work.task, folder), work.items, chunksize), work.expected)
        return read_worker_notes(folder)
