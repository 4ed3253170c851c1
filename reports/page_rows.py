"""The page's table of all numbers: a row per case, as text."""

from collections.abc import Iterator
from typing import NamedTuple

from reports.costs import CostResult
from reports.estimates import CaseResult
from reports.pages.cells import Cell, cell_of
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
    seconds: Cell
    speedup: Cell
    efficiency: Cell
    share: Cell
    rounds: str
    notes: str


class GrowingRow(NamedTuple):
    """One case of the family weak_scaling."""

    case: str
    seconds: Cell
    efficiency: Cell
    speedup: Cell  # scaled
    serial_fraction: Cell
    share: Cell
    rounds: str
    notes: str


class CostRow(NamedTuple):
    """One case of a cost family; seconds are of one operation."""

    family: str
    case: str
    cost: Cell
    seconds: Cell
    reference: Cell
    observed: str
    rounds: str
    notes: str


def speedup_row(result: CaseResult) -> Row:
    """A case of the speedup family."""

    found = result.estimates
    ratio = "speedup" if "speedup" in found else "null_control"
    return Row(
        case=result.case.id,
        seconds=cell_of(found.get("seconds"), seconds_between),
        speedup=cell_of(found.get(ratio), times_between),
        efficiency=cell_of(found.get("efficiency"), number_between),
        share=cell_of(result.share, lambda share: percent(share.value)),
        rounds=_rounds(result),
        notes=_notes(result),
    )


def growing_row(result: WeakResult) -> GrowingRow:
    """A case of the family weak_scaling."""
    found = result.estimates
    return GrowingRow(
        case=result.case.id,
        seconds=cell_of(found.get("seconds"), seconds_between),
        efficiency=cell_of(found.get("efficiency"), percent_between),
        speedup=cell_of(found.get("scaled_speedup"), times_between),
        serial_fraction=cell_of(found.get("serial_fraction"), number_between),
        share=cell_of(found.get("share_of_ceiling"), percent_between),
        rounds=_rounds(result),
        notes=_notes(result),
    )


def cost_row(result: CostResult) -> CostRow:
    """A case of a cost family."""
    found = result.estimates
    return CostRow(
        family=result.family,
        case=result.case.id,
        cost=cell_of(found.get("cost"), seconds_between),
        seconds=cell_of(found.get("seconds"), seconds_between),
        reference=cell_of(found.get("granularity"), seconds_between),
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
