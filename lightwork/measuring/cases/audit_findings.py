"""What an audit's notes mean for a case: void, with a reason, or warnings."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from lightwork.core.record import Case
from lightwork.measuring.cases.audit import WorkerNote
from lightwork.measuring.host.cores import affinity_cores
from lightwork.measuring.host.gil import gil_is_on
from lightwork.measuring.host.python import gil_of_the_run
from lightwork.strategies import COROUTINE, NO_START_METHOD


class Findings(NamedTuple):
    """``void`` is the reason why the case is no number, or None."""

    distinct_workers: int
    peak_memory_bytes: int | None
    void: str | None
    warnings: tuple[str, ...]
    hosts: tuple[str, ...] = ()  # anonymous ids of those that took part; empty: this one alone


def assess_audit(
    case: Case, worker: str, tasks: int, notes: Sequence[WorkerNote], *, inner_threads: int = 1
) -> Findings:
    """Compare what ran with what was asked for.

    ``worker`` is what the strategy's workers are, ``tasks`` how many items the round had,
    ``inner_threads`` how many threads BLAS was to have in each. To be called in the process that
    started the workers.
    """
    reasons = [reason for note in notes for reason in _faults(case, worker, note, inner_threads)]
    if gil_is_on() != gil_of_the_run():
        reasons.append(_gil_words("in this process", gil_is_on()))
    if not notes and tasks:
        reasons.append("no worker left a note in the audit round")
    return Findings(
        distinct_workers=len({(note.host, note.process, note.thread) for note in notes}),
        peak_memory_bytes=_peak_memory(notes),
        void="; ".join(dict.fromkeys(reasons)) or None,
        warnings=(*_warnings(case, worker, tasks, len(notes)), *_of_cluster(notes)),
        hosts=tuple(sorted({note.host for note in notes if note.host})),
    )


def _faults(case: Case, worker: str, note: WorkerNote, inner_threads: int) -> list[str]:
    faults = []
    # A worker of a cluster may have our number on a host of its own; it is never in this process.
    in_parent = note.process == os.getpid() and not note.host
    if worker == "process" and in_parent:
        faults.append("tasks ran in the parent process, expected worker processes")
    if worker != "process" and not in_parent:
        faults.append("tasks ran in another process, expected them in the parent")
    chosen = case.start_method != NO_START_METHOD  # some engines have a way of their own
    if worker == "process" and not in_parent and chosen and note.start_method != case.start_method:
        faults.append(f"workers were started by {note.start_method}, expected {case.start_method}")
    if note.gil != gil_of_the_run():
        faults.append(_gil_words("in a worker", note.gil))
    if note.affinity != affinity_cores() and not note.host:
        faults.append(f"a worker may use {note.affinity} cores, the parent {affinity_cores()}")
    blas = note.blas_threads or 1
    if blas != inner_threads and not note.host:
        faults.append(f"BLAS may use {blas} threads in a worker, expected {inner_threads}")
    return faults


def _gil_words(where: str, on: bool) -> str:
    """An extension module that does not say it can do without the GIL turns it on as it loads."""
    if not on:
        return f"the GIL was off {where}, and on when the run began"
    return (
        f"the GIL was on {where}, and off when the run began: an extension module turned it on as "
        "it was loaded (PYTHON_GIL=0 keeps it off)"
    )


def _warnings(case: Case, worker: str, tasks: int, distinct: int) -> tuple[str, ...]:
    wanted = 1 if worker in ("none", COROUTINE) else min(case.workers, tasks)
    if distinct < wanted:
        return (f"only {distinct} of {wanted} workers ran a task in the audit round",)
    return ()


def _of_cluster(notes: Sequence[WorkerNote]) -> tuple[str, ...]:
    """What a cluster's workers are is its owner's affair: said, and no reason to throw away."""
    most = max((note.blas_threads or 1 for note in notes if note.host), default=1)
    if most == 1:
        return ()
    return (
        f"BLAS may use {most} threads in a worker of the cluster: of work that uses it, the "
        "speedup is not that of the workers alone; start them with OMP_NUM_THREADS=1",
    )


def _peak_memory(notes: Sequence[WorkerNote]) -> int | None:
    """Sum over processes of their peak resident memory; pages shared by them count in each."""
    peaks = {(note.host, note.process): note.peak_memory_bytes for note in notes}
    known = [peak for peak in peaks.values() if peak is not None]
    return sum(known) if known else None
