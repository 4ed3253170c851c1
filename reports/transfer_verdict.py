"""What it costs to carry a payload, as the lines that every output prints."""

from collections.abc import Iterator
from functools import partial

from reports.analysis import Analysis
from reports.cost_figures import compared, seconds_of
from reports.cost_selection import NO_CHANNEL, channel, channels, named
from reports.crossover import Crossover, crossover
from reports.printed import CostEntry, CostLine, Figure
from reports.wording import payload

#: Sizes that are told in words, in bytes; the chart has the others.
TOLD_SIZES = (1, 2**20)
#: Channels that the verdict names where it has room for a few.
BRIEF_CHANNELS = ("pipe", "queue", "manager_queue", "shared_memory")
#: What is compared; an array on the same memory is not what it is compared with.
SHARED, ALSO_SHARED = "shared_memory", "shared_array"
#: Key of what shared memory is compared with where that is all channels at once.
ALL = ""


def transfer_lines(analysis: Analysis) -> Iterator[CostLine]:
    """A one-way trip of the smallest and of a large payload, and where shared memory wins."""
    about = "one way, all in all, bytes"
    carriers = [name for name in channels(analysis, "bytes") if name not in NO_CHANNEL]
    curves = [channel(analysis, "bytes", name) for name in carriers]
    for size in TOLD_SIZES:
        found = [curve[size] for curve in curves if size in curve]
        best = min(found, key=lambda one: one.seconds.value, default=None)
        brief = [one for one in found if one is best or one.case.strategy in BRIEF_CHANNELS]
        topic = f"Carry {payload(size)}"
        yield compared(topic, about, found, seconds_of, partial(named, analysis), brief)
    over = shared_memory_wins(analysis, "bytes")
    if over:
        every = over.pop(ALL)
        others = tuple(
            CostEntry(f"over {name}", Figure(one.words, ""), name == "pipe" and one != every)
            for name, one in over.items()
        )
        text = f"over every other channel: {every.words}" if len(others) > 1 else ""
        about = "from which size on it is cheaper than another channel, bytes"
        yield CostLine("Shared memory", about, others, text)


def shared_memory_wins(analysis: Analysis, carried: str) -> dict[str, Crossover]:
    """Where shared memory is cheaper than each other channel, and than `ALL` of them."""
    curves = {
        name: {size: one.seconds for size, one in channel(analysis, carried, name).items()}
        for name in channels(analysis, carried)
        if name not in (*NO_CHANNEL, ALSO_SHARED)
    }
    mine = curves.pop(SHARED, None)
    if mine is None or not curves:
        return {}
    found = {name: crossover(mine, [curve]) for name, curve in curves.items()}
    return {**found, ALL: crossover(mine, [*curves.values()])}
