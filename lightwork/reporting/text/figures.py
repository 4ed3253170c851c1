"""How numbers are written, so that all outputs agree, and how text is folded for a terminal."""

import math
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence

from lightwork.core.intervals import FEWEST_VALUES, Estimate

TERMINAL_WIDTH = 80
#: The column that is folded where a table is too wide is no narrower than this.
LEAST_FIRST_COLUMN = 11
NO_BREAK = "\N{NO-BREAK SPACE}"
#: A number with its unit, and an interval: no line ends inside of them.
KEPT_TOGETHER = re.compile(
    r"\d (?:%|ns|µs|ms|s|kB|MB|GB|B|KiB|MiB|GiB|workers?)(?!\w)|\[[-\d.]+[^\[\]]{0,20}\]"
)

#: Instead of a figure whose interval includes 0 or less.
NOT_ABOVE_ZERO = "not above 0"
SECOND_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
RATE_UNITS = ((1e9, "GB/s"), (1e6, "MB/s"), (1e3, "kB/s"), (1.0, "B/s"))


def number_text(value: float) -> str:
    """A number with the digits that it deserves: 0.032, 1.87, 12.3, 123."""
    if math.isnan(value):
        return "?"
    return f"{value:.2g}" if 0 < abs(value) < 0.0995 else three_digits(value)


def times(value: float) -> str:
    """A ratio: ``1.87×``."""
    return f"{number_text(value)}×"


def times_between(estimate: Estimate) -> str:
    """A ratio with its interval: ``1.87× [1.80, 1.93]``."""
    return f"{times(estimate.value)} {between(estimate)}"


def number_between(estimate: Estimate) -> str:
    """A number with its interval: ``0.021 [0.015, 0.027]``."""
    return f"{number_text(estimate.value)} {between(estimate)}"


def between(estimate: Estimate, text: Callable[[float], str] = number_text) -> str:
    """The interval alone, its ends as ``text`` writes them."""
    if not estimate.bounded:
        return "[no interval]"
    return f"[{text(estimate.low)}, {text(estimate.high)}]"


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
    return f"{percent(estimate.value)} {between(estimate, lambda share: f'{100 * share:.0f}')}"


def seconds_text(value: float, digits: int = 3) -> str:
    """Seconds in the unit that suits: ``412 ms``; with two digits ``410 ms``."""
    if math.isnan(value):
        return "?"
    if value == 0:
        return "0 s"
    if value < 0:
        return f"-{seconds_text(-value, digits)}"
    return _in_unit(float(f"{value:.{digits}g}"), SECOND_UNITS, digits)


def three_digits(value: float) -> str:
    """Three significant digits without an exponent."""
    return significant(value, 3)


def significant(value: float, digits: int) -> str:
    """So many significant digits without an exponent, all of those before the point: ``0.66``."""
    before = (
        len(f"{abs(value):.{digits}g}".partition(".")[0]) if abs(value) < 10**digits else digits
    )
    return f"{value:.{max(0, digits - before)}f}"


def _in_unit(value: float, units: Sequence[tuple[float, str]], digits: int = 3) -> str:
    """In the first unit that the value reaches, else in the last."""
    size, unit = next((one for one in units if value >= 0.9995 * one[0]), units[-1])
    return f"{significant(value / size, digits)} {unit}"


def seconds_between(estimate: Estimate) -> str:
    """Seconds with their interval: ``220 ms [215 ms, 231 ms]``."""
    return f"{seconds_text(estimate.value)} {between(estimate, seconds_text)}"


def is_above_zero(estimate: Estimate) -> bool:
    """Whether a cost is told to be above 0; without an interval there is its value to go by."""
    return estimate.low > 0 if estimate.bounded else estimate.value > 0


def cost_seconds_text(estimate: Estimate) -> str:
    """Seconds of a cost: ``412 ms``, or that it is not above 0."""
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
    return _in_unit(size, RATE_UNITS)


def of_all(part: float, whole: float) -> str:
    """How many of how many: ``12,345 of 40,000 (31 %)``."""
    return f"{part:,.0f} of {whole:,.0f} ({share(part, whole)})"


def share(part: float, whole: float) -> str:
    """Which share of a count: ``31 %``; few are not called 0 %."""
    ratio = part / whole if whole else math.nan
    return percent(ratio) if part == 0 or not ratio < 0.005 else "under 1 %"


def count(number: int, thing: str) -> str:
    """``1 worker``, ``2 workers``."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def listed(texts: list[str], most: int = 99) -> str:
    """``a, b and 3 more``."""
    if len(texts) > most:
        return f"{', '.join(texts[:most])} and {len(texts) - most} more"
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} and {texts[-1]}"


def wrap(start: str, text: str, indent: str) -> list[str]:
    """Lines of at most `TERMINAL_WIDTH`: the first after ``start``, the others after ``indent``.

    Numbers stay beside their units, and intervals whole.
    """
    kept = KEPT_TOGETHER.sub(lambda found: found[0].replace(" ", NO_BREAK), text)
    topic = start.lstrip(" ")  # with the text: a long one leaves no room that a word would fit in
    lines = textwrap.wrap(
        topic + kept, TERMINAL_WIDTH, initial_indent=start.removesuffix(topic),
        subsequent_indent=indent, break_on_hyphens=False,
    )  # fmt: skip
    return [line.replace(NO_BREAK, " ") for line in lines]


def section(
    heading: str, lines: Iterable[tuple[str, str]], topic: str = "  {}: ", indent: str = "    "
) -> Iterator[str]:
    """A heading, then each topic with its text; nothing without lines.

    ``topic`` is how a line begins, with ``{}`` for the topic.
    """
    for number, (name, text) in enumerate(lines):
        if number == 0:
            yield heading
        yield from wrap(topic.format(name), text, indent)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of a table, each at most `TERMINAL_WIDTH`; the first column is folded to fit.

    A column that is empty in all rows is left out with its heading.
    """
    said = [at for at in range(len(headings)) if any(row[at] for row in rows)]
    cells = [[row[at] for at in said] for row in (headings, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    room = TERMINAL_WIDTH - sum(widths[1:]) - 2 * len(widths[1:])
    widths[0] = min(widths[0], max(room, LEAST_FIRST_COLUMN))
    for row in cells:
        first, *more = textwrap.wrap(row[0], widths[0], drop_whitespace=False) or [""]
        texts = zip((first, *row[1:]), widths, strict=True)
        yield "  ".join(f"{text:{width}}" for text, width in texts).rstrip()
        yield from more
