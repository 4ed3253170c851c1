"""Which machine for which work, in words."""

from collections.abc import Iterable, Sequence

from reports.machines.comparison import Comparison, HostKind, SecondsRatio
from reports.machines.pooled_words import advice_words, pooled_words
from reports.machines.words import KindWords
from reports.wording import CANT_TELL, count, listed, times, times_between

PER_CORE, WHOLE = "per core", "with all that it has"


def kind_words(comparison: Comparison, kind: HostKind) -> KindWords:
    """What is said of one kind of work, or of all together."""
    baseline = comparison.baseline.label
    if len(comparison.series) == 1:
        return pooled_words(comparison, kind)
    return KindWords(
        heading=kind.heading,
        per_core=_which(kind.per_core, kind.best_per_core, baseline),
        whole=_which(kind.whole, kind.best_whole, baseline),
        advice=tuple(advice_words(comparison.series, kind.kind)),
    )


def overall_words(comparison: Comparison, overall: HostKind) -> KindWords:
    """All works in one figure: labelled as what it is, the last resort."""
    words = kind_words(comparison, overall)
    mean = f"geometric mean over {count(overall.works, 'workload')}"
    return words._replace(heading=f"Last resort, {overall.heading.lower()} ({mean})")


def _which(ratios: Sequence[SecondsRatio], best: str, baseline: str) -> str:
    """``X: 0.52× [0.41, 0.66] of the baseline's seconds``, or that it can't be told."""
    if len(ratios) < 2:
        return "measured on one machine only" if ratios else "not measured on the baseline"
    lowest = min(ratios, key=lambda one: one.ratio.value)
    if not best:
        return f"{CANT_TELL} (fewest seconds: {_figure(lowest, ratios, baseline)})"
    return _figure(next(one for one in ratios if one.series == best), ratios, baseline)


def _figure(one: SecondsRatio, ratios: Sequence[SecondsRatio], baseline: str) -> str:
    if one.series != baseline:
        return f"{one.series}, {times_between(one.ratio)} of the baseline's seconds"
    others = [other for other in ratios if other is not one]
    nearest = min(others, key=lambda other: other.ratio.value)
    return f"{baseline}, the baseline; next {nearest.series}, {times_between(nearest.ratio)}"


def verdict_words(comparison: Comparison) -> str:
    """One sentence: which machine for what, or that it can't be told."""
    if len(comparison.series) == 1:
        runs = len(comparison.series[0].runs)
        return f"One machine, {count(runs, 'run')} pooled: there is no other to compare it with."
    if not comparison.kinds:
        return "No work was measured on two machines alike: nothing can be compared."
    whole = _by_best([(kind.best_whole, kind.heading) for kind in comparison.kinds])
    core = _by_best([(kind.best_per_core, kind.heading) for kind in comparison.kinds])
    return f"Fastest {WHOLE}: {whole}. Fastest {PER_CORE}: {core}."


def _by_best(bests: Sequence[tuple[str, str]]) -> str:
    """``X for waiting; can't tell for computing in pure Python``."""
    by_label: dict[str, list[str]] = {}
    for label, words in bests:
        by_label.setdefault(label, []).append(words[0].lower() + words[1:])
    told = [
        f"{label} for {'all kinds of work' if len(works) == len(bests) > 1 else listed(works)}"
        for label, works in by_label.items()
        if label
    ]
    unknown = by_label.get("")
    if unknown:
        told.append(f"{CANT_TELL} for {listed(unknown)}" if told else CANT_TELL)
    return "; ".join(told)


def reach_words(ratios: Iterable[SecondsRatio]) -> str:
    """From the fewest seconds to the most: ``0.52× to 3.1×``."""
    values = [one.ratio.value for one in ratios]
    return f"{times(min(values))} to {times(max(values))}" if values else ""
