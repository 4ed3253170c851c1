"""The A/A check: the serial loop measured against itself, where the truth is 1."""

from matplotlib.axes import Axes

from lightwork.reporting.charts import Columns
from lightwork.reporting.charts.parts.dot_rows import PlotRow, RowPoint
from lightwork.reporting.charts.parts.marks import mark_of_estimate
from lightwork.reporting.charts.parts.row_chart import row_chart
from lightwork.reporting.charts.parts.style import BLUE, CEILING_COLOUR, FAINT, VERMILLION
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.text.figures import between, percent, times_between


def _finding(analysis: Analysis, _found: object) -> str:
    noise = analysis.noise
    if noise is None or not noise.bounded:
        return "The serial loop was measured against itself too few times to give an interval."
    reach = max(abs(noise.low - 1), abs(noise.high - 1))
    finest = percent(reach) if reach >= 0.005 else f"{100 * reach:.1f} %"
    return (
        f"The serial loop against itself comes out as {times_between(noise)}: over the whole run, "
        f"differences below {finest} are noise."
    )


def _rows(analysis: Analysis, _found: object) -> list[PlotRow]:
    rows = []
    for result in analysis.results:
        if null := result.estimates.get("null_control"):
            fine = not null.bounded or null.low <= 1 <= null.high
            workload = result.case.workload
            note = "" if fine else "excludes 1"
            read = mark_of_estimate(workload, "", "", null, times_between, note=note)
            one = RowPoint(null, *((BLUE, "o") if fine else (VERMILLION, "s")), mark=read)
            dots = tuple(analysis.rounds[result.case]["speedup"])
            rows.append(PlotRow(workload, (one,), between(null), dots))
    return rows


def _more(axes: Axes, analysis: Analysis, _found: object) -> None:
    noise = analysis.noise
    if noise is not None and noise.bounded:
        axes.axvspan(noise.low, noise.high, color=CEILING_COLOUR, alpha=0.3, linewidth=0)
    axes.axvline(1, color=FAINT, linewidth=0.8)
    axes.set_xlabel("serial loop over itself (times; the truth is 1)")


CHART = row_chart(
    "A/A check", 60, Columns(value="serial loop over itself", note="note"),
    found=lambda analysis: analysis.null_controls, finding=_finding, rows=_rows,
    lacks="The strategy serial was not run, so there is no A/A check.",
    footnote="The serial loop as a case of its own, over its reference in the same round. Dots: "
    "every round; bar: 95 % interval of the median; grey: interval over all workloads. Red square: "
    "excludes 1, which by chance happens to about one in twenty.",
    width=6.0, stretch=1.2, left=1.9, right=1.2, above=0.15, more=_more,
)  # fmt: skip
