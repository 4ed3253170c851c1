"""A decision as plain values, for ``verdict.json``: of a suite's workload and of a user's function.

Standard library only: both sides write it.
"""

import math
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from lightwork.core.decision import FAILED, Decision, Standing
from lightwork.core.intervals import Estimate

#: Version of ``verdict.json``.
VERDICT_SCHEMA = 1
#: How the serial loop is described, where that is recommended.
SERIAL_CHOICE = {"mechanism": "serial", "workers": 1, "chunksize": 1, "start_method": "none"}


def decision_values(
    decision: Decision, describe: Callable[[Any], Mapping[str, object]]
) -> dict[str, object]:
    """``worth_it``, ``reason``, ``recommended``, ``speedup`` and ``candidates`` of a decision.

    ``describe`` gives ``mechanism``, ``workers``, ``chunksize`` and ``start_method`` of a key. The
    speedup is that of what is recommended: the serial loop's is 1.
    """
    chosen = decision.chosen
    alone = {"value": 1.0, "low": 1.0, "high": 1.0}
    return {
        "worth_it": decision.worth_it,
        "reason": decision.reason,
        "recommended": dict(SERIAL_CHOICE if chosen is None else describe(chosen.key)),
        "speedup": alone if chosen is None else estimate_values(chosen.speedup),
        "candidates": [_candidate(one, describe) for one in decision.standings],
    }


def estimate_values(estimate: Estimate) -> dict[str, float | None]:
    """Value and bounds; null where there is none, as JSON has no NaN."""
    bounds = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    return {name: value if math.isfinite(value) else None for name, value in bounds.items()}


def _candidate(
    one: Standing, describe: Callable[[Hashable], Mapping[str, object]]
) -> dict[str, object]:
    return {
        **describe(one.key),
        "speedup": None if one.status == FAILED else estimate_values(one.speedup),
        "status": one.status,
        "reason": one.reason,
    }
