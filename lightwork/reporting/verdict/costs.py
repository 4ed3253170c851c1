"""What things cost here and what settings do, as the lines that every output prints.

A cost is what an operation takes beyond the same without the mechanism. Where intervals touch,
nothing is called cheaper. `LINES` has what is printed of each cost, in order.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

from lightwork.core.candidate import api_name
from lightwork.core.intervals import overlap, quotient
from lightwork.core.record import FIRST_SECONDS
from lightwork.reporting.estimates import granularity
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.chunk_sizes import chunk_lines
from lightwork.reporting.estimates.cost_selection import (
    NO_CHANNEL,
    by_default,
    channel,
    channels,
    strategy_text,
    where,
)
from lightwork.reporting.estimates.crossover import Crossover, crossover
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import (
    count,
    megabytes,
    payload,
    seconds_text,
    times,
    times_between,
)
from lightwork.reporting.text.names import DEEDS, WEIGHTS, label_of
from lightwork.reporting.text.verdict_model import CostEntry, CostLine, Figure, LabelledText
from lightwork.reporting.verdict import settings
from lightwork.reporting.verdict.cost_format import (
    choice,
    compared,
    cost_of,
    entry,
    first_seconds_of,
    total_seconds_of,
)
from lightwork.reporting.verdict.sharing import sharing_lines

#: Memory that only the worker has, and its share of all that it uses; names of `OBSERVED`.
USS, PSS = "worker_uss_bytes", "worker_pss_bytes"
#: How much a heavy parent holds.
HEAVY_PARENT = "256 MB"
#: Strategies and channels that are named where there is room for a few.
BRIEF_WORKERS = ("threads", "process", "pool", "manager")
BRIEF_DISPATCH = ("thread_pool", "pool", "process_pool")
BRIEF_CHANNELS = ("pipe", "queue", "manager_queue", "shared_memory")
#: Workload of the family startup, its topics (of later starts in a process, and of the first one),
#: and what its figures are; `STARTED` is brief, too.
STARTED = "open_close"
STARTS = (
    (STARTED, ("Start", "First start"), "start and end, a bare parent"),
    ("first_result", ("First result", "First result, first start"),
     "from nothing to a first result, a bare parent"),
)  # fmt: skip
#: The same of the family dispatch: a task that does nothing.
HANDED_OUT = (
    ("one_at_a_time", "Dispatch, single", "hand out a task, wait for its result, then the next"),
    ("outstanding", "Dispatch, many", "hand out all tasks one by one, wait then"),
)
#: What a task needs that its parent has imported: imported anew, or preloaded by a fork server.
PLAIN, PRELOADED = "numpy", "numpy_preload"
#: Sizes with a line, in bytes; the chart has the others.
SHOWN_SIZES = (1, 2**20)
#: What is compared; an array on the same memory is not what it is compared with.
SHARED_CHANNEL, ALSO_SHARED = "shared_memory", "shared_array"
#: Key of what shared memory is compared with where that is all channels at once.
ALL_CHANNELS = ""
INTERPRETER, PIPE = "interpreter_call", "pipe"
#: Channel and class of payload -> how it crosses.
CROSSING = {
    (INTERPRETER, "bytes"): "bytes, shared",
    (INTERPRETER, "dicts"): "a dict of lists, pickled",
    (PIPE, "bytes"): "bytes, by pipe to a process",
    (PIPE, "dicts"): "a dict of lists, by pipe to a process",
}


def cost_lines(analysis: Analysis) -> tuple[CostLine, ...]:
    """Everything that is said of costs; nothing where no cost was measured."""
    lines = (line for made in LINES for line in made(analysis))
    return tuple(line for line in lines if line.entries or line.text)


def sweep_lines(analysis: Analysis) -> tuple[LabelledText, ...]:
    """What settings do: inner threads, then chunks of uneven items; nothing of what wasn't run."""
    threads, found = settings.thread_map(analysis), settings.profiles(analysis)
    lines = []
    if threads:
        lines.append(LabelledText("Workers with BLAS threads", settings.map_text(threads)))
    for one in found:
        topic = f"Chunks, items {settings.profile_heading(one, found)}"
        lines.append(LabelledText(topic, settings.profile_text(one)))
    return tuple(lines)


def granularity_lines(analysis: Analysis) -> tuple[LabelledText, ...]:
    """METG of every series by kind of work and state; then what the chunk size does."""
    lines = []
    for workload, kind in granularity.KERNEL_HEADINGS.items():
        found = granularity.all_series(analysis, workload)
        for warm, state in ((True, "warm workers"), (False, "started each time")):
            texts = [_series_text(one) for one in found if one.warm == warm]
            if texts:
                lines.append(LabelledText(f"{kind}, {state}", "; ".join(texts)))
    return (*lines, *chunk_lines(analysis))


def memory_lines(analysis: Analysis) -> Iterator[CostLine]:
    """Private memory of a worker; then what it is where the parent holds much."""
    about = "private memory (USS) of each"
    bare = _memory(analysis, memory_of_workers(analysis, "bare", "idle"), BRIEF_WORKERS)
    yield CostLine("Memory, a worker", f"{about}, a bare parent", tuple(bare))
    heavy: list[CostEntry] = []
    sizes = dict.fromkeys(one.case.size for one in where(analysis, "memory"))
    for held in [size for size in sizes if size != "bare"]:
        data = label_of(held, WEIGHTS).removeprefix(f"{HEAVY_PARENT} of ")
        for deed, brief in (("idle", ()), ("reads", ("pool",))):
            state = f", {data} {label_of(deed, DEEDS)}"
            heavy += _memory(analysis, memory_of_workers(analysis, held, deed), brief, state)
    yield CostLine(f"… {HEAVY_PARENT} parent", f"{about}, by what the parent holds", tuple(heavy))


def memory_of_workers(analysis: Analysis, held: str, deed: str) -> list[CaseResult]:
    """The cases whose workers were weighed, the lightest first."""
    found = where(analysis, "memory", size=held, workload=deed)
    found = [one for one in found if USS in one.estimates]
    return sorted(found, key=lambda one: one.estimates[USS].value)


def _memory(
    analysis: Analysis, found: list[CaseResult], brief: Collection[str], state: str = ""
) -> Iterator[CostEntry]:
    """Each by name; those of ``brief`` are brief, too, by the default start method."""
    usual = [one for one in by_default(analysis, found) if one.case.strategy in brief]
    for one in found:
        name = f"{strategy_text(analysis, one)}{state}"
        yield entry(name, one.estimates[USS], one in usual, units=megabytes)


def transfer_lines(analysis: Analysis) -> Iterator[CostLine]:
    """A one-way trip of the smallest and of a large payload, and where shared memory wins."""
    about, name_of = "one way, total time, bytes", partial(strategy_text, analysis)
    carriers = [name for name in channels(analysis, "bytes") if name not in NO_CHANNEL]
    curves = [channel(analysis, "bytes", name) for name in carriers]
    for size in SHOWN_SIZES:
        found = [curve[size] for curve in curves if size in curve]
        best = min(found, key=lambda one: one.seconds.value, default=None)
        brief = [one for one in found if one is best or one.case.strategy in BRIEF_CHANNELS]
        yield compared(f"Transfer {payload(size)}", about, found, total_seconds_of, name_of, brief)
    if over := shared_memory_wins(analysis, "bytes"):
        every = over.pop(ALL_CHANNELS)
        others = tuple(
            CostEntry(
                f"over {api_name(name)}", Figure(one.words, ""), name == PIPE and one != every
            )
            for name, one in over.items()
        )
        text = f"over every other channel: {every.words}" if len(others) > 1 else ""
        about = "from which size on it is cheaper than another channel, bytes"
        yield CostLine("Shared memory", about, others, text)


def shared_memory_wins(analysis: Analysis, carried: str) -> dict[str, Crossover]:
    """Where shared memory is cheaper than each other channel, and than `ALL_CHANNELS` of them."""
    curves = {
        name: {size: one.seconds for size, one in channel(analysis, carried, name).items()}
        for name in channels(analysis, carried)
        if name not in (*NO_CHANNEL, ALSO_SHARED)
    }
    mine = curves.pop(SHARED_CHANNEL, None)
    if mine is None or not curves:
        return {}
    found = {name: crossover(mine, [curve]) for name, curve in curves.items()}
    return {**found, ALL_CHANNELS: crossover(mine, [*curves.values()])}


def _startup(analysis: Analysis) -> Iterator[CostLine]:
    """Starting and ending workers, by their number; then the same for the first time in a process.

    In brief one thread, a process by each start method, and what is built on them.
    """
    for workload, (topic, first_topic), about in STARTS:
        for workers in sorted({1, analysis.usable}):
            found = where(analysis, "startup", workload=workload, size="bare", workers=workers)
            usual = [o for o in by_default(analysis, found) if o.case.strategy in BRIEF_WORKERS]
            alone = [one for one in found if one.case.strategy == "process" and workers == 1]
            brief = [*usual, *alone] if workload == STARTED else []
            started, name_of = count(workers, "worker"), partial(strategy_text, analysis)
            yield compared(f"{topic}, {started}", about, found, cost_of, name_of, brief)
            first = [one for one in found if FIRST_SECONDS in one.estimates]
            what = f"{about}: the first in its process, which is what a script pays"
            brief = usual if workload == STARTED and workers == 1 else []
            topic_of_first = f"{first_topic}, {started}"
            yield compared(topic_of_first, what, first, first_seconds_of, name_of, brief)


def _heavy_parent(analysis: Analysis) -> Iterator[CostLine]:
    """Starting workers from a parent that holds more, beside the same from a bare one."""
    entries, changes = [], [(1.0, "no measurable difference")]
    bare = {one.case: one for one in where(analysis, "startup", size="bare")}
    for one in where(analysis, "startup"):
        if one.case in bare:
            continue
        until = "" if one.case.workload == STARTED else " (to a first result)"
        name = f"{strategy_text(analysis, one)}, {label_of(one.case.size, WEIGHTS)}{until}"
        entries.append(entry(name, one.cost, brief=False))
        twin = bare.get(one.case._replace(size="bare"))
        if twin and not overlap(twin.cost, one.cost) and twin.cost.low > 0:
            change = f"{seconds_text(twin.cost.value)} → {seconds_text(one.cost.value)}"
            changes.append((one.cost.value / twin.cost.value, f"costs most for {name}: {change}"))
    text = max(changes)[1] if entries else ""
    yield CostLine("Parent with data", "start and end workers", tuple(entries), text)


def _preloaded(analysis: Analysis) -> Iterator[CostLine]:
    """A line for each mechanism that was started with and without preloading what tasks import.

    One worker from nothing to the first result of a task that needs numpy, the parent having
    imported it. A fork inherits it; a fork server that has preloaded it hands it on; all others
    import it anew.
    """
    about = "one worker from nothing to a first result that needs numpy, by start method"
    found = where(analysis, "startup", workload="first_result")
    found = [one for one in found if one.case.size in (PLAIN, PRELOADED)]
    for strategy in dict.fromkeys(o.case.strategy for o in found if o.case.size == PRELOADED):
        ways = [one for one in found if one.case.strategy == strategy]
        brief = ways if strategy == "process" else []
        topic = f"Numpy, {api_name(strategy)}"
        yield compared(topic, about, ways, cost_of, _way, brief, _saved(ways))


def _way(one: CaseResult) -> str:
    preloaded = " that has preloaded it" if one.case.size == PRELOADED else ""
    return f"{one.case.start_method}{preloaded}"


def _saved(ways: list[CaseResult]) -> str:
    """What preloading changes for the fork server."""
    by_case = {one.case: one for one in ways}
    for one in ways:
        plain = by_case.get(one.case._replace(size=PLAIN))
        if one.case.size != PRELOADED or plain is None:
            continue
        if overlap(one.cost, plain.cost) or one.cost.low <= 0:
            return "preloading makes no measurable difference"
        ratio = quotient(plain.cost, one.cost)
        return f"{plain.case.start_method} without preloading takes {times_between(ratio)} as long"
    return ""


def _dispatch(analysis: Analysis) -> Iterator[CostLine]:
    """A task that does nothing: one at a time, many at once."""
    for workload, topic, about in HANDED_OUT:
        found = where(analysis, "dispatch", workload=workload, chunksize=1)
        brief = [one for one in found if one.case.strategy in BRIEF_DISPATCH]
        yield compared(topic, about, found, cost_of, partial(strategy_text, analysis), brief)


def _best_chunks(analysis: Analysis) -> Iterator[CostLine]:
    """Many tasks that do nothing: each strategy in the chunks that are cheapest for it."""
    name = partial(strategy_text, analysis)
    groups: dict[str, list[CaseResult]] = {}
    for one in where(analysis, "dispatch", workload="outstanding"):
        groups.setdefault(name(one), []).append(one)
    several = [group for group in groups.values() if len(group) > 1]
    best = [min(group, key=lambda one: one.cost.value) for group in several]
    entries = []
    for one in sorted(best, key=lambda one: one.cost.value):
        size, group = one.case.chunksize, groups[name(one)]
        fewest = min(other.case.chunksize for other in group if overlap(other.cost, one.cost))
        text = f"{fewest} is not measurably different from {size}" if fewest < size else ""
        brief = one.case.strategy in BRIEF_DISPATCH
        of_chunks = f"{name(one)} by {size}"
        entries.append(entry(of_chunks, one.cost, brief, words=text, case=one.case))
    about = "hand out tasks in chunks of the size named"
    cheapest = choice(best, cost_of, name)
    yield CostLine("Dispatch, chunks", about, tuple(entries), cheapest=cheapest)


def _to_interpreters(analysis: Analysis) -> Iterator[CostLine]:
    """The largest payload of which both classes were carried, beside a pipe to a process."""
    curves = {way: channel(analysis, way[1], way[0]) for way in CROSSING}
    shared, pickled = curves[INTERPRETER, "bytes"], curves[INTERPRETER, "dicts"]
    size = max(shared.keys() & pickled.keys(), default=None)
    if size is None:
        return
    text = "what is shared is not measurably different from what is pickled"
    if not overlap(shared[size].seconds, pickled[size].seconds):
        ratio = quotient(pickled[size].seconds, shared[size].seconds)
        text = f"what is pickled takes {times_between(ratio)} as long as what is shared"
    about = "one way, total time, argument or result of a call"
    found = [(name, curves[way][size]) for way, name in CROSSING.items() if size in curves[way]]
    entries = tuple(entry(name, one.seconds, brief=False) for name, one in found)
    yield CostLine(f"{payload(size)} to an interpreter", about, entries, text)


def _series_text(one: granularity.GranularitySeries) -> str:
    """``Pool.map 310 µs [250 µs, 400 µs] (90 %: 2.9 ms)``, or that it never pays."""
    name = one.name.removesuffix(", cold")
    if not one.gains:
        return f"{name} {one.nothing} (at most {times(one.at_most)} the serial loop)"
    half = granularity.metg_text(one.half)
    if one.half.never:
        return f"{name} {half}"
    return f"{name} {half} (90 %: {granularity.metg_text(one.most).split(' [')[0]})"


LINES: tuple[Callable[[Analysis], Iterable[CostLine]], ...] = (
    _startup, _heavy_parent, _preloaded, _dispatch, _best_chunks, settings.waiting_lines,
    transfer_lines, _to_interpreters, sharing_lines, memory_lines,
)  # fmt: skip
