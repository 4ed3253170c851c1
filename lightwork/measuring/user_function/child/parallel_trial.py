"""Two workers at once, as threads or as processes of one start method: does it work at all?"""

import multiprocessing
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from lightwork.measuring.user_function.answers import CheckedAnswer, ExpectedAnswer
from lightwork.measuring.user_function.child.faults import Fault, FaultsAt, repr_of, shortened_line
from lightwork.measuring.user_function.child.request import (
    IMPORT,
    RUN_ITEMS,
    ChildProgress,
    Request,
    TrialOutcome,
)
from lightwork.measuring.user_function.round_items import trial_answers, trial_items
from lightwork.measuring.user_function.targets import load

TRIAL_WORKERS = 2


def parallel_trial(request: Request, board: ChildProgress) -> TrialOutcome:
    """Run the items by two workers at once, and compare the answers. Raises `Fault`."""
    board.write(IMPORT)
    with FaultsAt("import"):
        function = load(request.function)
    check = load(request.check) if request.check is not None else None
    known = trial_answers(request)
    items = trial_items(request)[: request.distinct]
    if check is not None:
        wanted: Sequence[Any] = [CheckedAnswer(check, item) for item in items]
    elif known is not None:
        wanted = [ExpectedAnswer(value) for value in known[: len(items)]]
    else:
        wanted = []  # nothing to compare with: answers that do not pickle
    board.write(RUN_ITEMS)
    start = time.perf_counter()
    if request.trial == "threads":
        for answers in _in_threads(function, items):
            _compare(wanted, answers)
        return {"seconds": time.perf_counter() - start}
    answers, memory = _in_processes(function, items, request.trial)
    _compare(wanted, answers)
    return {"seconds": time.perf_counter() - start, "worker_bytes": memory}


def _in_threads(function: Callable[[Any], Any], items: Sequence[Any]) -> list[list[Any]]:
    """Each of the threads runs all items, so that every item meets another call."""
    answers: list[list[Any]] = [[] for _ in range(TRIAL_WORKERS)]
    faults: list[Fault] = []

    def work(worker: int) -> None:
        # Half of them backwards: else both would be at the same item all the time.
        for number in range(len(items))[:: -1 if worker % 2 else 1]:
            try:
                with FaultsAt("run", number, items[number]):
                    answers[worker].append(function(items[number]))
            except Fault as fault:
                faults.append(fault)
                return

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(TRIAL_WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return [found[:: -1 if worker % 2 else 1] for worker, found in enumerate(answers)]


def _in_processes(
    function: Callable[[Any], Any], items: Sequence[Any], method: str
) -> tuple[list[Any], float]:
    """The answers of a pool of two, and the private memory of its workers, bytes, on average."""
    import psutil

    context = multiprocessing.get_context(method)
    with context.Pool(TRIAL_WORKERS) as pool, FaultsAt("run"):
        answers = pool.map(function, items, 1)
        found = [
            getattr(psutil.Process(process.pid).memory_full_info(), "uss", 0)
            for process in multiprocessing.active_children()
        ]
    return answers, sum(found) / max(1, len(found))


def _compare(wanted: Sequence[Any], answers: Sequence[Any]) -> None:
    for number, (one, got) in enumerate(zip(wanted, answers, strict=False)):
        if one != got:
            words = f"got {shortened_line(repr_of(got))[:80]}, expected {shortened_line(repr_of(one))[:80]}"
            raise Fault({"where": "answers", "item": number, "words": words})
