"""The second look, in another process: are the answers the same, and where do the seconds go?

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

from lightwork.measuring.user_function.answers import CheckedAnswer, same
from lightwork.measuring.user_function.child.faults import Fault, FaultsAt, repr_of, shortened_line
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
from lightwork.measuring.user_function.targets import load

#: How long each control runs in a block, seconds.
CONTROL_SECONDS = 0.03
#: For finding the GIL they run in turn, each so long, at most so many times.
FINDING_SECONDS, FINDING_TURNS = 0.1, 25
_SPIN_STEPS = 500


def second_trial(request: Request, board: ChildProgress) -> TrialOutcome:
    """Repeat, then the blocks. Raises `Fault`."""
    board.write(IMPORT)
    start = time.perf_counter()
    with FaultsAt("import"):
        function = load(request.function)
    outcome: TrialOutcome = {"import_seconds": time.perf_counter() - start}
    with FaultsAt("items"):
        items = trial_items(request)
    items = items[: request.distinct]
    known = trial_answers(request)
    check = load(request.check) if request.check is not None else None
    outcome["repeated"] = _repeat(board, function, items, known, check)
    if outcome["repeated"] and check is None:
        return outcome  # it will be refused
    board.note_thread(*_where_to_look())
    _let_it_be_found(board)
    outcome["blocks"] = list(_blocks(request, board, function, items))
    return outcome


def _where_to_look() -> tuple[int, int]:
    """The address of the interpreter's state, 0 if it has none that is told, and this thread."""
    import ctypes  # late: it is no part of what the function's file costs

    try:
        runtime = ctypes.c_char.in_dll(ctypes.pythonapi, "_PyRuntime")
    except ValueError:
        return 0, threading.get_native_id()
    return ctypes.addressof(runtime), threading.get_native_id()


def _let_it_be_found(board: ChildProgress) -> None:
    """Run the controls in turn until the parent has seen enough of them."""
    for _ in range(FINDING_TURNS):
        spin_control(board, FINDING_SECONDS)
        sleep_control(board, FINDING_SECONDS)
        if board.is_found:
            return


def _repeat(
    board: ChildProgress,
    function: Callable[[Any], Any],
    items: Sequence[Any],
    known: list[Any] | None,
    check: Callable[[Any, Any], Any] | None,
) -> dict[str, Any]:
    """Compare with the other process's answers, then with our own in the other order."""
    answers = [_call(board, function, number, item) for number, item in enumerate(items)]
    if check is not None:
        for number, (item, got) in enumerate(zip(items, answers, strict=True)):
            with FaultsAt("check", number, item):
                objection = CheckedAnswer(check, item).objection(got)
            if objection:
                words = f"{shortened_line(repr_of(got))}: {shortened_line(objection)}"
                raise Fault({"where": "checked", "item": number, "words": words})
    differing: dict[str, Any] = {}
    if known is not None:
        differing = _difference("another process", known[: len(answers)], answers)
    backwards = [
        _call(board, function, number, items[number]) for number in reversed(range(len(items)))
    ][::-1]
    return _difference("run again", answers, backwards) or differing


def _call(board: ChildProgress, function: Callable[[Any], Any], number: int, item: Any) -> Any:
    board.write(RUN_ITEMS, number)
    with FaultsAt("run", number, item):
        return function(item)


def _difference(how: str, ones: Sequence[Any], others: Sequence[Any]) -> dict[str, Any]:
    """The first item with two answers, or {}."""
    for number, (one, other) in enumerate(zip(ones, others, strict=True)):
        if not same(one, other):
            words = [shortened_line(repr_of(one))[:80], shortened_line(repr_of(other))[:80]]
            return {"how": how, "item": number, "answers": words}
    return {}


def _blocks(
    request: Request, board: ChildProgress, function: Callable[[Any], Any], items: Sequence[Any]
) -> Iterator[dict[str, Any]]:
    """Each block's parts with begin and end (seconds of one clock for all processes)."""
    turn = itertools.cycle(enumerate(items))
    for _ in range(request.blocks):
        yield {
            "spin": spin_control(board, CONTROL_SECONDS),
            "own": _own_block(board, function, turn, request.block_seconds),
            "sleep": sleep_control(board, CONTROL_SECONDS),
        }
        sys.stdout.flush()


def _own_block(
    board: ChildProgress,
    function: Callable[[Any], Any],
    turn: Iterator[tuple[int, Any]],
    seconds: float,
) -> dict[str, float]:
    calls = 0
    process, thread, begin = time.process_time(), time.thread_time(), time.perf_counter()
    end = begin
    with FaultsAt("run") as running:
        while end - begin < seconds:
            number, item = next(turn)
            board.write(RUN_ITEMS, number)
            running.at(number, item)
            function(item)
            calls += 1
            end = time.perf_counter()
    return {
        "begin": begin,
        "end": end,
        "calls": calls,
        "thread_cpu": time.thread_time() - thread,
        "process_cpu": time.process_time() - process,
    }


def spin_control(board: ChildProgress, seconds: float) -> dict[str, float]:
    """The control that holds the GIL all the time."""
    board.write(SPIN_CONTROL)
    thread, begin = time.thread_time(), time.perf_counter()
    end = begin
    while end - begin < seconds:
        for _ in range(_SPIN_STEPS):
            pass
        end = time.perf_counter()
    return {"begin": begin, "end": end, "thread_cpu": time.thread_time() - thread}


def sleep_control(board: ChildProgress, seconds: float) -> dict[str, float]:
    """The control that waits all the time."""
    board.write(SLEEP_CONTROL)
    thread, begin = time.thread_time(), time.perf_counter()
    time.sleep(seconds)
    return {"begin": begin, "end": time.perf_counter(), "thread_cpu": time.thread_time() - thread}
