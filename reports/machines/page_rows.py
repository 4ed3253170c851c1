"""The tables of a page of several machines: rows as text, and no more of them than a page holds."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from benchmarks.intervals import Estimate
from benchmarks.record import SPEEDUP
from reports.machines.comparison import Comparison, Difference, Series
from reports.machines.labels import in_full
from reports.saved import Python
from reports.wording import (
    count,
    listed,
    percent_between,
    plain,
    seconds_between,
    share,
    times_between,
)  # fmt: skip

#: Cases that are shown on a page; a page with more is slow to open.
MOST_CASES = 1500
#: What is refused, and differing values, that are shown by name.
MOST_REFUSED, MOST_VALUES = 40, 6


class MachineRow(NamedTuple):
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


def machine_rows(comparison: Comparison) -> list[MachineRow]:
    """A row for each series; none in a fleet."""
    return [] if comparison.is_fleet else [_machine_row(series) for series in comparison.series]


def _machine_row(series: Series) -> MachineRow:
    machine, python = series.machine, series.python
    cores = [f"{machine.usable_cores} usable", f"{machine.logical_cores} logical"]
    if machine.physical_cores is not None:
        cores.append(f"{machine.physical_cores} physical")
    if machine.quota_cores is not None:
        cores.append(f"quota of {plain(machine.quota_cores)}")
    rounds = sum(run.rounds for run in series.runs)
    disturbed = sum(run.disturbed for run in series.runs)
    newest = series.runs[-1].saved_at if series.runs else None
    return MachineRow(
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
        rows.append(Difference(one.topic, (listed(words, MOST_VALUES),)))
    return rows


def case_rows(comparison: Comparison) -> tuple[list[CaseRow], int]:
    """Cases of the speedup family, and how many don't fit; in a fleet none is shown."""
    if comparison.is_fleet:
        return [], sum(len(series.cases) for series in comparison.series)
    found = list(_cases(comparison))
    return found[:MOST_CASES], max(0, len(found) - MOST_CASES)


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
