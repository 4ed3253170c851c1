"""Start methods compared: seconds of the same strategy when its processes are started otherwise."""

from lightwork.core.candidate import api_name
from lightwork.reporting.charts import Columns
from lightwork.reporting.charts.parts.dot_rows import PlotRow
from lightwork.reporting.charts.parts.row_chart import from_zero, headed, row_chart
from lightwork.reporting.charts.parts.series import Series
from lightwork.reporting.charts.parts.style import BLUE, GREEN, ORANGE, PURPLE
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.selection import full_workers
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import count, seconds_between, seconds_text, times

#: A colour and a marker for each start method: here it is what differs, not the strategy.
START_METHOD_STYLES = {"fork": (BLUE, "o"), "forkserver": (ORANGE, "s"), "spawn": (PURPLE, "^")}
OTHER = (GREEN, "D")

#: (workload, strategy) -> its cold cases at the usable cores, a case per start method.
_Groups = dict[tuple[str, str], list[CaseResult]]


def _groups(analysis: Analysis) -> _Groups:
    groups: _Groups = {}
    for work in analysis.works:
        workers = full_workers(analysis, work)
        for result in analysis.of(work, "cold"):
            if result.case.workers == workers and result.case.start_method != "none":
                key = (analysis.name(work), result.case.strategy)
                groups.setdefault(key, []).append(result)
    return {key: group for key, group in groups.items()
            if len({one.case.start_method for one in group}) > 1}  # fmt: skip


def _finding(_analysis: Analysis, groups: _Groups) -> str:
    """The slowest against the fastest start method, where they differ most."""
    ends = {key: [end(group, key=_seconds) for end in (min, max)] for key, group in groups.items()}
    factors = {key: _seconds(slow) / _seconds(fast) for key, (fast, slow) in ends.items()}
    widest = max(factors, key=lambda key: factors[key])
    workers = count(ends[widest][0].case.workers, "worker")
    return (
        f"The start method changes a cold call by up to {times(factors[widest])} "
        f"({api_name(widest[1])} on {widest[0]}, {workers}: "
        f"{', '.join(map(_method, ends[widest]))})."
    )


def _seconds(result: CaseResult) -> float:
    return result.seconds.value


def _method(result: CaseResult) -> str:
    return f"{result.case.start_method} {seconds_text(_seconds(result))}"


def _rows(_analysis: Analysis, groups: _Groups) -> list[PlotRow]:
    rows = []
    for (workload, name), group in groups.items():
        points = tuple(
            Series.of(name, *START_METHOD_STYLES.get(method := one.case.start_method, OTHER))
            .point(workload, method, one.seconds, seconds_between)
            for one in group
        )  # fmt: skip
        rows.append((workload, PlotRow(api_name(name), points, ", ".join(map(_method, group)))))
    return headed(rows)


def _footnote(analysis: Analysis, _groups: _Groups) -> str:
    return (
        "Cold calls at the usable cores; the default start method here is "
        f"{analysis.run.python.default_start_method}. Bars: intervals (95 %). Right: seconds of "
        "each."
    )


CHART = row_chart(
    "Start methods", 22, Columns(at="start method", value="seconds of a call"),
    found=_groups, finding=_finding, rows=_rows, x=from_zero("seconds of one call"),
    lacks="No strategy was measured with more than one start method (see --start-methods).",
    footnote=_footnote, width=5.6, left=1.9, right=3.2, above=0.35, joined=True,
    key={method: (*style, True) for method, style in START_METHOD_STYLES.items()},
)  # fmt: skip
