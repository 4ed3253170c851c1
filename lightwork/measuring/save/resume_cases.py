"""Cases of a run that is continued, from its journal: checked, given back to pytest-benchmark.

A kept case is not measured again. Its raw rounds go back into pytest-benchmark's own statistics,
so that the saved file is made of them in the way of all others, with the same figures.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import CASE_KEYS, FAMILIES, OBSERVED, OBSERVED_KEY, Case
from lightwork.measuring.cases.rounds import Round, do_nothing

#: No figure of a case is larger, in whatever unit.
LARGEST_RESUMED_NUMBER = 1e18
_TEXTS = [key for key in CASE_KEYS if key not in ("workers", "chunksize")]


class Misfit(ValueError):
    """A record that no run of this suite wrote; the text says what is wrong."""


class ResumedCase(NamedTuple):
    """A finished case of the run that is continued."""

    family: str
    case: Case
    record: dict[str, Any]  # as pytest-benchmark saves it
    rounds: list[Round]
    case_seconds: list[float]

    @property
    def void(self) -> str | None:
        """Why it is no number; None where it is one."""
        reason = self.record["extra_info"].get("void")
        return str(reason) if reason is not None else None


def read_resumed_case(record: Mapping[str, Any]) -> ResumedCase:
    """The case of a record, checked as far as the measuring uses it. Raises `Misfit`."""
    extra, params, stats = (_object(record, key) for key in ("extra_info", "params", "stats"))
    family = extra.get("family")
    if family not in FAMILIES:
        raise Misfit("no family of this suite")
    right = set(params) == set(CASE_KEYS) and all(type(params[key]) is str for key in _TEXTS)
    if not right or not all(type(params[key]) is int for key in ("workers", "chunksize")):
        raise Misfit("params that are no case")
    seconds = _numbers(stats, "data", None)
    if not seconds or min(seconds) <= 0:
        raise Misfit("no rounds, or seconds that are not above 0")
    if type(extra.get("tasks")) is not int or not 1 <= extra["tasks"] <= LARGEST_RESUMED_NUMBER:
        raise Misfit("tasks that are no count")
    case = Case(**{key: params[key] for key in CASE_KEYS})
    return ResumedCase(str(family), case, dict(record), _rounds(extra, len(seconds)), seconds)


def put_back(benchmark: BenchmarkFixture, kept: ResumedCase) -> None:
    """Make ``benchmark`` what it was when the case was measured. Raises `Misfit`."""
    benchmark.pedantic(do_nothing)  # pytest-benchmark makes its statistics when something ran
    made = benchmark.stats
    if made is None:
        raise Misfit("benchmarks are disabled")
    made.stats.data[:] = kept.case_seconds
    benchmark.extra_info.update(kept.record["extra_info"])
    if json.loads(json.dumps(made.as_dict()))["stats"] != kept.record["stats"]:
        benchmark.has_error = True
        raise Misfit("statistics that are not those of its rounds")


def _rounds(extra: Mapping[str, Any], count: int) -> list[Round]:
    ceilings: Sequence[float | None] = [None] * count
    if "ceiling_seconds" in extra:
        ceilings = _numbers(extra, "ceiling_seconds", count)
    observed = _object(extra, OBSERVED_KEY) if OBSERVED_KEY in extra else {}
    if not set(observed) <= set(OBSERVED):
        raise Misfit(f"{OBSERVED_KEY} of unknown names")
    seen = {name: _numbers(observed, name, count) for name in observed}
    columns = zip(
        _list(extra, "order", str, count),
        _numbers(extra, "reference_seconds", count),
        ceilings,
        _numbers(extra, "cpu_seconds", count),
        _numbers(extra, "foreign_cpu_share", count),
        _list(extra, "disturbed", bool, count),
        [{name: values[i] for name, values in seen.items()} for i in range(count)],
        [
            tuple(filter(None, text.split(", ")))
            for text in _list(extra, "disturbed_by", str, count)
        ],
        strict=True,
    )
    return [Round(*values) for values in columns]


def _object(record: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = record.get(key)
    if not isinstance(found, dict):
        raise Misfit(f"no {key}")
    return found


def _list(record: Mapping[str, Any], key: str, kind: type, count: int | None) -> list[Any]:
    found = record.get(key)
    if not isinstance(found, list) or not set(map(type, found)) <= {kind}:
        raise Misfit(f"{key} that is no list of {kind.__name__}")
    if count is not None and len(found) != count:
        raise Misfit(f"{len(found)} values of {key} for {count} rounds")
    return found


def _numbers(record: Mapping[str, Any], key: str, count: int | None) -> list[float]:
    found = record.get(key)
    values = found if isinstance(found, list) else None
    if values is None or not set(map(type, values)) <= {int, float}:
        raise Misfit(f"{key} that is no list of numbers")
    if not all(
        -LARGEST_RESUMED_NUMBER <= value <= LARGEST_RESUMED_NUMBER for value in values
    ):  # nor is NaN
        raise Misfit(f"{key} with numbers that nothing measured has")
    if count is not None and len(values) != count:
        raise Misfit(f"{len(values)} values of {key} for {count} rounds")
    return values
