"""A decision as plain values: JSON without NaN, the serial loop where that is recommended."""

import json
import math
from typing import Any

from lightwork.core.decision import Contender, decide
from lightwork.core.intervals import median_interval, unbounded
from lightwork.core.verdict_json import SERIAL_CHOICE, decision_values


def described(key: Any) -> dict[str, object]:
    return {"mechanism": key, "workers": 2, "chunksize": 1, "start_method": "none"}


def contender(key: str, speedup: float, blocks: int = 10) -> Contender:
    ratios = [speedup * (1 + 0.001 * place) for place in range(blocks)]
    logs = {place: math.log(ratio) for place, ratio in enumerate(ratios)}
    return Contender(key, median_interval(ratios), logs, ())


def test_what_is_recommended_is_described_with_its_interval() -> None:
    """And each candidate with its status; one that failed has no speedup."""
    failed = Contender("c", unbounded(math.nan, 0, "gone"), {}, (), failed="gone")
    found = decision_values(decide([contender("a", 2), contender("b", 1), failed]), described)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["worth_it"] == "yes"
    assert found["recommended"] == described("a")
    speedup: Any = found["speedup"]
    assert 1.9 < speedup["low"] <= speedup["value"] <= speedup["high"] < 2.1
    candidates: Any = found["candidates"]
    assert [(one["mechanism"], one["status"]) for one in candidates] == [
        ("a", "best"), ("b", "slower"), ("c", "failed"),
    ]  # fmt: skip
    assert candidates[2]["speedup"] is None
    assert candidates[2]["reason"] == "gone"


def test_the_serial_loop_is_recommended_with_a_speedup_of_one() -> None:
    """Without intervals bounds are null."""
    found = decision_values(decide([contender("a", 2, blocks=3)]), described)
    assert found["recommended"] == SERIAL_CHOICE
    assert found["speedup"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    candidates: Any = found["candidates"]
    assert candidates[0]["speedup"]["low"] is None
