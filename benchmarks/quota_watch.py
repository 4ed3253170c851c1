"""How long CPU quotas kept us waiting, and how much of each was used by its whole control group.

A quota that our own workers exhaust is a limit of this machine: it holds in every round, the
ceiling feels it as the case does, and to run the round again would change nothing. A quota that
others of the same group exhaust is a disturbance. So what the group used is read as well.
"""

import math
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.cores import CGROUP_ROOT, OWN_CGROUPS, own_groups, quota_of


class QuotaUse(NamedTuple):
    """Of one control group with a quota; CPU seconds since it was made."""

    throttled: float  # kept waiting, summed over cores
    used: float  # by all processes of the group; NaN: unknown
    cores: float  # the quota


class QuotaShares(NamedTuple):
    """What quotas did between two looks; the most that any of them did."""

    throttled: float = 0.0  # seconds kept waiting / wall seconds
    others: float = math.nan  # CPU seconds of others in that group / what it allows; NaN: unknown


def quota_uses(root: Path = CGROUP_ROOT, own: Path = OWN_CGROUPS) -> tuple[QuotaUse, ...]:
    """What the quotas above this process have done so far; empty where there is none."""
    return tuple(QuotaUse(*_use_in(folder), cores) for folder, cores in _limiting(root, own))


def quota_shares(
    before: tuple[QuotaUse, ...], after: tuple[QuotaUse, ...], own_cpu: float, wall: float
) -> QuotaShares:
    """What happened between two looks ``wall`` seconds apart; ``own_cpu``: our CPU seconds."""
    found = [QuotaShares()]
    for one, other in zip(before, after, strict=False):
        throttled = max(0.0, other.throttled - one.throttled) / wall
        others = max(0.0, other.used - one.used - own_cpu) / (other.cores * wall)
        # Unknown would come out of max as 0.
        unknown = math.isnan(other.used) or math.isnan(one.used)
        found.append(QuotaShares(throttled, math.nan if unknown else others))
    return max(found, key=lambda shares: shares.throttled)


@cache
def _limiting(root: Path, own: Path) -> tuple[tuple[Path, float], ...]:
    """The control groups that have a quota, with its cores.

    Looked for once: a process is rarely moved, and the search takes longer than all else that is
    read around a round.
    """
    groups = own_groups(root, own)
    return tuple((folder, quota) for folder in groups if (quota := quota_of(folder)) is not None)


def _use_in(folder: Path) -> tuple[float, float]:
    """CPU seconds throttled and used; 0 and NaN where the group does not tell."""
    try:
        fields = dict(line.split() for line in (folder / "cpu.stat").read_text().splitlines())
    except OSError:
        return 0.0, math.nan
    if "throttled_usec" in fields:  # version 2, microseconds
        used = int(fields["usage_usec"]) / 1e6 if "usage_usec" in fields else math.nan
        return int(fields["throttled_usec"]) / 1e6, used
    # Version 1, nanoseconds; use is another controller's, whose groups may be others.
    return int(fields.get("throttled_time", 0)) / 1e9, math.nan
