"""Which payloads travel through which channels."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from benchmarks.costs import Scope
from benchmarks.costs._interpreter_call import STRATEGY as INTERPRETER
from benchmarks.costs._payloads import ARRAY, BYTES, DICTS
from benchmarks.record import Case
from benchmarks.skips import Skip
from strategies import NO_START_METHOD, interpreters
from strategies._processes import START_METHODS

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
FOR_LARGE = (
    "pipe",
    "queue",
    "manager_queue",
    "shared_array",
    "shared_memory",
    "pool_argument",
    "pool_result",
)
#: Bytes have no buffers apart from themselves, and objects no place in shared memory.
FOR_ARRAYS = ("pipe", "pipe_out_of_band", "queue", "shared_memory", *IN_PROCESS)
FOR_DICTS = ("pipe", "queue", "pickle")
#: Dicts of lists have no buffers: shown once.
OUT_OF_BAND = ("pipe_out_of_band", "pickle_out_of_band")

Sizes = Sequence[str]
#: What goes through an engine as an argument and comes back as a result.
FOR_ENGINES: Sequence[tuple[str, Sizes]] = (
    (BYTES, ("1B", "32KiB", "1MiB", "16MiB")),
    (DICTS, ("1MiB",)),
)
#: What goes to another interpreter: shared, and pickled.
FOR_INTERPRETERS: Sequence[tuple[str, Sizes]] = (
    (BYTES, ("1B", "32KiB", "1MiB")),
    (DICTS, ("32KiB", "1MiB")),
)
#: For each effort: class of payload, channels, sizes.
PLANS: Mapping[str, Sequence[tuple[str, Sequence[str], Sizes]]] = {
    "quick": (
        (
            BYTES,
            ("pipe", "queue", "manager_queue", "shared_memory", "pool_argument"),
            ("1B", "1MiB"),
        ),
        (DICTS, ("pipe", "pickle"), ("1MiB",)),
        (ARRAY, ("pipe", "pipe_out_of_band", *IN_PROCESS), ("1MiB",)),
    ),
    "standard": (
        (BYTES, CHANNELS, ("1B", "1KiB", "32KiB", "1MiB")),
        (BYTES, FOR_LARGE, ("16MiB",)),
        (BYTES, ("pipe", "shared_memory"), ("64MiB",)),
        (BYTES, ("pickle",), ("1B", "1MiB", "16MiB")),
        (DICTS, FOR_DICTS, ("1KiB", "32KiB", "1MiB")),
        (DICTS, OUT_OF_BAND, ("1MiB",)),
        (ARRAY, FOR_ARRAYS, ("1KiB", "1MiB", "16MiB")),
    ),
    "thorough": (
        (
            BYTES,
            (*CHANNELS, "pickle"),
            ("1B", "32B", "1KiB", "32KiB", "256KiB", "1MiB", "4MiB", "16MiB", "64MiB"),
        ),
        (DICTS, (*FOR_DICTS, *OUT_OF_BAND), ("1KiB", "32KiB", "1MiB", "16MiB")),
        (ARRAY, FOR_ARRAYS, ("1KiB", "32KiB", "1MiB", "4MiB", "16MiB", "64MiB")),
    ),
}


def plan(scope: Scope) -> Iterator[Case | Skip]:
    """Every channel with one partner, whatever number of workers was named.

    The partner is there before the clock runs, so how it was started is one choice: the first
    that fits.
    """
    named = START_METHODS if scope.start_methods is None else scope.start_methods
    method = next((one for one in named if one in START_METHODS), "")
    if not method:
        yield Skip(
            "transfer",
            f"this platform starts processes by {', '.join(START_METHODS)} only, "
            f"not by {', '.join(named)}.",
        )
    make = partial(Case, workers=1, chunksize=1, state="warm")
    for workload, channels, sizes in PLANS[scope.effort]:
        for channel in channels:
            start_method = NO_START_METHOD if channel in IN_PROCESS else method
            for size in sizes if start_method else ():
                yield make(
                    workload=workload, size=size, strategy=channel, start_method=start_method
                )
    yield from _interpreters(scope)
    yield from _engines(scope)


def _interpreters(scope: Scope) -> Iterator[Case | Skip]:
    """There and back with a call, where this Python has interpreters; not in a quick run."""
    if scope.effort == "quick":
        return
    if missing := interpreters.STRATEGY.requires:
        yield Skip(INTERPRETER, f"{missing}.")
        return
    for workload, sizes in FOR_INTERPRETERS:
        for size in sizes:
            yield Case(workload, size, INTERPRETER, NO_START_METHOD, 1, 1, "warm")


def _engines(scope: Scope) -> Iterator[Case]:
    """There and back as a task's argument and result: in a thorough run, and on a cluster."""
    for name, how in scope.strategies.items():
        if how.requires or not how.loads or how.worker != "process":
            continue
        if scope.effort == "thorough" or how.workers:
            make = partial(Case, strategy=name, start_method=how.start_methods[0], state="warm")
            for workload, sizes in FOR_ENGINES:
                for size in sizes:
                    count = how.workers or 1
                    yield make(workload=workload, size=size, workers=count, chunksize=1)
