"""A map of decisions: regions in the colours of their mechanisms, paler where little is gained."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedFormatter, FixedLocator

from reports.charts._cost_axes import ROOM, seconds_axis
from reports.charts._marks import Mark, mark
from reports.charts._style import AREAS, ON_AREA, ON_DARK_AREA
from reports.decision import Decision, Grid
from reports.wording import CANT_TELL, payload, plain, seconds, times

#: By `reports.decision.Mechanism.name`.
COLOURS = {
    "plain loop": AREAS["grey"],
    "thread_pool": AREAS["orange"],
    "pool": AREAS["blue"],
    "process_pool": AREAS["sky"],
    "pool + shared memory": AREAS["green"],
}
#: Regions with no cell so many cells from their edge have their name in the key only.
LEAST_NAMED = 10
#: So many tasks and payloads can be read off the map.
READ = (13, 7)
HALO = withStroke(linewidth=2.5, foreground=ON_DARK_AREA)


def draw_map(axes: Axes, decision: Decision, tasks: Grid, payloads: Grid) -> None:
    """The regions in colours, what is untold hatched, the gains as lines."""
    axes.imshow(
        _picture(decision), origin="lower", aspect="auto", interpolation="nearest",
        extent=(0, 1, 0, 1), transform=axes.transAxes, zorder=0,
    )  # fmt: skip
    seconds_axis(axes.xaxis, tasks[0] * ROOM, tasks[-1] / ROOM)
    axes.set_xlabel("seconds of one task")
    axes.set_yscale("log", base=2)
    axes.set_ylim(payloads[0], payloads[-1])
    _payload_ticks(axes, payloads)
    axes.set_ylabel("payload of one task")
    axes.contourf(
        tasks, payloads, decision.untold.astype(float), levels=[0.5, 1.5], hatches=["////"],
        colors="none", zorder=2,
    )  # fmt: skip
    top = float(decision.gain.max())
    levels = [level for level in _levels(top) if level < 0.98 * top]
    if levels:
        # Not across the border of the plain loop, where the gain may jump over several of them.
        gain = np.where(decision.chosen == 0, np.nan, decision.gain)
        lines = axes.contour(
            tasks, payloads, gain, levels=levels, colors=ON_AREA, linewidths=0.7, zorder=3
        )
        axes.clabel(lines, fmt=lambda level: f"{plain(level).rstrip('0').rstrip('.')}×", fontsize=7)
    _name_regions(axes, decision, tasks, payloads)


def mark_map(axes: Axes, decision: Decision, tasks: Grid, payloads: Grid, kind: str) -> None:
    """What wins at some places of the map, and by how much."""
    columns = np.linspace(0, len(tasks) - 1, READ[0], dtype=int)
    rows = np.linspace(0, len(payloads) - 1, READ[1], dtype=int)
    for row in rows:
        for column in columns:
            at = f"{seconds(tasks[column])}, {payload(round(payloads[row]))}"
            gain = float(decision.gain[row, column])
            sure = CANT_TELL if decision.untold[row, column] else "computed"
            name = decision.mechanisms[decision.chosen[row, column]].name
            read = Mark(kind, name, at, times(gain), "", sure, (), gain, float(tasks[column]))
            mark(axes, tasks[column], payloads[row], read)


def _levels(top: float) -> list[float]:
    """Gains that get a line: a few between nothing and the most."""
    if top <= 2.5:
        return [1.1, 1.25, 1.5, 1.75, 2.0]
    if top <= 10:
        return [1.1, 2.0, 4.0, 6.0, 8.0]
    return [1.1, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]


def _picture(decision: Decision) -> Grid:
    """Red, green and blue of each cell: the mechanism's colour, paler where little is gained."""
    colours = np.array([to_rgb(COLOURS[one.name]) for one in decision.mechanisms])
    most = max(float(decision.gain.max()), 1.1)
    strength = 0.3 + 0.55 * np.log(np.maximum(decision.gain, 1.0)) / np.log(most)
    loop = decision.chosen == 0
    strength = np.where(loop, 0.35, strength)[..., None]
    return np.asarray(1 - strength * (1 - colours[decision.chosen]))


def _payload_ticks(axes: Axes, payloads: Grid) -> None:
    """At 1 B, 32 B, 1 KiB ..., and at the largest."""
    most = round(payloads[-1])
    sizes = [2**k for k in range(0, 41, 5) if payloads[0] <= 2**k < 0.4 * most]
    sizes.append(most)
    axes.yaxis.set_major_locator(FixedLocator(sizes))
    axes.yaxis.set_major_formatter(FixedFormatter([payload(size) for size in sizes]))
    axes.yaxis.set_minor_locator(FixedLocator([]))


def _name_regions(axes: Axes, decision: Decision, tasks: Grid, payloads: Grid) -> None:
    """The mechanism's name and what it gains at most, in the widest place of its region."""
    for i, one in enumerate(decision.mechanisms):
        mine = decision.chosen == i
        row, column, depth = _inmost(mine)
        if depth < LEAST_NAMED:
            continue
        gain = float(decision.gain[mine].max())
        words = one.name if i == 0 else f"{one.name}\nup to {times(gain)}"
        axes.text(
            tasks[column], payloads[row], words.replace(" + ", " +\n"), ha="center", va="center",
            weight="bold", size=8, zorder=4, path_effects=[HALO], color=ON_AREA,
        )  # fmt: skip


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


def add_colours(axes: Axes, decided: list[Decision]) -> None:
    """Colours of all mechanisms that win anywhere, and the hatching, beneath the first panel."""
    won = {decision.mechanisms[i].name for decision in decided for i in np.unique(decision.chosen)}
    handles: list[Any] = [
        Patch(facecolor=colour, alpha=0.7, label=name)
        for name, colour in COLOURS.items()
        if name in won
    ]
    if any(decision.untold.any() for decision in decided):
        handles.append(
            Patch(facecolor=ON_DARK_AREA, edgecolor=ON_AREA, hatch="////", label="can't tell")
        )
    axes.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0, -0.17), ncols=len(handles),
        frameon=False, borderpad=0, handlelength=1.3, handletextpad=0.4, columnspacing=1.2,
    )  # fmt: skip
