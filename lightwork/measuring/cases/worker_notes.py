"""What workers on other hosts tell of themselves, with their results. Imported by workers."""

import functools
import hashlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.core.places import SHIPPED
from lightwork.measuring.cases.audit import WorkerNote, note_this_worker


class WorkerDescription(NamedTuple):
    """What a worker is, and which Python and which version of the suite it has."""

    note: WorkerNote
    python: str
    suite: str


class WithWorkerNote:
    """A task that gives what its worker is beside its result: no file of ours reaches that host."""

    def __init__(self, task: Callable[[Any], Any]) -> None:
        self.task = task

    def __call__(self, item: Any) -> tuple[Any, WorkerNote]:
        result = self.task(item)
        return result, note_with_host()


def note_with_host() -> WorkerNote:
    """As `note_this_worker`, with the anonymous id of the host."""
    return note_this_worker()._replace(host=_host())


@functools.cache
def _host() -> str:
    from lightwork.measuring.host.machine import machine_id

    return machine_id()


def describe_worker(seconds: float) -> WorkerDescription:
    """A task: be busy for so many seconds, and tell what this worker is."""
    time.sleep(seconds)
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return WorkerDescription(note_with_host(), python, suite_version())


@functools.cache
def suite_version() -> str:
    """Hash of the suite's source as it lies where this process has loaded it from."""
    import importlib.resources

    digest = hashlib.sha256()
    for package in SHIPPED:
        for name, text in sorted(_sources(importlib.resources.files(package), package)):
            digest.update(name.encode() + text)
    return digest.hexdigest()[:12]


def _sources(folder: Any, name: str) -> list[tuple[str, bytes]]:
    """Name and content of each source file; also in an archive."""
    found = []
    for entry in folder.iterdir():
        path = f"{name}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            found += _sources(entry, path)
        elif Path(entry.name).suffix == ".py":
            found.append((path, entry.read_bytes()))
    return found
