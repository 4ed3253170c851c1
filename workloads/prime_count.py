"""Primes in a block of 60 whole numbers, by trial division: pure Python on even items.

In the suite as the plain case of computing: integer arithmetic in bytecode that holds the GIL all
the time. Threads can gain nothing here on a build with a GIL; processes can gain all that the
cores give.

Each block divides its 30 odd numbers by all 266 odd numbers from 3 to 533 and does not stop at
the first that divides. So every item costs exactly 7,980 divisions. (Stopping early is what one
would do otherwise; then a block's cost follows how many primes it happens to hold, and differs
by a factor of two between neighbours.) Blocks start at 100,000; the last of the large size ends
at 284,320, below 535², so that these divisors decide.

The expected counts are from the sieve of Eratosthenes, which divides nothing.
"""

import functools

from lightwork.workload import Size, Workload

FIRST_NUMBER = 100_000
BLOCK = 60
ODD_DIVISORS = range(3, 535, 2)

SIZES = {"small": Size(96, 0.023), "medium": Size(384, 0.090), "large": Size(3072, 0.71)}


def task(item: int) -> int:
    """Return how many primes the block number ``item`` holds."""
    start = FIRST_NUMBER + item * BLOCK
    return sum(_is_prime(number) for number in range(start + 1, start + BLOCK, 2))


def _is_prime(odd_number: int) -> bool:
    return 0 not in [odd_number % divisor for divisor in ODD_DIVISORS]


def items(size: str) -> list[int]:
    """Return the block numbers 0, 1, 2, …"""
    return list(range(SIZES[size].items))


def expected(size: str) -> list[int]:
    """Return the counts read off the sieve."""
    blocks = SIZES[size].items
    is_prime = _sieve(FIRST_NUMBER + blocks * BLOCK)
    starts = range(FIRST_NUMBER, FIRST_NUMBER + blocks * BLOCK, BLOCK)
    return [is_prime.count(1, start, start + BLOCK) for start in starts]


@functools.lru_cache(maxsize=3)
def _sieve(limit: int) -> bytes:
    """Return ``limit`` bytes: 1 at the primes below ``limit``, else 0 (Eratosthenes)."""
    is_prime = bytearray([1]) * limit
    is_prime[:2] = b"\0\0"
    for number in range(2, int(limit**0.5) + 1):
        if is_prime[number]:
            multiples = range(number * number, limit, number)
            is_prime[multiples.start :: number] = bytes(len(multiples))
    return bytes(is_prime)


WORKLOAD = Workload(
    kind="cpu",
    sizes=SIZES,
    items=items,
    task=task,
    expected=expected,
    source="Sieve of Eratosthenes over all blocks at once.",
)
