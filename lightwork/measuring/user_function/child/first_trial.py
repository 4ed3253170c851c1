"""The first trial of a function, in a fresh process: can it be found, called, carried, repeated?"""

import inspect
import pickle
import sys
import threading
import time
from pathlib import Path
from typing import Any

from lightwork.measuring.launcher.faults import Fault, FaultsAt, shortened_line
from lightwork.measuring.launcher.side_effects import SideEffects
from lightwork.measuring.launcher.targets import load
from lightwork.measuring.user_function.child.request import (
    ANSWERS_FILE,
    IMPORT,
    ITEMS,
    ITEMS_FILE,
    MOST_ROUND_BYTES,
    PICKLE,
    RUN_ITEMS,
    ChildProgress,
    Request,
    TrialOutcome,
)
from lightwork.measuring.user_function.options import Items, take_items
from lightwork.measuring.user_function.round_items import FEWEST_DISTINCT

#: Items so slow that this trial takes longer are repeated in a round, to have one for each worker.
LONG_SECONDS = 5.0


def first_trial(request: Request, progress: ChildProgress) -> TrialOutcome:
    """Load, take the items, and run the function on them one by one. Raises `Fault`, `Refused`."""
    effects = SideEffects(str(Path(request.folder, "tmp")))
    outcome = _import(request, progress, effects)
    function = load(request.function)
    progress.write(ITEMS)
    with FaultsAt("items"):
        items = take_items(request.items)
    if request.check is not None:
        progress.write(IMPORT)
        with FaultsAt("check"):
            load(request.check)
    _require_callable(request, function, items)
    progress.write(PICKLE)
    _, function_refusal = pickled_size(function)
    threads = threading.active_count()
    effects.watched = True
    answers, seconds = _run(request, progress, function, items)
    effects.watched = False
    left_threads = max(0, threading.active_count() - threads)
    return {
        **outcome,
        "items": len(items.values),
        "more": items.more,
        "form": items.form,
        "function_refusal": function_refusal,
        "seconds": seconds,
        "effects": effects.take(),
        "left_threads": left_threads,
        **_save(Path(request.folder), progress, items, answers),
    }


def _import(request: Request, progress: ChildProgress, effects: SideEffects) -> TrialOutcome:
    """What importing the function's file costs and does."""
    progress.write(IMPORT)
    before = resident_bytes()
    effects.watched = True
    start = time.perf_counter()
    with FaultsAt("import"):
        load(request.function)
    seconds = time.perf_counter() - start
    effects.watched = False
    return {
        "import_seconds": seconds,
        "import_bytes": max(0, resident_bytes() - before),
        "import_effects": effects.take(),
    }


def _require_callable(request: Request, function: Any, items: Items) -> None:
    """Raise `Fault` where the function cannot be called with one item."""
    if not callable(function):
        text = f"{request.function.text} is {type(function).__name__}, not a function"
        raise Fault({"where": "not callable", "text": text})
    try:
        signature = inspect.signature(function)
    except ValueError:  # built in, without a signature: calling it will show
        return
    try:
        signature.bind(items.values[0])
    except TypeError as error:
        text = f"{request.function.attribute}{shortened_line(str(signature))}"
        text += f": {shortened_line(str(error))}"
        raise Fault({"where": "arity", "text": text}) from error


def _run(
    request: Request, progress: ChildProgress, function: Any, items: Items
) -> tuple[list[Any], list[float]]:
    """Run the function item by item for a while; the answers, and the seconds of each."""
    answers: list[Any] = []
    seconds: list[float] = []
    total = longest = 0.0
    with FaultsAt("run") as running:
        for number, item in enumerate(items.values):
            progress.write(RUN_ITEMS, number)
            running.at(number, item)
            began = time.perf_counter()
            answer = function(item)
            seconds.append(time.perf_counter() - began)
            answers.append(answer)
            total += seconds[-1]
            if total > request.seconds and len(seconds) >= request.fewest:
                break
            longest = max(longest, seconds[-1])
            # The longest aside: others may be many times shorter, and more of them are to be seen.
            if total - longest > LONG_SECONDS and len(seconds) >= FEWEST_DISTINCT:
                break
    return answers, seconds


def _save(
    folder: Path, progress: ChildProgress, items: Items, answers: list[Any]
) -> dict[str, Any]:
    """Write down items and answers, as far as pickle carries them and they are not too many."""
    item_sizes: list[int] = []
    answer_sizes: list[int] = []
    refusals: dict[str, str | None] = {"item": None, "answer": None}
    total = 0
    for number, (item, answer) in enumerate(zip(items.values, answers, strict=False)):
        progress.write(PICKLE, number)
        for what, value, sizes in (("item", item, item_sizes), ("answer", answer, answer_sizes)):
            size, refusal = pickled_size(value)
            sizes.append(size)
            total += size
            refusals[what] = refusals[what] or refusal
        if total > MOST_ROUND_BYTES:
            break
    saved = len(item_sizes)
    for name, values, refusal in (
        (ITEMS_FILE, items.values, refusals["item"]),
        (ANSWERS_FILE, answers, refusals["answer"]),
    ):
        if refusal is None:
            (folder / name).write_bytes(pickle.dumps(values[:saved]))
    return {
        "item_refusal": refusals["item"],
        "answer_refusal": refusals["answer"],
        "saved": saved,
        "bytes_in": item_sizes,
        "bytes_out": answer_sizes,
    }


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
