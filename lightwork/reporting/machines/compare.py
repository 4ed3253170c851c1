"""Digests of several runs as one `Comparison`."""

from collections.abc import Iterator, Sequence

from lightwork.core.intervals import Estimate
from lightwork.core.record import Case
from lightwork.reporting.machines.comparison import (
    MOST_LINES,
    Comparison,
    History,
    MachineSeries,
    RunInHistory,
)
from lightwork.reporting.machines.digest.run_digest import CaseDigest, RunDigest
from lightwork.reporting.machines.hosts.costs import costs_between
from lightwork.reporting.machines.hosts.ranking import hosts
from lightwork.reporting.machines.hosts.run_speeds import shortest_choices
from lightwork.reporting.machines.series.comparable import comparable
from lightwork.reporting.machines.series.differences import differences
from lightwork.reporting.machines.series.group import (
    baseline_of,
    identity,
    machine_models,
    make_series,
)
from lightwork.reporting.read.errors import single_line
from lightwork.reporting.text.verdict_model import LabelledText

#: Longest path that is shown: whoever sent a file has chosen its name.
LONGEST_PATH = 200


def compare(digests: Sequence[RunDigest], baseline: str | None = None) -> Comparison:
    """Everything that is known of ``digests`` (one or more) together, but for the advice.

    Raises `UnknownBaseline`. What one thing costs is not compared in fleets: nobody would read it.
    """
    found = make_series(digests)
    label = baseline_of(found, baseline).label
    series, works, refused = comparable(found, label)
    first = next(one for one in series if one.label == label)
    ranked = hosts(series, first, works)
    return Comparison(
        series=series,
        baseline=first,
        works=works,
        hosts=ranked.works,
        kinds=ranked.kinds,
        overall=ranked.overall,
        costs=() if len(series) > MOST_LINES else costs_between(series, first),
        differences=differences(series) if len(series) > 1 else (),
        refused=(*refused, *_twice(digests, series)),
        histories=tuple(one for own in series if (one := _history(own)) is not None),
        models=machine_models(series),
    )


def _twice(digests: Sequence[RunDigest], series: Sequence[MachineSeries]) -> Iterator[LabelledText]:
    """Files that hold a run that another file holds already."""
    compared = {(identity(run), run.run_id): run for one in series for run in one.runs}
    for run in digests:
        other = compared[identity(run), run.run_id]
        if other is not run:
            here, there = (single_line(str(one.file), LONGEST_PATH) for one in (run, other))
            yield LabelledText(here, f"the same run as {there}")


def _history(series: MachineSeries) -> History | None:
    """The best case of each work, run by run; None for a single run, or where there is no case."""
    shortest = {*shortest_choices(series).values()}
    heads = [head for head in series.cases.heads() if head.key in shortest]
    if len(series.runs) < 2 or not heads:
        return None
    runs = tuple(
        RunInHistory(run.saved_at, run.commit, _speedups(run, heads)) for run in series.runs
    )
    return History(series.label, runs, tuple(head.case for head in heads))


def _speedups(run: RunDigest, heads: Sequence[CaseDigest]) -> dict[Case, Estimate]:
    """The speedups of a run, in the newest version of the work, which ``heads`` are of."""
    return {
        one.case: one.speedup
        for head in heads
        if (one := run.cases.get(head.key)) is not None
        and one.workload_version == head.workload_version
        and one.speedup is not None
    }
