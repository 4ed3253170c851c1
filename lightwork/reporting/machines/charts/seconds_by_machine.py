"""Seconds of the plain loop and of the shortest case: a panel per workload, a row per machine."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import Chart, Columns
from lightwork.reporting.charts.parts.marks import mark_of_estimate
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.machines.charts._curves import case_text, titles
from lightwork.reporting.machines.charts._rows import (
    MACHINE_ROW_HEIGHT,
    Dot,
    MachineRow,
    draw_machine_rows,
    log_axis,
)
from lightwork.reporting.machines.charts._style import (
    MachineStyle,
    inches,
    lacks_lines,
    machine_styles,
    of_label,
    readable,
)
from lightwork.reporting.machines.comparison import Comparison, HostWork
from lightwork.reporting.text.figures import count, seconds_between, seconds_text

FOOTNOTE = (
    "Hollow: the plain loop in one process. Filled: the shortest case of that machine. Bars: 95 % "
    "intervals within that machine's own rounds. These are seconds of different moments on "
    "different machines: how much each machine's pace wanders is in the ratios of the chart "
    "“Machines by kind of work”. The axis is logarithmic."
)


def lacks(comparison: Comparison) -> str | None:
    if reason := lacks_lines(comparison):
        return reason
    return None if any(one.shortest for one in comparison.hosts) else "No case was measured."


def _shown(comparison: Comparison) -> list[HostWork]:
    return [one for one in comparison.hosts if one.shortest]


def finding(comparison: Comparison) -> str:
    """The workload in which the machines differ most."""
    looks = machine_styles(comparison)
    spans = []
    for one in _shown(comparison):
        ordered = sorted((case.seconds.value, label) for label, case in one.shortest.items())
        spans.append((ordered[-1][0] / ordered[0][0], one.work, ordered[0], ordered[-1]))
    _, work, first, last = max(spans, key=lambda span: span[0])
    if first == last:
        return f"How long each workload takes on {looks[first[1]].name}, at best and as a loop."
    return (
        f"The machines differ most in {readable(work.workload)}: at best {seconds_text(first[0])} on "
        f"{looks[first[1]].name}, {seconds_text(last[0])} on {looks[last[1]].name}."
    )


def draw(comparison: Comparison) -> Figure:
    shown = _shown(comparison)
    look_of = machine_styles(comparison)
    most = max(len(one.shortest) for one in shown)
    figure, axes = panels(
        len(shown), finding(comparison), FOOTNOTE, columns=2, size=(2.9, MACHINE_ROW_HEIGHT * (most + 0.6)),
        left=0.35 + inches(look.name for look in look_of.values()), right=1.35,
    )  # fmt: skip
    for one, host in zip(axes, shown, strict=True):
        _panel(one, host, comparison, look_of)
    return figure


def _panel(
    axes: Axes, host: HostWork, comparison: Comparison, look_of: dict[str, MachineStyle]
) -> None:
    rows = [
        _row(host, comparison, label, look_of[label]) for label in look_of if label in host.shortest
    ]  # fmt: skip
    values = [
        value for row in rows for dot in row.dots for value in dot.estimate[:3] if value > 0
    ]  # fmt: skip  # NaN bounds are not above 0
    log_axis(axes, min(values), max(values), _short)
    draw_machine_rows(axes, rows)
    panel_title(axes, *titles(host.work))


def _short(value: float) -> str:
    number, unit = seconds_text(value).split(" ", 1)
    return f"{float(number):g} {unit}"


def _row(host: HostWork, comparison: Comparison, label: str, look: MachineStyle) -> MachineRow:
    shortest = host.shortest[label]
    loop = of_label(comparison, label).serial.get(host.work[:2], shortest.reference)

    def dot(estimate: Estimate, what: str, note: str, filled: bool) -> Dot:
        one = mark_of_estimate(titles(host.work)[0], look.name, what, estimate, seconds_between, note=note,
                   tokens=(look.token,))  # fmt: skip
        return Dot(estimate, look, one, filled)

    workers = count(shortest.case.workers, "worker")
    return MachineRow(
        look.name,
        (
            dot(loop, "plain loop", "", False),
            dot(shortest.seconds, "shortest", f"{case_text(shortest)}, {workers}", True),
        ),
        f"{seconds_text(loop.value)} → {seconds_text(shortest.seconds.value)}",
        look,
        joined=True,
    )


CHART = Chart(
    "Seconds on each machine", 40, lacks, finding, draw,
    Columns(series="machine", at="what", value="seconds", note="case"),
)  # fmt: skip
