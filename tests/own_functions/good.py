"""Own functions that can be measured, for the tests: small, quick, and each of a known class."""

import hashlib
import time
from collections.abc import Iterator

ITEMS = list(range(12))
BLOCK = bytes(200_000)


def numbers() -> Iterator[int]:
    """Yield the items."""
    yield from ITEMS


def endless() -> Iterator[int]:
    """Yield items for ever."""
    number = 0
    while True:
        yield number
        number += 1


def spin(item: int) -> int:
    """Hold the GIL for about a millisecond."""
    total = 0
    for number in range(20_000):
        total += number ^ item
    return total


def digest(item: int) -> str:
    """Hash without the GIL for about a millisecond."""
    return hashlib.sha256(BLOCK + bytes([item % 256])).hexdigest()


def nap(item: int) -> int:
    """Wait for two milliseconds."""
    time.sleep(0.002)
    return item


def tiny(item: int) -> int:
    """Do almost nothing."""
    return item + 1


def is_total(item: int, result: int) -> bool:
    """Check the answer of `spin`."""
    return result == sum(number ^ item for number in range(20_000))


def is_never(item: int, result: int) -> bool:  # noqa: ARG001 - a check's signature
    """Accept nothing."""
    return False
