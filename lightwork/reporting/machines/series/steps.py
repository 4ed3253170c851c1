"""Where the figures of a machine changed in the course of its runs, named by the run."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from lightwork.core.intervals import CONFIDENCE, Estimate
from lightwork.core.record import Case
from lightwork.reporting.machines.comparison import History
from lightwork.reporting.stats.change_points import CHANGE_LEVEL, change_points


class Step(NamedTuple):
    """A change that is shown of a case: with the run at ``place`` of its history it begins."""

    case: Case
    place: int
    times: Estimate  # its speedup over the one before


def steps(history: History) -> Iterator[Step]:
    """The changes of each case; one in a hundred machines of the same code has any."""
    for case in history.cases:
        measured = [place for place, run in enumerate(history.runs) if case in run.speedups]
        values = [history.runs[place].speedups[case].value for place in measured]
        for change in change_points(values, CHANGE_LEVEL / len(history.cases)):
            value, low, high = map(math.exp, change.ratio[:3])
            times = Estimate(value, low, high, CONFIDENCE, len(values))
            yield Step(case, measured[change.place], times)
