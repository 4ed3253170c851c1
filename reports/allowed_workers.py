"""How many workers the machine has room for: what may be recommended, whatever was measured."""

from reports.kinds import COMPUTING
from reports.saved import Machine


def may_recommend(kind: str, workers: int, machine: Machine) -> bool:
    """Whether so many workers may be recommended for work of ``kind`` on ``machine``.

    Computing workers need a core each: beyond the usable cores a gain is the noise of the host,
    even where ``--workers`` measured it. With a quota of 1.5 cores two are usable. What waits may
    have as many as it likes.
    """
    return kind not in COMPUTING or workers <= machine.usable_cores
