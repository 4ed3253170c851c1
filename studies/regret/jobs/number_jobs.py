"""Numbers: series in decimals, statistics, fractions, chance, orbits and knapsacks."""

import random
import statistics
from decimal import Decimal, localcontext
from fractions import Fraction

DIGITS = [40 + 20 * number for number in range(50)]


def log_of_two(digits: int) -> str:
    """The logarithm of 2 to so many digits: the more, the longer."""
    with localcontext() as context:
        context.prec = digits + 5
        total, term, third = Decimal(0), Decimal(2) / 3, Decimal(1) / 9
        for number in range(1, 4 * digits, 2):
            total += term / number
            term *= third
        return str(total)[:digits]


def samples() -> list[list[float]]:
    """30 samples of 400 values."""
    chance = random.Random(1)
    return [[chance.gauss(10, 3) for _ in range(400)] for _ in range(30)]


def describe(sample: list[float]) -> dict[str, float]:
    """Mean, median, deviation and quartiles."""
    low, middle, high = statistics.quantiles(sample, n=4)
    spread = {"low": low, "middle": middle, "high": high}
    return {"mean": statistics.mean(sample), "deviation": statistics.stdev(sample), **spread}


SEEDS = list(range(48))


def estimate_pi(seed: int) -> float:
    """Monte Carlo, with a seed for each item."""
    chance = random.Random(seed)
    inside = sum(chance.random() ** 2 + chance.random() ** 2 <= 1 for _ in range(100_000))
    return 4 * inside / 100_000


STARTS = [*range(1, 400), 837_799, 8_400_511, 63_728_127, 670_617_279]


def longest_orbit(start: int) -> tuple[int, int]:
    """The longest of Collatz's orbits from here on: a few items take a thousand times as long."""
    longest, at = 0, start
    for first in range(start, start + (3000 if start > 1000 else 2)):
        value, steps = first, 0
        while value != 1:
            value = value // 2 if value % 2 == 0 else 3 * value + 1
            steps += 1
        if steps > longest:
            longest, at = steps, first
    return at, longest


CAPACITIES = [2000, 1600, 1200, 900, 700, 500, 300, 200, 100, 50]


def best_load(capacity: int) -> int:
    """The knapsack's table; the largest sack comes first."""
    chance = random.Random(7)
    things = [(chance.randrange(5, 60), chance.randrange(10, 99)) for _ in range(150)]
    best = [0] * (capacity + 1)
    for weight, value in things:
        for room in range(capacity, weight - 1, -1):
            best[room] = max(best[room], best[room - weight] + value)
    return best[capacity]


TERMS = list(range(8, 120))


def harmonic(terms: int) -> tuple[int, int]:
    """A sum of fractions: short."""
    total = sum((Fraction(1, number) for number in range(1, terms)), Fraction(0))
    return total.numerator % 1_000_003, total.denominator % 1_000_003


ORDER_NUMBERS = list(range(10_000_000, 10_006_000))


def check_digit(number: int) -> int:
    """Luhn's digit: microseconds for each item."""
    total = 0
    for place, digit in enumerate(reversed(str(number))):
        own = int(digit) * (2 - place % 2)
        total += own - 9 if own > 9 else own
    return -total % 10
