"""Digests of several runs as one `Comparison`."""

from collections.abc import Iterable, Sequence

from reports.machines.baseline import baseline_of
from reports.machines.comparable import comparable
from reports.machines.comparison import MOST_LINES, Comparison, NotCompared
from reports.machines.costs_between import costs_between
from reports.machines.digests import RunDigest
from reports.machines.environment import differences
from reports.machines.histories import history
from reports.machines.hosts import hosts
from reports.machines.models import models
from reports.machines.series import Identity, identity, make_series
from reports.problem import one_line
from reports.same_run import fuller

#: Longest path that is shown: whoever sent a file has chosen its name.
LONGEST_PATH = 200


def compare(digests: Sequence[RunDigest], baseline: str | None = None) -> Comparison:
    """Everything that is known of ``digests`` (one or more) together, but for the advice.

    Raises `UnknownBaseline`. What one thing costs is not compared in fleets: nobody would read it.
    """
    found = make_series(digests)
    label = baseline_of(found, baseline).label
    shared = comparable(found, label)
    series = shared.series
    first = next(one for one in series if one.label == label)
    told = hosts(series, first, shared.works)
    return Comparison(
        series=series,
        baseline=first,
        works=shared.works,
        hosts=told.works,
        kinds=told.kinds,
        overall=told.overall,
        costs=() if len(series) > MOST_LINES else costs_between(series, first),
        differences=differences(series) if len(series) > 1 else (),
        refused=(*shared.refused, *_twice(digests)),
        histories=tuple(one for own in series if (one := history(own)) is not None),
        models=models(series),
    )


def _twice(digests: Iterable[RunDigest]) -> list[NotCompared]:
    """Files that hold a run that another file holds already."""
    counted: dict[tuple[Identity, str], RunDigest] = {}
    found = []
    runs = list(digests)
    for run in runs:
        key = identity(run), run.run_id
        counted[key] = fuller(counted.get(key, run), run)
    for run in runs:
        other = counted[identity(run), run.run_id]
        if other is not run:
            files = [one_line(str(one.file), LONGEST_PATH) for one in (run, other)]
            found.append(NotCompared(files[0], f"the same run as {files[1]}"))
    return found
