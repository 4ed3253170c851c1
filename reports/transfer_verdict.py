"""What it costs to carry a payload, as the lines that every output prints."""

from collections.abc import Iterator

from reports.analysis import Analysis
from reports.cost_figures import choice, entries, seconds_of
from reports.cost_selection import NO_CHANNEL, channel, channels
from reports.crossover import Crossover, crossover
from reports.printed import CostEntry, CostLine, Figure
from reports.wording import payload

#: Sizes that are told in words, in bytes; the chart has the others.
TOLD_SIZES = (1, 2**20)
#: Channels that the verdict names where it has room for a few.
BRIEF_CHANNELS = ("pipe", "queue", "manager_queue", "shared_memory")
SHARED = "shared_memory"
#: Built on the same memory, so it is not what shared memory is compared with.
ALSO_SHARED = "shared_array"


def transfer_lines(analysis: Analysis) -> Iterator[CostLine]:
    """A one-way trip of the smallest and of a large payload, and where shared memory wins."""
    carriers = [name for name in channels(analysis, "bytes") if name not in NO_CHANNEL]
    curves = {name: channel(analysis, "bytes", name) for name in carriers}
    for size in TOLD_SIZES:
        found = [curve[size] for curve in curves.values() if size in curve]
        best = min(found, key=lambda one: one.seconds.value, default=None)
        brief = [one for one in found if one is best or one.case.strategy in BRIEF_CHANNELS]
        yield CostLine(
            f"Carry {payload(size)}",
            "one way, all in all, bytes",
            entries(analysis, found, seconds_of, brief),
            cheapest=choice(analysis, found, seconds_of),
        )
    over = shared_memory_wins(analysis, "bytes")
    if over:
        others = tuple(
            CostEntry(
                f"over {name}", Figure(found.words, ""), name == "pipe" and found != over[ALL]
            )
            for name, found in over.items()
            if name != ALL
        )
        text = f"over every other channel: {over[ALL].words}" if len(others) > 1 else ""
        about = "from which size on it is cheaper than another channel, bytes"
        yield CostLine("Shared memory", about, others, text)


#: Key of what shared memory is compared with where that is all channels at once.
ALL = ""


def shared_memory_wins(analysis: Analysis, carried: str) -> dict[str, Crossover]:
    """Where shared memory is cheaper than each other channel, and than `ALL` of them."""
    names = [name for name in channels(analysis, carried) if name not in NO_CHANNEL]
    curves = {
        name: {size: one.seconds for size, one in channel(analysis, carried, name).items()}
        for name in names
    }
    rivals = [name for name in names if name not in (SHARED, ALSO_SHARED)]
    if SHARED not in curves or not rivals:
        return {}
    mine = curves[SHARED]
    found = {name: crossover(mine, [curves[name]]) for name in rivals}
    return {**found, ALL: crossover(mine, [curves[name] for name in rivals])}
