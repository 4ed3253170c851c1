"""Which machine for which work: ratios to the baseline, per core and whole, by kind of work."""

from matplotlib.figure import Figure

from lightwork.core.decision import INCONCLUSIVE
from lightwork.reporting.charts import Chart, Columns
from lightwork.reporting.charts.parts.dot_rows import PlotRow, add_key
from lightwork.reporting.charts.parts.style import FAINT
from lightwork.reporting.machines.charts._rows import RowPanel, draw_row_panels, ratio_axis
from lightwork.reporting.machines.charts._style import (
    MachineStyle,
    inches,
    machine_styles,
    readable,
    unless_fleet,
    with_letters,
)
from lightwork.reporting.machines.comparison import Comparison, HostKind
from lightwork.reporting.text.figures import count, listed, times, times_between
from lightwork.reporting.text.names import in_a_sentence

FOOTNOTE = (
    "Seconds as times those of the baseline machine: left of the line is faster. Hollow: one core, "
    "the serial loop. Filled: the whole machine, its shortest case. Geometric means over the "
    "workloads that all machines have. Bars: 95 % intervals that allow for how much the speed of "
    "each machine drifted, as these seconds are of different moments. The axis is logarithmic."
)


def lacks(comparison: Comparison) -> str | None:
    if len(comparison.series) == 1:
        return "There is one machine: nothing to choose from."
    if _shown(comparison):
        return None
    whys = {why for kind in comparison.kinds for why in (kind.whole.why, kind.per_core.why) if why}
    known = f"Nothing can be compared: {listed(sorted(whys))}."
    return known if whys else "No workload was measured on more than one machine."


def _shown(comparison: Comparison) -> list[HostKind]:
    """The kinds of which two machines have figures."""
    return [
        kind
        for kind in comparison.kinds
        if max(len(kind.per_core.ratios), len(kind.whole.ratios)) > 1
    ]


def finding(comparison: Comparison) -> str:
    """The best machine for each kind of work, where there is one."""
    names = {label: style.name for label, style in machine_styles(comparison).items()}
    by_best: dict[str, list[str]] = {}
    for kind in _shown(comparison):
        whole, core = (
            names.get(label, INCONCLUSIVE) for label in (kind.whole.best, kind.per_core.best)
        )
        best = f"{whole}, whole and per core" if whole == core else f"{whole}; per core {core}"
        heading = readable(in_a_sentence(kind.heading), 40)
        by_best.setdefault(best, []).append(heading)
    found = [f"{listed(headings)}: {best}" for best, headings in by_best.items()]
    return f"Fastest – {'. '.join(one[:1].upper() + one[1:] for one in found)}."


def draw(comparison: Comparison) -> Figure:
    shown = _shown(comparison)
    style_of = machine_styles(comparison)
    axis = ratio_axis(style_of[comparison.baseline.label].name)
    figure, every = draw_row_panels(
        [RowPanel(_rows(kind, style_of), axis, (readable(kind.heading, 34), "")) for kind in shown],
        with_letters(finding(comparison), comparison), FOOTNOTE, width=2.9,
        joined=True, right=1.1, below=0.7,
        left=0.4 + inches(style.name for style in style_of.values()),
    )  # fmt: skip
    for axes, kind in zip(every, shown, strict=True):
        axes.annotate(
            f"over {count(kind.works, 'workload')}", (1, 1), (0, 5), xycoords="axes fraction",
            textcoords="offset points", size=7, ha="right", color=FAINT,
        )  # fmt: skip
    key = {"per core": (FAINT, "o", False), "whole machine": (FAINT, "o", True)}
    add_key(every[0], key, fontsize=7.5)
    return figure


def _rows(kind: HostKind, style_of: dict[str, MachineStyle]) -> list[PlotRow]:
    """A row for each machine that has a figure, in the order of the series."""
    rows = []
    for label, style in style_of.items():
        points = tuple(
            style.point(kind.heading, at, one.ratio, times_between, note=one.why, filled=filled)
            for at, ratios, filled in (
                ("per core", kind.per_core.ratios, False), ("whole", kind.whole.ratios, True)
            )
            for one in ratios if one.series == label
        )  # fmt: skip
        if points:
            note = ", ".join(times(point.estimate.value) for point in points)
            rows.append(PlotRow(style.name, points, note))
    return rows


CHART = unless_fleet(Chart(
    "Machines by kind of work", 10, lacks, finding, draw,
    Columns("kind of work", "machine", "with", "times the baseline's seconds", note="how sure"),
))  # fmt: skip
