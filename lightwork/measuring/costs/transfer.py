"""Family transfer: what it costs to move a payload from one process to another.

In the form of ``osu_latency`` (OSU Micro-Benchmarks): a partner process sends back what it
receives; warm-up, then as many round trips as fit into a round. An operation is a one-way trip,
so a latency is half of a mean round trip, and bandwidth is bytes / latency. Workloads are classes
of payload (``bytes``, numpy ``array``, ``dicts``: a dict of lists of floats that pickles to about
the size). The reference is the limit line: memory copied as often, as many bytes.

What a one-way trip is:

- ``pipe``, ``queue``, ``simple_queue``, ``manager_queue``: put by one process, got by the other
  (a Manager's queue: to the server and from there). ``pipe_out_of_band``: by pickle protocol 5.
- ``manager_dict``, ``manager_list``, ``shared_array``, ``shared_memory``: written by one process,
  which releases a semaphore; the other, woken by it, copies the payload out to an object of its
  own. The way back has another key, array or half of the memory.
- ``pool_argument``, ``pool_result``: one call, with the payload as argument or as result; so the
  short message of the other direction is in it, and nothing is halved.
- an engine: argument and result of one task.
- ``interpreter_call``: argument and result of a call into another interpreter of this process, by
  the calling thread: shared (``bytes``) or pickled (``dicts``). Python 3.14 or newer.
- ``pickle``, ``pickle_out_of_band``: dumps and loads in this process, no way at all.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from lightwork.core.record import CASE, REFERENCE, Case
from lightwork.measuring.cases.cost_family import CostFamily, Probe
from lightwork.measuring.costs._repeats import ROUND_SECONDS, Repeats, times_per_round
from lightwork.measuring.costs._transfer.channels import THROUGH_A_SERVER
from lightwork.measuring.costs._transfer.exchanges import Exchange, open_exchange
from lightwork.measuring.costs._transfer.plan import (
    ARRAY_PAYLOAD,
    DICTS_PAYLOAD,
    IN_PROCESS,
    Payload,
    bytes_in,
    make_payload,
    plan,
)
from lightwork.measuring.costs._transfer.shared_places import check_memory
from lightwork.strategy import Strategy, is_engine

#: How many times its bytes a payload lies in the host's memory at the worst moment: ours, the one
#: to compare with, the copy and its source, what came back, the partner's, pickles on their way.
COPIES = 10
#: A float in a list takes 32 bytes and 9 in the pickle by which its size is told.
DICTS_COPIES = 25
#: The copies of a round may take so many times as long as a round should.
LONGEST_REFERENCE = 4
#: Seconds per one-way trip and bytes per second on a 2-core virtual machine; else like a pipe.
PIPE_COSTS = (2e-5, 1.2e9)
SEEN_COSTS = {
    "dask_distributed": (5e-3, 3e8),
    "ray_tasks": (2e-3, 5e8),
    "joblib_loky": (2e-3, 5e8),
    **dict.fromkeys(THROUGH_A_SERVER, (2e-4, 6e8)),
    "shared_array": (2e-5, 4e9),
    "shared_memory": (2e-5, 4e9),
    "pool_argument": (1e-4, 8e8),
    "pool_result": (1e-4, 8e8),
    "interpreter_call": (5e-5, 1e9),
    **dict.fromkeys(IN_PROCESS, (1e-6, 3e9)),
}


@contextmanager
def open(
    case: Case, strategies: Mapping[str, Strategy], operations: int | None = None
) -> Iterator[Probe]:
    """Start the partner; ``operations`` of a round: as many as fit into it, if None."""
    count = bytes_in(case.size)
    check_memory(count * (DICTS_COPIES if case.workload == DICTS_PAYLOAD else COPIES), case.id)
    payload = make_payload(case.workload, case.size)
    # The pool and shared memory of the catalog are no engines: they have channels of their own.
    strategy = strategies.get(case.strategy)
    engine = strategy if strategy is not None and is_engine(strategy) else None
    with open_exchange(case, payload.value, count, engine) as exchange:
        times = operations // exchange.trips if operations else _times(exchange, payload)
        operations = times * exchange.trips
        carried = Repeats(
            exchange.once, times, lambda came: payload.plain(exchange.arrived(came)), exchange.wipe
        )
        parts = {REFERENCE: memory_copies(payload, operations), CASE: carried}
        expected = [payload.plain(payload.value)]
        yield Probe(parts, expected, operations, exchange.worker, lambda: exchange.notes)


def _times(exchange: Exchange, payload: Payload) -> int:
    """As many as fit into a round; fewer where they are quicker than a copy (out of band)."""
    copies = times_per_round(memory_copies(payload, 1).go)
    most = max(1, LONGEST_REFERENCE * copies // exchange.trips)
    return min(times_per_round(exchange.once), most)


def memory_copies(payload: Payload, times: int) -> Repeats:
    """Copy the payload's bytes into memory that is there already."""
    target = memoryview(bytearray(len(payload.image)))
    source = payload.image

    def copy() -> None:
        target[:] = source

    def wipe() -> None:
        target[:] = bytes(len(source))

    return Repeats(copy, times, lambda _none: payload.restored(bytes(target)), wipe)


def seconds(case: Case) -> tuple[float, float]:
    """A round and its copies; opening starts a partner, perhaps a server; for the forecast."""
    latency, rate = SEEN_COSTS.get(case.strategy, PIPE_COSTS)
    count = bytes_in(case.size)
    round_seconds = max(ROUND_SECONDS, 2 * (latency + count / rate))
    return 1.2 * round_seconds, 0.05


FAMILY = CostFamily(
    plan,
    open,
    seconds,
    rounds={"quick": 6, "standard": 6, "thorough": 20},
    imports=lambda case: ("numpy",) if case.workload == ARRAY_PAYLOAD else (),
    counts=True,
)
