"""Two workers at once, as threads or as processes of one start method: does it work at all?"""

import multiprocessing
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.own.answers import Answer, Checked
from benchmarks.own.board import IMPORT, RUN, Board
from benchmarks.own.faults import Fault, FaultsAt, repr_of, short
from benchmarks.own.request import Outcome, Request
from benchmarks.own.round_items import kept_answers, kept_items
from benchmarks.own.targets import load

WORKERS = 2


def parallel_look(request: Request, board: Board) -> Outcome:
    """Run the items by two workers at once, and compare the answers. Raises `Fault`."""
    board.write(IMPORT)
    with FaultsAt("import"):
        function = load(request.function)
    check = load(request.check) if request.check is not None else None
    known = kept_answers(request)
    items = kept_items(request)[: request.distinct]
    if check is not None:
        wanted: Sequence[Any] = [Checked(check, item) for item in items]
    elif known is not None:
        wanted = [Answer(value) for value in known[: len(items)]]
    else:
        wanted = []  # nothing to compare with: answers that do not pickle
    board.write(RUN)
    start = time.perf_counter()
    if request.look == "threads":
        for answers in _in_threads(function, items):
            _compare(wanted, answers)
        return {"seconds": time.perf_counter() - start}
    answers, memory = _in_processes(function, items, request.look)
    _compare(wanted, answers)
    return {"seconds": time.perf_counter() - start, "worker_bytes": memory}


def _in_threads(function: Callable[[Any], Any], items: Sequence[Any]) -> list[list[Any]]:
    """Each of the threads runs all items, so that every item meets another call."""
    answers: list[list[Any]] = [[] for _ in range(WORKERS)]
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

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(WORKERS)]
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
    with context.Pool(WORKERS) as pool, FaultsAt("run"):
        answers = pool.map(function, items, 1)
        found = [
            getattr(psutil.Process(process.pid).memory_full_info(), "uss", 0)
            for process in multiprocessing.active_children()
        ]
    return answers, sum(found) / max(1, len(found))


def _compare(wanted: Sequence[Any], answers: Sequence[Any]) -> None:
    for number, (one, got) in enumerate(zip(wanted, answers, strict=False)):
        if one != got:
            words = f"got {short(repr_of(got))[:80]}, expected {short(repr_of(one))[:80]}"
            raise Fault({"where": "answers", "item": number, "words": words})
