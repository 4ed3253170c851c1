"""Numbers in words: the one place where a figure becomes text, so that all outputs agree.

Text folded to the width of a terminal, and sections of such text.
"""

import math
import textwrap
from collections.abc import Iterable, Iterator

from lightwork.core.intervals import FEWEST_VALUES, Estimate

TERMINAL_WIDTH = 100


def wrap(start: str, text: str, indent: str) -> list[str]:
    """``text`` in lines of at most `TERMINAL_WIDTH`, the first after ``start``, the others
    indented.
    """
    return textwrap.wrap(
        text, TERMINAL_WIDTH, initial_indent=start, subsequent_indent=indent, break_on_hyphens=False
    )


def section(
    heading: str, said: Iterable[tuple[str, str]], topic: str = "  {}: ", indent: str = "    "
) -> Iterator[str]:
    """A heading, then each topic with its text; nothing where nothing is said.

    ``topic`` is how a line begins, with ``{}`` for the topic.
    """
    for number, (name, text) in enumerate(said):
        if number == 0:
            yield heading
        yield from wrap(topic.format(name), text, indent)


CANT_TELL = "can't tell"
SECOND_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def number_text(value: float) -> str:
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
    return f"{number_text(value)}×"


def times_between(estimate: Estimate) -> str:
    """A ratio with its interval: ``1.87× [1.80, 1.93]``."""
    return f"{times(estimate.value)} {between(estimate)}"


def number_between(estimate: Estimate) -> str:
    """A number with its interval: ``0.021 [0.015, 0.027]``."""
    return f"{number_text(estimate.value)} {between(estimate)}"


def between(estimate: Estimate) -> str:
    """The interval alone."""
    if not estimate.bounded:
        return "[no interval]"
    return f"[{number_text(estimate.low)}, {number_text(estimate.high)}]"


def percent(value: float) -> str:
    """A share: ``97 %``."""
    return "?" if math.isnan(value) else f"{100 * value:.0f} %"


def detectable(difference: float) -> str:
    """The smallest difference that could be told: ``4 %``; "" where there is none to tell."""
    if math.isnan(difference):
        return ""
    return percent(difference) if difference >= 0.01 else f"{100 * difference:.1f} %"


def percent_between(estimate: Estimate) -> str:
    """A share with its interval: ``93 % [90, 96]``."""
    if not estimate.bounded:
        return f"{percent(estimate.value)} [no interval]"
    return f"{percent(estimate.value)} [{100 * estimate.low:.0f}, {100 * estimate.high:.0f}]"


def seconds_text(value: float) -> str:
    """Seconds in the unit that suits: ``412 ms``."""
    if math.isnan(value):
        return "?"
    if value < 0:
        return f"-{seconds_text(-value)}"
    for size, unit in SECOND_UNITS:
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
        return f"{seconds_text(estimate.value)} [no interval]"
    return f"{seconds_text(estimate.value)} [{seconds_text(estimate.low)}, {seconds_text(estimate.high)}]"


#: Instead of a figure whose interval includes 0 or less.
NOT_ABOVE_ZERO = "not told from 0"


def is_above_zero(estimate: Estimate) -> bool:
    """Whether a cost is told to be above 0; without an interval there is its value to go by."""
    return estimate.low > 0 if estimate.bounded else estimate.value > 0


def cost_seconds_text(estimate: Estimate) -> str:
    """Seconds of a cost: ``412 ms``, or that it is not told from 0."""
    return seconds_text(estimate.value) if is_above_zero(estimate) else NOT_ABOVE_ZERO


def why_unbounded(estimate: Estimate) -> str:
    """Why there is no interval: ``no interval: 5 rounds, 6 are needed``."""
    return f"no interval: {count(estimate.rounds, 'round')}, {FEWEST_VALUES} are needed"


def payload(size: int) -> str:
    """How much is carried, in the units that memory comes in: ``32 KiB``."""
    for power, unit in ((30, "GiB"), (20, "MiB"), (10, "KiB")):
        if size >= 2**power:
            return f"{size / 2**power:.3g} {unit}"
    return f"{size} B"


def megabytes(size: float) -> str:
    """Bytes of memory in millions: ``9.35 MB``; where that is little, ``12 kB``."""
    if abs(size) < 1e5:
        return f"{size / 1e3:.0f} kB"
    return f"{three_digits(size / 1e6)} MB"


def per_second(size: float) -> str:
    """Bytes per second: ``1.25 GB/s``."""
    for unit, name in ((1e9, "GB/s"), (1e6, "MB/s"), (1e3, "kB/s")):
        if size >= 0.9995 * unit:
            return f"{three_digits(size / unit)} {name}"
    return f"{three_digits(size)} B/s"


def of_all(part: float, whole: float) -> str:
    """How many of how many: ``12,345 of 40,000 (31 %)``."""
    return f"{part:,.0f} of {whole:,.0f} ({share(part, whole)})"


def share(part: float, whole: float) -> str:
    """Which share of a count: ``31 %``; few are not called 0 %."""
    ratio = part / whole if whole else math.nan
    return percent(ratio) if part == 0 or not ratio < 0.005 else "under 1 %"


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
