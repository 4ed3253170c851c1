"""What the report looks like: one file per chart.

To add a chart, add one file to ``speedup/`` or ``costs/`` that defines ``CHART``; nothing else
needs to be edited. Most are made by `chart_of`, rows of numbers by `row_chart`. What several charts
share stands in ``parts/``, or in a file that starts with ``_``.

A chart's functions take what is drawn (here an `Analysis`; charts of several machines take another
subject) and know nothing of files or of each other. Figures are made without pyplot, which keeps
every figure it makes alive.
"""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, Generic, NamedTuple, TypeVar, cast

from matplotlib.figure import Figure

#: The packages with charts.
ROOMS = (f"{__name__}.speedup", f"{__name__}.costs")
Subject = TypeVar("Subject")
Found = TypeVar("Found")


class View(NamedTuple, Generic[Subject]):
    """One of several pictures of the same numbers, between which the page lets its reader choose.

    ``scale`` is "linear" or "log", ``unit`` "ratio" or "seconds"; "" where there is no choice.
    """

    file: str  # name in the folder of charts, without ending; "" if it is the page's alone
    draw: Callable[[Subject], Figure]
    scale: str = ""
    unit: str = ""


def first(views: Callable[[Subject], Sequence[View[Subject]]]) -> Callable[[Subject], Figure]:
    """Draws the view that is shown at first."""
    return lambda subject: views(subject)[0].draw(subject)


class Columns(NamedTuple):
    """What the columns of a chart's data table are called; without a name a column is left out."""

    panel: str = "workload"
    series: str = "strategy"
    at: str = "workers"
    value: str = "speedup"
    interval: str = "interval (95 %)"
    note: str = ""


class Chart(NamedTuple, Generic[Subject]):
    """One picture, the sentence that says what to take from it, and the words of its table."""

    title: str  # what is shown, in a few words
    order: int  # smaller comes first on the page; its tens say which part of it
    lacks: Callable[[Subject], str | None]  # why there is nothing to show; None if there is
    finding: Callable[[Subject], str]  # one sentence; called only where nothing lacks
    draw: Callable[[Subject], Figure]  # likewise
    columns: Columns = Columns()  # of its marks (see `parts.marks`)
    views: Callable[[Subject], Sequence[View[Subject]]] | None = None  # the first is shown at first


def chart_of(
    title: str,
    order: int,
    found: Callable[[Subject], Found | None],
    lacks: str,
    finding: Callable[[Subject, Found], str],
    draw: Callable[[Subject, Found], Figure],
    columns: Columns = Columns(),  # noqa: B008 - it can't be changed
) -> Chart[Subject]:
    """A chart of what is ``found``; where that is nothing, ``lacks`` says what is missing."""
    there = cast(Callable[[Subject], Found], found)  # nothing else is called where it is nothing
    return Chart(
        title,
        order,
        lambda subject: None if found(subject) else lacks,
        lambda subject: finding(subject, there(subject)),
        lambda subject: draw(subject, there(subject)),
        columns,
    )


def discover(package: ModuleType | None = None) -> dict[str, Chart[Any]]:
    """All charts of a package (else of this one's `ROOMS`) by file name, in the page's order.

    Raises TypeError that names the module where ``CHART`` is missing or something else.
    """
    found = {}
    for room in [package] if package else map(importlib.import_module, ROOMS):
        for module in pkgutil.iter_modules(room.__path__):
            if module.name.startswith("_"):
                continue
            path = f"{room.__name__}.{module.name}"
            chart = getattr(importlib.import_module(path), "CHART", None)
            if not isinstance(chart, Chart):
                raise TypeError(f"{path} must define CHART = Chart(...), got {chart!r}")
            found[module.name] = chart
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))
