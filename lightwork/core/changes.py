"""Whether a new version differs from an old one: decided here, once, from ratios within blocks.

As in `lightwork.core.decision`, what is not shown is not claimed: *equivalent* must be shown, and
what is neither is *inconclusive*. The interval that is printed is the one that decides.
"""

import math
from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

from lightwork.core.decision import TOLERANCE
from lightwork.core.intervals import FEWEST_VALUES
from lightwork.core.rank_intervals import Shift, paired_shift

SLOWER, FASTER, EQUIVALENT, INCONCLUSIVE = "slower", "faster", "equivalent", "inconclusive"
FAILED = "failed"
#: Both ends of all intervals of a comparison hold together with this confidence.
CONFIDENCE = 0.95
#: Units of quantities.
SECONDS, BYTES = "s", "B"


class Change(NamedTuple):
    """One quantity of two versions. ``ratio`` is the logarithm of NEW over OLD, within blocks."""

    name: str
    unit: str  # `SECONDS` or `BYTES`
    old: float  # medians over the blocks
    new: float
    ratio: Shift
    verdict: str
    failed: str = ""  # why there are no figures of NEW where there are some of OLD

    @property
    def times(self) -> tuple[float, float, float]:
        """NEW over OLD, and its interval; NaN where there is none."""
        return math.exp(self.ratio.value), math.exp(self.ratio.low), math.exp(self.ratio.high)

    def is_worse_than(self, share: float) -> bool:
        """Whether NEW fails, or is shown to take over this ``share`` more than OLD."""
        return self.verdict == FAILED or self.ratio.low > math.log1p(share)


def change_of(
    name: str, unit: str, old: Mapping[int, float], new: Mapping[int, float], confidence: float
) -> Change:
    """The change of what was measured in the same blocks of both; ``confidence`` of each end."""
    blocks = sorted(old.keys() & new.keys())
    olds, news = [old[block] for block in blocks], [new[block] for block in blocks]
    ratio = paired_shift([math.log(b / a) for a, b in zip(olds, news, strict=True)], confidence)
    return Change(name, unit, median(olds), median(news), ratio, _verdict(ratio))


def _verdict(ratio: Shift) -> str:
    if ratio.low > 0:
        return SLOWER
    if ratio.high < 0:
        return FASTER
    reach = math.log1p(TOLERANCE)
    return EQUIVALENT if -reach <= ratio.low and ratio.high <= reach else INCONCLUSIVE


def each_end(quantities: int) -> float:
    """The confidence of each end of an interval where so many hold together (Bonferroni)."""
    return 1 - (1 - CONFIDENCE) / (2 * max(1, quantities))


def fewest_blocks(confidence: float) -> int:
    """How many blocks an interval needs whose ends have this confidence each.

    The outermost of n pairs bound with 1 - 2^-n (`lightwork.core.rank_intervals`).
    """
    return max(FEWEST_VALUES, math.ceil(-math.log2(1 - confidence)))


class Duet(NamedTuple):
    """Two versions, measured in the same blocks. ``again``: once more what was worse, in other
    processes."""

    changes: tuple[Change, ...]
    again: Mapping[str, Change]
    blocks: tuple[int, int]  # of the first measurement, and of the second
    items: tuple[int, int]  # that were run, of so many
    over: float  # the share that NEW may take more
    seconds: float

    @property
    def failing(self) -> tuple[Change, ...]:
        """What NEW does worse, and did once more."""
        return tuple(one for one in self.changes if self._fails(one))

    def _fails(self, one: Change) -> bool:
        if one.verdict == FAILED or not one.is_worse_than(self.over):
            return one.verdict == FAILED
        return one.name in self.again and self.again[one.name].is_worse_than(self.over)
