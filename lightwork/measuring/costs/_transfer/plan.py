"""Which payloads travel through which channels: bytes, a numpy array, a dict of lists."""

import pickle
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from lightwork.core.record import Case
from lightwork.measuring.cases.cost_family import Scope
from lightwork.measuring.costs._transfer.exchanges import CALLED_STRATEGY
from lightwork.measuring.host.skips import Skip
from lightwork.strategies import NO_START_METHOD, interpreters
from lightwork.strategies.parts.processes import START_METHODS

BYTES_PAYLOAD, ARRAY_PAYLOAD, DICTS_PAYLOAD = "bytes", "array", "dicts"
SIZE_UNITS = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
#: Random bytes are made up to here and then repeated; odd, so that no page is like the next.
_BLOCK_BYTES = (1 << 20) + 7
#: What a float takes in a pickle, in bytes: one for its kind and eight for itself.
_PICKLED_FLOAT_BYTES = 9
_FLOATS_PER_LIST = 100
#: These move nothing anywhere, so they have no partner.
IN_PROCESS = ("pickle", "pickle_out_of_band")
CHANNELS = (
    "pipe",
    "simple_queue",
    "queue",
    "manager_queue",
    "manager_dict",
    "manager_list",
    "shared_array",
    "shared_memory",
    "pool_argument",
    "pool_result",
)
#: A SimpleQueue carries large payloads as a Queue does, a Manager's dict and list as its queue.
FOR_LARGE = tuple(
    name for name in CHANNELS if name not in ("simple_queue", "manager_dict", "manager_list")
)
#: Bytes have no buffers apart from themselves, and objects no place in shared memory.
FOR_ARRAYS = ("pipe", "pipe_out_of_band", "queue", "shared_memory", *IN_PROCESS)
FOR_DICTS = ("pipe", "queue", "pickle")
#: Dicts of lists have no buffers: shown once.
OUT_OF_BAND = ("pipe_out_of_band", "pickle_out_of_band")
#: What goes through an engine as an argument and comes back as a result.
FOR_ENGINES = (*product([BYTES_PAYLOAD], ["1B", "32KiB", "1MiB", "16MiB"]), (DICTS_PAYLOAD, "1MiB"))
#: What goes to another interpreter: shared, and pickled.
FOR_INTERPRETERS = (
    *product([BYTES_PAYLOAD], ["1B", "32KiB", "1MiB"]),
    *product([DICTS_PAYLOAD], ["32KiB", "1MiB"]),
)
#: For each effort: class of payload, channels, sizes.
PLANS: Mapping[str, Sequence[tuple[str, Sequence[str], Sequence[str]]]] = {
    "quick": (
        (
            BYTES_PAYLOAD,
            ("pipe", "queue", "manager_queue", "shared_memory", "pool_argument"),
            ("1B", "1MiB"),
        ),
        (DICTS_PAYLOAD, ("pipe", "pickle"), ("1MiB",)),
        (ARRAY_PAYLOAD, ("pipe", "pipe_out_of_band", *IN_PROCESS), ("1MiB",)),
    ),
    "standard": (
        (BYTES_PAYLOAD, CHANNELS, ("1B", "1KiB", "32KiB", "1MiB")),
        (BYTES_PAYLOAD, FOR_LARGE, ("16MiB",)),
        (BYTES_PAYLOAD, ("pickle",), ("1B", "1MiB", "16MiB")),
        (DICTS_PAYLOAD, FOR_DICTS, ("1KiB", "32KiB", "1MiB")),
        (DICTS_PAYLOAD, OUT_OF_BAND, ("1MiB",)),
        (ARRAY_PAYLOAD, FOR_ARRAYS, ("1KiB", "1MiB", "16MiB")),
    ),
    "thorough": (
        (
            BYTES_PAYLOAD,
            (*CHANNELS, "pickle"),
            ("1B", "32B", "1KiB", "32KiB", "256KiB", "1MiB", "4MiB", "16MiB", "64MiB"),
        ),
        (DICTS_PAYLOAD, (*FOR_DICTS, *OUT_OF_BAND), ("1KiB", "32KiB", "1MiB", "16MiB")),
        (ARRAY_PAYLOAD, FOR_ARRAYS, ("1KiB", "32KiB", "1MiB", "4MiB", "16MiB", "64MiB")),
    ),
}


class Payload(NamedTuple):
    """``value`` is what is sent, ``image`` the bytes that carry it, for the memory copy.

    ``plain`` makes of a value that arrived what compares by ``==``, ``restored`` the same of a
    copied image.
    """

    value: Any
    image: bytes
    plain: Callable[[Any], Any] = lambda value: value
    restored: Callable[[bytes], Any] = lambda image: image


def bytes_in(size: str) -> int:
    """The bytes of a size as a case has it, for example ``64MiB``."""
    digits = size.rstrip("BKMGi")
    return int(digits) * SIZE_UNITS[size[len(digits) :]]


def make_payload(kind: str, size: str) -> Payload:
    """Make a payload of a kind (the case's workload) and size; the same on every machine."""
    return _MAKERS[kind](bytes_in(size))


def _random_bytes(count: int) -> bytes:
    block = random.Random(count).randbytes(min(count, _BLOCK_BYTES))
    return (block * (count // len(block) + 1))[:count]


def _bytes(count: int) -> Payload:
    value = _random_bytes(count)
    return Payload(value, value)


def _array(count: int) -> Payload:
    """An array of 64-bit floats. Compared by its bytes: among random ones are NaNs."""
    import numpy as np  # the only one of the cases that loads it; see `transfer.FAMILY`

    value = np.frombuffer(_random_bytes(count), dtype=np.float64).copy()

    def plain(array: Any) -> tuple[str, str, tuple[int, ...], bytes]:
        return type(array).__name__, array.dtype.str, array.shape, array.tobytes()

    return Payload(
        value, value.tobytes(), plain, lambda image: plain(np.frombuffer(image, dtype=np.float64))
    )


def _dicts(count: int) -> Payload:
    """A dict of lists of floats that pickles to about ``count`` bytes."""
    floats = random.Random(count)
    left = max(1, count // _PICKLED_FLOAT_BYTES)
    value: dict[str, list[float]] = {}
    while left:
        length = min(left, _FLOATS_PER_LIST)
        value[f"key{len(value):06}"] = [floats.random() for _ in range(length)]
        left -= length
    return Payload(value, pickle.dumps(value), restored=pickle.loads)


_MAKERS: dict[str, Callable[[int], Payload]] = {
    BYTES_PAYLOAD: _bytes,
    ARRAY_PAYLOAD: _array,
    DICTS_PAYLOAD: _dicts,
}


def plan(scope: Scope) -> Iterator[Case | Skip]:
    """Every channel with one partner, whatever number of workers was named.

    The partner is there before the clock runs, so how it was started is one choice: the first
    that fits.
    """
    named = START_METHODS if scope.start_methods is None else scope.start_methods
    method = next((one for one in named if one in START_METHODS), None)
    if method is None:
        yield Skip(
            "transfer",
            f"this platform starts processes by {', '.join(START_METHODS)} only, "
            f"not by {', '.join(named)}.",
        )
    for workload, channels, sizes in PLANS[scope.effort]:
        for channel, size in product(channels, sizes):
            start_method = NO_START_METHOD if channel in IN_PROCESS else method
            if start_method is not None:
                yield Case(workload, size, channel, start_method, 1, 1, "warm")
    yield from _interpreters(scope)
    yield from _engines(scope)


def _interpreters(scope: Scope) -> Iterator[Case | Skip]:
    """There and back with a call, where this Python has interpreters; not in a quick run."""
    if scope.effort == "quick":
        return
    if missing := interpreters.STRATEGY.requires:
        yield Skip(CALLED_STRATEGY, f"{missing}.")
        return
    for workload, size in FOR_INTERPRETERS:
        yield Case(workload, size, CALLED_STRATEGY, NO_START_METHOD, 1, 1, "warm")


def _engines(scope: Scope) -> Iterator[Case]:
    """There and back as a task's argument and result: in a thorough run, and on a cluster."""
    for name, how in scope.strategies.items():
        if how.requires or not how.loads or how.worker != "process":
            continue
        if scope.effort == "thorough" or how.workers:
            for workload, size in FOR_ENGINES:
                method, workers = how.start_methods[0], how.workers or 1
                yield Case(workload, size, name, method, workers, 1, "warm")
