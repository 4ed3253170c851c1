"""What a case is compared by from version to version: ratios within rounds, never bare seconds.

The best divisor that every run of the case has:

* ``case / ceiling`` in the families about gain and about granularity: the same items, at the same
  moment, in as many independent processes. What a second core is worth changes from minute to
  minute on a shared host, and only this cancels it;
* ``case / reference`` elsewhere: the serial loop, or the same operation without the mechanism;
* bytes of memory of a worker, in the memory family: they don't drift with the host.

So the change of a case is that of the mechanism and of Python under it. What slows the task itself
slows the divisor alike, and is not seen here.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.record import SPEEDUP, WEAK_SCALING
from reports.estimates import counted
from reports.saved import SavedCase

OVER_CEILING, OVER_REFERENCE, BYTES = "case / ceiling", "case / reference", "bytes of a worker"
#: Families in which the ceiling is the same work; elsewhere it is another (a bare copy).
SAME_WORK = (SPEEDUP, WEAK_SCALING, "granularity")
BYTES_OBSERVED = "worker_uss_bytes"


class Ratios(NamedTuple):
    """What one run says of a case, one value for each round that counts."""

    values: list[float]
    kept_disturbed: bool  # whether disturbed rounds had to count, too few being calm


def quantity_of(saved: Sequence[SavedCase]) -> str:
    """What the runs of one case can be compared by."""
    if all(BYTES_OBSERVED in run.observed for run in saved):
        return BYTES
    if all(run.ceiling_seconds and run.family in SAME_WORK for run in saved):
        return OVER_CEILING
    return OVER_REFERENCE


def paired_ratios(saved: SavedCase, quantity: str) -> Ratios:
    """The ratios of the calm rounds; of all, where too few are calm for an interval.

    Values that have no logarithm (memory that did not grow) are left out.
    """
    places, warnings = counted(saved)
    if quantity == BYTES:
        ratios = saved.observed[BYTES_OBSERVED]
    else:
        over_ceiling = quantity == OVER_CEILING
        divisor = saved.ceiling_seconds if over_ceiling else saved.reference_seconds
        ratios = [one / other for one, other in zip(saved.case_seconds, divisor or [], strict=True)]
    kept = [ratios[place] for place in places]
    usable = [value for value in kept if value > 0 and math.isfinite(value)]
    return Ratios(usable, bool(warnings))
