"""Which machine, of a fleet which machine model, for which work, in words."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lightwork.core.intervals import overlap
from lightwork.reporting.machines.comparison import Comparison, HostKind, SecondsRatio
from lightwork.reporting.machines.hosts.models import Quantity, Spread, kinds_of_work, spreads
from lightwork.reporting.machines.text.model import KindText, Use
from lightwork.reporting.text.figures import (
    CANT_TELL,
    count,
    listed,
    seconds_between,
    seconds_text,
    times,
    times_between,
)
from lightwork.reporting.text.names import label

PER_CORE, WHOLE = "per core", "with all that it has"


def kind_text(comparison: Comparison, kind: HostKind) -> KindText:
    """What is said of one kind of work, or of all together."""
    baseline = comparison.baseline.label
    if len(comparison.series) == 1:
        return _pooled(comparison, kind)
    return KindText(
        heading=kind.heading,
        per_core=_which(_per_core(kind), baseline),
        whole=_which(_whole(kind), baseline),
        advice=_advice(comparison, kind),
        best_per_core=kind.best_per_core,
        best_whole=kind.best_whole,
    )


def _advice(comparison: Comparison, kind: HostKind) -> tuple[Use, ...]:
    """What to use on each machine for one kind of work."""
    return tuple(
        Use(one.label, told.use, told.gain, told.sure)
        for one in comparison.series
        for told in one.advice
        if told.kind == kind.kind
    )


def _pooled(comparison: Comparison, kind: HostKind) -> KindText:
    """Where there is one machine only: its plain loops and its shortest cases, over all runs."""
    series = comparison.series[0]
    works = [one for one in comparison.hosts if kind.kind in ("", one.work.kind)]
    alone = [
        f"{one.work.workload} {seconds_between(series.serial[one.work[:2]])}"
        for one in works
        if one.work[:2] in series.serial
    ]
    together = []
    for found in (one.shortest.get(series.label) for one in works):
        if found is not None and found.speedup is not None:
            case = found.case
            name = label(case, series.python.default_start_method)
            together.append(
                f"{case.workload} {times_between(found.speedup)} from {count(found.runs, 'run')} "
                f"({name}, {count(case.workers, 'worker')}: {seconds_text(found.seconds.value)})"
            )
    return KindText(kind.heading, "; ".join(alone), "; ".join(together), _advice(comparison, kind))


def overall_text(comparison: Comparison, overall: HostKind) -> KindText:
    """All works in one figure: labelled as what it is, the last resort."""
    words = kind_text(comparison, overall)
    mean = f"geometric mean over {count(overall.works, 'workload')}"
    return words._replace(heading=f"Last resort, {overall.heading.lower()} ({mean})")


class _Answer(NamedTuple):
    """What is known of one question."""

    ratios: Sequence[SecondsRatio]
    best: str
    rival: str
    why: str


def _per_core(kind: HostKind) -> _Answer:
    return _Answer(kind.per_core, kind.best_per_core, kind.rival_per_core, kind.why_per_core)


def _whole(kind: HostKind) -> _Answer:
    return _Answer(kind.whole, kind.best_whole, kind.rival_whole, kind.why_whole)


def _which(answer: _Answer, baseline: str) -> str:
    """``X: 0.52× [0.41, 0.66] of the baseline's seconds``, or that it can't be told."""
    ratios = answer.ratios
    if len(ratios) < 2:
        if ratios:
            return "measured on one machine only"
        return "; ".join(filter(None, (answer.best, answer.why)))
    if not answer.best:
        return f"{CANT_TELL} ({_alike(answer, baseline)}: not told apart)"
    return _figure(next(one for one in ratios if one.series == answer.best), ratios, baseline)


def _alike(answer: _Answer, baseline: str) -> str:
    """The fewest seconds, and those that they are not told from: without their intervals to the
    baseline, which say nothing of these two."""
    lowest, *others = sorted(answer.ratios, key=lambda one: one.ratio.value)
    rival = next((one for one in others if one.series == answer.rival), others[0])
    for one, other in ((lowest, rival), (rival, lowest)):
        if other.series == baseline:
            return f"{one.series} {times(one.ratio.value)} the seconds of {baseline}, the baseline"
    told = [f"{one.series} {times(one.ratio.value)}" for one in (lowest, rival)]
    return f"{', '.join(told)} of the baseline's seconds"


def _figure(one: SecondsRatio, ratios: Sequence[SecondsRatio], baseline: str) -> str:
    if one.series != baseline:
        return f"{one.series}, {times_between(one.ratio)} of the baseline's seconds"
    others = [other for other in ratios if other is not one]
    nearest = min(others, key=lambda other: other.ratio.value)
    return f"{baseline}, the baseline; next {nearest.series}, {times_between(nearest.ratio)}"


def verdict_text(comparison: Comparison) -> str:
    """One sentence: which machine for what, or that it can't be told."""
    if len(comparison.series) == 1:
        runs = len(comparison.series[0].runs)
        return f"One machine, {count(runs, 'run')} pooled: there is no other to compare it with."
    if not comparison.kinds:
        return "No work was measured on two machines alike: nothing can be compared."
    answers = [answer for kind in comparison.kinds for answer in (_whole(kind), _per_core(kind))]
    if not any(answer.ratios or answer.best for answer in answers):
        return (
            f"Nothing can be compared: {listed(list(dict.fromkeys(one.why for one in answers)))}."
        )
    whole = _by_best([(kind.best_whole, kind.heading) for kind in comparison.kinds])
    core = _by_best([(kind.best_per_core, kind.heading) for kind in comparison.kinds])
    return f"Fastest {WHOLE}: {whole}. Fastest {PER_CORE}: {core}."


def _by_best(bests: Sequence[tuple[str, str]]) -> str:
    """``X for waiting; can't tell for computing in pure Python``."""
    by_label: dict[str, list[str]] = {}
    for best, words in bests:
        by_label.setdefault(best, []).append(words[0].lower() + words[1:])
    told = [
        f"{best} for {'all kinds of work' if len(works) == len(bests) > 1 else listed(works)}"
        for best, works in by_label.items()
        if best
    ]
    unknown = by_label.get("")
    if unknown:
        told.append(f"{CANT_TELL} for {listed(unknown)}" if told else CANT_TELL)
    return "; ".join(told)


def range_text(ratios: Iterable[SecondsRatio]) -> str:
    """From the fewest seconds to the most: ``0.52× to 3.1×``."""
    values = [one.ratio.value for one in ratios]
    return f"{times(min(values))} to {times(max(values))}" if values else ""


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


def model_rows(comparison: Comparison) -> tuple[KindText, ...]:
    """Of a fleet each kind of work with its fastest model; none where machines are named."""
    if not comparison.is_fleet:
        return ()
    found = {kind.heading: kind for kind in comparison.kinds}
    rows = []
    for kind in kinds_of_work(comparison):
        core = _pick(comparison, kind.per_core, found[kind.heading].why_per_core)
        whole = _pick(comparison, kind.whole, found[kind.heading].why_whole)
        rows.append(KindText(kind.heading, core.words, whole.words, (), core.model, whole.model))
    return tuple(rows)


def _pick(comparison: Comparison, quantity: Quantity, why: str) -> ModelPick:
    """The model of the lowest median; or ``why`` no machine has a figure."""
    return lowest(spreads(comparison.models, quantity)) if quantity.values else ModelPick("", why)


def model_verdict(rows: Sequence[KindText]) -> str:
    """What opens the report of a fleet: which model is the fastest for what."""
    if not rows:
        return "No work was measured on two machines alike: nothing can be compared."
    whole = [(row.heading, row.best_whole) for row in rows]
    per_core = [(row.heading, row.best_per_core) for row in rows]
    return " ".join([*_sentence(WHOLE, whole), *_sentence(PER_CORE, per_core)])


def _sentence(what: str, found: Sequence[tuple[str, str]]) -> Iterator[str]:
    alike: dict[str, list[str]] = {}
    for heading, model in found:
        alike.setdefault(model or CANT_TELL, []).append(heading[:1].lower() + heading[1:])
    if alike:
        parts = [f"{model} for {listed(headings)}" for model, headings in alike.items()]
        yield f"Fastest model {what}: {'; '.join(parts)}."
