"""Whether a new version differs from an old one: decided here, once, from ratios within blocks.

As in `lightwork.core.decision`, what is not shown is not claimed: *equivalent* must be shown, and
what is neither is *inconclusive*. The interval that is printed is the one that decides.
"""

import math
from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

from lightwork.core.decision import EQUIVALENT, FAILED, INCONCLUSIVE, SLOWER, TOLERANCE
from lightwork.core.intervals import FEWEST_VALUES
from lightwork.core.rank_intervals import Shift, paired_shift

FASTER = "faster"
#: Equivalent: shown to differ by at most this share.
ALIKE = TOLERANCE
#: Both ends of all intervals of a comparison hold together with this confidence.
TOGETHER = 0.95


class VersionChange(NamedTuple):
    """One quantity of two versions. ``ratio`` is the logarithm of NEW over OLD, within blocks."""

    name: str
    old: float  # medians over the blocks, seconds or bytes
    new: float
    ratio: Shift
    verdict: str
    failed: str = ""  # why there are no figures of NEW where there are some of OLD
    in_bytes: bool = False
    least: float = 0.0  # a smaller difference does not matter, seconds

    @property
    def times(self) -> tuple[float, float, float]:
        """NEW over OLD, and its interval; NaN where there is none."""
        return math.exp(self.ratio.value), math.exp(self.ratio.low), math.exp(self.ratio.high)

    def is_worse_than(self, share: float) -> bool:
        """Whether NEW fails, or is shown to take over this ``share`` more than OLD, and `least`."""
        return self.verdict == FAILED or self.ratio.low > math.log1p(
            max(share, self.least / self.old)
        )


def version_change(
    name: str,
    old: Mapping[int, float],
    new: Mapping[int, float],
    confidence: float,
    in_bytes: bool = False,
) -> VersionChange:
    """The change of what was measured in the same blocks of both; ``confidence`` of each end."""
    blocks = sorted(old.keys() & new.keys())
    olds, news = [old[block] for block in blocks], [new[block] for block in blocks]
    ratio = paired_shift([math.log(b / a) for a, b in zip(olds, news, strict=True)], confidence)
    return VersionChange(
        name, median(olds), median(news), ratio, _verdict(ratio), in_bytes=in_bytes
    )


def _verdict(ratio: Shift) -> str:
    if ratio.low > 0:
        return SLOWER
    if ratio.high < 0:
        return FASTER
    reach = math.log1p(ALIKE)
    return EQUIVALENT if -reach <= ratio.low and ratio.high <= reach else INCONCLUSIVE


def each_end(quantities: int) -> float:
    """The confidence of each end of an interval where so many hold together (Bonferroni)."""
    return 1 - (1 - TOGETHER) / (2 * max(1, quantities))


def fewest_blocks(confidence: float) -> int:
    """How many blocks an interval needs whose ends have this confidence each.

    The outermost of n pairs bound with 1 - 2^-n (`lightwork.core.rank_intervals`).
    """
    return max(FEWEST_VALUES, math.ceil(-math.log2(1 - confidence)))


class Duet(NamedTuple):
    """Two versions, measured in the same blocks. ``again``: once more what was worse, in other
    processes."""

    changes: tuple[VersionChange, ...]
    again: Mapping[str, VersionChange]
    blocks: tuple[int, int]  # of the first measurement, and of the second
    items: tuple[int, int]  # that were run, of so many
    over: float  # the share that NEW may take more
    seconds: float

    @property
    def failing(self) -> tuple[VersionChange, ...]:
        """What NEW does worse, and did once more."""
        return tuple(
            one
            for one in self.changes
            if one.is_worse_than(self.over)
            and (one.verdict == FAILED or self._is_worse_again(one.name))
        )

    def _is_worse_again(self, name: str) -> bool:
        return name in self.again and self.again[name].is_worse_than(self.over)
