"""Start methods compared: seconds of the same strategy when its processes are started otherwise."""

from matplotlib.figure import Figure

from reports.analysis import Analysis
from reports.charts import Chart, Columns
from reports.charts._marks import strategy as token_of
from reports.charts._marks import told
from reports.charts._panels import panels
from reports.charts._rows import ROW, Point, Row, add_key, draw_rows, keep_in_view
from reports.charts._style import BLUE, GREEN, ORANGE, PURPLE
from reports.estimates import CaseResult
from reports.selection import full_workers
from reports.wording import count, seconds, seconds_between, times

#: A colour and a marker for each start method: here it is what differs, not the strategy.
LOOKS = {"fork": (BLUE, "o"), "forkserver": (ORANGE, "s"), "spawn": (PURPLE, "^")}
OTHER = (GREEN, "D")


def _groups(analysis: Analysis) -> dict[tuple[str, str], list[CaseResult]]:
    """(workload, strategy) -> its cold cases at the usable cores, a case per start method."""
    groups: dict[tuple[str, str], list[CaseResult]] = {}
    for work in analysis.works:
        workers = full_workers(analysis, work)
        for result in analysis.of(work, "cold"):
            if result.case.workers == workers and result.case.start_method != "none":
                key = (analysis.name(work), result.case.strategy)
                groups.setdefault(key, []).append(result)
    methods = {key: {r.case.start_method for r in group} for key, group in groups.items()}
    return {key: group for key, group in groups.items() if len(methods[key]) > 1}


def lacks(analysis: Analysis) -> str:
    if _groups(analysis):
        return ""
    return "No strategy was measured with more than one start method (see --start-methods)."


def finding(analysis: Analysis) -> str:
    """The slowest against the fastest start method, where they differ most."""
    widest = max(_groups(analysis).items(), key=lambda item: _factor(item[1]))
    (workload, strategy), group = widest
    fast, slow = _fastest(group), _slowest(group)
    return (
        f"The start method changes a cold call by up to {times(_factor(group))} "
        f"({strategy} on {workload}, {count(fast.case.workers, 'worker')}: "
        f"{fast.case.start_method} {seconds(fast.seconds.value)}, "
        f"{slow.case.start_method} {seconds(slow.seconds.value)})."
    )


def _fastest(group: list[CaseResult]) -> CaseResult:
    return min(group, key=lambda result: result.seconds.value)


def _slowest(group: list[CaseResult]) -> CaseResult:
    return max(group, key=lambda result: result.seconds.value)


def _factor(group: list[CaseResult]) -> float:
    return _slowest(group).seconds.value / _fastest(group).seconds.value


def draw(analysis: Analysis) -> Figure:
    rows: list[Row] = []
    for (workload, strategy), group in _groups(analysis).items():
        if Row(workload) not in rows:
            rows.append(Row(workload))
        points = tuple(_point(workload, result) for result in group)
        rows.append(Row(strategy, points, _note(group)))
    default = analysis.run.python.default_start_method
    footnote = (
        f"Cold calls at the usable cores; the default start method here is {default}. "
        "Bars: intervals (95 %). Right: seconds of each."
    )
    figure, (axes,) = panels(
        1, finding(analysis), footnote, columns=1, size=(5.6, ROW * len(rows)), left=1.9,
        right=3.2, above=0.35,
    )  # fmt: skip
    draw_rows(axes, rows, joined=True)
    keep_in_view(axes, rows)
    axes.set_xlabel("seconds of one call")
    add_key(axes, {name: (*look, True) for name, look in LOOKS.items()})
    return figure


def _point(workload: str, result: CaseResult) -> Point:
    case = result.case
    can_be_read = told(
        workload, case.strategy, case.start_method, result.seconds, seconds_between,
        tokens=(token_of(case.strategy),),
    )  # fmt: skip
    return Point(result.seconds, *LOOKS.get(case.start_method, OTHER), told=can_be_read)


def _note(group: list[CaseResult]) -> str:
    return ", ".join(f"{r.case.start_method} {seconds(r.seconds.value)}" for r in group)


CHART = Chart(
    "Start methods", 40, lacks, finding, draw,
    Columns(at="start method", value="seconds of a call"),
)  # fmt: skip
