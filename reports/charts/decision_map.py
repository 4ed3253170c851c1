"""Decision map: task seconds and payload bytes, and which mechanism wins there, computed."""

import numpy as np
from matplotlib.figure import Figure

from reports.analysis import Analysis
from reports.charts import Columns, chart_of
from reports.charts._map import add_colours, draw_map, mark_map
from reports.charts._panels import panel_title, panels
from reports.decision import Decision, Grid, decide
from reports.decision_costs import LOOP, Model, checks, median_off, models, payload_range
from reports.wording import count, payload, percent, seconds

#: Seconds of a task, from one that is over at once to one that nobody would call small.
TASKS = (1e-6, 1.0)
CELLS = (181, 91)  # tasks, payloads
FOOTNOTE = (
    "Computed from dispatch and transfer costs measured in this run, not measured point by point "
    "(model and assumptions: reports/decision.py). Many equal tasks, warm workers, a payload "
    "carried to the worker with each task, small results. Darker: more is gained. Where less than "
    "a tenth is between them, the simplest is named."
)
#: Cells that are untold are put into words if they are more than this share of all tasks.
LEAST_UNTOLD = 0.08
#: A model that is off by more than this is no map.
TRUSTED = 0.25


def _finding(analysis: Analysis, made: list[Model]) -> str:
    """From which task on what wins, with little and with much to carry, and how true that is."""
    payloads = payload_range(made)
    parts = [_words(model, payloads) for model in made]
    return f"{' '.join(parts)} Computed, not measured: {_check(analysis, made)}"


def _words(model: Model, payloads: tuple[int, int]) -> str:
    """``Computing: pool from 3 µs a task on; with 16 MiB to carry, pool from 40 ms a task on.``"""
    tasks = np.geomspace(*TASKS, CELLS[0])
    decision = _decided(model, tasks, np.array(payloads))
    parts = []
    for row in range(len(payloads)):
        first = next((i for i, one in enumerate(decision.chosen[row]) if one != 0), None)
        unsure = _untold(tasks[decision.untold[row]])
        if first is None:
            parts.append(f"nothing is told to beat the {LOOP.name}{unsure}")
            continue
        name = decision.mechanisms[decision.chosen[row, first]].name
        start = f"from about {_rough(tasks[first])} a task on" if first else "always"
        parts.append(f"{name} {start}{unsure}")
    kind = "Computing" if model.computing else "Waiting"
    if parts[0] == parts[1]:
        return f"{kind}: {parts[0]}."
    return f"{kind}: {parts[0]}; with {payload(payloads[1])} to carry, {parts[1]}."


def _untold(tasks: Grid) -> str:
    """`` (can't tell at 2 µs to 11 µs)``; nothing where those tasks are few."""
    if len(tasks) < LEAST_UNTOLD * CELLS[0]:
        return ""
    return f" (can't tell at {_rough(tasks[0])} to {_rough(tasks[-1])})"


def _rough(value: float) -> str:
    """Seconds with two digits: a cell of the map is as wide as that."""
    number, unit = seconds(value).split(" ")
    return f"{float(f'{float(number):.2g}'):g} {unit}"


def _check(analysis: Analysis, made: list[Model]) -> str:
    found = checks(analysis, made)
    if not found:
        return "not checked, as the family granularity was not run."
    off = median_off(found)
    doubt = ", too much to trust it" if off > TRUSTED else ""
    cases = count(len(found), "granularity case")
    return f"off by {percent(off)} in the median of {cases} with nothing to carry{doubt}."


def _decided(model: Model, tasks: Grid, payloads: Grid) -> Decision:
    return decide(model.mechanisms, model.costs, tasks, payloads, computing=model.computing)


def _draw(analysis: Analysis, made: list[Model]) -> Figure:
    least, most = payload_range(made)
    tasks = np.geomspace(*TASKS, CELLS[0])
    payloads = np.geomspace(least, most, CELLS[1])
    figure, all_axes = panels(
        len(made), _finding(analysis, made), FOOTNOTE, columns=2,
        size=(4.0, 3.1), left=0.85, right=0.35, below=0.8,
    )  # fmt: skip
    decided = [_decided(model, tasks, payloads) for model in made]
    for axes, model, decision in zip(all_axes, made, decided, strict=True):
        kind = "Computing in pure Python" if model.computing else "Waiting"
        workers = count(model.workers, "worker")
        panel_title(axes, kind, f"{workers}, warm; lines: times the plain loop")
        draw_map(axes, decision, tasks, payloads)
        mark_map(axes, decision, tasks, payloads, kind)
    add_colours(all_axes[0], decided)
    return figure


CHART = chart_of(
    "Decision map", 58, models,
    "Nothing to compute it from: run the families dispatch and transfer, and speedup or "
    "granularity.", _finding, _draw,
    Columns("work", "what wins", "work and payload of a task", "gain", "", "how sure"),
)  # fmt: skip
