"""What was decided of a user's function, as plain values: ``verdict.json``, and what is printed."""

import math
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from lightwork.core.candidate import ONE_BLAS, Candidate
from lightwork.core.decision import LEAST_OFF
from lightwork.core.intervals import Estimate, median_interval
from lightwork.core.record import CEILING
from lightwork.core.scripts import script
from lightwork.core.verdict_json import VERDICT_SCHEMA, decision_values, estimate_values
from lightwork.measuring.race.race import LOOP, RaceResult
from lightwork.measuring.user_function.measure import MeasuredFunction

#: Share of disturbed blocks from which on that is said.
DISTURBED_BLOCKS = 0.25


def verdict_values(measured: MeasuredFunction) -> dict[str, Any]:
    """The whole verdict. Seconds are wall seconds, memory is in bytes; null is unknown."""
    result = measured.result
    decision = result.decision
    recommended = decision.recommended
    assert recommended is None or isinstance(recommended, Candidate)

    def describe(key: Any) -> dict[str, object]:
        return {
            "mechanism": key.mechanism,
            "workers": key.workers,
            "chunksize": key.chunksize(measured.loaded.items),
            "start_method": key.start_method,
        }

    values = decision_values(decision, describe)
    for standing, candidate in zip(decision.standings, _list(values["candidates"]), strict=True):
        candidate |= _figures(result, standing.key)
        candidate["recommended"] = standing.key == recommended
    return {
        "schema": VERDICT_SCHEMA,
        "function": measured.request.function.text,
        "items": measured.loaded.items,
        "items_run": measured.sample.items,
        "cores": measured.host.cores,
        "python": ".".join(map(str, sys.version_info[:3])),
        "default_start_method": measured.source.default_start_method,
        **values,
        **_race_values(measured),
        "class": _class(measured),
        "bytes_in": measured.looked.bytes_in,
        "bytes_out": measured.looked.bytes_out,
        "import_seconds": measured.loaded.seconds,
        "code": script(measured.source, recommended),
        "alarms": [*_alarms(measured)],
        "warnings": [
            *_alarms(measured),
            *_on_the_measurement(measured),
            *_on_the_function(measured),
        ],
    }


def _race_values(measured: MeasuredFunction) -> dict[str, object]:
    """Figures of the race as a whole, and when it had which answer (seconds)."""
    result, timing = measured.result, measured.timing
    break_even = _break_even(result)
    return {
        "loop_seconds": estimate_values(result.loop_seconds),
        "all_items_seconds": _finite(measured.all_items_seconds),
        "blocks": result.blocks,
        "a_a_check": estimate_values(result.control) if result.control else None,
        "ceiling": estimate_values(result.ceiling) if result.ceiling else None,
        "break_even_seconds": _finite(break_even.value) if break_even else None,
        "break_even_interval": estimate_values(break_even) if break_even else None,
        "seconds": {
            "first_estimate": timing.first_estimate,
            "recommendation": timing.recommendation or timing.final,
            "final": timing.final,
        },
    }


def _figures(result: RaceResult, key: Any) -> dict[str, object]:
    entry = result.entries[key]
    return {
        "seconds": _finite(result.seconds_of(key)),
        "memory_bytes": _finite(entry.memory_bytes),
        "blocks": len(entry.seconds),
        "warnings": list(entry.warnings),
    }


def _list(values: object) -> list[dict[str, Any]]:
    assert isinstance(values, list)
    return values


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _class(measured: MeasuredFunction) -> dict[str, object]:
    found = measured.classified
    return {
        "name": found.name,
        "sure": found.sure,
        "shares": {name: estimate_values(share) for name, share in found.shares.items()},
        "reason": found.reason,
        "waits": measured.host.waits,
    }


def _break_even(result: RaceResult) -> Estimate | None:
    """From which seconds of the serial loop on the best candidate pays; None where unknown.

    A call takes ``a + S / c`` seconds for ``S`` of the loop, where ``c`` is the ceiling's speedup
    of the same block and ``a`` what is left, which is starting and handing out. It pays from
    ``a / (1 - 1 / c)`` on.
    """
    best = result.decision.best
    if not isinstance(best, Candidate):
        return None
    loop, ceiling, taken = (result.entries[one].seconds for one in (LOOP, CEILING, best))
    found = [
        max(0.0, (taken[block] - ceiling[block]) / (1 - ceiling[block] / loop[block]))
        for block in sorted(loop.keys() & ceiling.keys() & taken.keys())
        if ceiling[block] < loop[block]
    ]
    return median_interval(found) if found else None


def _alarms(measured: MeasuredFunction) -> Iterator[str]:
    """What must be known before the figures are used, each a sentence."""
    result = measured.result
    causes = [one.causes for one in measured.disturbances if one.disturbed]
    if len(causes) > DISTURBED_BLOCKS * result.blocks:
        named = ", ".join(dict.fromkeys(cause for some in causes for cause in some))
        yield (
            f"The host was disturbed in {len(causes)} of {result.blocks} blocks ({named}); on a "
            "quiet one intervals are narrower."
        )
    if result.decision.off > 1 + LEAST_OFF:
        yield (
            f"A/A check failed: the serial loop differs from itself by {result.decision.off:.2f}×; "
            "measure again on a quieter machine."
        )


def _on_the_measurement(measured: MeasuredFunction) -> Iterator[str]:
    sample, loaded = measured.sample, measured.loaded
    if sample.items < loaded.items:
        yield (
            f"Measured on {sample.items:,} of {loaded.items:,} items, spread evenly over the list. "
            "On all of them starting workers weighs less."
        )
    if sample.parts:
        yield (
            "Items are slow: the serial loop ran parts of them in turn, and its seconds are "
            "multiplied."
        )
    if loaded.more:
        yield f"Only the first {loaded.items:,} items were read."
    if measured.fresh is not None:
        yield f"Each call had a fresh interpreter: {measured.fresh}."


def _on_the_function(measured: MeasuredFunction) -> Iterator[str]:
    looked = measured.looked
    if measured.host.processes is not None:
        yield f"No worker processes: {measured.host.processes}."
    if looked.effects:
        seen = ", ".join(f"{name} ({one['count']}×)" for name, one in looked.effects.items())
        yield f"Beside answering it {seen}: see that parallel calls may do so."
    if looked.printed:
        yield f"It prints {looked.printed:,} bytes, beginning with {looked.output[:40]!r}."
    recommended = measured.result.decision.recommended
    if isinstance(recommended, Candidate) and recommended.mechanism in ONE_BLAS:
        yield "With one BLAS thread sums are added up in another order: last digits may differ."
    for warning in measured.result.entries[LOOP].warnings:
        yield f"It {warning}."


def write_verdict(values: Mapping[str, Any], path: str) -> None:
    """Write ``verdict.json`` in one step. Raises OSError."""
    import json

    part = f"{path}.part"
    with open(part, "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(values, file, indent=1, allow_nan=False)
        file.write("\n")
    os.replace(part, path)  # noqa: PTH105
