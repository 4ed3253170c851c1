"""What is transferred: bytes, a numpy array, a dict of lists; each knows how many bytes it has."""

import pickle
import random
from collections.abc import Callable
from typing import Any, NamedTuple

BYTES, ARRAY, DICTS = "bytes", "array", "dicts"
UNITS = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
#: Random bytes are made up to here and then repeated; odd, so that no page is like the next.
_BLOCK_BYTES = (1 << 20) + 7
#: What a float takes in a pickle, in bytes: one for its kind and eight for itself.
_PICKLED_FLOAT_BYTES = 9
_FLOATS_PER_LIST = 100


class Payload(NamedTuple):
    """``value`` is what is sent, ``image`` the bytes that carry it, for the memory copy.

    ``plain`` makes of a value that arrived what compares by ``==``, ``restored`` the same of a
    copied image.
    """

    value: Any
    image: bytes
    plain: Callable[[Any], Any]
    restored: Callable[[bytes], Any]


def bytes_in(size: str) -> int:
    """The bytes of a size as a case has it, for example ``64MiB``."""
    digits = size.rstrip("BKMGi")
    return int(digits) * UNITS[size[len(digits) :]]


def make_payload(kind: str, size: str) -> Payload:
    """Make a payload of a kind (the case's workload) and size; the same on every machine."""
    return _MAKERS[kind](bytes_in(size))


def _random_bytes(count: int) -> bytes:
    block = random.Random(count).randbytes(min(count, _BLOCK_BYTES))
    return (block * (count // len(block) + 1))[:count]


def _itself(value: Any) -> Any:
    return value


def _bytes(count: int) -> Payload:
    value = _random_bytes(count)
    return Payload(value, value, _itself, _itself)


def _array(count: int) -> Payload:
    """An array of 64-bit floats. Compared by its bytes: among random ones are NaNs."""
    import numpy as np  # the only one of the cases that loads it; see `transfer.imports`

    value = np.frombuffer(_random_bytes(count), dtype=np.float64).copy()

    def plain(array: Any) -> tuple[str, str, tuple[int, ...], bytes]:
        return type(array).__name__, array.dtype.str, array.shape, array.tobytes()

    return Payload(
        value, value.tobytes(), plain, lambda image: plain(np.frombuffer(image, dtype=np.float64))
    )


def _dicts(count: int) -> Payload:
    """A dict of lists of floats that pickles to about ``count`` bytes."""
    floats = random.Random(count)
    left = max(1, count // _PICKLED_FLOAT_BYTES)
    value: dict[str, list[float]] = {}
    while left:
        length = min(left, _FLOATS_PER_LIST)
        value[f"key{len(value):06}"] = [floats.random() for _ in range(length)]
        left -= length
    return Payload(value, pickle.dumps(value), _itself, pickle.loads)


_MAKERS: dict[str, Callable[[int], Payload]] = {BYTES: _bytes, ARRAY: _array, DICTS: _dicts}
