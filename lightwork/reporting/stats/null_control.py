"""Whether what measured itself came out as itself: if not, no change that it shows is believed."""

import math
from collections.abc import Sequence
from statistics import median

from lightwork.core.record import NULL_CONTROL, SPEEDUP, Case
from lightwork.reporting.read.saved_run import SavedCase, SavedRun
from lightwork.reporting.stats.paired_ratios import undisturbed_values
from lightwork.reporting.stats.significance import SIGNIFICANCE_LEVEL, holm, p_value_of_ratios
from lightwork.reporting.text.figures import listed, times
from lightwork.reporting.text.names import OVERHEAD

#: A null control that is off by less is no alarm: nothing so fine is told, and printed figures
#: don't show it (naps repeat to a tenth of a percent, and so would fail by less than that).
FINEST_ALARM = 0.005


def is_control(saved: SavedCase) -> bool:
    """Whether a case is a null control: it is judged as such, not for changes."""
    return saved.case.strategy == NULL_CONTROL


def failed_controls(run: SavedRun, asked: int = 1) -> dict[Case, float]:
    """The null controls that are told to be something else than 1, with reference / case.

    Corrected for all controls of the run, and for ``asked`` runs that are looked at together.
    """
    ratios = _control_ratios(run)
    corrected = holm([p_value_of_ratios(values) for values in ratios.values()])
    return {
        case: typical
        for (case, values), probability in zip(ratios.items(), corrected, strict=True)
        if probability <= SIGNIFICANCE_LEVEL / asked
        and abs(math.log(typical := 1 / median(values))) >= FINEST_ALARM
    }


def null_control_off(run: SavedRun, asked: int) -> str | None:
    """Why nothing of ``run`` is to be believed; ``asked`` runs are looked at together."""
    if not (failed := failed_controls(run, asked)):
        return None
    shown = listed([f"{times(ratio)} on {case.workload}" for case, ratio in failed.items()], 3)
    return f"{run.file_name}: serial against itself is {shown}, not 1"


def without_control(runs: Sequence[SavedRun]) -> list[str]:
    """The files that have no null control, so that nobody knows what they take for different."""
    return [run.file_name for run in runs if not _control_ratios(run)]


def _control_ratios(run: SavedRun) -> dict[Case, Sequence[float]]:
    """Case / reference, round by round, of each null control."""
    controls = (one for one in run.cases if one.family == SPEEDUP and is_control(one))
    return {
        saved.case: values
        for saved in controls  # in the microseconds of nothing the entrance to the clock shows
        if saved.kind != OVERHEAD and not saved.void
        if (values := undisturbed_values(saved, "times_reference"))
    }
