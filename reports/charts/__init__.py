"""WHAT IT LOOKS LIKE: one file per chart.

To add a chart, add one file here that defines ``CHART``; nothing else needs to be edited. Files
that start with ``_`` are parts that several charts share.

A chart's functions take an `Analysis` and know nothing of files or of each other. Figures are made
without pyplot, which keeps every figure it makes alive.
"""

import importlib
import pkgutil
from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure

from reports.analysis import Analysis


class Chart(NamedTuple):
    """One picture and the sentence that says what to take from it."""

    title: str  # what is shown, in a few words
    order: int  # smaller comes first on the page
    lacks: Callable[[Analysis], str]  # why there is nothing to show; "" if there is something
    finding: Callable[[Analysis], str]  # one sentence; called only where nothing lacks
    draw: Callable[[Analysis], Figure]  # likewise


def discover() -> dict[str, Chart]:
    """All charts by file name, in the order of the page.

    Raises TypeError that names the module where ``CHART`` is missing or something else.
    """
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        path = f"{__name__}.{module.name}"
        chart = getattr(importlib.import_module(path), "CHART", None)
        if not isinstance(chart, Chart):
            raise TypeError(f"{path} must define CHART = Chart(...), got {chart!r}")
        found[module.name] = chart
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))
