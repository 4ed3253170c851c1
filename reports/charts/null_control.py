"""The noise floor: the plain loop measured against itself, where the truth is 1."""

from matplotlib.figure import Figure

from benchmarks.intervals import Estimate
from reports.analysis import Analysis
from reports.charts import Chart, Columns
from reports.charts._marks import told
from reports.charts._panels import panels
from reports.charts._rows import ROW, Point, Row, draw_rows
from reports.charts._style import BLUE, CEILING, FAINT, VERMILLION
from reports.told import compared_with_one
from reports.wording import CANT_TELL, between, percent, times_between

FOOTNOTE = (
    "The serial loop as a case of its own, over its reference in the same round. Dots: every "
    "round; bar: 95 % interval of the median; grey: interval over all workloads. Red "
    "square: excludes 1, which by chance happens to about one in twenty."
)


def lacks(analysis: Analysis) -> str:
    if analysis.null_controls:
        return ""
    return "The strategy serial was not run, so there is no null control."


def finding(analysis: Analysis) -> str:
    noise = analysis.noise
    if noise is None or not noise.bounded:
        return "The plain loop was measured against itself too few times to give an interval."
    reach = max(abs(noise.low - 1), abs(noise.high - 1))
    finest = percent(reach) if reach >= 0.005 else f"{100 * reach:.1f} %"
    return (
        f"The plain loop against itself comes out as {times_between(noise)}: over the whole run, "
        f"differences below {finest} are noise."
    )


def draw(analysis: Analysis) -> Figure:
    rows = []
    for result in analysis.results:
        null = result.estimates.get("null_control")
        if null is not None:
            dots = tuple(analysis.rounds[result.case]["speedup"])
            rows.append(
                Row(
                    result.case.workload, (_point(result.case.workload, null),), between(null), dots
                )
            )
    figure, (axes,) = panels(
        1, finding(analysis), FOOTNOTE, columns=1, size=(6.0, ROW * 1.2 * len(rows)), left=1.9,
        right=1.2, above=0.15,
    )  # fmt: skip
    noise = analysis.noise
    if noise is not None and noise.bounded:
        axes.axvspan(noise.low, noise.high, color=CEILING, alpha=0.3, linewidth=0)
    axes.axvline(1, color=FAINT, linewidth=0.8)
    draw_rows(axes, rows)
    axes.set_xlabel("plain loop over itself (times; the truth is 1)")
    return figure


def _point(workload: str, null: Estimate) -> Point:
    fine = compared_with_one(null, None) == CANT_TELL
    note = "" if fine else "excludes 1"
    can_be_read = told(workload, "", "", null, times_between, note=note)
    return Point(null, *((BLUE, "o") if fine else (VERMILLION, "s")), told=can_be_read)


CHART = Chart(
    "Noise floor", 60, lacks, finding, draw, Columns(value="plain loop over itself", note="note")
)
