"""Logarithmic axes of seconds, bytes and rates that say their units at the ticks."""

import math
from collections.abc import Callable, Iterable, Sequence

from matplotlib.axis import Axis
from matplotlib.ticker import NullFormatter

from lightwork.core.intervals import Estimate
from lightwork.reporting.text.figures import payload, seconds_text

#: Inches that a label needs; where there is less for a decade, every third is labelled: ns, µs,
#: ms, s.
LABEL = 0.42
#: Digits at which a decade has ticks, by the decades below which they have room.
DIGITS: tuple[tuple[float, tuple[float, ...]], ...] = (
    (0.75, (1, 1.5, 2, 3, 5, 7)), (1.5, (1, 2, 5)), (math.inf, (1,)),
)  # fmt: skip
#: Room left and right of the values, as a factor.
AXIS_ROOM = 1.6


def in_sight(estimates: Iterable[Estimate]) -> tuple[float, float]:
    """The smallest and the largest positive value to show; a decade where there is none.

    An interval that reaches 0 or less has no place on a logarithmic axis: its upper end has.
    """
    values = []
    for estimate in estimates:
        bounds = (estimate.low, estimate.high) if estimate.bounded else ()
        values += [value for value in (estimate.value, *bounds) if value > 0]
    return (min(values), max(values)) if values else (1e-7, 1e-6)


def clipped(estimate: Estimate, lowest: float) -> Estimate:
    """The estimate with what lies below ``lowest`` moved there."""
    low, high = estimate.low, estimate.high
    if estimate.bounded:
        low, high = max(low, lowest), max(high, lowest)
    return estimate._replace(value=max(estimate.value, lowest), low=low, high=high)


def payload_axis(axis: Axis, sizes: Sequence[int]) -> None:
    """Show the payload sizes that were measured, each with its tick as far as there is room."""
    axis.axes.set_xscale("log", base=2)
    axis.axes.set_xlim(sizes[0] / 2, sizes[-1] * 2)
    labelled = [sizes[-1]]
    octaves = math.log2(sizes[-1] / sizes[0]) + 2
    for size in reversed(sizes[:-1]):
        if math.log2(labelled[-1] / size) / octaves > 0.11:
            labelled.append(size)
    axis.set_ticks(labelled, [payload(size) for size in labelled])
    axis.set_ticks([], minor=True)


def log_axis(
    axis: Axis, low: float, high: float, text: Callable[[float], str] = seconds_text,
    room: float = AXIS_ROOM,
) -> float:  # fmt: skip
    """Show ``low`` to ``high`` seconds, or what ``text`` says; give the lower end of the axis."""
    first, last = low / room, high * room
    axes, letter = axis.axes, "x" if axis is axis.axes.xaxis else "y"
    axes.set(**{f"{letter}scale": "log", f"{letter}lim": (first, last)})
    decades = math.log10(last / first)
    inches = (axes.bbox.width if letter == "x" else 2 * axes.bbox.height) / axes.figure.dpi
    step = 3 if inches / decades < LABEL else 1
    digits = next(digits for most, digits in DIGITS if decades < most)
    powers = range(math.floor(math.log10(first)), math.ceil(math.log10(last)) + 1)
    inside = [
        (power, digit, digit * 10.0**power)
        for power in powers
        for digit in digits
        if first <= digit * 10.0**power <= last
    ]
    major = [value for power, _, value in inside if power % step == 0]
    axis.set_ticks(major, [_without_zeros(text(value)) for value in major])
    axis.set_ticks([value for _, _, value in inside if value not in major], minor=True)
    axis.set_minor_formatter(NullFormatter())
    return first


def _without_zeros(figure: str) -> str:
    """``1.00 µs`` is ``1 µs`` at a tick."""
    number, unit = figure.split(" ", 1)
    return f"{float(number):g} {unit}"
