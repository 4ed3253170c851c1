"""The page's table of all numbers: a row per case, as text."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from benchmarks.intervals import Estimate
from reports.costs import CostResult
from reports.estimates import CaseResult
from reports.weak_scaling import WeakResult
from reports.wording import (
    count,
    megabytes,
    number_between,
    percent,
    percent_between,
    seconds_between,
    times_between,
)


class Row(NamedTuple):
    """One case of the speedup family."""

    case: str
    seconds: str
    speedup: str
    efficiency: str
    share: str
    rounds: str
    notes: str


class GrowingRow(NamedTuple):
    """One case of the family weak_scaling."""

    case: str
    seconds: str
    efficiency: str
    speedup: str  # scaled
    serial_fraction: str
    share: str
    rounds: str
    notes: str


class CostRow(NamedTuple):
    """One case of a cost family; seconds are of one operation."""

    family: str
    case: str
    cost: str
    seconds: str
    reference: str
    observed: str
    rounds: str
    notes: str


def speedup_row(result: CaseResult) -> Row:
    """A case of the speedup family."""

    def text(quantity: str) -> str:
        estimate = result.estimates.get(quantity)
        return times_between(estimate) if estimate else ""

    seconds = result.estimates.get("seconds")
    share = result.share
    return Row(
        case=result.case.id,
        seconds=seconds_between(seconds) if seconds else "",
        speedup=text("speedup") or text("null_control"),
        efficiency=text("efficiency").replace("×", ""),
        share=percent(share.value) if share else "",
        rounds=_rounds(result),
        notes=_notes(result),
    )


def growing_row(result: WeakResult) -> GrowingRow:
    """A case of the family weak_scaling."""
    estimates = result.estimates

    def text(quantity: str, words: Callable[[Estimate], str]) -> str:
        return words(estimates[quantity]) if quantity in estimates else ""

    return GrowingRow(
        case=result.case.id,
        seconds=text("seconds", seconds_between),
        efficiency=text("efficiency", percent_between),
        speedup=text("scaled_speedup", times_between),
        serial_fraction=text("serial_fraction", number_between),
        share=text("share_of_ceiling", percent_between),
        rounds=_rounds(result),
        notes=_notes(result),
    )


def cost_row(result: CostResult) -> CostRow:
    """A case of a cost family."""

    def text(quantity: str) -> str:
        estimate = result.estimates.get(quantity)
        return seconds_between(estimate) if estimate else ""

    return CostRow(
        family=result.family,
        case=result.case.id,
        cost=text("cost"),
        seconds=text("seconds"),
        reference=text("granularity"),
        observed="; ".join(_observed(result)),
        rounds=f"{_rounds(result)} of {count(result.operations, 'operation')}",
        notes=_notes(result),
    )


def _observed(result: CostResult) -> Iterator[str]:
    """What was seen beside seconds: counts over all rounds, bytes of a worker."""
    for name, total in result.totals.items():
        if name.endswith("_bytes"):
            if name in result.estimates:
                words = name.removesuffix("_bytes").replace("_", " ")
                yield f"{words} {megabytes(result.estimates[name].value)}"
        else:
            yield f"{name.replace('_', ' ')} {total:,.0f}"
    if result.share is not None:
        yield f"{percent(result.share.value)} of the ceiling"


def _rounds(result: CaseResult | CostResult | WeakResult) -> str:
    return f"{result.rounds}" + (f", {result.disturbed} disturbed" if result.disturbed else "")


def _notes(result: CaseResult | CostResult | WeakResult) -> str:
    return "; ".join([f"void: {result.void}"] * bool(result.void) + list(result.warnings))
