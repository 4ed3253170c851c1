"""Decision map: which mechanism wins at which task seconds and payload bytes, computed.

Regions have the colours of their mechanisms, paler where little is gained.
"""

from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from lightwork.core.decision import INCONCLUSIVE
from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.cost_axes import AXIS_ROOM, log_axis
from lightwork.reporting.charts.parts.marks import Mark, mark
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.style import AREAS, ON_AREA, ON_DARK_AREA
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.decision_model import (
    PROCESS_MECHANISMS,
    SERIAL_LOOP,
    THREADS_MECHANISM,
    DecisionGrid,
    DecisionModel,
    Grid,
    checks,
    decide_grid,
    decision_models,
    median_off,
    payload_range,
)
from lightwork.reporting.text.figures import (
    count,
    number_text,
    payload,
    percent,
    seconds_text,
    times,
)
from lightwork.reporting.text.names import heading

#: By `lightwork.reporting.estimates.decision_model.Mechanism.name`.
MECHANISM_COLOURS = {
    one.name: AREAS[colour]
    for one, colour in zip(
        (SERIAL_LOOP, THREADS_MECHANISM, *PROCESS_MECHANISMS),
        ("grey", "orange", "blue", "sky", "green"),
        strict=True,
    )
}
#: Regions with no cell so many cells from their edge have their name in the key only.
LEAST_NAMED = 10
#: How strong colours are in the key, alike on dark paper: as where much is gained.
KEY_STRENGTH = 0.8
#: Cells that a character of a name takes at either side of its middle.
NAME_ROOM = 1.9
#: Cells that a line of a name takes at either side, and half a figure in its line.
LINE_ROOM, FIGURE_ROOM = 3, 8
#: So many tasks and payloads can be read off the map.
READABLE_CELLS = (13, 7)
#: Share of the most that is gained above which a gain has no line: it would cross the names.
NEAR_MOST = 0.8
HALO = withStroke(linewidth=2.5, foreground=ON_DARK_AREA)
#: Seconds of a task, from one that is over at once to one that nobody would call small.
TASK_SECONDS_RANGE = (1e-6, 1.0)
CELLS = (181, 91)  # tasks, payloads
FOOTNOTE = (
    "Computed from dispatch and transfer costs measured in this run, not measured point by point "
    "(model and assumptions: lightwork/reporting/estimates/decision_model.py). Many equal tasks, "
    "workers running already, a payload carried to the worker with each task, small results. "
    "Darker: more is gained. Where less than a tenth is between them, the simplest is named."
)
#: Inconclusive cells are put into words if they are more than this share of all tasks.
LEAST_INCONCLUSIVE = 0.08
#: A model that is off by more than this is no map.
TRUSTED = 0.25


def _draw_map(axes: Axes, decision: DecisionGrid, tasks: Grid, payloads: Grid) -> None:
    """The regions in colours, what is inconclusive hatched, the gains as lines."""
    axes.imshow(
        _picture(decision), origin="lower", aspect="auto", interpolation="nearest",
        extent=(0, 1, 0, 1), transform=axes.transAxes, zorder=0,
    )  # fmt: skip
    log_axis(axes.xaxis, tasks[0] * AXIS_ROOM, tasks[-1] / AXIS_ROOM)
    axes.set_xlabel("seconds of one task")
    axes.set_yscale("log", base=2)
    axes.set_ylim(payloads[0], payloads[-1])
    # At 1 B, 32 B, 1 KiB ..., and at the largest.
    most = round(payloads[-1])
    sizes = [2**k for k in range(0, 41, 5) if payloads[0] <= 2**k < 0.4 * most] + [most]
    axes.set_yticks(sizes, [payload(size) for size in sizes])
    axes.set_yticks([], minor=True)
    axes.set_ylabel("payload of one task")
    axes.contourf(
        tasks, payloads, decision.inconclusive.astype(float), levels=[0.5, 1.5], hatches=["////"],
        colors="none", zorder=2,
    )  # fmt: skip
    named = _name_regions(axes, decision, tasks, payloads)
    _draw_gains(axes, decision, tasks, payloads, named)


def _draw_gains(
    axes: Axes, decision: DecisionGrid, tasks: Grid, payloads: Grid, named: Grid
) -> None:
    """Lines of equal gain, each with its figure where no name is."""
    most = float(decision.gain.max())
    levels = [level for level in _levels(most) if level < NEAR_MOST * most]
    if not levels:
        return
    # Not across the border of the serial loop, where the gain may jump over several of them.
    gain = np.where(decision.chosen == 0, np.nan, decision.gain)
    lines = axes.contour(
        tasks, payloads, gain, levels=levels, colors=ON_AREA, linewidths=0.7, zorder=3
    )
    figures = axes.clabel(
        lines, fmt=lambda level: f"{number_text(level).rstrip('0').rstrip('.')}×", fontsize=7.5
    )
    for figure in figures:
        figure.set_path_effects([HALO])
        task, size = figure.get_position()
        row = min(int(np.searchsorted(payloads, size)), len(payloads) - 1)
        column = min(int(np.searchsorted(tasks, task)), len(tasks) - 1)
        figure.set_visible(not named[row, column])


def _mark_map(axes: Axes, decision: DecisionGrid, tasks: Grid, payloads: Grid, kind: str) -> None:
    """What wins at some places of the map, and by how much."""
    columns = np.linspace(0, len(tasks) - 1, READABLE_CELLS[0], dtype=int)
    rows = np.linspace(0, len(payloads) - 1, READABLE_CELLS[1], dtype=int)
    for row in rows:
        for column in columns:
            at = f"{seconds_text(tasks[column])}, {payload(round(payloads[row]))}"
            gain = float(decision.gain[row, column])
            certainty = INCONCLUSIVE if decision.inconclusive[row, column] else "computed"
            name = decision.mechanisms[decision.chosen[row, column]].name
            read = Mark(kind, name, at, times(gain), "", certainty, (), gain, float(tasks[column]))
            mark(axes, tasks[column], payloads[row], read)


def _levels(top: float) -> list[float]:
    """Gains that get a line: few, as their figures must not touch."""
    if top <= 2.5:
        return [1.25, 1.5]
    if top <= 10:
        return [1.5, 3.0, 6.0]
    return [2.0, 8.0, 32.0, 128.0]


def _picture(decision: DecisionGrid) -> Grid:
    """Red, green and blue of each cell: the mechanism's colour, paler where little is gained."""
    colours = np.array([to_rgb(MECHANISM_COLOURS[one.name]) for one in decision.mechanisms])
    most = max(float(decision.gain.max()), 1.1)
    strength = 0.3 + 0.55 * np.log(np.maximum(decision.gain, 1.0)) / np.log(most)
    strength = np.where(decision.chosen == 0, 0.35, strength)[..., None]
    return np.asarray(1 - strength * (1 - colours[decision.chosen]))


def _name_regions(axes: Axes, decision: DecisionGrid, tasks: Grid, payloads: Grid) -> Grid:
    """The mechanism's name and what it gains at most, in the widest place of its region.

    Gives the cells where a figure would touch a name.
    """
    named = np.zeros(decision.chosen.shape, dtype=bool)
    for i, one in enumerate(decision.mechanisms):
        mine = decision.chosen == i
        row, column, depth = _inmost(mine)
        if depth < LEAST_NAMED:
            continue
        gain = float(decision.gain[mine].max())
        name = one.name if i == 0 else f"{one.name}\nup to {times(gain)}"
        name = name.replace(" + ", " +\n")
        # Its name stays inside of the map.
        room = round(NAME_ROOM * max(map(len, name.splitlines())))
        column = min(max(column, room), len(tasks) - 1 - room)
        axes.text(
            tasks[column], payloads[row], name, ha="center", va="center",
            weight="bold", size=8, zorder=4, color=ON_AREA,
            bbox={"facecolor": ON_DARK_AREA, "edgecolor": "none", "alpha": 0.92, "pad": 1.5},
        )  # fmt: skip
        high, wide = LINE_ROOM * (name.count("\n") + 3), room + FIGURE_ROOM
        named[max(0, row - high) : row + high, max(0, column - wide) : column + wide] = True
    return named


def _inmost(mine: Grid) -> tuple[int, int, int]:
    """Row and column of the cell that is farthest from the region's edge, and how many cells."""
    depth = np.zeros(mine.shape, dtype=int)
    inside = np.pad(mine, 1)
    while inside.any():
        core = inside[1:-1, 1:-1]
        depth += core
        # What has a neighbour outside is peeled off, layer by layer.
        core = core & inside[:-2, 1:-1] & inside[2:, 1:-1] & inside[1:-1, :-2] & inside[1:-1, 2:]
        inside = np.pad(core, 1)
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    return int(row), int(column), int(depth.max())


def _paler(colour: str) -> tuple[float, float, float]:
    red, green, blue = (1 - KEY_STRENGTH * (1 - part) for part in to_rgb(colour))
    return red, green, blue


def _add_key(axes: Axes, decided: list[DecisionGrid]) -> None:
    """Colours of all mechanisms that win anywhere, and the hatching, beneath the first panel."""
    won = {decision.mechanisms[i].name for decision in decided for i in np.unique(decision.chosen)}
    handles: list[Any] = [
        Patch(label=name, facecolor=_paler(colour))
        for name, colour in MECHANISM_COLOURS.items()
        if name in won
    ]
    if any(decision.inconclusive.any() for decision in decided):
        handles.append(
            Patch(facecolor=ON_DARK_AREA, edgecolor=ON_AREA, hatch="////", label="inconclusive")
        )
    axes.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0, -0.17), ncols=len(handles),
        handlelength=1.3, handletextpad=0.4,
    )  # fmt: skip


def _finding(analysis: Analysis, made: list[DecisionModel]) -> str:
    """From which task on what wins, with little and with much to carry, and how true that is."""
    payloads = payload_range(made)
    parts = [_winners(model, payloads) for model in made]
    return f"{' '.join(parts)} Computed, not measured: {_check(analysis, made)}"


def _winners(model: DecisionModel, payloads: tuple[int, int]) -> str:
    """``Computing: Pool.map from 3 µs a task on; with 16 MiB to carry, from 40 ms a task on.``"""
    tasks = np.geomspace(*TASK_SECONDS_RANGE, CELLS[0])
    decision = _decided(model, tasks, np.array(payloads))
    parts = []
    for row in range(len(payloads)):
        first = _first_won(decision.chosen[row], decision.inconclusive[row])
        unsure = _inconclusive(tasks[decision.inconclusive[row]])
        if first is None:
            parts.append(f"nothing is shown to beat the {SERIAL_LOOP.name}{unsure}")
            continue
        name = decision.mechanisms[decision.chosen[row, first]].name
        start = f"from about {_rough(tasks[first])} a task on" if first else "always"
        parts.append(f"{name} {start}{unsure}")
    kind = _kind(model)
    laden = f"; with {payload(payloads[1])} to carry, {parts[1]}" if parts[0] != parts[1] else ""
    return f"{kind}: {parts[0]}{laden}."


def _first_won(chosen: Grid, inconclusive: Grid) -> int | None:
    """From which task on something beats the serial loop, conclusively and for more than a sliver.

    Where it is conclusive nowhere, from which on it does by the medians; None: nowhere.
    """
    begin = 0
    for (won, unsure), cells in groupby(zip(chosen, inconclusive, strict=True)):
        end = begin + len([*cells])
        if won and not unsure and (end - begin >= LEAST_NAMED or end == len(chosen)):
            return begin
        begin = end
    return next((i for i, one in enumerate(chosen) if one != 0), None)


def _kind(model: DecisionModel) -> str:
    return heading("cpu" if model.computing else "sleep")


def _inconclusive(tasks: Grid) -> str:
    """`` (inconclusive at 2 µs to 11 µs)``; nothing where those tasks are few."""
    if len(tasks) < LEAST_INCONCLUSIVE * CELLS[0]:
        return ""
    return f" (inconclusive at {_rough(tasks[0])} to {_rough(tasks[-1])})"


def _rough(value: float) -> str:
    """Seconds with two digits: a cell of the map is as wide as that."""
    number, unit = seconds_text(value).split(" ")
    return f"{float(f'{float(number):.2g}'):g} {unit}"


def _check(analysis: Analysis, made: list[DecisionModel]) -> str:
    found = checks(analysis, made)
    if not found:
        return "not checked, as the family granularity was not run."
    off = median_off(found)
    doubt = ", too much to trust it" if off > TRUSTED else ""
    cases = count(len(found), "granularity case")
    return f"off by {percent(off)} in the median of {cases} with nothing to carry{doubt}."


def _decided(model: DecisionModel, tasks: Grid, payloads: Grid) -> DecisionGrid:
    return decide_grid(model.mechanisms, model.costs, tasks, payloads, computing=model.computing)


def _draw(analysis: Analysis, made: list[DecisionModel]) -> Figure:
    least, most = payload_range(made)
    tasks = np.geomspace(*TASK_SECONDS_RANGE, CELLS[0])
    payloads = np.geomspace(least, most, CELLS[1])
    figure, all_axes = panels(
        len(made), _finding(analysis, made), FOOTNOTE, columns=2,
        size=(4.0, 3.1), left=0.85, right=0.35, below=0.8,
    )  # fmt: skip
    decided = [_decided(model, tasks, payloads) for model in made]
    for axes, model, decision in zip(all_axes, made, decided, strict=True):
        kind, workers = _kind(model), count(model.workers, "worker")
        panel_title(axes, kind, f"{workers}, running already; lines: speedup over the serial loop")
        _draw_map(axes, decision, tasks, payloads)
        _mark_map(axes, decision, tasks, payloads, kind)
    _add_key(all_axes[0], decided)
    return figure


CHART = chart_of(
    "Decision map", 18, decision_models,
    "Nothing to compute it from: run the families dispatch and transfer, and speedup or "
    "granularity.", _finding, _draw,
    Columns("work", "what wins", "work and payload of a task", "gain", "", "how sure"),
)  # fmt: skip
