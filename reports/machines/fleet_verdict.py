"""A fleet's verdict: which machine model for which work, where that is told."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.intervals import overlap
from reports.machines.charts._models import Quantity, Spread, kinds_of_work, spreads
from reports.machines.comparison import Comparison
from reports.machines.host_words import PER_CORE, WHOLE
from reports.machines.words import KindWords
from reports.wording import CANT_TELL, count, listed, times_between


class ModelPick(NamedTuple):
    """Which model has the lowest median, and what is said of it."""

    model: str  # or "" for can't tell
    words: str


def lowest(found: Sequence[Spread]) -> ModelPick:
    """The model whose median is told to be below those of all others.

    It is told where the intervals of the medians over machines don't overlap. ``found`` has one.
    """
    ordered = sorted(found, key=lambda spread: spread.median.value)
    first = ordered[0]
    words = f"{first.model}: {_words(first)}"
    if len(ordered) == 1:
        return ModelPick("", f"one model, {words}")
    alike = [other for other in ordered[1:] if overlap(first.median, other.median)]
    if alike:
        rival = f"{alike[0].model}: {_words(alike[0])}"
        return ModelPick("", f"{CANT_TELL} ({words}; not told from {rival})")
    return ModelPick(first.model, f"{words}; next {ordered[1].model}: {_words(ordered[1])}")


def _words(spread: Spread) -> str:
    machines = count(len(spread.values), "machine")
    return f"median {times_between(spread.median)} of {machines}"


class ModelRow(NamedTuple):
    """A kind of work in a fleet's table of verdicts: which model has the lowest median."""

    heading: str
    whole: ModelPick
    per_core: ModelPick


def model_rows(comparison: Comparison) -> list[ModelRow]:
    """A row for each kind of work; none where each machine is shown by name."""
    if not comparison.is_fleet:
        return []
    found = {kind.heading: kind for kind in comparison.kinds}
    return [
        ModelRow(
            kind.heading,
            _pick(comparison, kind.whole, found[kind.heading].why_whole),
            _pick(comparison, kind.per_core, found[kind.heading].why_per_core),
        )
        for kind in kinds_of_work(comparison)
    ]


def _pick(comparison: Comparison, quantity: Quantity, why: str) -> ModelPick:
    """The model of the lowest median; or ``why`` no machine has a figure."""
    return lowest(spreads(comparison.models, quantity)) if quantity.values else ModelPick("", why)


def model_words(rows: Sequence[ModelRow]) -> tuple[KindWords, ...]:
    """The same as words: what page, summary and terminal show."""
    return tuple(
        KindWords(row.heading, per_core=row.per_core.words, whole=row.whole.words, advice=())
        for row in rows
    )


def model_verdict(rows: Sequence[ModelRow]) -> str:
    """What opens the report of a fleet: which model is the fastest for what."""
    if not rows:
        return "No work was measured on two machines alike: nothing can be compared."
    whole = [(row.heading, row.whole.model) for row in rows]
    per_core = [(row.heading, row.per_core.model) for row in rows]
    return " ".join([*_sentence(WHOLE, whole), *_sentence(PER_CORE, per_core)])


def _sentence(what: str, found: Sequence[tuple[str, str]]) -> Iterator[str]:
    alike: dict[str, list[str]] = {}
    for heading, model in found:
        alike.setdefault(model or CANT_TELL, []).append(heading[:1].lower() + heading[1:])
    if alike:
        parts = [f"{model} for {listed(headings)}" for model, headings in alike.items()]
        yield f"Fastest model {what}: {'; '.join(parts)}."
