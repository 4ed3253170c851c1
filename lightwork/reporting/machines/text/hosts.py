"""Which machine, of a fleet which machine model, for which work, in words."""

from collections.abc import Mapping, Sequence

from lightwork.core.decision import INCONCLUSIVE
from lightwork.core.intervals import overlap
from lightwork.reporting.machines.comparison import Comparison, HostKind, Ranking
from lightwork.reporting.machines.hosts.models import Spread, quantities, spreads
from lightwork.reporting.machines.text.model import KindText
from lightwork.reporting.text.figures import (
    count,
    listed,
    seconds_between,
    seconds_text,
    times,
    times_between,
)
from lightwork.reporting.text.names import in_a_sentence, label

PER_CORE, WHOLE = "per core", "with all that it has"
NOTHING_ALIKE = "No work was measured on two machines alike: nothing can be compared."


def kind_text(comparison: Comparison, kind: HostKind) -> KindText:
    """What is said of one kind of work, or of all together."""
    advice = tuple(
        one for series in comparison.series for one in series.advice if one.heading == kind.heading
    )
    if len(comparison.series) == 1:
        return _pooled(comparison, kind)._replace(advice=advice)
    baseline = comparison.baseline.label
    core, whole = (_which(answer, baseline) for answer in (kind.per_core, kind.whole))
    return KindText(kind.heading, core, whole, advice, kind.per_core.best, kind.whole.best)


def _pooled(comparison: Comparison, kind: HostKind) -> KindText:
    """Where there is one machine only: its serial loops and its shortest cases, over all runs."""
    series = comparison.series[0]
    alone, shortest = [], []
    for one in comparison.hosts:
        if kind.kind not in ("", one.work.kind):
            continue
        if one.work[:2] in series.serial:
            loop = series.serial[one.work[:2]]
            alone.append(f"{one.work.workload} {seconds_between(loop)}")
        found = one.shortest.get(series.label)
        if found is not None and found.speedup is not None:
            case = found.case
            name = label(case, series.python.default_start_method)
            shortest.append(
                f"{case.workload} {times_between(found.speedup)} from {count(found.runs, 'run')} "
                f"({name}, {count(case.workers, 'worker')}: {seconds_text(found.seconds.value)})"
            )
    return KindText(kind.heading, "; ".join(alone), "; ".join(shortest))


def overall_text(comparison: Comparison, overall: HostKind) -> KindText:
    """All works in one figure: labelled as what it is, the last resort."""
    mean = f"geometric mean over {count(overall.works, 'workload')}"
    heading = f"Last resort, {overall.heading.lower()} ({mean})"
    return kind_text(comparison, overall)._replace(heading=heading)


def _which(answer: Ranking, baseline: str) -> str:
    """``X: 0.52× [0.41, 0.66] of the baseline's seconds``, or that it is inconclusive."""
    ratios = answer.ratios
    if not ratios:
        return "; ".join(filter(None, (answer.best, answer.why)))
    if len(ratios) == 1:
        return "measured on one machine only"
    if not answer.best:
        return f"{INCONCLUSIVE} ({_alike(answer, baseline)}: no measurable difference)"
    best = next(one for one in ratios if one.series == answer.best)
    if best.series != baseline:
        return f"{best.series}, {times_between(best.ratio)} of the baseline's seconds"
    others = [other for other in ratios if other is not best]
    nearest = min(others, key=lambda other: other.ratio.value)
    return f"{baseline}, the baseline; next {nearest.series}, {times_between(nearest.ratio)}"


def _alike(answer: Ranking, baseline: str) -> str:
    """The fewest seconds, and those that do not differ measurably: without their intervals to the
    baseline, which say nothing of these two."""
    lowest, *others = sorted(answer.ratios, key=lambda one: one.ratio.value)
    rival = next((one for one in others if one.series == answer.rival), others[0])
    for one, other in ((lowest, rival), (rival, lowest)):
        if other.series == baseline:
            return f"{one.series} {times(one.ratio.value)} the seconds of {baseline}, the baseline"
    both = [f"{one.series} {times(one.ratio.value)}" for one in (lowest, rival)]
    return f"{', '.join(both)} of the baseline's seconds"


def verdict_text(comparison: Comparison) -> str:
    """One sentence: which machine for what, or that it is inconclusive."""
    kinds = comparison.kinds
    if len(comparison.series) == 1:
        runs = len(comparison.series[0].runs)
        return f"One machine, {count(runs, 'run')} pooled: there is no other to compare it with."
    if not kinds:
        return NOTHING_ALIKE
    answers = [answer for kind in kinds for answer in (kind.whole, kind.per_core)]
    if not any(answer.ratios or answer.best for answer in answers):
        whys = listed(list(dict.fromkeys(one.why for one in answers)))
        return f"Nothing can be compared: {whys}."
    return " ".join(
        (
            _fastest(WHOLE, {kind.heading: kind.whole.best for kind in kinds}),
            _fastest(PER_CORE, {kind.heading: kind.per_core.best for kind in kinds}),
        )
    )


def _fastest(what: str, best_of: Mapping[str, str]) -> str:
    """``Fastest per core: X for waiting; inconclusive for pure Python.``

    ``best_of`` has the best by the heading of a kind of work.
    """
    by_best: dict[str, list[str]] = {}
    for heading, best in best_of.items():
        by_best.setdefault(best, []).append(in_a_sentence(heading))
    unknown = by_best.pop("", [])
    alone = len(by_best) == 1 and not unknown
    parts = [
        f"{best} for {'all kinds of work' if alone and len(works) > 1 else listed(works)}"
        for best, works in by_best.items()
    ]
    if unknown:
        parts.append(f"{INCONCLUSIVE} for {listed(unknown)}" if parts else INCONCLUSIVE)
    return f"Fastest {what}: {'; '.join(parts)}."


def model_rows(comparison: Comparison) -> tuple[KindText, ...]:
    """Of a fleet each kind of work with its fastest model."""
    with_figures = {quantity.heading for quantity in quantities(comparison)}
    rows = []
    for kind in comparison.kinds:
        if kind.heading in with_figures:
            best_core, core = _best_model(comparison, kind.per_core)
            best_whole, whole = _best_model(comparison, kind.whole)
            rows.append(KindText(kind.heading, core, whole, (), best_core, best_whole))
    return tuple(rows)


def _best_model(comparison: Comparison, answer: Ranking) -> tuple[str, str]:
    """The model of the lowest median; or why no machine has a figure."""
    values = {one.series: one.ratio.value for one in answer.ratios}
    return lowest(spreads(comparison.models, values)) if values else ("", answer.why)


def lowest(found: Sequence[Spread]) -> tuple[str, str]:
    """The model whose median is below those of all others, "" for inconclusive; and its figures.

    It is below where the intervals of the medians over machines don't overlap. ``found`` has one.
    """
    first, *others = sorted(found, key=lambda spread: spread.median.value)
    if not others:
        return "", f"one model, {_median(first)}"
    rival = next((other for other in others if overlap(first.median, other.median)), None)
    if rival is not None:
        return (
            "",
            f"{INCONCLUSIVE} ({_median(first)}; not measurably different from {_median(rival)})",
        )
    return first.model, f"{_median(first)}; next {_median(others[0])}"


def _median(spread: Spread) -> str:
    machines = count(len(spread.values), "machine")
    return f"{spread.model}: median {times_between(spread.median)} of {machines}"


def model_verdict(rows: Sequence[KindText]) -> str:
    """What opens the report of a fleet: which model is the fastest for what."""
    if not rows:
        return NOTHING_ALIKE
    return " ".join(
        (
            _fastest(f"model {WHOLE}", {row.heading: row.best_whole for row in rows}),
            _fastest(f"model {PER_CORE}", {row.heading: row.best_per_core for row in rows}),
        )
    )
