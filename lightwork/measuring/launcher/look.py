"""The first call of a function: can it be called, carried, and what does it do beside answering?

Items are called one by one in an order that is spread over the whole list, so that what is seen
after a second says something of all, also where they are sorted by what they cost.
"""

import pickle
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from lightwork.core.scripts import ASYNC_GENERATOR, AWAITABLE, GENERATOR, PLAIN_ANSWER
from lightwork.measuring.host.gil import gil_is_on
from lightwork.measuring.launcher.answers import pickled_within, same
from lightwork.measuring.launcher.faults import Fault, FaultsAt, shortened_line
from lightwork.measuring.launcher.requests import (
    PICKLE,
    RUN_ITEMS,
    CallProgress,
    LauncherJob,
    Looked,
    LookRequest,
)
from lightwork.measuring.launcher.side_effects import (
    CHANGES_DATABASE,
    DatabaseFiles,
    ModuleState,
    SideEffects,
    copy_of,
)
from lightwork.measuring.launcher.targets import adapted, finisher

#: So many items and answers are pickled to learn their sizes, and so many bytes at most.
MOST_PICKLED, MOST_PICKLED_BYTES = 200, 64 * 2**20
#: So many items are compared with copies that were made before their calls.
MOST_COMPARED = 20
#: Larger numbers are no sizes.
MOST_NUMBER = 1e300
#: After this part of the seconds it ends where all items would clearly take much longer.
CLEAR = 4


def look(
    request: LookRequest,
    job: LauncherJob,
    function: Callable[..., Any],
    items: Sequence[Any],
    effects: SideEffects,
    progress: CallProgress,
) -> Looked:
    """Call the function for a while. Raises `Fault`."""
    _require_callable(job, function, items[0])
    refusal = pickled_size(function)[1]
    refusals = {"function": refusal} if refusal else {}
    import threading  # as the function gets it: the launcher's own copy is another one

    threads = threading.active_count()
    state = ModuleState(function)
    order = places_to_look_at(items)
    effects.guarded = not request.allow_effects
    effects.watched = True
    wall, cpu, queued = time.perf_counter(), time.process_time(), _queued_seconds()
    run = _run(request, job, function, items, order, effects, progress)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    queued = _queued_seconds() - queued
    effects.watched = effects.guarded = False
    left_threads = max(0, threading.active_count() - threads)
    progress.write(PICKLE)
    largest = {}
    for what, values in (("item", [items[at] for at in run.places]), ("answer", run.answers)):
        largest[what], refused = _largest(values)
        if refused:
            refusals[what] = refused
    return Looked(
        tuple(run.places),
        tuple(run.seconds),
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
        run.gives,
        (*(["its items"] if run.changes_items else []), *state.changed()),
        all(answer is None for answer in run.answers),
        hasattr(function, "cache_info"),
        gil_is_on(),
    )


def places_to_look_at(items: Sequence[Any]) -> list[int]:
    """All places, in an order whose every beginning is spread over the list.

    Both ends first, and the items that look largest and smallest; then stretches of the list that
    become shorter and shorter, by the van der Corput sequence (the bits of a number in reverse),
    with a place drawn in each: a cycle in the list does not meet its steps.
    """
    import random  # here and not above: each launcher would load it

    count = len(items)
    chance = random.Random(count)
    inner = []
    for number in range(1, 1 << max(1, (count - 1).bit_length())):
        bits = number.bit_length()
        start = int(f"{number:0{bits}b}"[::-1], 2) / (1 << bits)
        inner.append(int((start + chance.random() / (1 << bits)) * count))
    return list(dict.fromkeys([0, count - 1, *_extremes(items), *inner, *range(count)]))


def _extremes(items: Sequence[Any]) -> list[int]:
    """The places of the largest and the smallest item, by value or length; none where there is
    neither, or all are alike."""
    sizes = [_size(item) for item in items]
    known = [place for place, size in enumerate(sizes) if size is not None]
    if len(known) < len(sizes) or min(sizes) == max(sizes):  # type: ignore[type-var]
        return []
    return [max(known, key=sizes.__getitem__), min(known, key=sizes.__getitem__)]  # type: ignore[arg-type]


def _size(item: Any) -> float | None:
    if isinstance(item, int | float):
        return float(item) if abs(item) < MOST_NUMBER else None
    if isinstance(item, str | bytes | list | tuple | dict | set):
        return float(len(item))
    return None


def _require_callable(job: LauncherJob, function: Any, item: Any) -> None:
    """Raise `Fault` where the function cannot be called with one item."""
    import inspect  # in the look's own process: no timed call is to have it loaded

    target = job.function
    if not callable(function):
        text = f"{target.text} is {type(function).__name__}, not a function"
        raise Fault({"where": "not callable", "text": text})
    try:
        signature = inspect.signature(function)
    except ValueError:  # built in, without a signature: calling it will show
        return
    if job.star and not isinstance(item, tuple | list):
        text = f"the first item is {type(item).__name__}, not a tuple of arguments"
        raise Fault({"where": "star", "text": text})
    try:
        signature.bind(*item) if job.star else signature.bind(item)
    except TypeError as error:
        text = f"{target.attribute}{shortened_line(str(signature))}"
        text += f": {shortened_line(str(error))}"
        where = "starred arity" if job.star else "arity"
        if not job.star and isinstance(item, tuple | list) and _binds(signature, item):
            where = "needs star"
        raise Fault({"where": where, "text": text}) from error


def _binds(signature: Any, arguments: Sequence[Any]) -> bool:
    try:
        signature.bind(*arguments)
    except TypeError:
        return False
    return True


def _what_it_gives(found: Any, name: str) -> str:
    """What a first call has given. Raises `Fault` for what is no answer, nor leads to one."""
    import inspect

    if inspect.isawaitable(found):
        return AWAITABLE
    if inspect.isasyncgen(found):
        return ASYNC_GENERATOR
    if inspect.isgenerator(found):
        return GENERATOR
    if inspect.isroutine(found):
        text = f"{name} gives a function ({found.__name__}), which nobody has called yet"
        raise Fault({"where": "gives a function", "text": text})
    return PLAIN_ANSWER


class _Ran(NamedTuple):
    places: list[int]
    seconds: list[float]
    answers: list[Any]
    gives: str
    changes_items: bool


def _run(
    request: LookRequest,
    job: LauncherJob,
    function: Callable[..., Any],
    items: Sequence[Any],
    order: Sequence[int],
    effects: SideEffects,
    progress: CallProgress,
) -> _Ran:
    places: list[int] = []
    answers: list[Any] = []
    taken = Taken(len(items), request.seconds)
    changes_items = False
    gives, call = "", adapted(function, job.star, PLAIN_ANSWER)
    databases = DatabaseFiles(effects)
    with FaultsAt("run") as running:
        for place in order:
            item = items[place]
            before = copy_of(item) if len(places) < MOST_COMPARED else None
            progress.write(RUN_ITEMS, place)
            running.at(place, item)
            began = time.perf_counter()
            try:
                answer = call(item)
                if not gives:
                    gives = _what_it_gives(answer, job.function.text)
                    answer = finisher(gives)(answer)
                    call = adapted(function, job.star, gives)
            finally:
                _stop_at_effects(effects, databases, place)
            done = time.perf_counter()
            changes_items |= before is not None and not same(before[0], item)
            places.append(place)
            taken.add(done - began)
            answers.append(answer)
            if len(places) >= request.fewest and taken.enough:
                break
    return _Ran(places, taken.seconds, answers, gives, changes_items)


class Taken:
    """Seconds of calls, one after the other, and whether they say enough."""

    def __init__(self, items: int, limit: float) -> None:
        """``limit``: seconds after which it is enough in any case."""
        self._items = items
        self._limit = limit
        self._total = self._longest = 0.0
        self.seconds: list[float] = []

    def add(self, seconds: float) -> None:
        """Note a call."""
        self.seconds.append(seconds)
        self._total += seconds
        self._longest = max(self._longest, seconds)

    @property
    def enough(self) -> bool:
        """The limit is reached, or clearly more would be needed for all items."""
        # The longest aside: a first call may load a model, and all others be short.
        others = (self._total - self._longest) / max(1, len(self.seconds) - 1)
        clear = self._total > self._limit / CLEAR and others * self._items > 2 * self._limit
        return clear or self._total > self._limit


def _stop_at_effects(effects: SideEffects, databases: DatabaseFiles, place: int) -> None:
    """Raise `Fault` where a call was about to do what cannot be undone, or has changed a database.

    Also where the function has caught what stopped it.
    """
    found, prevented = effects.prevented, True
    if effects.guarded and found is None and (path := databases.changed()):
        found, prevented = (CHANGES_DATABASE, path), False
    if found is not None:
        facts = {"effect": found[0], "name": found[1], "prevented": prevented}
        raise Fault({"where": "effects", "item": place, "text": found[1], **facts}) from None


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


def first_and_second(
    function: Callable[[Any], Any], items: Sequence[Any], _folder: str, place: int
) -> tuple[float, float]:
    """Seconds of the first call in a process, and of a second one of the same item."""
    found = []
    for _ in range(2):
        began = time.perf_counter()
        function(items[place])
        found.append(time.perf_counter() - began)
    return found[0], found[1]


def answers_to_first(
    function: Callable[[Any], Any], items: Sequence[Any], _folder: str, times: int
) -> list[bytes]:
    """Pickles of the answers to the first item; empty for one that cannot be pickled.

    Each call has a copy of the item of its own, as some change what they are given.
    """
    copies = [copy_of(items[0]) or (items[0],) for _ in range(times)]
    return [pickled_within(function(item), MOST_PICKLED_BYTES) or b"" for (item,) in copies]
