"""Whether the figures of a saved file are those that were saved."""

from benchmarks.figures_sum import FIGURES_KEY, figures_sum
from reports.checking import MEASURE_AGAIN, Part
from reports.problem import quoted

#: What `figures_sum` raises for values that were never written so.
_ODD = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


def has_sum(ours: Part) -> bool:
    """Whether the file has a checksum of its figures; older ones have none."""
    return ours.has(FIGURES_KEY)


def check_figures(whole: Part, ours: Part) -> None:
    """Refuse a file whose figures differ from its checksum of them. Raises `Unreadable`."""
    if not has_sum(ours):
        return
    told = ours.text(FIGURES_KEY)
    try:
        own = figures_sum(whole.values["benchmarks"])
    except _ODD:
        own = "none"
    if own != told:
        got = f"figures with the checksum {own[:8]}…"
        expected = f"{quoted(told[:8])}… as manyhands.{FIGURES_KEY} says"
        whole.refuse("benchmarks", got, expected, MEASURE_AGAIN)
