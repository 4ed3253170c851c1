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
from operator import itemgetter
from typing import Any

from benchmarks.record import (
    ADDED_KEY,
    CASE_KEYS,
    HOSTS_KEY,
    OBSERVED_KEY,
    PER_CASE_KEYS,
    STOPPED_KEY,
    TIMELINE_KEY,
)

#: Key of a run that holds the sum.
FIGURES_KEY = "figures_sum"
_NUMBERS = ("reference_seconds", "ceiling_seconds", "cpu_seconds", "foreign_cpu_share", "disturbed")
_TEXTS = ("order", "disturbed_by")
_of_case = itemgetter(*CASE_KEYS)
_rounds = itemgetter("reference_seconds", "cpu_seconds", "foreign_cpu_share", "disturbed")
_rarer = ("ceiling_seconds", OBSERVED_KEY, TIMELINE_KEY, HOSTS_KEY)
_single = itemgetter(*(key for key in PER_CASE_KEYS if key not in (STOPPED_KEY, ADDED_KEY)))


def figures_sum(benchmarks: Iterable[Mapping[str, Any]]) -> str:
    """The sum over those of ``benchmarks`` that are ours, in their order, as JSON gives them.

    Raises KeyError, TypeError, ValueError, AttributeError or OverflowError for what no run of ours
    has. Gathered first and summed at once: case by case takes twice as long.
    """
    singles: list[Any] = []
    lists: list[list[Any]] = []
    texts: list[str] = []
    for benchmark in benchmarks:
        extra = benchmark.get("extra_info")
        if not isinstance(extra, dict) or "family" not in extra:
            continue  # somebody else's
        singles += _of_case(benchmark["params"])
        singles += _single(extra)
        singles += (extra.get(STOPPED_KEY), extra.get(ADDED_KEY))
        lists.append(benchmark["stats"]["data"])
        lists += _rounds(extra)
        texts += extra["order"]
        texts += extra.get("disturbed_by") or ()
        for key in _rarer:
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
    elif key == "ceiling_seconds":
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
