"""A checksum of a saved file's figures: damage to them is found when the file is read.

Other tools may write the file anew (pytest-benchmark's own, orjson, a formatter): with other
spaces, other order of keys, other ways to write the same number. So the sum is not of the file's
bytes but of what a reader takes from it: of each case of ours its key, its single values, and its
lists of rounds, as little-endian IEEE 754 doubles, which a JSON text keeps to the last bit.

BLAKE2b (RFC 7693), 128 bits. It guards against damage, not against forgers.
"""

import hashlib
import math
import sys
from array import array
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from lightwork.core.record import (
    BLOCK_KEY,
    CASE_KEYS,
    HOSTS_KEY,
    OBSERVED_KEY,
    TIMELINE_KEY,
    is_ours,
)

#: Key of a run that holds the sum.
FIGURES_KEY = "figures_sum"
#: What is summed of a case's ``extra_info``. Files hold sums of exactly these: a new key of a case
#: goes to `_RARER`, which counts nothing where it is absent, as in all older files.
_SINGLE = (
    "schema", "family", "kind", "workload_version", "tasks", "distinct_workers", "verified", "void",
    "warnings", "stopped", "added_rounds",
)  # fmt: skip
_NUMBERS = ("reference_seconds", "cpu_seconds", "foreign_cpu_share", "disturbed")
_TEXTS = ("order", "disturbed_by")
_MEMORY = "peak_memory_bytes"  # the one single value that may be a fraction
_RARER = ("ceiling_seconds", BLOCK_KEY, OBSERVED_KEY, TIMELINE_KEY, HOSTS_KEY)


def figures_sum(benchmarks: Iterable[Mapping[str, Any]]) -> str:
    """The sum over those of ``benchmarks`` that are ours, in their order, as JSON gives them.

    Raises KeyError where raw rounds are not saved; KeyError, TypeError, ValueError, AttributeError
    or OverflowError for what no run of ours has. Gathered first and summed at once: case by case
    takes twice as long.
    """
    singles: list[Any] = []
    lists: list[list[Any]] = []
    texts: list[str] = []
    for benchmark in benchmarks:
        if not is_ours(benchmark):
            continue
        extra = benchmark["extra_info"]
        singles += map(benchmark["params"].__getitem__, CASE_KEYS)
        singles += map(extra.get, _SINGLE)
        lists += (benchmark["stats"]["data"], [extra.get(_MEMORY)])
        lists += (extra.get(key) or [] for key in _NUMBERS)
        for key in _TEXTS:
            texts += extra.get(key) or ()
        for key in _RARER:
            if key in extra:
                _add(key, extra[key], singles, lists)
    whole = hashlib.blake2b(digest_size=16)
    whole.update(ascii((singles, list(map(len, lists)))).encode())  # repr differs with Unicode
    whole.update(_doubles(lists))
    whole.update("\0".join(texts).encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


def _add(key: str, value: Any, singles: list[Any], lists: list[list[Any]]) -> None:
    """What not every case has."""
    singles.append(key)
    if value is None or key == HOSTS_KEY:
        singles.append(value)
    elif key in ("ceiling_seconds", BLOCK_KEY):
        lists.append(value)
    elif key == TIMELINE_KEY:
        singles.append(sorted(value.items()))
    else:
        singles += sorted(value)
        lists += [value[name] for name in sorted(value)]


def _doubles(lists: Iterable[list[Any]]) -> bytes:
    numbers = list(chain.from_iterable(lists))
    try:
        doubles = array("d", numbers)
    except TypeError:  # null where a figure is unknown
        doubles = array("d", [math.nan if value is None else value for value in numbers])
    if sys.byteorder == "big":
        doubles.byteswap()
    return doubles.tobytes()
