"""Which machine for which work, in words."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

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
        per_core=_which(_per_core(kind), baseline),
        whole=_which(_whole(kind), baseline),
        advice=tuple(advice_words(comparison.series, kind.kind)),
    )


def overall_words(comparison: Comparison, overall: HostKind) -> KindWords:
    """All works in one figure: labelled as what it is, the last resort."""
    words = kind_words(comparison, overall)
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


def verdict_words(comparison: Comparison) -> str:
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
