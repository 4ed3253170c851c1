"""One timed call, in a process that does nothing else and ends after it.

The clock runs from the first import of the mechanism to the last answer, as what a script pays is
the first use of a pool and of its modules. Before it the process makes its memory its own; after it
the answers are verified.
"""

import os
import pickle
import struct
import sys
import time
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lightwork.measuring.launcher.answers import expected_answers
from lightwork.measuring.launcher.faults import Fault, FaultsAt, shown
from lightwork.measuring.launcher.requests import (
    ANSWERS_FILE,
    OK,
    RAISED,
    WRONG,
    CallOutcome,
    CallRequest,
)

_SECONDS = struct.Struct("=d")


def timed_call(
    call: CallRequest,
    function: Callable[[Any], Any],
    items: Sequence[Any],
    check: Callable[[Any, Any], Any] | None,
    folder: str,
) -> CallOutcome:
    """Run ``call`` on ``items`` and verify its answers."""
    main = sys.modules["__main__"]
    main.__file__ = call.script
    code = compile(call.definitions, call.script, "exec")
    before = _cpu_seconds()
    try:
        with FaultsAt("call"):
            start = time.perf_counter()
            if call.ceiling:
                seconds, answers = ceiling_seconds(function, items, call.ceiling), None
            else:
                exec(code, main.__dict__)  # noqa: S102 - the code that is shown to be pasted
                answers = main.__dict__["main"](items)
                seconds = time.perf_counter() - start
    except Fault as fault:
        return CallOutcome(RAISED, fault=fault.facts, text=str(fault.facts["text"]))
    cpu = _cpu_seconds() - before
    memory, worker_memory = _peaks()
    outcome = CallOutcome(OK, seconds, cpu, memory, worker_memory, _threads_left())
    if call.ceiling:
        return outcome
    difference = _verify(call, function, items, answers, check, folder)
    return outcome if difference is None else outcome._replace(status=WRONG, text=difference)


def main_module(script: str) -> types.ModuleType:
    """What stands in a launcher for the main program of a script."""
    module = types.ModuleType("__main__")
    module.__file__ = script
    return module


def _verify(
    call: CallRequest,
    function: Callable[[Any], Any],
    items: Sequence[Any],
    answers: Any,
    check: Callable[[Any, Any], Any] | None,
    folder: str,
) -> str | None:
    """How the answers differ from the expected ones; keeps them where they are the first."""
    kept = Path(folder, ANSWERS_FILE)
    if not isinstance(answers, list) or len(answers) != len(items):
        number = len(answers) if isinstance(answers, list) else type(answers).__name__
        return f"got {number} answers, expected {len(items)}"
    if call.keep:
        _keep(kept, answers)
        known = answers
    elif check is not None:
        known = []
    elif kept.is_file():
        known = pickle.loads(kept.read_bytes())  # noqa: S301 - written by our own process
        known = known if call.part is None else [known[place] for place in call.part]
    else:  # pickle does not carry them
        known = [function(item) for item in items]
    expected = expected_answers(check, items, known, call.rounded)
    for number, (right, got) in enumerate(zip(expected, answers, strict=True)):
        if right != got:
            texts = shown(got), shown(right)
            if texts[0] == texts[1]:
                return f"item {number}: got {texts[0]}, which is not equal to the answer before"
            return f"item {number}: got {texts[0]}, expected {texts[1]}"
    return None


def _keep(path: Path, answers: list[Any]) -> None:
    try:
        text = pickle.dumps(answers)
        pickle.loads(text)  # noqa: S301 - made here, one line before
    except Exception:  # noqa: BLE001 - a foreign __reduce__ may raise anything; the look tells of it
        return
    path.write_bytes(text)


def _peaks() -> tuple[int, int]:
    """Peak resident memory of this process, and of its largest ended child, bytes."""
    if sys.platform == "win32":
        return 0, 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes on macOS, KiB on Linux
    own, children = (
        resource.getrusage(who).ru_maxrss * unit
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own, children


def _cpu_seconds() -> float:
    """Of this process and of the children that it has waited for."""
    if sys.platform == "win32":
        return time.process_time()
    import resource

    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _threads_left() -> int:
    threading = sys.modules.get("threading")
    return max(0, threading.active_count() - 1) if threading is not None else 0


def ceiling_seconds(function: Callable[[Any], Any], items: Sequence[Any], workers: int) -> float:
    """Wall seconds from the release of ``workers`` forks, a share each, to the end of the last.

    Nothing travels to or from them but a byte. Raises RuntimeError where one gives no answer.
    """
    (ready, to_ready), (gate, release), (done, to_done) = os.pipe(), os.pipe(), os.pipe()
    for number in range(workers):
        if os.fork() == 0:
            _share(function, items[number::workers], to_ready, gate, to_done)
    os.close(to_ready)
    os.close(to_done)
    _read_all(ready, workers)
    begin = time.perf_counter()
    os.write(release, b"g" * workers)
    text = _read_all(done, workers * _SECONDS.size)
    for _ in range(workers):
        os.wait()
    ends = [float(end) for (end,) in _SECONDS.iter_unpack(text)]
    return max(ends) - begin


def _read_all(pipe: int, length: int) -> bytes:
    text = b""
    while len(text) < length:
        part = os.read(pipe, 65536)
        if not part:
            raise RuntimeError("an independent process ended without an answer")
        text += part
    return text


def _share(
    function: Callable[[Any], Any], items: Sequence[Any], ready: int, gate: int, done: int
) -> None:
    try:
        os.write(ready, b"r")
        os.read(gate, 1)
        for item in items:
            function(item)
        os.write(done, _SECONDS.pack(time.perf_counter()))
    finally:
        os._exit(0)
