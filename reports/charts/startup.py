"""What starting workers costs: by mechanism, start method, number, and what the parent holds."""

from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.analysis import Analysis
from reports.charts import Chart, Columns
from reports.charts._cost_rows import draw_cost_rows, told_cost
from reports.charts._panels import panel_title, panels
from reports.charts._rows import ROW, Point, Row, add_key
from reports.charts._style import FAINT, Look, looks, shortened
from reports.cost_names import WEIGHTS, worded
from reports.cost_selection import named, where
from reports.costs import CostResult
from reports.wording import count, told_seconds

FOOTNOTE = (
    "Seconds beyond a plain call of the same function; logarithmic. Bars: intervals of the medians "
    "(95 %). Without a start method in brackets: this Python's default."
)
TITLES = {"open_close": "Start and end", "first_result": "Start, first result, end"}


def _counts(analysis: Analysis) -> tuple[int, int]:
    """The numbers of workers that are compared: 1 and the usable cores, or what comes nearest."""
    measured = {one.case.workers for one in where(analysis, "startup", size="bare")}
    below = [workers for workers in measured if workers <= analysis.usable]
    return min(measured, default=1), max(below or measured, default=1)


def _bare(analysis: Analysis, workload: str) -> list[tuple[CostResult, ...]]:
    """For each mechanism and start method its case with few and with many workers."""
    few, many = _counts(analysis)
    groups: dict[str, dict[int, CostResult]] = {}
    for one in where(analysis, "startup", workload=workload, size="bare"):
        if one.case.workers in (few, many):
            groups.setdefault(named(analysis, one), {})[one.case.workers] = one
    pairs = [tuple(group[workers] for workers in sorted(group)) for group in groups.values()]
    return sorted(pairs, key=lambda pair: pair[0].cost.value)


def _heavy(analysis: Analysis) -> list[tuple[CostResult, CostResult]]:
    """Cases from a heavy parent, each after its twin from a bare one."""
    bare = {one.case: one for one in where(analysis, "startup", size="bare")}
    return [
        (bare[twin], one)
        for one in where(analysis, "startup")
        if one.case.size != "bare" and (twin := one.case._replace(size="bare")) in bare
    ]


def lacks(analysis: Analysis) -> str:
    if any(_bare(analysis, workload) for workload in TITLES):
        return ""
    return "No start of workers was measured (see --families startup)."


def finding(analysis: Analysis) -> str:
    """The cheapest and the dearest start of one worker, and what a heavy parent adds most."""
    pairs = _bare(analysis, "open_close") or _bare(analysis, "first_result")
    least, most = pairs[0][0], pairs[-1][0]
    workers = count(least.case.workers, "worker")
    words = f"Starting {workers}: {_told(analysis, least)}"
    if most is not least:
        words += f" to {_told(analysis, most)}"
    heavy = [pair for pair in _heavy(analysis) if pair[0].cost.value > 0]
    if heavy:
        bare, one = max(heavy, key=lambda pair: pair[1].cost.value / pair[0].cost.value)
        if bare.cost.high < one.cost.low:
            held = worded(one.case.size, WEIGHTS)
            words += f"; {_told(analysis, one)} from a parent with {held}, else "
            words += told_seconds(bare.cost)
    return f"{words}."


def _told(analysis: Analysis, result: CostResult) -> str:
    """``51.4 ms (pool, spawn)``."""
    name = named(analysis, result).replace(" (", ", ").replace(")", "")
    name = shortened(name, 30)
    return f"{told_seconds(result.cost)} ({name})"


def draw(analysis: Analysis) -> Figure:
    look_of = looks(one.case for one in analysis.costs_of("startup"))
    shown = {name: [_row(analysis, TITLES[name], pair, look_of) for pair in pairs]
             for name in TITLES if (pairs := _bare(analysis, name))}  # fmt: skip
    heavy = list(_heavy_rows(analysis, look_of))
    most = max(len(rows) for rows in [*shown.values(), heavy])
    figure, axes = panels(
        len(shown) + bool(heavy), finding(analysis), FOOTNOTE, columns=2,
        size=(2.7, ROW * most), left=2.2, right=1.35, above=0.6, below=0.4,
    )  # fmt: skip
    few, many = _counts(analysis)
    key = dict.fromkeys((count(few, "worker"), count(many, "worker")))
    for one, (name, rows) in zip(axes, shown.items(), strict=False):
        _panel(one, rows, most, tuple(key), TITLES[name])
    if heavy:
        _panel(axes[-1], heavy, most, ("bare parent", "heavy parent"), "From a heavy parent")
    return figure


def _heavy_rows(analysis: Analysis, look_of: dict[str, Look]) -> Iterator[Row]:
    headings: set[str] = set()
    pairs = sorted(_heavy(analysis), key=lambda pair: (pair[1].case.size, pair[1].case.workload))
    for pair in pairs:
        case = pair[1].case
        done = "" if case.workload == "open_close" else ", first result"
        heading = f"{worded(case.size, WEIGHTS)}{done}"
        if heading not in headings:
            headings.add(heading)
            yield Row(heading)
        yield _row(analysis, f"From a heavy parent: {heading}", pair, look_of)


def _row(
    analysis: Analysis, panel: str, pair: Sequence[CostResult], look_of: dict[str, Look]
) -> Row:
    """The first of two hollow, the second filled; one alone filled."""
    name = named(analysis, pair[0])
    heavy = pair[-1].case.size != "bare"
    points = [
        Point(
            one.cost, *look_of[one.case.strategy], filled=one is pair[-1],
            told=told_cost(panel, name, _at(one, heavy), one, one.cost),
        )
        for one in pair
    ]  # fmt: skip
    return Row(name, tuple(points), " → ".join(told_seconds(one.cost) for one in pair))


def _at(one: CostResult, heavy: bool) -> str | int:
    """The workers; of a heavy parent and its twin, which it is."""
    if not heavy:
        return one.case.workers
    return "bare parent" if one.case.size == "bare" else "heavy parent"


def _panel(axes: Axes, rows: list[Row], most: int, key: tuple[str, ...], name: str) -> None:
    draw_cost_rows(axes, rows, joined=True)
    axes.set_ylim(most - 0.4, -0.6)
    panel_title(axes, name, "")
    filled = {words: (FAINT, "o", words == key[-1]) for words in key}
    add_key(axes, filled)


CHART = Chart(
    "Starting workers", 51, lacks, finding, draw,
    Columns("what", at="workers, or parent", value="seconds", note="note"),
)  # fmt: skip
