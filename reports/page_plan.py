"""What was run, by family, and of which workloads: the page's words on the plan."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from benchmarks.record import FAMILIES
from reports.analysis import Analysis
from reports.saved import SavedCase


class FamilyRow(NamedTuple):
    """The cases of a family, and their rounds."""

    family: str
    cases: int
    void: int
    rounds: int
    disturbed: int


def family_rows(analysis: Analysis) -> Iterator[FamilyRow]:
    """A row for each family that was run, in the order of the families."""
    cases = sorted(analysis.run.cases, key=_place)
    for family, found in groupby(cases, key=lambda saved: saved.family):
        own = list(found)
        yield FamilyRow(
            family,
            len(own),
            sum(bool(saved.void) for saved in own),
            sum(len(saved.case_seconds) for saved in own),
            sum(sum(saved.disturbed) for saved in own),
        )


def _place(saved: SavedCase) -> tuple[int, str]:
    known = saved.family in FAMILIES
    return (FAMILIES.index(saved.family) if known else len(FAMILIES), saved.family)


def workload_versions(analysis: Analysis) -> dict[str, str]:
    """Workload -> hash of its source; what has the same hash did the same work."""
    return {saved.case.workload: saved.workload_version for saved in analysis.run.cases}
