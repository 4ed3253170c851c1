"""Made-up facts of an own function, as a saved run holds them, whose truth is known."""

from collections.abc import Mapping
from typing import Any

from benchmarks.own.item_source import VALUE

NAME = "job.work"


def share(value: float, half: float = 0.01) -> dict[str, Any]:
    """A share with its interval."""
    return {"value": value, "low": value - half, "high": value + half, "rounds": 10}


def facts(**changed: Any) -> dict[str, Any]:
    """The value of ``own_function``: by default of a function that holds the GIL."""
    return {
        "workload": NAME, "function": "job.py:work", "module": "job", "attribute": "work",
        "items": "job.py:ITEMS", "items_module": "job", "items_attribute": "ITEMS",
        "items_form": VALUE, "checked": False, "items_read": 200, "more_items": False,
        "round_items": 64, "distinct_items": 64,
        "item_seconds": {"value": 0.006, "low": 0.0055, "high": 0.0065, "rounds": 64},
        "longest_item_seconds": 0.008, "mean_item_seconds": 0.00625, "class": "gil", "sure": True,
        "shares": {"gil": share(0.98), "native": share(0.01), "waits": share(0.01)}, "reason": "",
        "own_workers": 0.0, "bytes_in": 28, "bytes_out": 36, "import_seconds": 0.05,
        "import_bytes": 4_000_000, "worker_bytes": 10_000_000.0,
        "refusals": {"function": "", "item": "", "answer": ""}, "effects": {},
        "import_effects": {}, "printed_bytes": 0, "differs": "",
        "modes": {"threads": "", "fork": "", "spawn": ""}, "probe_seconds": 7.0,
        **changed,
    }  # fmt: skip


def without(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The facts without one of their keys."""
    return {name: value for name, value in values.items() if name != key}
