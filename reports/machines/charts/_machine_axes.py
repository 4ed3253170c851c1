"""Axes on which 2 and 192 cores can stand side by side."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from reports.charts._style import FAINT, GRID

#: More octaves than this don't each get a tick; 1 always does.
MOST_TICKS = 6
#: The lower end of a logarithmic axis of speedups, unless something is lower.
LOWEST = 0.7


def speedup_axis(axes: Axes, values: Sequence[float], most: float, logarithmic: bool) -> None:
    """The y axis for these speedups; ``most`` (times) is to be in sight, too."""
    if logarithmic:
        axes.set_yscale("log", base=2)
        axes.set_ylim(min(LOWEST, 0.8 * min(values)), 1.3 * max(most, *values))
    else:
        axes.set_ylim(0, 1.06 * max(most, *values) + 0.1)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:.3g}"))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_ylabel("speedup (times)", labelpad=2)
    axes.axhline(1, color=FAINT, linewidth=0.6, zorder=1)


def fullness_axis(axes: Axes, shares: Sequence[float], logarithmic: bool) -> None:
    """The x axis of workers / usable cores, with a line where every core has a worker."""
    low, high = min(shares), max(1.0, *shares)
    if logarithmic:
        axes.set_xscale("log", base=2)
        axes.set_xlim(low * 2**-0.35, high * 2**0.35)
        octaves = [k for k in range(-10, 11) if low * 0.99 <= 2.0**k <= high * 1.01]
        step = -(-len(octaves) // MOST_TICKS)
        axes.xaxis.set_major_locator(FixedLocator([2.0**k for k in octaves if k % step == 0]))
    else:
        axes.set_xlim(0, high * 1.05)
        axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: _fraction(x)))
    axes.axvline(1, color=FAINT, linewidth=0.7, dashes=(2, 2), zorder=0)
    axes.set_xlabel("workers / usable cores", labelpad=1)


def _fraction(value: float) -> str:
    """``1/64`` for a power of two below a quarter, else digits."""
    if 0 < value < 0.2 and abs(1 / value - round(1 / value)) < 1e-6:
        return f"1/{round(1 / value)}"
    return f"{value:g}"
