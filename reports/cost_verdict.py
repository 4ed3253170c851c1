"""What things cost here, as the lines that every output prints: workers and tasks.

A cost is what an operation takes beyond the same without the mechanism. Where intervals touch,
nothing is called cheaper. Other families have modules of their own: `transfer_verdict`,
`sharing_verdict`, `memory_verdict`, `preload_verdict`, `waiting_verdict`,
`interpreter_payloads`.
"""

from collections.abc import Iterator

from benchmarks.intervals import overlap
from reports.analysis import Analysis
from reports.cost_figures import choice, cost_of, entries, entry
from reports.cost_names import WEIGHTS, worded
from reports.cost_selection import by_default, named, where
from reports.costs import CostResult
from reports.interpreter_payloads import interpreter_lines
from reports.memory_verdict import memory_lines
from reports.preload_verdict import preload_lines
from reports.printed import CostLine
from reports.sharing_verdict import sharing_lines
from reports.transfer_verdict import transfer_lines
from reports.waiting_verdict import waiting_lines
from reports.wording import count, seconds

#: What is told where there is room for a few.
BRIEF_STARTS = ("threads", "process", "pool", "manager")
BRIEF_DISPATCH = ("thread_pool", "pool", "process_pool")


def cost_lines(analysis: Analysis) -> tuple[CostLine, ...]:
    """Everything that is said of costs; nothing where no cost was measured."""
    lines = (
        *_startup(analysis),
        *preload_lines(analysis),
        *_dispatch(analysis),
        *waiting_lines(analysis),
        *transfer_lines(analysis),
        *interpreter_lines(analysis),
        *sharing_lines(analysis),
        *memory_lines(analysis),
    )
    return tuple(line for line in lines if line.entries or line.text)


def _startup(analysis: Analysis) -> Iterator[CostLine]:
    """Starting and ending workers, by their number; then what a heavy parent adds."""
    for workload, topic, about in (
        ("open_close", "Start", "start and end, a bare parent"),
        ("first_result", "First result", "from nothing to a first result, a bare parent"),
    ):
        for workers in sorted({1, analysis.usable}):
            found = where(analysis, "startup", workload=workload, size="bare", workers=workers)
            brief = _brief_starts(analysis, found) if workload == "open_close" else []
            yield CostLine(
                f"{topic}, {count(workers, 'worker')}",
                about,
                entries(analysis, found, cost_of, brief),
                cheapest=choice(analysis, found, cost_of),
            )
    yield _heavy_parent(analysis)


def _brief_starts(analysis: Analysis, found: list[CostResult]) -> list[CostResult]:
    """One thread, a process by each start method, and what is built on them."""
    alone = [one for one in found if one.case.workers == 1 and one.case.strategy == "process"]
    usual = [one for one in by_default(analysis, found) if one.case.strategy in BRIEF_STARTS]
    return [*usual, *alone]


def _heavy_parent(analysis: Analysis) -> CostLine:
    """Starting workers from a parent that holds more, beside the same from a bare one."""
    told, changes = [], []
    for one in where(analysis, "startup"):
        if one.case.size == "bare":
            continue
        until = " (to a first result)" if one.case.workload == "first_result" else ""
        name = f"{named(analysis, one)}, {worded(one.case.size, WEIGHTS)}{until}"
        told.append(entry(name, one.cost, brief=False))
        bare = [b for b in where(analysis, "startup", size="bare")
                if b.case == one.case._replace(size="bare")]  # fmt: skip
        if bare and not overlap(bare[0].cost, one.cost) and bare[0].cost.low > 0:
            words = f"{name}: {seconds(bare[0].cost.value)} → {seconds(one.cost.value)}"
            changes.append((one.cost.value / bare[0].cost.value, words))
    text = ""
    if told:
        most = max(changes, default=(0.0, ""))
        text = f"adds most to {most[1]}" if most[0] > 1 else "nothing dearer is told"
    return CostLine("Heavy parent", "start and end workers", tuple(told), text)


def _dispatch(analysis: Analysis) -> Iterator[CostLine]:
    """A task that does nothing: one at a time, many at once, many in the best chunks."""
    for workload, topic, about in (
        ("one_at_a_time", "A task, alone", "hand out a task, wait for its result, then the next"),
        ("outstanding", "A task of many", "hand out all tasks one by one, wait then"),
    ):
        found = where(analysis, "dispatch", workload=workload, chunksize=1)
        brief = [one for one in found if one.case.strategy in BRIEF_DISPATCH]
        yield CostLine(
            topic,
            about,
            entries(analysis, found, cost_of, brief),
            cheapest=choice(analysis, found, cost_of),
        )
    yield _best_chunks(analysis)


def _best_chunks(analysis: Analysis) -> CostLine:
    """Each strategy in the chunks that are cheapest for it."""
    by_name: dict[str, list[CostResult]] = {}
    for one in where(analysis, "dispatch", workload="outstanding"):
        by_name.setdefault(named(analysis, one), []).append(one)
    best = {name: min(group, key=lambda one: one.cost.value) for name, group in by_name.items()
            if len(group) > 1}  # fmt: skip
    told = []
    for name, one in sorted(best.items(), key=lambda item: item[1].cost.value):
        alike = [o.case.chunksize for o in by_name[name] if overlap(o.cost, one.cost)]
        fewest = min(alike)
        words = f"{fewest} can't be told from {one.case.chunksize}"
        words = words if fewest < one.case.chunksize else ""
        brief = one.case.strategy in BRIEF_DISPATCH
        told.append(entry(f"{name} by {one.case.chunksize}", one.cost, brief, words=words))
    found = choice(analysis, list(best.values()), cost_of)
    about = "hand out tasks in chunks of the size named"
    return CostLine("In best chunks", about, tuple(told), cheapest=found)
