"""Which host for which work: by one core, and with all that it has.

Per core it is the serial loop, whole the shortest cold case that may be recommended; both in
seconds of the same items. What an interval of their ratio must know, and when one is called best:
`lightwork.reporting.machines.hosts.speed`.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lightwork.core.intervals import CONFIDENCE, Estimate
from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.machines.comparison import (
    HostKind,
    HostWork,
    MachineSeries,
    Ranking,
    SecondsRatio,
)
from lightwork.reporting.machines.hosts.run_speeds import Speeds, speeds_of
from lightwork.reporting.machines.hosts.speed import Speed, mean_speed, ratio_of, standing, why
from lightwork.reporting.text.names import heading, in_order
from lightwork.reporting.text.verdict_model import NOT_MEASURED

OVERALL = "All works together"
ITSELF = "the baseline itself"
NOT_SHARED = "no workload that all machines have"
TOO_FEW_ROUNDS = "too few rounds for an interval"


class Hosts(NamedTuple):
    """Each series' speed at each work, and how they rank."""

    works: tuple[HostWork, ...]
    kinds: tuple[HostKind, ...]
    overall: HostKind | None


def hosts(series: Sequence[MachineSeries], baseline: MachineSeries, works: Sequence[Work]) -> Hosts:
    """Compare the seconds of all ``series`` on ``works`` with those of ``baseline``."""
    speeds = {one.label: speeds_of(one, works) for one in series}
    by_label = {one.label: one for one in series}
    kinds = in_order([work.kind for work in works])
    of_kind = {kind: [work for work in works if work.kind == kind] for kind in kinds}
    every = [work for kind in kinds for work in of_kind[kind]]
    overall = _kind("", OVERALL, every, speeds, baseline.label) if len(kinds) > 1 else None
    return Hosts(
        works=tuple(_work(work, speeds, by_label, baseline.label) for work in works),
        kinds=tuple(
            _kind(kind, heading(kind), of_kind[kind], speeds, baseline.label) for kind in kinds
        ),
        overall=overall if overall is not None and overall.works else None,
    )


def _work(
    work: Work, speeds: Mapping[str, Speeds], series: Mapping[str, MachineSeries], baseline: str
) -> HostWork:
    return HostWork(
        work,
        ratios_to({name: one.per_core.get(work) for name, one in speeds.items()}, baseline),
        ratios_to({name: one.whole.get(work) for name, one in speeds.items()}, baseline),
        {
            name: series[name].cases[one.shortest[work]]
            for name, one in speeds.items()
            if work in one.shortest
        },
    )


def _kind(
    kind: str, words: str, works: Sequence[Work], speeds: Mapping[str, Speeds], baseline: str
) -> HostKind:
    """Geometric means over the works that all have which have any of them."""
    short = {name: not one.too_few_rounds.isdisjoint(works) for name, one in speeds.items()}
    alone = {name: one.per_core for name, one in speeds.items()}
    shortest = {name: one.whole for name, one in speeds.items()}
    core_works, core = _ranking(works, alone, short, baseline)
    whole_works, whole = _ranking(works, shortest, short, baseline)
    over = min(core_works, whole_works) or max(core_works, whole_works)
    return HostKind(kind, words, over, core, whole)


def _ranking(
    works: Sequence[Work],
    speeds: Mapping[str, Mapping[Work, Speed]],
    short: Mapping[str, bool],
    baseline: str,
) -> tuple[int, Ranking]:
    """Over how many works the means are, and who is the fastest in them."""
    having = {name: own for name, own in speeds.items() if any(work in own for work in works)}
    shared = [work for work in works if all(work in own for own in having.values())]
    if not having:
        return 0, Ranking((), why=_lacking(any(short.values())))
    if not shared:
        return 0, Ranking((), why=NOT_SHARED)
    means = {name: mean_speed([own[work] for work in shared]) for name, own in having.items()}
    labels, best, rival = list(means), "", ""
    if (found := standing(list(means.values()))) is not None:
        best, rival = (labels[found[0]], "") if found[1] is None else ("", labels[found[1]])
    reason = "" if baseline in having else f"{_lacking(short[baseline])} on the baseline"
    return len(shared), Ranking(ratios_to(means, baseline), best, rival, reason)


def _lacking(short: bool) -> str:
    """Why there is no speed."""
    return TOO_FEW_ROUNDS if short else NOT_MEASURED


def ratios_to(speeds: Mapping[str, Speed | None], baseline: str) -> tuple[SecondsRatio, ...]:
    """Each over the baseline's; nothing where the baseline has no figure."""
    there = speeds.get(baseline)
    if there is None:
        return ()
    return tuple(
        itself(name, here.runs)
        if name == baseline
        else SecondsRatio(name, ratio_of(here, there), why(here, there))
        for name, here in speeds.items()
        if here is not None
    )


def itself(baseline: str, rounds: int) -> SecondsRatio:
    """The baseline over itself."""
    return SecondsRatio(baseline, Estimate(1.0, 1.0, 1.0, CONFIDENCE, rounds), ITSELF)
