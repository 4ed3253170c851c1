"""Of several cases that are as good, which to use: the one that costs least, then the simplest.

What a strategy costs beyond its time is memory; starting its workers is in the seconds of a cold
case already. The peaks of the workers' resident memory count what forked workers share with their
parent as well, so small differences say nothing: only who needs `SPARING` times as much as the
most frugal is passed over.
"""

import math
from collections.abc import Sequence

from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.read.saved_run import Machine
from lightwork.reporting.text.figures import listed, megabytes
from lightwork.reporting.text.names import COMPUTING, label, simplicity

#: Times the memory of the most frugal above which a strategy is passed over.
SPARING = 1.5


def may_recommend(kind: str, workers: int, machine: Machine) -> bool:
    """Whether so many workers may be recommended for work of ``kind`` on ``machine``.

    Computing workers need a core each: beyond the usable cores a gain is the noise of the host,
    even where ``--workers`` measured it. With a quota of 1.5 cores two are usable. What waits may
    have as many as it likes.
    """
    return kind not in COMPUTING or workers <= machine.usable_cores


def prefer(good: Sequence[CaseResult], default_start_method: str) -> tuple[CaseResult, str]:
    """The simplest of the frugal among ``good`` (one or more), and why; "" without a choice."""
    least = min((one.memory for one in good if not math.isnan(one.memory)), default=math.nan)
    greedy = [one for one in good if one.memory > SPARING * least]
    frugal = [one for one in good if one not in greedy]
    # Of several start methods of the simplest the default, else the quickest.
    chosen = min(
        frugal,
        key=lambda one: (
            simplicity(one.case.strategy),
            one.case.start_method not in ("none", default_start_method),
            -one.speedup.value,
        ),
    )
    if len(good) == 1:
        return chosen, ""
    why = f"the simplest of {len(frugal)} as good" if len(frugal) > 1 else "as good as any"
    if not math.isnan(chosen.memory):
        why += f", {megabytes(chosen.memory)} in its workers"
    if greedy:
        names = listed(sorted({label(one.case, default_start_method) for one in greedy}), 2)
        most = megabytes(max(one.memory for one in greedy))
        why += f"; passed over for memory: {names} (up to {most})"
    return chosen, why
