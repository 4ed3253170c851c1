"""The second trial, in another process: are the answers the same, and where do the seconds go?

First the items are run once more, then backwards. Then blocks: a pure-Python loop, the function, a
sleep, in turn, while the parent samples from outside what this process does (`gil_sampler`). The
loop and the sleep are the controls: their shares are known.
"""

import itertools
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lightwork.measuring.launcher.answers import CheckedAnswer, same
from lightwork.measuring.launcher.faults import Fault, FaultsAt, shortened_line, shown
from lightwork.measuring.launcher.targets import load
from lightwork.measuring.user_function.child.request import (
    IMPORT,
    RUN_ITEMS,
    SLEEP_CONTROL,
    SPIN_CONTROL,
    ChildProgress,
    Request,
    TrialOutcome,
)
from lightwork.measuring.user_function.round_items import trial_answers, trial_items

#: How long each control runs in a block, seconds.
CONTROL_SECONDS = 0.03
#: For finding the GIL they run in turn, each so long, at most so many times.
FINDING_SECONDS, FINDING_TURNS = 0.1, 25
_SPIN_STEPS = 500


def second_trial(request: Request, progress: ChildProgress) -> TrialOutcome:
    """Repeat, then the blocks. Raises `Fault`."""
    progress.write(IMPORT)
    start = time.perf_counter()
    with FaultsAt("import"):
        function = load(request.function)
    outcome: TrialOutcome = {"import_seconds": time.perf_counter() - start}
    with FaultsAt("items"):
        items = trial_items(request)[: request.distinct]
    check = load(request.check) if request.check is not None else None
    outcome["repeated"] = _repeat(progress, function, items, trial_answers(request), check)
    if outcome["repeated"] and check is None:
        return outcome  # it will be refused
    progress.note_thread(_runtime_address(), threading.get_native_id())
    for _ in range(FINDING_TURNS):  # until the parent has seen enough of the controls
        spin_control(progress, FINDING_SECONDS)
        sleep_control(progress, FINDING_SECONDS)
        if progress.is_found:
            break
    outcome["blocks"] = list(_blocks(request, progress, function, items))
    return outcome


def _runtime_address() -> int:
    """The address of the interpreter's state, 0 if it does not show one."""
    import ctypes  # late: it is no part of what the function's file costs

    try:
        return ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, "_PyRuntime"))
    except ValueError:
        return 0


def _repeat(
    progress: ChildProgress,
    function: Callable[[Any], Any],
    items: Sequence[Any],
    known: list[Any] | None,
    check: Callable[[Any, Any], Any] | None,
) -> dict[str, Any]:
    """Compare with the other process's answers, then with our own in the other order."""

    def call(number: int) -> Any:
        progress.write(RUN_ITEMS, number)
        with FaultsAt("run", number, items[number]):
            return function(items[number])

    answers = [call(number) for number in range(len(items))]
    for number, (item, got) in enumerate(zip(items, answers, strict=True)):
        if check is None:
            break
        with FaultsAt("check", number, item):
            objection = CheckedAnswer(check, item).objection(got)
        if objection is not None:
            text = f"{shown(got)}: {shortened_line(objection)}"
            raise Fault({"where": "checked", "item": number, "text": text})
    backwards = [call(number) for number in reversed(range(len(items)))][::-1]
    differing = _difference("run again", answers, backwards)
    if known is not None and not differing:
        return _difference("another process", known[: len(answers)], answers)
    return differing


def _difference(how: str, ones: Sequence[Any], others: Sequence[Any]) -> dict[str, Any]:
    """The first item with two answers, or {}."""
    for number, (one, other) in enumerate(zip(ones, others, strict=True)):
        if not same(one, other):
            return {"how": how, "item": number, "answers": [shown(one), shown(other)]}
    return {}


def _blocks(
    request: Request, progress: ChildProgress, function: Callable[[Any], Any], items: Sequence[Any]
) -> Iterator[dict[str, Any]]:
    """Each block's parts with begin and end (seconds of one clock for all processes)."""
    turn = itertools.cycle(enumerate(items))

    def run_function() -> None:
        end = time.perf_counter() + request.block_seconds
        with FaultsAt("run") as running:
            while time.perf_counter() < end:
                number, item = next(turn)
                progress.write(RUN_ITEMS, number)
                running.at(number, item)
                function(item)

    for _ in range(request.blocks):
        yield {
            "spin": spin_control(progress, CONTROL_SECONDS),
            "own": _clocked(run_function),
            "sleep": sleep_control(progress, CONTROL_SECONDS),
        }
        sys.stdout.flush()


def spin_control(progress: ChildProgress, seconds: float) -> dict[str, float]:
    """The control that holds the GIL all the time."""

    def spin() -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for _ in range(_SPIN_STEPS):
                pass

    progress.write(SPIN_CONTROL)
    return _clocked(spin)


def sleep_control(progress: ChildProgress, seconds: float) -> dict[str, float]:
    """The control that waits all the time."""
    progress.write(SLEEP_CONTROL)
    return _clocked(lambda: time.sleep(seconds))


def _clocked(run: Callable[[], None]) -> dict[str, float]:
    """When it began and ended, and the CPU seconds of this thread and of all of the process."""
    process, thread, begin = time.process_time(), time.thread_time(), time.perf_counter()
    run()
    return {
        "begin": begin,
        "end": time.perf_counter(),
        "thread_cpu": time.thread_time() - thread,
        "process_cpu": time.process_time() - process,
    }
