"""The self-audit: what workers note, and what makes a case void."""

import os
import threading
from pathlib import Path

import pytest

from lightwork.core.record import Case
from lightwork.measuring.cases.audit import Audited, WorkerNote, note_this_worker, read_worker_notes
from lightwork.measuring.cases.audit_findings import assess_audit
from lightwork.measuring.host.cores import affinity_cores
from lightwork.measuring.host.gil import gil_is_on

PROCESS_CASE = Case("fib", "small", "pool", "spawn", 2, 1, "cold")


def note(process: int, start_method: str = "spawn", **other: object) -> WorkerNote:
    plain = WorkerNote(process, 1, start_method, gil_is_on(), affinity_cores(), None, 1000)
    return plain._replace(**other)  # type: ignore[arg-type]


def test_each_thread_leaves_one_note(tmp_path: Path) -> None:
    """However many tasks a worker runs, it is counted once, and results stay what they are."""
    task = Audited(abs, str(tmp_path))
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda: results.extend(map(task, (-1, -2)))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [1, 1, 2, 2]
    notes = read_worker_notes(str(tmp_path))
    assert {one.process for one in notes} == {os.getpid()}
    assert 1 <= len(notes) <= 2  # the system may give an ended thread's number to the next one


def test_a_note_tells_what_this_process_is() -> None:
    """Called in the parent: its own pid, its own affinity, a peak memory in bytes."""
    own = note_this_worker()
    assert own.process == os.getpid()
    assert own.affinity == affinity_cores()
    assert own.peak_memory_bytes is None or own.peak_memory_bytes > 1_000_000


def test_what_was_asked_for_is_no_finding() -> None:
    """Two spawned workers for a case of two spawned workers: a number, and their memory."""
    findings = assess_audit(PROCESS_CASE, "process", 96, [note(1), note(2)])
    assert findings == (2, 2000, None, (), ())


@pytest.mark.parametrize(
    ("worker", "notes", "reason"),
    [
        ("process", [note(1, "fork"), note(2)], "started by fork, expected spawn"),
        ("process", [note(os.getpid())], "ran in the parent process"),
        ("thread", [note(1)], "ran in another process"),
        ("process", [note(1, gil=not gil_is_on())], "the GIL was"),
        ("process", [note(1, affinity=0)], "may use 0 cores"),
        ("process", [note(1, blas_threads=8)], "BLAS may use 8 threads"),
        ("process", [], "no worker left a note"),
    ],
)
def test_workers_that_are_not_what_the_case_says_make_it_void(
    worker: str, notes: list[WorkerNote], reason: str
) -> None:
    """The case is kept with the reason in words, not as a number."""
    void = assess_audit(PROCESS_CASE, worker, 96, notes).void
    assert void is not None
    assert reason in void


def test_idle_workers_are_a_warning() -> None:
    """If only one of two workers ran a task, the number stands but says so."""
    findings = assess_audit(PROCESS_CASE, "process", 96, [note(1)])
    assert findings.void is None
    assert findings.warnings == ("only 1 of 2 workers ran a task in the audit round",)


def test_an_engine_may_start_its_workers_in_its_own_way() -> None:
    """Where there is no start method to choose, none is found wrong; all else still is."""
    case = PROCESS_CASE._replace(strategy="joblib_loky", start_method="none")
    assert assess_audit(case, "process", 96, [note(1, "fork"), note(2, "fork")]).void is None
    assert "in the parent" in str(
        assess_audit(case, "process", 96, [note(os.getpid(), "fork")]).void
    )
