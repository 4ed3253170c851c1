"""The first look at a function, in a fresh process: can it be found, called, carried, repeated?"""

import inspect
import os
import pickle
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lightwork.measuring.user_function.child.faults import Fault, FaultsAt, shortened_line
from lightwork.measuring.user_function.child.request import (
    ANSWERS_FILE,
    IMPORT,
    ITEMS,
    ITEMS_FILE,
    PICKLE,
    RUN_ITEMS,
    ChildProgress,
    Request,
    TrialOutcome,
)
from lightwork.measuring.user_function.child.side_effects import SideEffects
from lightwork.measuring.user_function.facts import MOST_ROUND_BYTES, pickled_size, resident_bytes
from lightwork.measuring.user_function.options import Items, take_items
from lightwork.measuring.user_function.round_items import FEWEST_DISTINCT
from lightwork.measuring.user_function.targets import load

#: Items so slow that this look takes longer are repeated in a round, to have one for each worker.
LONG_SECONDS = 5.0


def first_trial(request: Request, board: ChildProgress) -> TrialOutcome:
    """Load, take the items, and run the function on them one by one. Raises `Fault`, `Refused`."""
    effects = SideEffects(str(Path(request.folder, "tmp")))
    outcome: TrialOutcome = _imported(request, board, effects)
    function = load(request.function)
    board.write(ITEMS)
    with FaultsAt("items"):
        items = take_items(request.items)
    if request.check is not None:
        board.write(IMPORT)
        with FaultsAt("check"):
            load(request.check)
    _require_callable(request, function, items)
    board.write(PICKLE)
    outcome |= {"items": len(items.values), "more": items.more, "form": items.form}
    outcome["function_refusal"] = pickled_size(function).refusal
    effects.watched = True
    threads = threading.active_count()
    answers = _run(request, board, function, items, outcome)
    effects.watched = False
    outcome["effects"] = effects.take()
    outcome["left_threads"] = max(0, threading.active_count() - threads)
    _keep(request, board, items, answers, outcome)
    return outcome


def _imported(request: Request, board: ChildProgress, effects: SideEffects) -> TrialOutcome:
    """What importing the function's file costs and does."""
    board.write(IMPORT)
    before, modules = resident_bytes(), len(sys.modules)
    effects.watched = True
    start = time.perf_counter()
    with FaultsAt("import"):
        load(request.function)
    seconds = time.perf_counter() - start
    effects.watched = False
    return {
        "import_seconds": seconds,
        "import_bytes": max(0, resident_bytes() - before),
        "import_modules": len(sys.modules) - modules,
        "import_effects": effects.take(),
    }


def _require_callable(request: Request, function: Any, items: Items) -> None:
    """Raise `Fault` where the function cannot be called with one item."""
    text = request.function.text
    if not callable(function):
        raise Fault(
            {
                "where": "not callable",
                "words": f"{text} is {type(function).__name__}, not a function",
            }
        )
    try:
        inspect.signature(function).bind(items.values[0])
    except TypeError as error:
        shown = f"{request.function.attribute}{_signature(function)}"
        raise Fault(
            {"where": "arity", "words": f"{shown}: {shortened_line(str(error))}"}
        ) from error
    except ValueError:  # built in, without a signature: calling it will tell
        pass


def _signature(function: Callable[..., Any]) -> str:
    return shortened_line(str(inspect.signature(function)))


def _run(
    request: Request, board: ChildProgress, function: Any, items: Items, outcome: TrialOutcome
) -> list[Any]:
    """Run the function item by item for a while; note seconds and bytes of each."""
    answers: list[Any] = []
    seconds: list[float] = []
    total = longest = 0.0
    start_cpu, start = _cpu_seconds(), time.perf_counter()
    with FaultsAt("run") as running:
        for number, item in enumerate(items.values):
            board.write(RUN_ITEMS, number)
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
    wall = time.perf_counter() - start
    outcome["seconds"] = seconds
    outcome["cpu_per_wall"] = (_cpu_seconds() - start_cpu) / wall
    return answers


def _cpu_seconds() -> float:
    """Of this process and of the children that it has waited for."""
    return sum(os.times()[:4])


def _keep(
    request: Request, board: ChildProgress, items: Items, answers: list[Any], outcome: TrialOutcome
) -> None:
    """Write down items and answers, as far as pickle carries them and they are not too many."""
    tried = items.values[: len(answers)]
    item_sizes, answer_sizes = [], []
    refusals = {"item_refusal": "", "answer_refusal": ""}
    total = 0
    for number, (item, answer) in enumerate(zip(tried, answers, strict=True)):
        board.write(PICKLE, number)
        one, other = pickled_size(item), pickled_size(answer)
        refusals["item_refusal"] = refusals["item_refusal"] or one.refusal
        refusals["answer_refusal"] = refusals["answer_refusal"] or other.refusal
        item_sizes.append(one.bytes)
        answer_sizes.append(other.bytes)
        total += one.bytes + other.bytes
        if total > MOST_ROUND_BYTES:
            break
    kept = len(item_sizes)
    outcome |= {**refusals, "kept": kept, "bytes_in": item_sizes, "bytes_out": answer_sizes}
    folder = Path(request.folder)
    for name, values, refusal in (
        (ITEMS_FILE, tried[:kept], refusals["item_refusal"]),
        (ANSWERS_FILE, answers[:kept], refusals["answer_refusal"]),
    ):
        if not refusal:
            with (folder / name).open("wb") as file:
                pickle.dump(values, file)
