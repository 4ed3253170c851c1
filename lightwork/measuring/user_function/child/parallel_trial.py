"""Two workers at once, as threads or as processes of one start method: does it work at all?"""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from lightwork.measuring.launcher.answers import expected_answers
from lightwork.measuring.launcher.faults import Fault, FaultsAt, shown
from lightwork.measuring.launcher.targets import load
from lightwork.measuring.user_function.child.request import (
    IMPORT,
    RUN_ITEMS,
    ChildProgress,
    Request,
    TrialOutcome,
)
from lightwork.measuring.user_function.round_items import trial_answers, trial_items

TRIAL_WORKERS = 2


def parallel_trial(request: Request, progress: ChildProgress) -> TrialOutcome:
    """Run the items by two workers at once, and compare the answers. Raises `Fault`."""
    progress.write(IMPORT)
    with FaultsAt("import"):
        function = load(request.function)
    check = load(request.check) if request.check is not None else None
    items = trial_items(request)[: request.distinct]
    # Without a check, answers that do not pickle have nothing to be compared with.
    expected = expected_answers(check, items, trial_answers(request) or [])
    progress.write(RUN_ITEMS)
    if request.trial == "threads":
        for answers in _in_threads(function, items):
            _compare(expected, answers)
        return {}
    answers, memory = _in_processes(function, items, request.trial)
    _compare(expected, answers)
    return {"worker_bytes": memory}


def _in_threads(function: Callable[[Any], Any], items: Sequence[Any]) -> list[list[Any]]:
    """Each of the threads runs all items, so that every item meets another call."""

    def run(numbers: range) -> list[Any]:
        answers = []
        for number in numbers:
            with FaultsAt("run", number, items[number]):
                answers.append(function(items[number]))
        return answers

    # One of them backwards: else both would be at the same item all the time.
    forwards = range(len(items))
    with ThreadPoolExecutor(TRIAL_WORKERS) as pool:
        first, second = pool.map(run, (forwards, forwards[::-1]))
    return [first, second[::-1]]


def _in_processes(
    function: Callable[[Any], Any], items: Sequence[Any], method: str
) -> tuple[list[Any], float]:
    """The answers of a pool of two, and the private memory of its workers, bytes, on average."""
    import psutil

    context = multiprocessing.get_context(method)
    with context.Pool(TRIAL_WORKERS) as pool, FaultsAt("run"):
        answers = pool.map(function, items, 1)
        sizes = [
            getattr(psutil.Process(process.pid).memory_full_info(), "uss", 0)
            for process in multiprocessing.active_children()
        ]
    return answers, sum(sizes) / max(1, len(sizes))


def _compare(expected: Sequence[Any], answers: Sequence[Any]) -> None:
    for number, (right, got) in enumerate(zip(expected, answers, strict=False)):
        if right != got:
            text = f"got {shown(got)}, expected {shown(right)}"
            raise Fault({"where": "answers", "item": number, "text": text})
