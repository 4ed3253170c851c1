"""Fibonacci recursion, the naive one: pure-Python function calls on even items.

In the suite because everybody knows it, and because it stresses what ``prime_count`` does not:
calls and returns instead of arithmetic, still in bytecode that holds the GIL all the time.

An item s is the first member of a sequence that goes s, s + 1, 2s + 1, … by the rule of
Fibonacci. The task finds member 17 (counted from 0) by calling itself for the two before it:
5,167 calls, the same for every item, while all results differ, so that a swap would show.

The expected member is s·F(16) + (s + 1)·F(17), with F from fast doubling:
F(2k) = F(k)·(2F(k+1) − F(k)) and F(2k+1) = F(k)² + F(k+1)²
(https://en.wikipedia.org/wiki/Fibonacci_sequence, "Matrix form").
"""

from lightwork.workload import Size, Workload

MEMBER = 17

SIZES = {"small": Size(96, 0.021), "medium": Size(384, 0.088), "large": Size(3072, 0.72)}


def task(item: int) -> int:
    """Return member 17 of the sequence that starts with ``item``."""
    return _member(MEMBER, item)


def _member(index: int, first: int) -> int:
    if index < 2:
        return first + index
    return _member(index - 1, first) + _member(index - 2, first)


def items(size: str) -> list[int]:
    """Return the first members 0, 1, 2, …"""
    return list(range(SIZES[size].items))


def expected(size: str) -> list[int]:
    """Return member 17 of each sequence as a sum of two Fibonacci numbers."""
    before, last = _fibonacci_pair(MEMBER - 1)
    return [first * before + (first + 1) * last for first in items(size)]


def _fibonacci_pair(index: int) -> tuple[int, int]:
    """Return F(index) and F(index + 1) by fast doubling."""
    if index == 0:
        return 0, 1
    half, next_to_half = _fibonacci_pair(index // 2)
    even = half * (2 * next_to_half - half)
    odd = half * half + next_to_half * next_to_half
    return (odd, even + odd) if index % 2 else (even, odd)


WORKLOAD = Workload(
    kind="cpu",
    sizes=SIZES,
    items=items,
    task=task,
    expected=expected,
    source="Linear in the start with Fibonacci numbers as factors, which fast doubling gives.",
)
