"""Whether what measured itself came out as itself: if not, no change that it shows is believed."""

import math
from collections.abc import Sequence

from reports.paired_ratios import OVER_REFERENCE, paired_ratios
from reports.saved import SavedCase, SavedRun
from reports.significance import told_from_one
from reports.wording import times

#: The strategy that is the serial loop, measured against itself; and the kind that costs nothing,
#: in whose microseconds the entrance to the clock shows.
CONTROL, COSTS_NOTHING = "serial", "empty"
#: A control is off if that is told at this level, and by more than printed figures hide.
LEVEL, FINE = 0.01, 0.005


def is_control(saved: SavedCase) -> bool:
    """Whether a case is a null control: it is judged as such, not for changes."""
    return saved.case.strategy == CONTROL


def null_control_off(run: SavedRun, asked: int = 1) -> str:
    """Why nothing of ``run`` is to be believed, or ""; ``asked`` runs are looked at together."""
    ratios = _control_ratios(run)
    if not ratios or told_from_one(ratios) > LEVEL / asked:
        return ""
    typical = math.exp(math.fsum(map(math.log, ratios)) / len(ratios))
    if abs(typical - 1) < FINE:
        return ""
    # As the report says it: the reference over the case.
    return f"{run.file.name}: serial against itself is {times(1 / typical)}, not 1"


def without_control(runs: Sequence[SavedRun]) -> list[str]:
    """The files that have no null control, so that nobody knows what they take for different."""
    return [run.file.name for run in runs if not _control_ratios(run)]


def _control_ratios(run: SavedRun) -> list[float]:
    return [
        ratio
        for saved in run.cases
        if is_control(saved) and saved.kind != COSTS_NOTHING and not saved.void
        for ratio in paired_ratios(saved, OVER_REFERENCE).values
    ]
