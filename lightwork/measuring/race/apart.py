"""A call of something for a case in a process of its own, and what becomes of it."""

import pickle
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lightwork.measuring.host.skips import Unavailable
from lightwork.measuring.launcher.client import LauncherLost, PrivateFolder
from lightwork.measuring.launcher.faults import Fault
from lightwork.measuring.launcher.requests import (
    ANSWERS_FILE,
    MAIN_FILE,
    ApartRequest,
    LauncherJob,
    Lost,
)
from lightwork.measuring.launcher.targets import ItemSource, Refused, Target
from lightwork.measuring.race.course import Launchers
from lightwork.strategies.parts.worker_deaths import how_it_ended
from lightwork.strategy import Strategy

#: What errors mean that mostly come without a word.
UNSAID = {"MemoryError": "out of memory"}


class CaseLost(Exception):
    """A case ended without a number; the text says why, in one line. Seconds: of its last call."""

    def __init__(self, cause: str, seconds: float) -> None:
        super().__init__(cause)
        self.seconds = seconds


def modules_of(strategies: Iterable[Strategy]) -> list[str]:
    """What launchers load for these, so that no import is inside a clock."""
    return [module for one in strategies for module in (one.open.__module__, *one.imports)]


@contextmanager
def launchers_of(
    task: Target, items: ItemSource, expected: Sequence[Any], modules: Sequence[str]
) -> Iterator[Launchers]:
    """Launchers that have loaded a task, its items and ``modules``, and find the right answers.

    All is gone when this is left.
    """
    with PrivateFolder() as folder:
        Path(folder, ANSWERS_FILE).write_bytes(pickle.dumps(expected))
        Path(folder, MAIN_FILE).touch()  # what spawned workers take for the main program
        job = LauncherJob(task, items, None, folder, preload=tuple(modules))
        with Launchers(job) as launchers:
            yield launchers


def ask_apart(launchers: Launchers, request: ApartRequest) -> Any:
    """What the function of ``request`` gives. Raises `CaseLost`, or `Unavailable` as it did."""
    began = time.perf_counter()
    try:
        found = launchers.ready().ask(request)
    except Fault as fault:
        kind, said = fault.facts["kind"], fault.facts["text"].partition(": ")[2]
        said = said or UNSAID.get(kind, "")
        if kind == Unavailable.__name__:
            raise Unavailable(said) from fault
        cause = f"{kind}: {said}" if said else kind
    except (LauncherLost, Refused) as lost:
        launchers.end()
        cause = str(lost)
    else:
        launchers.end_call()
        if not isinstance(found, Lost):
            return found
        cause = _cause_of(found, request.limit)
    raise CaseLost(cause, time.perf_counter() - began)


def _cause_of(lost: Lost, limit: float) -> str:
    if lost.hung:
        return f"not done within its limit of {limit:g} s, and ended"
    said = lost.output.strip().splitlines()[-1:]
    return f"its process {how_it_ended(lost.code)}" + (f": {said[0]:.200}" if said else "")
