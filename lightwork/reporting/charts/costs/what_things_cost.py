"""What things cost here: workers, tasks, payloads and updates on one axis of seconds."""

from collections.abc import Iterator

from lightwork.reporting.charts import Columns
from lightwork.reporting.charts.parts.dot_rows import PlotRow
from lightwork.reporting.charts.parts.row_chart import cost_axis, headed, row_chart
from lightwork.reporting.charts.parts.series import series_of
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.cost_selection import (
    by_default,
    by_payload,
    strategy_text,
    where,
)
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import cost_seconds_text, count, payload
from lightwork.reporting.verdict.cost_format import Of, cost_of, total_seconds_of
from lightwork.reporting.verdict.sharing import contended, rung_name

#: What stands for its group here; the chart of the family has the others.
_STARTED = ("threads", "process", "pool", "process_pool", "manager", "interpreters")
HANDING = ("thread_pool", "pool", "process_pool")
CARRYING = ("pipe", "queue", "manager_queue", "shared_memory")
SHOWN_RUNGS = ("nothing", "value_lock", "manager_value")
SHOWN_PAYLOAD_SIZES = (1, 2**20)

#: A heading, the cases under it, and which figure of theirs is meant.
Group = tuple[str, list[CaseResult], Of]


def _groups(analysis: Analysis) -> Iterator[Group]:
    for workers in sorted({1, analysis.usable}):
        yield f"Start and end {count(workers, 'worker')}", _started(analysis, workers), cost_of
    alone = where(analysis, "dispatch", workload="one_at_a_time")
    alone = [one for one in by_default(analysis, alone) if one.case.strategy in HANDING]
    yield "Hand out a task, wait for it", alone, cost_of
    yield "Hand out many, per task", _best_chunks(analysis), cost_of
    carried = [one for one in where(analysis, "transfer", workload="bytes")
               if one.case.strategy in CARRYING]  # fmt: skip
    for size in SHOWN_PAYLOAD_SIZES:
        found = [one for one in carried if by_payload([one]).get(size)]
        yield f"Transfer {payload(size)}, one way", by_default(analysis, found), total_seconds_of
    rungs = [one for one in contended(analysis) if one.case.workload in SHOWN_RUNGS]
    workers = rungs[0].case.workers if rungs else 0
    yield f"Update, {count(workers, 'worker')} at it", rungs, total_seconds_of


def _started(analysis: Analysis, workers: int) -> list[CaseResult]:
    """A process by each start method, the others by the default one."""
    found = where(analysis, "startup", workload="open_close", size="bare", workers=workers)
    usual = [one for one in by_default(analysis, found) if one.case.strategy in _STARTED]
    more = [one for one in found if one.case.strategy == "process" and one not in usual]
    return usual + (more if workers == 1 else [])


def _best_chunks(analysis: Analysis) -> list[CaseResult]:
    """Each strategy without chunks and in those that are cheapest for it."""
    chosen = []
    for strategy in HANDING:
        found = where(analysis, "dispatch", workload="outstanding", strategy=strategy)
        best = min(found, key=lambda one: one.cost.value, default=None)
        chosen += [one for one in found if one.case.chunksize == 1 or one is best]
    return chosen


def _name(analysis: Analysis, result: CaseResult) -> str:
    if result.family == "sharing":
        return rung_name(result)
    name = strategy_text(analysis, result)
    if result.family == "dispatch" and result.case.workload == "outstanding":
        chunks = result.case.chunksize
        return f"{name}, one by one" if chunks == 1 else f"{name}, by {chunks}"
    return name


def _finding(analysis: Analysis, groups: list[Group]) -> str:
    """A thread beside a process, the spans of a task and of a trip, a lock beside a Manager."""
    parts = [*_starts(analysis), *_spans(groups), *_updates(analysis)]
    return f"What it costs here: {', '.join(parts) or 'see the rows'}."


def _starts(analysis: Analysis) -> Iterator[str]:
    started = {one.case.strategy: one for one in by_default(analysis, _started(analysis, 1))}
    for strategy, name in (("threads", "a thread"), ("process", "a process")):
        if strategy in started:
            yield f"{name} {cost_seconds_text(started[strategy].cost)}"


def _spans(groups: list[Group]) -> Iterator[str]:
    """From the cheapest to the most expensive of two groups."""
    names = {"Hand out a task, wait for it": "a task", "Transfer 1 B, one way": "a byte"}
    for heading, group, of in groups:
        if heading in names:
            least, most = (end(group, key=lambda one: of(one).value) for end in (min, max))
            span = dict.fromkeys((cost_seconds_text(of(least)), cost_seconds_text(of(most))))
            yield f"{names[heading]} {' to '.join(span)}"


def _updates(analysis: Analysis) -> Iterator[str]:
    updates = {one.case.workload: one for one in reversed(contended(analysis))}
    for rung, name in (("value_lock", "a locked update"), ("manager_value", "one by a Manager")):
        if rung in updates:
            yield f"{name} {cost_seconds_text(updates[rung].seconds)}"


def _rows(analysis: Analysis, groups: list[Group]) -> list[PlotRow]:
    series = series_of(one.case for _, group, _ in groups for one in group)
    rows = []
    for heading, group, of in groups:
        for one in sorted(group, key=lambda one: of(one).value):
            name = _name(analysis, one)
            read = series[one.case.strategy].called(name).point(heading, "", of(one))
            rows.append((heading, PlotRow(name, (read,), cost_seconds_text(of(one)))))
    return headed(rows)


CHART = row_chart(
    "Overheads", 50, Columns("what", "how", "", "seconds", note="note"),
    found=lambda analysis: [group for group in _groups(analysis) if group[1]],
    finding=_finding, rows=_rows, x=cost_axis,
    lacks="Nothing of this was measured: run the families startup, dispatch, transfer or sharing.",
    footnote="Starting workers and handing out tasks: seconds beyond a plain call of the same "
    "function. Payloads and updates: total time. Bars: intervals of the medians (95 %); hollow at "
    "the left edge: not above 0. Each thick line is a thousand times the one before.",
    more=lambda axes, *_: axes.tick_params(axis="x", labeltop=True),
    width=5.6, left=2.3, right=1.2, above=0.3, below=0.35,
)  # fmt: skip
