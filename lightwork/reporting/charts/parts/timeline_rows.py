"""Rows of workers over time: a bar per task, or shades where there are too many to tell apart.

The parts of a round's wall time are drawn and called alike in all charts of them.
"""

import statistics
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from lightwork.core.candidate import api_name
from lightwork.reporting.charts.parts.marks import Mark, mark, strategy
from lightwork.reporting.charts.parts.style import AREAS, FAINT, ON_AREA
from lightwork.reporting.estimates.time_breakdown import TracedCase
from lightwork.reporting.read.saved_run import SavedTimeline, WorkerTime
from lightwork.reporting.text.figures import count, seconds_text


class PartStyle(NamedTuple):
    """``field`` is one of `lightwork.reporting.estimates.time_breakdown.Parts`."""

    field: str
    colour: str
    name: str
    brief: str = ""

    @property
    def text(self) -> str:
        """What it is called after "% of 91 ms are"."""
        return self.brief or self.name


#: From the left of a bar: first what a worker is there for.
PART_STYLES = (
    PartStyle("alone", AREAS["green"], "useful work: the efficiency", "useful work"),
    PartStyle("longer", AREAS["yellow"], "slowdown from contention (GIL, caches)",
              "slowdown from contention"),
    PartStyle("between", AREAS["vermillion"], "between tasks: dispatch, pickling",
              "dispatch and pickling"),
    PartStyle("waiting", AREAS["sky"], "waiting for the last worker"),
    PartStyle("start_up", AREAS["orange"], "start-up, to the first task", "start-up"),
    PartStyle("results_home", AREAS["purple"], "returning results"),
    PartStyle("ending", AREAS["grey"], "ending the workers"),
)  # fmt: skip
PART_COLOURS = {part.field: part.colour for part in PART_STYLES}
#: More workers than this don't each get a row; more tasks than this in a row don't each get a bar.
MOST_WORKER_ROWS, MOST_BARS = 16, 300
#: As many rows are shared by those that don't get one; so many names of rows don't touch.
GROUPS = 8
#: Instants at which shades are taken, from begin to end.
INSTANTS = 600
#: Up to this many tasks in all, each bears its number.
MOST_NUMBERED = 30
#: How many times the median a task is called long.
LONG = 3.0
WORKER_BAR_HEIGHT = 0.8
TINTS = (PART_COLOURS["alone"], "#7CCBB3")
#: From one worker of many at work to all of them; where nobody is, nothing is drawn.
SHADES = LinearSegmentedColormap.from_list("busy", ["#CDEBE1", PART_COLOURS["alone"]])


def draw_worker_rows(axes: Axes, timeline: SavedTimeline, scale: float, long: float) -> None:
    """Draw a timeline; x is its seconds times ``scale``. Tasks over ``long`` seconds are marked."""
    groups = _rows(timeline)
    for y, group in enumerate(groups):
        _waits(axes, y, group, timeline, scale)
    if len(timeline.workers) == len(groups) and timeline.tasks <= MOST_BARS * len(groups):
        _bars(axes, timeline, scale, long)
    else:
        _shades(axes, groups, timeline, scale)
    names = _names(groups)
    step = -(-len(names) // GROUPS)
    axes.set_yticks(range(0, len(names), step), names[::step])
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.spines["left"].set_color(FAINT)
    axes.axvspan(timeline.results * scale, timeline.closed * scale, color=PART_COLOURS["ending"],
                 alpha=0.55, linewidth=0)  # fmt: skip
    axes.set_xlim(0, timeline.closed * scale)
    axes.tick_params(axis="y", length=0, labelsize=7.5)


def _rows(timeline: SavedTimeline) -> list[Sequence[WorkerTime]]:
    """Who shares a row."""
    most = GROUPS if len(timeline.workers) > MOST_WORKER_ROWS else MOST_WORKER_ROWS
    return grouped(timeline.workers, most)


def mark_worker_rows(axes: Axes, traced: TracedCase, scale: float) -> None:
    """What can be read of each row: seconds in tasks, and when; of several workers on average."""
    case, groups = traced.case, _rows(traced.timeline)
    for y, (name, group) in enumerate(zip(_names(groups), groups, strict=True)):
        first = statistics.mean(worker.first for worker in group)
        last = statistics.mean(worker.last for worker in group)
        busy = statistics.mean(worker.busy for worker in group)
        tasks = sum(worker.tasks for worker in group)
        note = f"{count(tasks, 'task')} from {seconds_text(first)} to {seconds_text(last)}"
        read = Mark(case.workload, api_name(case.strategy), name, seconds_text(busy), "", note,
                    (strategy(case.strategy),), busy, y)  # fmt: skip
        mark(axes, (first + last) / 2 * scale, y, read)


def grouped(workers: Sequence[WorkerTime], most: int) -> list[Sequence[WorkerTime]]:
    """Neighbouring workers together, so that there are at most ``most`` groups."""
    each = -(-len(workers) // most)
    return [workers[start : start + each] for start in range(0, len(workers), each)]


def _waits(
    axes: Axes, y: int, group: Sequence[WorkerTime], timeline: SavedTimeline, scale: float
) -> None:
    """What surrounds a row's tasks: start-up, waiting for the last, results on their way."""
    first = statistics.mean(worker.first for worker in group)
    last = statistics.mean(worker.last for worker in group)
    for part, start, end, alpha in (
        ("start_up", 0.0, first, 0.75),
        ("waiting", last, timeline.last, 0.75),
        ("ending", timeline.last, timeline.results, 0.55),
    ):
        axes.barh(y, (end - start) * scale, WORKER_BAR_HEIGHT, left=start * scale,
                  color=PART_COLOURS[part], alpha=alpha, linewidth=0)  # fmt: skip


def longest_usual(timeline: SavedTimeline) -> float:
    """Seconds of a task beyond which it is called long."""
    lengths = [end - start for worker in timeline.workers for start, end in worker.spans]
    return LONG * statistics.median(lengths)


def _bars(axes: Axes, timeline: SavedTimeline, scale: float, long: float) -> None:
    order = sorted((start, y) for y, worker in enumerate(timeline.workers)
                   for start, _ in worker.spans)  # fmt: skip
    for y, worker in enumerate(timeline.workers):
        bars = [(start * scale, (end - start) * scale) for start, end in worker.spans]
        colours = [
            PART_COLOURS["longer"] if end - start > long else TINTS[i % 2]
            for i, (start, end) in enumerate(worker.spans)
        ]
        axes.broken_barh(
            bars, (y - WORKER_BAR_HEIGHT / 2, WORKER_BAR_HEIGHT), facecolors=colours, linewidth=0
        )
        for start, end in worker.spans if len(order) <= MOST_NUMBERED else ():
            number = str(order.index((start, y)) + 1)
            middle = (start + end) / 2 * scale
            axes.text(middle, y, number, size=7, color=ON_AREA, ha="center", va="center")


def _shades(
    axes: Axes, groups: list[Sequence[WorkerTime]], timeline: SavedTimeline, scale: float
) -> None:
    edges, half = np.linspace(0, timeline.closed, INSTANTS + 1), WORKER_BAR_HEIGHT / 2
    for y, group in enumerate(groups):
        # Masked where nobody of the group works, so that the waits are seen.
        busy = np.mean([busy_share(worker, edges) for worker in group], axis=0)
        axes.imshow(
            np.ma.masked_equal(busy, 0)[np.newaxis], cmap=SHADES, vmin=0, vmax=1, aspect="auto",
            extent=(0, timeline.closed * scale, y + half, y - half), interpolation="nearest",
            zorder=2,
        )  # fmt: skip


def busy_share(worker: WorkerTime, edges: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """How much of the time between neighbouring ``edges`` (seconds) a worker spent in tasks."""
    timestamps = np.array(worker.spans).ravel()
    # Seconds spent in tasks until each start and end; in between it grows evenly or not at all.
    steps = np.diff(timestamps, prepend=timestamps[0])
    steps[::2] = 0
    until = np.interp(edges, timestamps, np.cumsum(steps))
    shares: np.ndarray[Any, Any] = np.diff(until) / np.diff(edges)
    return shares


def _names(groups: list[Sequence[WorkerTime]]) -> list[str]:
    lasts = accumulate(map(len, groups))
    return [f"worker {last}" if len(group) == 1 else f"{last - len(group) + 1} to {last}"
            for group, last in zip(groups, lasts, strict=True)]  # fmt: skip
