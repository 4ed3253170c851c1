"""The page of several machines: which one for which work first, then how sure, charts, numbers.

The tables of a page of several machines: rows as text, and no more of them than a page holds.
"""

import os
import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.core.places import REPORT
from lightwork.core.record import SPEEDUP
from lightwork.reporting.drawing.colours import IN_PICTURES
from lightwork.reporting.drawing.draw import DrawnChart
from lightwork.reporting.machines.charts._style import machine_styles
from lightwork.reporting.machines.comparison import Comparison, Difference, MachineSeries
from lightwork.reporting.machines.series.labels import in_full
from lightwork.reporting.machines.text.model import ComparisonText
from lightwork.reporting.output.assemble import assemble_page, controls
from lightwork.reporting.read.saved_run import Python
from lightwork.reporting.text.figures import (
    CANT_TELL,
    count,
    listed,
    number_text,
    percent_between,
    seconds_between,
    share,
    times_between,
)

#: Cases that are shown on a page; a page with more is slow to open.
MOST_PAGE_CASES = 1500
#: What is refused, and differing values, that are shown by name.
MOST_REFUSED_ROWS, MOST_DIFFERING_VALUES = 40, 6


class MachineTableRow(NamedTuple):
    """A machine in the table of machines."""

    token: str
    label: str
    in_full: str  # what it is called, where the label is only a part of that
    processor: str
    cores: str
    python: str
    kernel: str
    runs: str
    rounds: str


class CaseRow(NamedTuple):
    """One case of one machine."""

    token: str
    label: str
    case: str
    seconds: str
    speedup: str
    efficiency: str
    share: str
    runs: int


def machine_rows(comparison: Comparison) -> list[MachineTableRow]:
    """A row for each series; none in a fleet."""
    return [] if comparison.is_fleet else [_machine_row(series) for series in comparison.series]


def _machine_row(series: MachineSeries) -> MachineTableRow:
    machine, python = series.machine, series.python
    cores = [f"{machine.usable_cores} usable", f"{machine.logical_cores} logical"]
    if machine.physical_cores is not None:
        cores.append(f"{machine.physical_cores} physical")
    if machine.quota_cores is not None:
        cores.append(f"quota of {number_text(machine.quota_cores)}")
    rounds = sum(run.rounds for run in series.runs)
    disturbed = sum(run.disturbed for run in series.runs)
    newest = series.runs[-1].saved_at if series.runs else None
    return MachineTableRow(
        series.key,
        series.label,
        in_full(machine),
        machine.cpu_model or "unknown",
        ", ".join(cores),
        f"{python.implementation} {python.version}{_switches(python)}, "
        f"{python.default_start_method}",
        machine.kernel,
        count(len(series.runs), "run") + (f", the last {newest:%Y-%m-%d}" if newest else ""),
        f"{rounds:,}, {share(disturbed, rounds)} disturbed" if rounds else "none",
    )


def _switches(python: Python) -> str:
    """Nothing of what is usual."""
    words = python.switches
    return "" if words == "with the GIL" else f" {words.replace('without the GIL', 'without GIL')}"


def difference_rows(comparison: Comparison) -> list[Difference]:
    """A value for each series; in a fleet the values that occur most, with how many have them."""
    if not comparison.is_fleet:
        return list(comparison.differences)
    rows = []
    for one in comparison.differences:
        words = [f"{value} ({number})" for value, number in Counter(one.values).most_common()]
        rows.append(Difference(one.topic, (listed(words, MOST_DIFFERING_VALUES),)))
    return rows


def case_rows(comparison: Comparison) -> tuple[list[CaseRow], int]:
    """Cases of the speedup family, and how many don't fit; in a fleet none is shown."""
    if comparison.is_fleet:
        return [], sum(len(series.cases) for series in comparison.series)
    found = list(_cases(comparison))
    return found[:MOST_PAGE_CASES], max(0, len(found) - MOST_PAGE_CASES)


def _cases(comparison: Comparison) -> Iterator[CaseRow]:
    keys = dict.fromkeys(
        key for series in comparison.series for key in series.cases if key[0] == SPEEDUP
    )
    for key in keys:
        for series in comparison.series:
            if (one := series.cases.get(key)) is not None:
                yield CaseRow(
                    series.key, series.label, one.case.id, seconds_between(one.seconds),
                    _words(one.speedup, times_between), _words(one.efficiency, percent_between),
                    _words(one.share, percent_between), one.runs,
                )  # fmt: skip


def _words(estimate: Estimate | None, words: Callable[[Estimate], str]) -> str:
    return words(estimate) if estimate is not None else ""


COMPARISON_PAGE_TEMPLATE = Path(__file__).parent / "page.html.j2"
#: Files that are named in a command; of more their folder is.
MOST_FILES = 12


def comparison_page(
    comparison: Comparison, words: ComparisonText, charts: Sequence[DrawnChart]
) -> str:
    """The whole page. All foreign text is escaped; charts are SVG of our own making."""
    labels = [series.label for series in comparison.series]
    cases, more_cases = case_rows(comparison)
    return assemble_page(
        COMPARISON_PAGE_TEMPLATE,
        comparison=comparison,
        cant_tell=CANT_TELL,
        words=words,
        charts=charts,
        machines=[] if comparison.is_fleet else controls(charts, "machine", labels),
        colours={} if comparison.is_fleet else _colours(comparison),
        rows=machine_rows(comparison),
        differences=difference_rows(comparison),
        refused=words.refused[:MOST_REFUSED_ROWS],
        more_refused=max(0, len(words.refused) - MOST_REFUSED_ROWS),
        cases=cases,
        more_cases=more_cases,
        runs=sum(len(series.runs) for series in comparison.series),
        command=page_command(comparison),
        commands=measured_by(comparison.series),
    )


def _colours(comparison: Comparison) -> dict[str, str]:
    """The colour of each machine by its token, as the page's themes have it."""
    return {look.token: IN_PICTURES[look.colour.lower()]
            for look in machine_styles(comparison).values()}  # fmt: skip


def page_command(comparison: Comparison) -> str:
    """What makes this page again; files without the folders above them, which name people."""
    files = [run.file for series in comparison.series for run in series.runs]
    parents = [str(file.parent) for file in files]
    top = Path(os.path.commonpath(parents)) if parents else Path()
    few = len(files) <= MOST_FILES
    named = [f"FOLDER/{file.relative_to(top)}" for file in files] if few else ["FOLDER"]
    return shlex.join([*REPORT.split(), *named, "--baseline", comparison.baseline.label])


def measured_by(series: Sequence[MachineSeries]) -> list[tuple[str, int]]:
    """The commands that measured, each with how many runs it was used for; the most used first."""
    uses: dict[str, int] = {}
    for one in series:
        for run in one.runs:
            words = shlex.join(run.command)
            uses[words] = uses.get(words, 0) + 1
    return sorted(uses.items(), key=lambda item: -item[1])[:MOST_FILES]
