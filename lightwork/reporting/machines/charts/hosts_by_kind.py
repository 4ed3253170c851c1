"""Which machine for which work: ratios to the baseline, per core and whole, by kind of work."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.reporting.charts import Chart, Columns
from lightwork.reporting.charts.parts.marks import mark_of_estimate
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.style import FAINT
from lightwork.reporting.machines.charts._rows import (
    MACHINE_ROW_HEIGHT,
    Dot,
    MachineRow,
    add_filling_key,
    draw_machine_rows,
    ratio_axis,
)
from lightwork.reporting.machines.charts._style import (
    MachineStyle,
    inches,
    lacks_lines,
    machine_styles,
    readable,
)
from lightwork.reporting.machines.comparison import Comparison, HostKind, SecondsRatio
from lightwork.reporting.text.figures import CANT_TELL, count, listed, times, times_between

FOOTNOTE = (
    "Seconds as times those of the baseline machine: left of the line is faster. Hollow: one core, "
    "the plain loop. Filled: the whole machine, its shortest case. Geometric means over the "
    "workloads that all machines have. Bars: 95 % intervals that allow for how much the pace of "
    "each machine wandered, as these seconds are of different moments. The axis is logarithmic."
)


def lacks(comparison: Comparison) -> str | None:
    if reason := lacks_lines(comparison):
        return reason
    if len(comparison.series) == 1:
        return "There is one machine: nothing to choose from."
    if _shown(comparison):
        return None
    whys = {why for kind in comparison.kinds for why in (kind.why_whole, kind.why_per_core) if why}
    known = f"Nothing can be compared: {listed(sorted(whys))}."
    return known if whys else "No workload was measured on more than one machine."


def _shown(comparison: Comparison) -> list[HostKind]:
    """The kinds of which two machines have figures."""
    return [kind for kind in comparison.kinds if max(len(kind.per_core), len(kind.whole)) > 1]


def finding(comparison: Comparison) -> str:
    """The best machine for each kind of work, where it is told."""
    looks = machine_styles(comparison)

    def best(kind: HostKind) -> str:
        whole, core = (looks[label].name if label in looks else CANT_TELL
                       for label in (kind.best_whole, kind.best_per_core))  # fmt: skip
        return f"{whole}, whole and per core" if whole == core else f"{whole}; per core {core}"

    alike: dict[str, list[str]] = {}
    for kind in _shown(comparison):
        heading = readable(kind.heading[:1].lower() + kind.heading[1:], 40)
        alike.setdefault(best(kind), []).append(heading)
    said = [f"{listed(headings)}: {words}" for words, headings in alike.items()]
    return f"Fastest – {'. '.join(one[:1].upper() + one[1:] for one in said)}."


def draw(comparison: Comparison) -> Figure:
    shown = _shown(comparison)
    look_of = machine_styles(comparison)
    most = max(len(_labels(kind, look_of)) for kind in shown)
    figure, axes = panels(
        len(shown), finding(comparison), FOOTNOTE, columns=2, size=(2.9, MACHINE_ROW_HEIGHT * (most + 0.6)),
        left=0.4 + inches(look.name for look in look_of.values()), right=1.1, below=0.7,
    )  # fmt: skip
    for one, kind in zip(axes, shown, strict=True):
        _panel(one, kind, look_of, look_of[comparison.baseline.label].name)
    add_filling_key(axes[0], "per core", "whole machine")
    return figure


def _labels(kind: HostKind, look_of: dict[str, MachineStyle]) -> list[str]:
    """The machines that have a figure, in the order of the series."""
    having = {one.series for one in (*kind.per_core, *kind.whole)}
    return [label for label in look_of if label in having]


def _panel(axes: Axes, kind: HostKind, look_of: dict[str, MachineStyle], baseline: str) -> None:
    rows = [_row(kind, label, look_of[label]) for label in _labels(kind, look_of)]
    ratio_axis(axes, [dot.estimate for row in rows for dot in row.dots], baseline)
    draw_machine_rows(axes, rows)
    panel_title(axes, readable(kind.heading, 34), "")
    axes.annotate(
        f"over {count(kind.works, 'workload')}", (1, 1), (0, 5), xycoords="axes fraction",
        textcoords="offset points", size=7, ha="right", color=FAINT,
    )  # fmt: skip


def _row(kind: HostKind, label: str, look: MachineStyle) -> MachineRow:
    both = (("per core", kind.per_core, False), ("whole", kind.whole, True))
    dots = [
        _dot(kind, one, what, look, filled)
        for what, ratios, filled in both
        for one in ratios
        if one.series == label
    ]  # fmt: skip
    note = ", ".join(times(dot.estimate.value) for dot in dots)
    return MachineRow(look.name, tuple(dots), note, look, joined=True)


def _dot(kind: HostKind, one: SecondsRatio, what: str, look: MachineStyle, filled: bool) -> Dot:
    mark = mark_of_estimate(kind.heading, look.name, what, one.ratio, times_between, note=one.why,
                tokens=(look.token,))  # fmt: skip
    return Dot(one.ratio, look, mark, filled)


CHART = Chart(
    "Machines by kind of work", 10, lacks, finding, draw,
    Columns("kind of work", "machine", "with", "times the baseline's seconds", note="how sure"),
)  # fmt: skip
