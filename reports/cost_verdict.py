"""What things cost here and what settings do, as the lines that every output prints.

A cost is what an operation takes beyond the same without the mechanism. Where intervals touch,
nothing is called cheaper. `LINES` has what is said of each cost, in order; carrying, waiting,
shared updates and memory have modules of their own, as charts need the same cases.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from benchmarks.intervals import overlap, quotient
from reports.analysis import Analysis
from reports.chunk_sizes import chunk_lines
from reports.cost_figures import choice, compared, cost_of, entry
from reports.cost_names import WEIGHTS, worded
from reports.cost_selection import by_default, channel, named, where
from reports.costs import CostResult
from reports.granularity_series import KERNELS, Series, all_series, metg_words
from reports.imbalance import heading, profile_words, profiles
from reports.memory_verdict import memory_lines
from reports.oversubscription import map_words, thread_map
from reports.printed import CostLine
from reports.sharing_verdict import sharing_lines
from reports.transfer_verdict import transfer_lines
from reports.trust import Line
from reports.waiting_verdict import waiting_lines
from reports.wording import count, payload, seconds, times, times_between

#: What is told where there is room for a few.
BRIEF_STARTS = ("threads", "process", "pool", "manager")
BRIEF_DISPATCH = ("thread_pool", "pool", "process_pool")
#: Workload of the family startup, its topic, and what its figures are; `STARTED` is told in brief.
STARTED = "open_close"
STARTS = (
    (STARTED, "Start", "start and end, a bare parent"),
    ("first_result", "First result", "from nothing to a first result, a bare parent"),
)
#: The same of the family dispatch: a task that does nothing.
HANDED_OUT = (
    ("one_at_a_time", "A task, alone", "hand out a task, wait for its result, then the next"),
    ("outstanding", "A task of many", "hand out all tasks one by one, wait then"),
)
#: What a task needs that its parent has imported: imported anew, or preloaded by a fork server.
PLAIN, PRELOADED = "numpy", "numpy_preload"
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


def _startup(analysis: Analysis) -> Iterator[CostLine]:
    """Starting and ending workers, by their number.

    In brief one thread, a process by each start method, and what is built on them.
    """
    for workload, topic, about in STARTS:
        for workers in sorted({1, analysis.usable}):
            found = where(analysis, "startup", workload=workload, size="bare", workers=workers)
            usual = [o for o in by_default(analysis, found) if o.case.strategy in BRIEF_STARTS]
            alone = [one for one in found if one.case.strategy == "process" and workers == 1]
            brief = [*usual, *alone] if workload == STARTED else []
            name = f"{topic}, {count(workers, 'worker')}"
            yield compared(name, about, found, cost_of, partial(named, analysis), brief)


def _heavy_parent(analysis: Analysis) -> Iterator[CostLine]:
    """Starting workers from a parent that holds more, beside the same from a bare one."""
    told, changes = [], [(1.0, "")]
    bare = {one.case: one for one in where(analysis, "startup", size="bare")}
    for one in where(analysis, "startup"):
        if one.case in bare:
            continue
        until = "" if one.case.workload == STARTED else " (to a first result)"
        name = f"{named(analysis, one)}, {worded(one.case.size, WEIGHTS)}{until}"
        told.append(entry(name, one.cost, brief=False))
        twin = bare.get(one.case._replace(size="bare"))
        if twin and not overlap(twin.cost, one.cost) and twin.cost.low > 0:
            words = f"adds most to {name}: {seconds(twin.cost.value)} → {seconds(one.cost.value)}"
            changes.append((one.cost.value / twin.cost.value, words))
    text = (max(changes)[1] or "nothing dearer is told") if told else ""
    yield CostLine("Heavy parent", "start and end workers", tuple(told), text)


def _preloaded(analysis: Analysis) -> Iterator[CostLine]:
    """A line for each mechanism that was started with and without preloading what tasks import.

    One worker from nothing to the first result of a task that needs numpy, the parent having
    imported it. A fork inherits it; a fork server that has preloaded it hands it on; all others
    import it anew.
    """
    about = "one worker from nothing to a first result that needs numpy, by start method"
    found = [one for one in where(analysis, "startup", workload="first_result")
             if one.case.size in (PLAIN, PRELOADED)]  # fmt: skip
    for strategy in dict.fromkeys(o.case.strategy for o in found if o.case.size == PRELOADED):
        ways = [one for one in found if one.case.strategy == strategy]
        brief = ways if strategy == "process" else []
        yield compared(f"Numpy, {strategy}", about, ways, cost_of, _way, brief, _saved(ways))


def _way(one: CostResult) -> str:
    preloaded = " that has preloaded it" if one.case.size == PRELOADED else ""
    return f"{one.case.start_method}{preloaded}"


def _saved(ways: list[CostResult]) -> str:
    """What preloading changes for the fork server."""
    by_case = {one.case: one for one in ways}
    for one in ways:
        plain = by_case.get(one.case._replace(size=PLAIN))
        if one.case.size != PRELOADED or plain is None:
            continue
        if overlap(one.cost, plain.cost) or one.cost.low <= 0:
            return "that preloading helps can't be told"
        ratio = quotient(plain.cost, one.cost)
        return f"{plain.case.start_method} without preloading takes {times_between(ratio)} as long"
    return ""


def _dispatch(analysis: Analysis) -> Iterator[CostLine]:
    """A task that does nothing: one at a time, many at once."""
    for workload, topic, about in HANDED_OUT:
        found = where(analysis, "dispatch", workload=workload, chunksize=1)
        brief = [one for one in found if one.case.strategy in BRIEF_DISPATCH]
        yield compared(topic, about, found, cost_of, partial(named, analysis), brief)


def _best_chunks(analysis: Analysis) -> Iterator[CostLine]:
    """Many tasks that do nothing: each strategy in the chunks that are cheapest for it."""
    name = partial(named, analysis)
    groups: dict[str, list[CostResult]] = {}
    for one in where(analysis, "dispatch", workload="outstanding"):
        groups.setdefault(name(one), []).append(one)
    best = [(min(group, key=lambda one: one.cost.value), group)
            for group in groups.values() if len(group) > 1]  # fmt: skip
    told = []
    for one, group in sorted(best, key=lambda pair: pair[0].cost.value):
        size = one.case.chunksize
        fewest = min(other.case.chunksize for other in group if overlap(other.cost, one.cost))
        words = f"{fewest} can't be told from {size}" if fewest < size else ""
        brief = one.case.strategy in BRIEF_DISPATCH
        told.append(entry(f"{name(one)} by {size}", one.cost, brief, words=words))
    about = "hand out tasks in chunks of the size named"
    cheapest = choice([one for one, _ in best], cost_of, name)
    yield CostLine("In best chunks", about, tuple(told), cheapest=cheapest)


def _to_interpreters(analysis: Analysis) -> Iterator[CostLine]:
    """The largest payload of which both classes were carried, beside a pipe to a process."""
    curves = {way: channel(analysis, way[1], way[0]) for way in CROSSING}
    shared, pickled = curves[INTERPRETER, "bytes"], curves[INTERPRETER, "dicts"]
    size = max(shared.keys() & pickled.keys(), default=None)
    if size is None:
        return
    told = "what is shared can't be told from what is pickled"
    if not overlap(shared[size].seconds, pickled[size].seconds):
        ratio = quotient(pickled[size].seconds, shared[size].seconds)
        told = f"what is pickled takes {times_between(ratio)} as long as what is shared"
    yield CostLine(
        f"{payload(size)} to an interpreter",
        "one way, all in all, argument or result of a call",
        tuple(entry(words, curves[way][size].seconds, brief=False)
              for way, words in CROSSING.items() if size in curves[way]),
        told,
    )  # fmt: skip


LINES: tuple[Callable[[Analysis], Iterable[CostLine]], ...] = (
    _startup, _heavy_parent, _preloaded, _dispatch, _best_chunks, waiting_lines, transfer_lines,
    _to_interpreters, sharing_lines, memory_lines,
)  # fmt: skip


def sweep_lines(analysis: Analysis) -> tuple[Line, ...]:
    """What settings do: inner threads, then chunks of uneven items; nothing of what wasn't run."""
    threads, found = thread_map(analysis), profiles(analysis)
    return (
        *([Line("Workers with BLAS threads", map_words(threads))] if threads else ()),
        *(Line(f"Chunks, items {heading(one, found)}", profile_words(one)) for one in found),
    )


def granularity_lines(analysis: Analysis) -> tuple[Line, ...]:
    """METG of every series by kind of work and state; then what the chunk size does."""
    return (*_metg_lines(analysis), *chunk_lines(analysis))


def _metg_lines(analysis: Analysis) -> Iterator[Line]:
    for workload, kind in KERNELS.items():
        found = all_series(analysis, workload)
        for warm, state in ((True, "workers kept"), (False, "started each time")):
            told = [_series_words(one) for one in found if one.warm == warm]
            if told:
                yield Line(f"{kind}, {state}", "; ".join(told))


def _series_words(one: Series) -> str:
    """``pool 310 µs [250 µs, 400 µs] (90 %: 2.9 ms)``, or that it never pays."""
    name = one.name.removesuffix(", cold")
    if not one.gains:
        return f"{name} {one.nothing} (at most {times(one.at_most)} the plain loop)"
    half = metg_words(one.half)
    if one.half.never:
        return f"{name} {half}"
    return f"{name} {half} (90 %: {metg_words(one.most).split(' [')[0]})"
