"""Open a channel by its name; when it is closed, its partner has ended already."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from multiprocessing.context import BaseContext
from multiprocessing.managers import SyncManager
from typing import Any

from benchmarks.costs._channels import (
    Channel,
    ManagerQueueChannel,
    OutOfBandChannel,
    PipeChannel,
    PlaceChannel,
    QueueChannel,
)
from benchmarks.costs._places import BytesPlace, CharsPlace, FloatsPlace, ItemPlace
from benchmarks.costs._room import check_shared_memory
from benchmarks.record import Case
from strategies._manager_server import open_server
from strategies._segments import new_segment

#: Those whose ends of file come from the Manager's server, not from the partner.
THROUGH_A_SERVER = ("manager_queue", "manager_dict", "manager_list")


def open_channel(case: Case, count: int) -> AbstractContextManager[Channel]:
    """Open the channel of a case for payloads of ``count`` bytes.

    Raises `benchmarks.skips.Unavailable` where they have no room.
    """
    context = multiprocessing.get_context(case.start_method)
    return OPENERS[case.strategy](context, case, count)


def _pipe(_context: BaseContext, _case: Case, _count: int) -> AbstractContextManager[Channel]:
    return nullcontext(PipeChannel())


def _out_of_band(
    _context: BaseContext, _case: Case, _count: int
) -> AbstractContextManager[Channel]:
    return nullcontext(OutOfBandChannel())


@contextmanager
def _queues(context: BaseContext, _case: Case, _count: int) -> Iterator[Channel]:
    queues: list[Any] = [context.Queue(), context.Queue()]
    # For want of a public name: a partner that died is told of where its answer is waited for;
    # the thread that feeds it should end then, not print.
    queues[0]._ignore_epipe = True
    try:
        yield QueueChannel(*queues)
    finally:
        for queue in queues:
            queue.close()
            queue.join_thread()
            # Without a thread, of which the partner's queue has none here, nobody closes these.
            queue._reader.close()
            queue._writer.close()


@contextmanager
def _simple_queues(context: BaseContext, _case: Case, _count: int) -> Iterator[Channel]:
    there, back = context.SimpleQueue(), context.SimpleQueue()
    try:
        yield QueueChannel(there, back)
    finally:
        there.close()
        back.close()


@contextmanager
def _managed(
    make: Callable[[BaseContext, SyncManager], Channel],
    context: BaseContext,
    case: Case,
    _count: int,
) -> Iterator[Channel]:
    with open_server(case.start_method) as server:
        yield make(context, server)


def _manager_queues(_context: BaseContext, server: SyncManager) -> Channel:
    return ManagerQueueChannel(server.Queue(), server.Queue())


def _manager_dict(context: BaseContext, server: SyncManager) -> Channel:
    items = server.dict(there=None, back=None)
    return PlaceChannel([ItemPlace(items, "there"), ItemPlace(items, "back")], _written(context))


def _manager_list(context: BaseContext, server: SyncManager) -> Channel:
    items = server.list([None, None])
    return PlaceChannel([ItemPlace(items, 0), ItemPlace(items, 1)], _written(context))


@contextmanager
def _shared_array(context: BaseContext, case: Case, count: int) -> Iterator[Channel]:
    check_shared_memory(2 * count, case.id)
    places = [CharsPlace(context.Array("c", count)) for _ in range(2)]
    yield PlaceChannel(places, _written(context))


@contextmanager
def _shared_memory(context: BaseContext, case: Case, count: int) -> Iterator[Channel]:
    check_shared_memory(2 * count, case.id)
    kind = FloatsPlace if case.workload == "array" else BytesPlace
    memory = new_segment(2 * count)
    try:
        places = [kind(memory, 0, count), kind(memory, count, count)]
        yield PlaceChannel(places, _written(context))
    finally:
        memory.close()
        memory.unlink()


def _written(context: BaseContext) -> list[Any]:
    return [context.Semaphore(0), context.Semaphore(0)]


OPENERS: dict[str, Callable[[BaseContext, Case, int], AbstractContextManager[Channel]]] = {
    "pipe": _pipe,
    "pipe_out_of_band": _out_of_band,
    "queue": _queues,
    "simple_queue": _simple_queues,
    "manager_queue": partial(_managed, _manager_queues),
    "manager_dict": partial(_managed, _manager_dict),
    "manager_list": partial(_managed, _manager_list),
    "shared_array": _shared_array,
    "shared_memory": _shared_memory,
}
