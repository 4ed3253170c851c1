"""WHAT IT LOOKS LIKE: one file per chart.

To add a chart, add one file to ``speedup/`` or ``costs/`` that defines ``CHART``; nothing else needs
to be edited. Most are made by `chart_of`, rows of numbers by `row_chart`. What several charts share
stands in ``parts/``, or in a file that starts with ``_``.

A chart's functions take what is drawn (here an `Analysis`; charts of several machines take another
subject) and know nothing of files or of each other. Figures are made without pyplot, which keeps
every figure it makes alive.
"""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, Generic, NamedTuple, TypeVar

from matplotlib.figure import Figure

#: The folders with charts.
ROOMS = ("speedup", "costs")
Subject = TypeVar("Subject")
Found = TypeVar("Found")
Made = TypeVar("Made")


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
    order: int  # smaller comes first on the page
    lacks: Callable[[Subject], str]  # why there is nothing to show; "" if there is something
    finding: Callable[[Subject], str]  # one sentence; called only where nothing lacks
    draw: Callable[[Subject], Figure]  # likewise
    columns: Columns = Columns()  # of its marks (see `_marks`)
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

    def made(function: Callable[[Subject, Found], Made]) -> Callable[[Subject], Made]:
        def of_subject(subject: Subject) -> Made:
            there = found(subject)
            assert there is not None, lacks
            return function(subject, there)

        return of_subject

    return Chart(
        title, order, lambda subject: "" if found(subject) else lacks, made(finding), made(draw),
        columns,
    )  # fmt: skip


def discover(package: ModuleType | None = None) -> dict[str, Chart[Any]]:
    """All charts of a package (of this one's `ROOMS`, if none is given) by file name, as on the page.

    Raises TypeError that names the module where ``CHART`` is missing or something else.
    """
    rooms = [importlib.import_module(f"{__name__}.{room}") for room in ROOMS]
    found = {}
    for room in [package] if package else rooms:
        for module in pkgutil.iter_modules(room.__path__):
            if module.name.startswith("_"):
                continue
            path = f"{room.__name__}.{module.name}"
            chart = getattr(importlib.import_module(path), "CHART", None)
            if not isinstance(chart, Chart):
                raise TypeError(f"{path} must define CHART = Chart(...), got {chart!r}")
            found[module.name] = chart
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))
