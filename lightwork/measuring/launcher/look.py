"""The first call of a function: can it be called, carried, and what does it do beside answering?

Items are called one by one in an order that is spread over the whole list, so that what is seen
after a second says something of all, also where they are sorted by what they cost.
"""

import pickle
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from lightwork.measuring.launcher.faults import Fault, FaultsAt, shortened_line
from lightwork.measuring.launcher.requests import (
    PICKLE,
    RUN_ITEMS,
    CallProgress,
    Looked,
    LookRequest,
)
from lightwork.measuring.launcher.side_effects import SideEffects
from lightwork.measuring.launcher.targets import Target

#: So many items and answers are pickled to learn their sizes, and so many bytes at most.
MOST_PICKLED, MOST_PICKLED_BYTES = 200, 64 * 2**20
#: After this part of the seconds it ends where all items would clearly take much longer.
CLEAR = 4


def look(
    request: LookRequest,
    target: Target,
    function: Callable[[Any], Any],
    items: Sequence[Any],
    effects: SideEffects,
    progress: CallProgress,
) -> Looked:
    """Call the function for a while. Raises `Fault`."""
    _require_callable(target, function, items[0])
    refusals = {}
    if refusal := pickled_size(function)[1]:
        refusals["function"] = refusal
    import threading  # as the function gets it: the launcher's own copy is another one

    threads = threading.active_count()
    effects.watched = True
    wall, cpu, queued = time.perf_counter(), time.process_time(), _queued_seconds()
    places, seconds, answers = _run(request, function, items, progress)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    queued = _queued_seconds() - queued
    effects.watched = False
    left_threads = max(0, threading.active_count() - threads)
    progress.write(PICKLE)
    largest = {}
    given = [items[place] for place in places]
    for what, values in (("item", given), ("answer", answers)):
        largest[what], refused = _largest(values)
        if refused:
            refusals[what] = refused
    return Looked(
        tuple(places),
        tuple(seconds),
        wall,
        cpu,
        queued,
        refusals,
        largest["item"],
        largest["answer"],
        effects.take(),
        left_threads,
        0,
        "",
    )


def spread_places(count: int) -> list[int]:
    """All places of a list of ``count``, in an order whose every beginning is spread over it.

    Both ends first, then by the van der Corput sequence: the bits of a number in reverse.
    """
    bits = max(1, (count - 1).bit_length())
    inner = (int(f"{number:0{bits}b}"[::-1], 2) for number in range(1 << bits))
    return list(dict.fromkeys([0, count - 1, *(place for place in inner if place < count)]))


def _require_callable(target: Target, function: Any, item: Any) -> None:
    """Raise `Fault` where the function cannot be called with one item."""
    import inspect  # in the look's own process: no timed call is to have it loaded

    if not callable(function):
        text = f"{target.text} is {type(function).__name__}, not a function"
        raise Fault({"where": "not callable", "text": text})
    try:
        signature = inspect.signature(function)
    except ValueError:  # built in, without a signature: calling it will show
        return
    try:
        signature.bind(item)
    except TypeError as error:
        text = f"{target.attribute}{shortened_line(str(signature))}"
        text += f": {shortened_line(str(error))}"
        raise Fault({"where": "arity", "text": text}) from error


def _run(
    request: LookRequest,
    function: Callable[[Any], Any],
    items: Sequence[Any],
    progress: CallProgress,
) -> tuple[list[int], list[float], list[Any]]:
    places: list[int] = []
    seconds: list[float] = []
    answers: list[Any] = []
    total = longest = 0.0
    with FaultsAt("run") as running:
        for place in spread_places(len(items)):
            item = items[place]
            progress.write(RUN_ITEMS, place)
            running.at(place, item)
            began = time.perf_counter()
            answer = function(item)
            done = time.perf_counter()
            places.append(place)
            seconds.append(done - began)
            answers.append(answer)
            total, longest = total + seconds[-1], max(longest, seconds[-1])
            # The longest aside: a first call may load a model, and all others be short.
            rest = (total - longest) / max(1, len(places) - 1) * len(items)
            clear = total > request.seconds / CLEAR and rest > 2 * request.seconds
            if len(places) >= request.fewest and (clear or total > request.seconds):
                break
    return places, seconds, answers


def _queued_seconds() -> float:
    """Seconds that this thread was ready to run and others had the cores; 0 where none tells.

    Without them a function that computes on a busy host would look like one that waits.
    """
    try:
        with open("/proc/thread-self/schedstat", encoding="ascii") as file:  # noqa: PTH123 - no pathlib here
            return int(file.read().split()[1]) / 1e9  # proc(5), in nanoseconds
    except OSError:
        return 0.0


def _largest(values: Sequence[Any]) -> tuple[int, str | None]:
    """Bytes of the largest by pickle, and why one of them is refused."""
    largest = total = 0
    for value in values[:MOST_PICKLED]:
        size, refusal = pickled_size(value)
        if refusal is not None:
            return largest, refusal
        largest, total = max(largest, size), total + size
        if total > MOST_PICKLED_BYTES:
            break
    return largest, None


def pickled_size(value: Any) -> tuple[int, str | None]:
    """Bytes by the protocol that multiprocessing uses (the default one), or why it can't be."""
    try:
        text = pickle.dumps(value)
        pickle.loads(text)  # noqa: S301 - made here, one line before
    except Exception as error:  # noqa: BLE001 - a foreign __reduce__ may raise anything
        return 0, shortened_line(f"{type(error).__name__}: {error}")
    return len(text), None


def resident_bytes() -> int:
    """Resident memory of this process now; where only its peak is known (macOS), that."""
    if sys.platform == "win32":
        return 0
    import resource

    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no pathlib here
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes on macOS, KiB on Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
