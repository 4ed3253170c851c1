"""What may be compared, and what is refused by name: never silently, never as if it were the same.

Another version of a workload's source is other work, and so are other items. Where the machines
differ, those that have what the baseline has are compared and the others refused for that work.

Why a machine lacks what another has: its cases were measured and are void, for a reason.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from lightwork.core.record import SPEEDUP
from lightwork.reporting.machines.comparison import ComparedWork, MachineSeries, NotCompared
from lightwork.reporting.machines.digest.run_digest import CaseDigest
from lightwork.reporting.machines.series.pooling import PooledCases
from lightwork.reporting.read.errors import single_line
from lightwork.reporting.text.figures import count, listed

#: Most machines that are told, and most of a reason: it is somebody else's text.
MOST_INVALID_NAMED, LONGEST_REASON = 3, 120


def invalid_text(series: Sequence[MachineSeries], workload: str, size: str) -> str:
    """``void on b: REASON`` for each that measured this work and has no number; else ""."""
    return _void_on(series, lambda one: (one.family, *one.case[:2]) == (SPEEDUP, workload, size))


def invalid_family(series: Sequence[MachineSeries], family: str) -> str:
    """The same of a whole family."""
    return _void_on(series, lambda one: one.family == family)


def _void_on(series: Sequence[MachineSeries], meant: Callable[[CaseDigest], bool]) -> str:
    found = [(one.label, reason) for one in series if (reason := _reason(one, meant))]
    told = [f"void on {label}: {reason}" for label, reason in found[:MOST_INVALID_NAMED]]
    more = len(found) - MOST_INVALID_NAMED
    return "; ".join([*told, *[f"and on {count(more, 'other')}"] * (more > 0)])


def _reason(series: MachineSeries, meant: Callable[[CaseDigest], bool]) -> str:
    """The first reason of the newest run that has one; "" where a number stands in any run."""
    reasons = []
    for run in reversed(series.runs):
        for one in filter(meant, run.cases):
            if not one.void:
                return ""
            reasons.append(one.void)
    return single_line(reasons[0], LONGEST_REASON) if reasons else ""


#: Most machines that are named for one reason.
MOST_REFUSED_NAMED = 3


class Content(NamedTuple):
    """What is in a case that must be the same everywhere."""

    family: str
    workload: str
    size: str


class Comparable(NamedTuple):
    """The series with what is comparable of them, the works that several have, and the rest."""

    series: tuple[MachineSeries, ...]
    works: tuple[ComparedWork, ...]
    refused: tuple[NotCompared, ...]


def comparable(series: Sequence[MachineSeries], baseline: str) -> Comparable:
    """Drop from each of ``series`` what is other work than on the one labelled ``baseline``."""
    contents = {one.label: _contents(one) for one in series}
    refused: list[NotCompared] = []
    dropped: dict[str, set[Content]] = {one.label: set() for one in series}
    for content in dict.fromkeys(key for own in contents.values() for key in own):
        versions = {label: own[content] for label, own in contents.items() if content in own}
        if len(set(versions.values())) > 1:
            wanted = versions.get(baseline) or Counter(versions.values()).most_common(1)[0][0]
            refused.append(_differs(content, versions))
            for label, version in versions.items():
                if version != wanted:
                    dropped[label].add(content)
    kept = tuple(_without(one, dropped[one.label]) for one in series)
    works, alone = _works(kept)
    told = {one.what for one in refused}
    refused += [one for one in alone if one.what not in told]
    return Comparable(kept, works, (*refused, *_families(series)))


def _contents(series: MachineSeries) -> dict[Content, tuple[str, int]]:
    """Version and items by what must be the same; items only where they are the work."""
    found = {}
    for head in _heads(series):
        case = head.case
        tasks = head.tasks if head.family == SPEEDUP else 0
        found[Content(head.family, case.workload, case.size)] = (head.workload_version, tasks)
    return found


def _heads(series: MachineSeries) -> Iterable[CaseDigest]:
    assert isinstance(series.cases, PooledCases)
    return series.cases.heads()


def _differs(content: Content, versions: Mapping[str, tuple[str, int]]) -> NotCompared:
    what = f"{content.workload} ({content.size})"
    if content.family != SPEEDUP:
        what = f"{content.family}: {what}"
    if len({version for version, _ in versions.values()}) > 1:
        told = _by_value({label: version for label, (version, _) in versions.items()})
        return NotCompared(what, f"the source of the workload differs: {told}")
    told = _by_value({label: count(tasks, "item") for label, (_, tasks) in versions.items()})
    return NotCompared(what, f"the number of items differs: {told}")


def _by_value(values: Mapping[str, str]) -> str:
    """``ab12 on X and Y, cd34 on Z``."""
    by_value: dict[str, list[str]] = {}
    for label, value in values.items():
        by_value.setdefault(value, []).append(label)
    return ", ".join(
        f"{value} on {listed(labels, MOST_REFUSED_NAMED)}" for value, labels in by_value.items()
    )


def _without(series: MachineSeries, dropped: set[Content]) -> MachineSeries:
    if not dropped:
        return series
    assert isinstance(series.cases, PooledCases)
    loops = {(one.workload, one.size) for one in dropped if one.family == SPEEDUP}

    def is_dropped(head: CaseDigest) -> bool:
        return Content(head.family, head.case.workload, head.case.size) in dropped

    return series._replace(
        cases=series.cases.without(is_dropped),
        serial={loop: one for loop, one in series.serial.items() if loop not in loops},
        ceilings={crew: one for crew, one in series.ceilings.items() if crew[:2] not in loops},
    )


def _works(series: Sequence[MachineSeries]) -> tuple[tuple[ComparedWork, ...], list[NotCompared]]:
    """The works that two series or more have; of one series all. And those of one alone."""
    having = _having(series)
    if len(series) == 1:
        return tuple(having), []
    shared = tuple(work for work, labels in having.items() if len(labels) > 1)
    refused = []
    for work in shared:
        lacking = [one for one in series if one.label not in having[work]]
        if void := invalid_text(lacking, work.workload, work.size):
            refused.append(NotCompared(f"{work.workload} ({work.size})", void))
    alone = {work: labels for work, labels in having.items() if len(labels) == 1}
    sizes: dict[str, dict[str, str]] = {}
    for work, labels in alone.items():
        sizes.setdefault(work.workload, {}).update(dict.fromkeys(labels, work.size))
    for workload, own in sizes.items():
        if len(set(own.values())) > 1 and len(own) > 1:
            refused.append(NotCompared(workload, f"another size on each: {_by_value(own)}"))
        else:
            label, size = next(iter(own.items()))
            refused.append(
                NotCompared(
                    f"{workload} ({size})", _only_on(label, invalid_text(series, workload, size))
                )
            )
    return shared, refused


def _having(series: Sequence[MachineSeries]) -> dict[ComparedWork, list[str]]:
    """Each work with the labels of those that have it, but for what is one case everywhere.

    The tutorial's waves (``naps``) are one case in every plan: a picture, nothing to choose from.
    `lightwork.reporting.estimates.analysis` leaves them out of one run's verdict by the same rule.
    Where all works are single cases, what there is is compared.
    """
    cases: dict[ComparedWork, Counter[str]] = {}
    for one in series:
        for head in _heads(one):
            if head.family == SPEEDUP:
                work = ComparedWork(head.case.workload, head.case.size, head.kind)
                cases.setdefault(work, Counter())[one.label] += 1
    several = [work for work, by_label in cases.items() if max(by_label.values()) > 1]
    return {work: list(cases[work]) for work in several or cases}


def _families(series: Sequence[MachineSeries]) -> list[NotCompared]:
    """Families that only one of several series has."""
    having: dict[str, dict[str, None]] = {}
    for one in series:
        for head in _heads(one):
            having.setdefault(head.family, {})[one.label] = None
    return [
        NotCompared(
            f"family {family}", _only_on(next(iter(labels)), invalid_family(series, family))
        )
        for family, labels in having.items()
        if len(labels) == 1 and len(series) > 1
    ]


def _only_on(label: str, void: str) -> str:
    return "; ".join(filter(None, (f"only on {label}", void)))
