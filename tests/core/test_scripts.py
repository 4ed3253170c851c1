"""The code of every candidate runs as a script, and gives the answers in the items' order."""

import json
import multiprocessing
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from lightwork.core.candidate import (
    CHUNKS,
    IMAP,
    INTERPRETERS,
    JOBLIB,
    MECHANISMS,
    ONE,
    POOL,
    PROCESS,
    PROCESS_POOL,
    QUARTER,
    SHARE,
    THREADS,
    Candidate,
)
from lightwork.core.scripts import GUARD, Source, definitions, script

JOB = "ITEMS = list(range(11))\n\n\ndef work(item):\n    return item * item\n"
ANSWERS = [item * item for item in range(11)]
SOURCE = Source("job", "work", "job", "ITEMS", "value", 11, False, "fork")
METHODS = ("fork", "forkserver", "spawn")
WAYS = [
    None,
    Candidate(THREADS, 3),
    *(Candidate(POOL, 2, "fork", chunks) for chunks in CHUNKS),
    *(Candidate(POOL, 2, method, QUARTER) for method in METHODS[1:]),
    *(Candidate(IMAP, 2, method, QUARTER) for method in METHODS),
    *(Candidate(PROCESS_POOL, 2, method, chunks) for method in METHODS for chunks in CHUNKS[:2]),
    *(Candidate(PROCESS, 3, method, SHARE) for method in METHODS),
    Candidate(JOBLIB, 2, "fork", ONE),
    Candidate(INTERPRETERS, 2),
]
LACKING = {INTERPRETERS: sys.version_info < (3, 14), JOBLIB: find_spec("joblib") is None}


def ran(text: str, folder: Path) -> list[int]:
    """What ``main`` gave, of the script run as it is."""
    path = folder / "pasted.py"
    path.write_text(text + f"{GUARD}\n    import json\n    print(json.dumps(results))\n")
    done = subprocess.run(
        [sys.executable, str(path)],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    said, answers = done.stdout.splitlines()
    assert said == f"{len(json.loads(answers))} results"
    return list(json.loads(answers))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "loop" if way is None else way.id)
def test_each_way_gives_the_answers_in_order(way: Candidate | None, tmp_path: Path) -> None:
    """As it is pasted, beside the job's file."""
    known = ("none", *multiprocessing.get_all_start_methods())
    if way is not None and (way.start_method not in known or LACKING.get(way.mechanism)):
        pytest.skip(f"no {way.id} here")
    (tmp_path / "job.py").write_text(JOB)
    assert ran(script(SOURCE, way), tmp_path) == ANSWERS


@pytest.mark.parametrize(
    "source",
    [
        SOURCE._replace(items_module="", items="", form="count"),
        SOURCE._replace(items="COUNT", form="number"),
        SOURCE._replace(items="made", form="called"),
        SOURCE._replace(items="endless", form="called", more=True),
        SOURCE._replace(module="my-job", items_module="my-job"),
        SOURCE._replace(module="class", items_module="class"),
    ],
    ids=["count", "number", "called", "endless", "dash", "keyword"],
)
def test_items_come_from_where_they_were_named(source: Source, tmp_path: Path) -> None:
    """A count, a number, a function, one that never ends, a file that is no name of Python."""
    more = "import itertools\nCOUNT = 11\nmade = lambda: ITEMS\nendless = itertools.count\n"
    (tmp_path / f"{source.module}.py").write_text(JOB + more)
    assert ran(script(source, Candidate(THREADS, 2)), tmp_path) == ANSWERS


def test_every_mechanism_has_code() -> None:
    """That compiles, and defines ``main`` of the items."""
    for mechanism in MECHANISMS:
        text = definitions(SOURCE, Candidate(mechanism, 2, "fork", QUARTER))
        compile(text, mechanism, "exec")
        assert "\ndef main(items):\n" in text


class FakePool:
    """Notes the chunk size that it is asked for."""

    asked: int | None = None

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __enter__(self) -> "FakePool":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def map(self, _work: object, items: list[int], chunksize: int | None = None) -> list[int]:
        share, rest = divmod(len(items), 4 * self.workers)  # as `multiprocessing.pool` has it
        FakePool.asked = chunksize or share + bool(rest)
        return items

    imap = map


class FakeExecutor(FakePool):
    """An executor takes one item at a time, if nothing is said."""

    def map(self, _work: object, items: list[int], chunksize: int | None = 1) -> list[int]:
        FakePool.asked = chunksize
        return items


@pytest.mark.parametrize("items", [1, 2, 7, 8, 9, 97, 1000])
@pytest.mark.parametrize("workers", [2, 3, 64])
@pytest.mark.parametrize(
    ("mechanism", "chunks"),
    [*((POOL, chunks) for chunks in CHUNKS), (IMAP, QUARTER), (PROCESS_POOL, ONE),
     (PROCESS_POOL, QUARTER), (THREADS, ONE)],
)  # fmt: skip
def test_the_code_has_the_chunk_size_that_is_said(
    mechanism: str, chunks: str, workers: int, items: int
) -> None:
    """Computed from the length of the list, as ``verdict.json`` has it for this one."""
    candidate = Candidate(mechanism, workers, "none" if mechanism == THREADS else "fork", chunks)
    text = definitions(SOURCE, candidate)
    executors = dict.fromkeys(("ProcessPoolExecutor", "ThreadPoolExecutor"), FakeExecutor)
    names: dict[str, Any] = {"Pool": FakePool, "work": None, **executors}
    exec(text[text.index("def main") :], names)  # noqa: S102 - ours
    assert names["main"](list(range(items))) == list(range(items))
    size = candidate.chunksize(items)
    assert FakePool.asked == size
    found = Candidate.of(mechanism, workers, candidate.start_method, size, items)
    assert found.chunksize(items) == size
    if items == 1000:  # where all sizes differ, it is the very same
        assert found == candidate
