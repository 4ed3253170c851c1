"""What a test of a strategy must not leave, and how long it may take."""

import contextlib
import faulthandler
import functools
import gc
import importlib
import multiprocessing
import os
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

import strategies
from benchmarks.endings.host_looks import Look, added, look, thread_name
from benchmarks.endings.run_processes import Marks, command_of
from strategies import RUN_VARIABLE, Strategy

#: Longer than any test of a strategy takes on a loaded host (30 s, once, at a load of 7); only a
#: hang reaches it. An engine may take seconds to start.
HANG_SECONDS, ENGINE_HANG_SECONDS = 60, 120
#: An engine that takes this long to start is opened once for all tests that need no more.
SLOW_SECONDS = 1.0
#: By what processes of the tests are known that lost their parents.
_MARKS = Marks(os.environ.setdefault(RUN_VARIABLE, f"tests{os.getpid()}"))
#: Engines are tested each in a pytest of its own (`test_engines`), which is told the name by this:
#: what they load and leave would be in all other tests.
ENGINE = os.environ.get("MANYHANDS_TESTED_ENGINE", "")
#: They prove each start method, one for each way to start workers: a Pool, an executor, a Process.
#: Of the others `make test` runs their default alone.
OF_EACH_KIND = ("pool", "process_pool", "process")
NAMES = sorted(
    found.name
    for found in pkgutil.iter_modules(strategies.__path__)
    if not found.name.startswith("_")
)


def is_slow(name: str) -> bool:
    """Whether it is an engine that takes long to start."""
    return bool(name) and (strategy(name).start_seconds or (0.0,))[0] >= SLOW_SECONDS


def strategy(name: str) -> Strategy:
    """Give a strategy by its name."""
    found: Strategy = importlib.import_module(f"strategies.{name}").STRATEGY
    return found


def ways(*kinds: str, reusable: bool = False, all_methods: bool = False, kept: bool = False) -> Any:
    """Parametrise over (name, start method) of all strategies whose workers are of ``kinds``.

    An engine is slow to start, and how its processes start is mostly its own affair: only its
    first start method, if not ``all_methods``. ``kept``: the test uses `kept_open`.
    """
    found = []
    for name in NAMES:
        one = strategy(name)
        if (kinds and one.worker not in kinds) or (reusable and not one.reusable):
            continue
        if (name if one.loads else "") != ENGINE:
            continue
        marks = [pytest.mark.skip(reason=one.requires)] if one.requires else []
        for method in one.start_methods[: 1 if one.loads and not all_methods else None]:
            proven = one.loads or name in OF_EACH_KIND or method == one.start_methods[0]
            of_all = [] if proven else [pytest.mark.exhaustive]
            case = pytest.param(name, method, id=f"{name}-{method}", marks=[*marks, *of_all])
            found.append(case)
    parametrized = pytest.mark.parametrize(("name", "start_method"), found)
    if not kept:
        return parametrized
    return lambda test: pytest.mark.usefixtures("kept")(parametrized(test))


@contextlib.contextmanager
def opened(name: str, workers: int, start_method: str) -> Iterator[Any]:
    """Open a strategy."""
    end_kept()  # some engines can be open only once
    with strategy(name).open(workers, start_method) as run:
        yield run


#: What an engine keeps of its latest opening until the next, and why that is accepted.
ACCEPTED = {
    # Ray's core library holds a socket and the log of the latest cluster, which is deleted; they
    # are replaced and not added to, as `test_engines` sees.
    "ray_tasks": re.compile(r"fd \d+ (socket:|.*/manyhands-.*\(deleted\)$)"),
}
_KEPT: dict[tuple[str, str], tuple[Any, contextlib.ExitStack]] = {}


@contextlib.contextmanager
def kept_open(name: str, workers: int, start_method: str) -> Iterator[Any]:
    """Open a strategy; a slow engine with 3 workers, once for as many tests as possible."""
    if not is_slow(name):
        with opened(name, workers, start_method) as run:
            yield run
        return
    key = (name, start_method)
    if key not in _KEPT:
        stack = contextlib.ExitStack()
        stack.enter_context(nothing_left())
        _KEPT[key] = stack.enter_context(strategy(name).open(3, start_method)), stack
    yield _KEPT[key][0]


def end_kept() -> None:
    """Close what `kept_open` has kept."""
    while _KEPT:
        _KEPT.popitem()[1][1].close()


class Hung(BaseException):
    """A test that takes far too long. No `Exception`: code under test may handle those."""


@contextlib.contextmanager
def no_hang(seconds: int = HANG_SECONDS) -> Iterator[None]:
    """Turn a hang into a failure with stacks; a hang in cleaning up after it ends pytest.

    Not by ``faulthandler.dump_traceback_later``: it starts a thread, and forking with threads
    warns since Python 3.12.
    """
    alarms = iter((Hung(f"hung for {seconds} s; the stacks are above"),))

    def ring(*_: object) -> None:
        faulthandler.dump_traceback()
        signal.alarm(seconds)
        error = next(alarms, None)
        if error is None:
            os._exit(70)
        raise error

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _held_by_others(entry: str) -> bool:
    """Whether a process that is not ours has this entry of /dev/shm mapped."""
    if not entry.startswith("/dev/shm/"):  # noqa: S108 - where Linux keeps segments
        return False
    ours = {process.pid for process in (psutil.Process(), *psutil.Process().children(True))}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.pid not in ours and entry in {
                mapped.path.removesuffix(" (deleted)") for mapped in process.memory_maps()
            }:
                return True
    return not Path(entry).exists()  # gone meanwhile


def _left(before: Look) -> set[str]:
    """What is there and was not before, by the look that the suite takes between cases."""
    gc.collect()
    left = added(before, look(), _MARKS, owned="")
    return {
        *(f"process {pid} {command_of(pid)}" for pid in left.processes),
        *(f"thread {thread_name(ident)}" for ident in left.threads),
        *left.descriptors,
        *left.files,
    }


@functools.cache
def start_services() -> None:
    """Start the interpreter's services, which stay until it ends and are nobody's leftover."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        process = multiprocessing.get_context("forkserver").Process()
        process.start()
        process.join()
        process.close()


@contextlib.contextmanager
def nothing_left(grace_seconds: float = 5.0 if ENGINE else 2.0) -> Iterator[None]:
    """Assert that what the block leaves is what was there before."""
    if sys.platform != "win32":
        start_services()
    before = look()
    # What is there now is no rubbish. Looked through at every test, half a gigabyte of what other
    # tests loaded took nine tenths of the time.
    gc.freeze()
    yield
    deadline = time.monotonic() + grace_seconds
    # The grace is for the kernel: a process that was waited for may be listed a moment longer.
    while (left := _left(before)) and time.monotonic() < deadline:
        time.sleep(0.02)
    # Shared memory belongs to the whole machine: what others hold is no leftover of ours.
    accepted = ACCEPTED.get(ENGINE)
    left = {
        entry
        for entry in left
        if not _held_by_others(entry) and not (accepted and accepted.match(entry))
    }
    assert not left, f"left behind: {sorted(left)}"


@functools.cache
def start_services_of(engine: str, start_method: str) -> None:
    """Let an engine start what it keeps until the interpreter ends.

    What that is, `test_engines.test_what_an_engine_keeps` tells one by one.
    """
    with opened(engine, 2, start_method) as run:
        run(abs, [1, 2], 1)


@pytest.fixture
def kept() -> None:
    """Says that a test uses `kept_open`."""


@pytest.fixture(scope="module", autouse=True)
def end_of_kept() -> Iterator[None]:
    """After a module's tests nothing is kept open."""
    yield
    end_kept()


@pytest.fixture(autouse=True)
def clean_and_quick(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that hangs, or leaves a process, thread, segment, semaphore, socket or file."""
    way = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    name = way.get("name", "") if "start_method" in way else ""
    engine = name if name and strategy(name).loads else ""
    with no_hang(ENGINE_HANG_SECONDS if engine else HANG_SECONDS):
        if engine:
            start_services_of(engine, way["start_method"])
        if "kept" in request.fixturenames and is_slow(engine):
            yield  # what it leaves is looked for when it is closed: it may open more sockets
            return
        with nothing_left():
            yield
