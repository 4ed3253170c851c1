"""What may be compared, and what is refused by name: never silently, never as if it were the same.

Another version of a workload's source is other work, and so are other items. Where the machines
differ, those that have what the baseline has are compared and the others refused for that work;
where a machine measured the same work and its cases are void, the reason is given.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from lightwork.core.record import SPEEDUP
from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.machines.comparison import MachineSeries
from lightwork.reporting.machines.digest.run_digest import Key
from lightwork.reporting.read.errors import single_line
from lightwork.reporting.text.figures import count, listed
from lightwork.reporting.text.verdict_model import LabelledText

#: Most machines that are named for one reason, and most of a reason: it is somebody else's text.
MOST_NAMED, LONGEST_REASON = 3, 120
#: Family, workload and size: in a case what must be the same everywhere.
Content = tuple[str, str, str]


def comparable(
    series: Sequence[MachineSeries], baseline: str
) -> tuple[tuple[MachineSeries, ...], tuple[Work, ...], tuple[LabelledText, ...]]:
    """Drop from each of ``series`` what is other work than on the one labelled ``baseline``.

    Give the series, the works that several have, and what is not compared.
    """
    contents = {one.label: _contents(one) for one in series}
    refused: list[LabelledText] = []
    dropped: dict[str, set[Content]] = {one.label: set() for one in series}
    for content in dict.fromkeys(key for own in contents.values() for key in own):
        versions = {label: own[content] for label, own in contents.items() if content in own}
        if len(set(versions.values())) > 1:
            wanted = versions.get(baseline) or Counter(versions.values()).most_common(1)[0][0]
            refused.append(_differs(content, versions))
            for label, version in versions.items():
                if version != wanted:
                    dropped[label].add(content)
    left = tuple(_without(one, dropped[one.label]) for one in series)
    works, alone = _works(left)
    named = {one.topic for one in refused}
    refused += [one for one in alone if one.topic not in named]
    return left, works, (*refused, *_families(series))


def _contents(series: MachineSeries) -> dict[Content, tuple[str, int]]:
    """Version and items by what must be the same; items only where they are the work."""
    return {
        _content(head.key): (head.workload_version, head.tasks if head.family == SPEEDUP else 0)
        for head in series.cases.heads()
    }


def _content(key: Key) -> Content:
    family, case = key
    return family, case.workload, case.size


def _differs(content: Content, versions: Mapping[str, tuple[str, int]]) -> LabelledText:
    family, workload, size = content
    what = f"{workload} ({size})" if family == SPEEDUP else f"{family}: {workload} ({size})"
    if len({version for version, _ in versions.values()}) > 1:
        values = _by_value({label: version for label, (version, _) in versions.items()})
        return LabelledText(what, f"the source of the workload differs: {values}")
    values = _by_value({label: count(tasks, "item") for label, (_, tasks) in versions.items()})
    return LabelledText(what, f"the number of items differs: {values}")


def _by_value(values: Mapping[str, str]) -> str:
    """``ab12 on X and Y, cd34 on Z``."""
    by_value: dict[str, list[str]] = {}
    for label, value in values.items():
        by_value.setdefault(value, []).append(label)
    return ", ".join(f"{value} on {listed(own, MOST_NAMED)}" for value, own in by_value.items())


def _without(series: MachineSeries, dropped: set[Content]) -> MachineSeries:
    if not dropped:
        return series
    loops = {(workload, size) for family, workload, size in dropped if family == SPEEDUP}
    return series._replace(
        cases=series.cases.without(lambda key: _content(key) in dropped),
        serial={loop: one for loop, one in series.serial.items() if loop not in loops},
        ceilings={crew: one for crew, one in series.ceilings.items() if crew[:2] not in loops},
    )


def _works(series: Sequence[MachineSeries]) -> tuple[tuple[Work, ...], list[LabelledText]]:
    """The works that two series or more have; of one series all. And those of one alone."""
    having = _having(series)
    if len(series) == 1:
        return tuple(having), []
    shared = tuple(work for work, labels in having.items() if len(labels) > 1)
    refused = []
    for work in shared:
        lacking = [one for one in series if one.label not in having[work]]
        if void := _void(lacking, SPEEDUP, *work[:2]):
            refused.append(LabelledText(f"{work.workload} ({work.size})", void))
    sizes: dict[str, dict[str, str]] = {}
    for work, labels in having.items():
        if len(labels) == 1:
            sizes.setdefault(work.workload, {})[labels[0]] = work.size
    for workload, own in sizes.items():
        if len(set(own.values())) > 1 and len(own) > 1:
            refused.append(LabelledText(workload, f"another size on each: {_by_value(own)}"))
        else:
            label, size = next(iter(own.items()))
            why = _only_on(label, _void(series, SPEEDUP, workload, size))
            refused.append(LabelledText(f"{workload} ({size})", why))
    return shared, refused


def _having(series: Sequence[MachineSeries]) -> dict[Work, list[str]]:
    """Each work with the labels of those that have it, but for what is one case everywhere.

    The tutorial's waves (``naps``) are one case in every plan: a picture, nothing to choose from.
    `lightwork.reporting.estimates.analysis` leaves them out of one run's verdict by the same rule.
    Where all works are single cases, what there is is compared.
    """
    cases: dict[Work, Counter[str]] = {}
    for one in series:
        for head in one.cases.heads():
            if head.family == SPEEDUP:
                cases.setdefault(head.work, Counter())[one.label] += 1
    several = [work for work, by_label in cases.items() if max(by_label.values()) > 1]
    return {work: list(cases[work]) for work in several or cases}


def _families(series: Sequence[MachineSeries]) -> list[LabelledText]:
    """Families that only one of several series has."""
    having: dict[str, dict[str, None]] = {}
    for one in series:
        for head in one.cases.heads():
            having.setdefault(head.family, {})[one.label] = None
    return [
        LabelledText(f"family {family}", _only_on(next(iter(labels)), _void(series, family)))
        for family, labels in having.items()
        if len(labels) == 1 < len(series)
    ]


def _only_on(label: str, void: str) -> str:
    return "; ".join(filter(None, (f"only on {label}", void)))


def _void(series: Sequence[MachineSeries], *content: str) -> str:
    """``void on b: REASON`` for each that measured this and has no number; else "".

    ``content`` is a family, or with workload and size one work of it.
    """
    reasons = [(one.label, reason) for one in series if (reason := _reason(one, content))]
    words = [f"void on {label}: {reason}" for label, reason in reasons[:MOST_NAMED]]
    if (more := len(reasons) - MOST_NAMED) > 0:
        words.append(f"and on {count(more, 'other')}")
    return "; ".join(words)


def _reason(series: MachineSeries, content: tuple[str, ...]) -> str | None:
    """The first reason of the newest run that has one; None where a number stands in any run."""

    def meant(key: Key) -> bool:
        return _content(key)[: len(content)] == content

    if any(meant(key) for run in series.runs for key in run.cases):
        return None
    reasons = (why for run in reversed(series.runs) for key, why in run.void.items() if meant(key))
    return next((single_line(why, LONGEST_REASON) for why in reasons), None)
