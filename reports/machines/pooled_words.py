"""What is said of machines by themselves: advice of each, and the pooled runs of a single one."""

from collections.abc import Iterable, Iterator

from reports.machines.comparison import Comparison, HostKind, Series
from reports.machines.words import KindWords, Use
from reports.mechanisms import label
from reports.wording import count, seconds, seconds_between, times_between


def advice_words(series: Iterable[Series], kind: str) -> Iterator[Use]:
    """What to use on each machine for one kind of work."""
    for one in series:
        for told in one.advice:
            if told.kind == kind:
                yield Use(one.label, told.use, told.gain, told.sure)


def pooled_words(comparison: Comparison, kind: HostKind) -> KindWords:
    """Where there is one machine only: its plain loops and its shortest cases, over all runs."""
    series = comparison.series[0]
    works = [one for one in comparison.hosts if kind.kind in ("", one.work.kind)]
    alone = [
        f"{one.work.workload} {seconds_between(series.serial[one.work[:2]])}"
        for one in works
        if one.work[:2] in series.serial
    ]
    together = []
    for one in works:
        found = one.shortest.get(series.label)
        if found is not None and found.speedup is not None:
            case = found.case
            name = label(case, series.python.default_start_method)
            together.append(
                f"{case.workload} {times_between(found.speedup)} from {count(found.runs, 'run')} "
                f"({name}, {count(case.workers, 'worker')}: {seconds(found.seconds.value)})"
            )
    return KindWords(
        heading=kind.heading,
        per_core="; ".join(alone),
        whole="; ".join(together),
        advice=tuple(advice_words(comparison.series, kind.kind)),
    )
