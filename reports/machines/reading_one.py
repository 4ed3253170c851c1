"""One file as a digest, or as what is wrong with it."""

from pathlib import Path

from reports.machines.digest import digest
from reports.machines.digests import RunDigest
from reports.problem import Problem, Unreadable
from reports.reading import read_run

Read = RunDigest | Problem


def read_digest(file: Path) -> Read:
    """The digest of ``file``, or why it can't be used."""
    try:
        return digest(read_run(file))
    except Unreadable as error:
        return error.problem
