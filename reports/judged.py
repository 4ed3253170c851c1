"""A run with all that is computed of it, and what is said of that."""

from typing import NamedTuple

from reports.analysis import Analysis, analyse
from reports.printed import Verdict
from reports.saved import SavedRun
from reports.verdict import judge


class Judged(NamedTuple):
    """What a report of one run is made of."""

    analysis: Analysis
    verdict: Verdict


def judged_run(run: SavedRun) -> Judged:
    """Analyse and judge ``run``. Seconds of work, of which none needs matplotlib."""
    analysis = analyse(run)
    return Judged(analysis, judge(analysis))
