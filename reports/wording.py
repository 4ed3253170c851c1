"""Numbers in words: the one place where a figure becomes text, so that all outputs agree."""

import math

from reports.intervals import Estimate

UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def plain(value: float) -> str:
    """A number with the digits that it deserves: 0.032, 1.87, 12.3, 123."""
    if math.isnan(value):
        return "?"
    size = abs(value)
    if size >= 99.95:
        return f"{value:.0f}"
    if size >= 9.995:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 0.0995 or value == 0 else f"{value:.2g}"


def times(value: float) -> str:
    """A ratio: ``1.87×``."""
    return f"{plain(value)}×"


def times_between(estimate: Estimate) -> str:
    """A ratio with its interval: ``1.87× [1.80, 1.93]``."""
    return f"{times(estimate.value)} {between(estimate)}"


def between(estimate: Estimate) -> str:
    """The interval alone."""
    if not estimate.bounded:
        return "[no interval]"
    return f"[{plain(estimate.low)}, {plain(estimate.high)}]"


def percent(value: float) -> str:
    """A share: ``97 %``."""
    return "?" if math.isnan(value) else f"{100 * value:.0f} %"


def seconds(value: float) -> str:
    """Seconds in the unit that suits: ``412 ms``."""
    if math.isnan(value):
        return "?"
    for size, unit in UNITS:
        if value >= 0.9995 * size:
            return f"{three_digits(value / size)} {unit}"
    return f"{three_digits(value / 1e-9)} ns"


def three_digits(value: float) -> str:
    """Three significant digits without an exponent."""
    if value >= 99.95:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 9.995 else f"{value:.2f}"


def seconds_between(estimate: Estimate) -> str:
    """Seconds with their interval: ``220 ms [215 ms, 231 ms]``."""
    if not estimate.bounded:
        return f"{seconds(estimate.value)} [no interval]"
    return f"{seconds(estimate.value)} [{seconds(estimate.low)}, {seconds(estimate.high)}]"


def count(number: int, thing: str) -> str:
    """``1 worker``, ``2 workers``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def listed(words: list[str], most: int = 99) -> str:
    """``a, b and 3 more``."""
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
