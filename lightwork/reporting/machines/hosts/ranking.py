"""Which host for which work: by one core, and with all that it has.

Per core it is the plain loop, whole the shortest cold case that may be recommended; both in seconds
of the same items. What an interval of their ratio must know, and when one is called best:
`lightwork.reporting.machines.hosts.speed`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lightwork.core.intervals import CONFIDENCE, Estimate
from lightwork.reporting.machines.comparison import (
    ComparedWork,
    HostKind,
    HostWork,
    MachineSeries,
    Pooled,
    SecondsRatio,
)
from lightwork.reporting.machines.digest.run_digest import Key
from lightwork.reporting.machines.hosts.run_speeds import Speeds, speeds_of
from lightwork.reporting.machines.hosts.speed import Speed, mean_speed, ratio_of, standing, why
from lightwork.reporting.text.names import heading, in_order

OVERALL = "All works together"
ITSELF = "the baseline itself"
NOT_SHARED = "no workload that all machines have"
TOO_FEW_ROUNDS = "too few rounds for an interval"
HOST_NOT_MEASURED = "not measured"


class Hosts(NamedTuple):
    """Each series' speed at each work, and what is said of them."""

    works: tuple[HostWork, ...]
    kinds: tuple[HostKind, ...]
    overall: HostKind | None


class _Shortest(Mapping[str, Pooled]):
    """The case that `HostWork.whole` took, by label; made as it is asked for."""

    def __init__(self, cases: Mapping[str, tuple[MachineSeries, Key]]) -> None:
        self._cases = cases

    def __getitem__(self, label: str) -> Pooled:
        series, key = self._cases[label]
        return series.cases[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cases)

    def __len__(self) -> int:
        return len(self._cases)


def hosts(
    series: Sequence[MachineSeries], baseline: MachineSeries, works: Sequence[ComparedWork]
) -> Hosts:
    """Compare the seconds of all ``series`` on ``works`` with those of ``baseline``."""
    found = {one.label: speeds_of(one, works) for one in series}
    by_label = {one.label: one for one in series}
    told = tuple(_work(work, found, by_label, baseline.label) for work in works)
    kinds = in_order([work.kind for work in works])
    of_kind = {kind: [work for work in works if work.kind == kind] for kind in kinds}
    every = [work for kind in kinds for work in of_kind[kind]]
    overall = _kind("", OVERALL, every, found, baseline.label) if len(kinds) > 1 else None
    return Hosts(
        works=told,
        kinds=tuple(
            _kind(kind, heading(kind), of_kind[kind], found, baseline.label) for kind in kinds
        ),
        overall=overall if overall is not None and overall.works else None,
    )


def _work(
    work: ComparedWork,
    found: Mapping[str, Speeds],
    series: Mapping[str, MachineSeries],
    baseline: str,
) -> HostWork:
    per_core = {label: one.per_core[work] for label, one in found.items() if work in one.per_core}
    whole = {label: one.whole[work] for label, one in found.items() if work in one.whole}
    shortest = {
        label: (series[label], one.shortest[work])
        for label, one in found.items()
        if work in one.shortest
    }
    return HostWork(
        work, _ratios(per_core, baseline), _ratios(whole, baseline), _Shortest(shortest)
    )


class _Mean(NamedTuple):
    """Each series' mean speed at some works."""

    works: int  # over how many
    speeds: Mapping[str, Speed]  # by label
    why: str  # why nothing can be compared; "" where it can

    @property
    def standing(self) -> tuple[str, str]:
        """Label of the best, and where there is none of the one it is not told from; or ""."""
        labels, found = list(self.speeds), standing(list(self.speeds.values()))
        if found is None:
            return "", ""
        first, rival = found
        return ("", labels[rival]) if rival is not None else (labels[first], "")


def _kind(
    kind: str, words: str, works: Sequence[ComparedWork], found: Mapping[str, Speeds], baseline: str
) -> HostKind:
    """Geometric means over the works that all have which have any of them."""
    core = _means(works, found, lambda one: one.per_core, baseline)
    whole = _means(works, found, lambda one: one.whole, baseline)
    (best_core, rival_core), (best_whole, rival_whole) = core.standing, whole.standing
    return HostKind(
        kind=kind,
        heading=words,
        works=min(core.works, whole.works) or max(core.works, whole.works),
        per_core=_ratios(core.speeds, baseline),
        whole=_ratios(whole.speeds, baseline),
        best_per_core=best_core,
        best_whole=best_whole,
        rival_per_core=rival_core,
        rival_whole=rival_whole,
        why_per_core=core.why,
        why_whole=whole.why,
    )


def _means(
    works: Sequence[ComparedWork],
    found: Mapping[str, Speeds],
    of: Callable[[Speeds], Mapping[ComparedWork, Speed]],
    baseline: str,
) -> _Mean:
    having = {label: [work for work in works if work in of(one)] for label, one in found.items()}
    having = {label: own for label, own in having.items() if own}
    shared = [work for work in works if having and all(work in own for own in having.values())]
    if not having:
        return _Mean(0, {}, _lacking(works, found.values()))
    if not shared:
        return _Mean(0, {}, NOT_SHARED)
    speeds = {label: mean_speed([of(found[label])[work] for work in shared]) for label in having}
    there = baseline in having
    why = "" if there else f"{_lacking(works, [found[baseline]])} on the baseline"
    return _Mean(len(shared), speeds, why)


def _lacking(works: Sequence[ComparedWork], speeds: Iterable[Speeds]) -> str:
    """Why there is no speed of any of ``works``."""
    short = any(work in one.too_few_rounds for one in speeds for work in works)
    return TOO_FEW_ROUNDS if short else HOST_NOT_MEASURED


def _ratios(speeds: Mapping[str, Speed], baseline: str) -> tuple[SecondsRatio, ...]:
    """Each over the baseline's; nothing where the baseline has no figure."""
    there = speeds.get(baseline)
    if there is None:
        return ()
    return tuple(
        SecondsRatio(label, _itself(here), ITSELF)
        if label == baseline
        else SecondsRatio(label, ratio_of(here, there), why(here, there))
        for label, here in speeds.items()
    )


def _itself(speed: Speed) -> Estimate:
    return Estimate(1.0, 1.0, 1.0, CONFIDENCE, speed.runs)
