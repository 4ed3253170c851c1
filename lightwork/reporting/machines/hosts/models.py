"""The machines of a fleet by model: one figure of each machine, summed up where they are many."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import geometric_mean, quantiles
from typing import NamedTuple

from lightwork.core.intervals import Estimate, median_interval
from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.machines.comparison import Comparison, MachineModel, MachineSeries
from lightwork.reporting.machines.hosts.run_speeds import shortest_cases
from lightwork.reporting.stats.paired_ratios import Loop

#: More models than this are not read: the rarest are summed up together.
MOST_MODELS = 16


class Spread(NamedTuple):
    """How the machines of a model are distributed."""

    model: str
    values: tuple[float, ...]  # one for each machine, rising

    @property
    def median(self) -> Estimate:
        """With its interval; without one for fewer than 6 machines."""
        return median_interval(self.values)

    def percentile(self, percent: int) -> float:
        """Interpolated between machines (Hyndman and Fan's type 7); 1 to 99."""
        if len(self.values) == 1:
            return self.values[0]
        return quantiles(self.values, n=100, method="inclusive")[percent - 1]


class Quantity(NamedTuple):
    """One figure for each machine that has it."""

    heading: str  # of the kind of work
    name: str  # "per core"
    in_seconds: bool  # as times those of the baseline; else a speedup
    values: Mapping[str, float]  # by label


def drawn_models(comparison: Comparison) -> tuple[MachineModel, ...]:
    """Those with the most machines first; from `MOST_MODELS` on the others as one."""
    ordered = sorted(comparison.models, key=lambda model: -len(model.series))
    if len(ordered) <= MOST_MODELS:
        return tuple(ordered)
    rest = ordered[MOST_MODELS - 1 :]
    labels = tuple(label for model in rest for label in model.series)
    return (*ordered[: MOST_MODELS - 1], MachineModel(f"{len(rest)} other models", labels))


def spreads(among: Iterable[MachineModel], values: Mapping[str, float]) -> list[Spread]:
    """The distribution in each of these models that has a figure, in their order.

    Who looks for the best gives `Comparison.models`: those that `drawn_models` sums up are no
    model.
    """
    found = [
        Spread(
            model.name, tuple(sorted(values[label] for label in model.series if label in values))
        )
        for model in among
    ]
    return [one for one in found if one.values]


def quantities(comparison: Comparison) -> list[Quantity]:
    """Ratios to the baseline, and the speedup at all usable cores, for each kind of work.

    Those of which there is a figure.
    """
    found = []
    for kind in comparison.kinds:
        works = [work for work in comparison.works if work.kind == kind.kind]
        for name, ratios in (
            ("per core", kind.per_core.ratios),
            ("whole machine", kind.whole.ratios),
        ):
            values = {one.series: one.ratio.value for one in ratios}
            found.append(Quantity(kind.heading, name, True, values))
        speedup = speedups(comparison.series, works)
        found.append(Quantity(kind.heading, "speedup at all usable cores", False, speedup))
    return [one for one in found if one.values]


def speedups(series: Sequence[MachineSeries], works: Sequence[Work]) -> dict[str, float]:
    """The geometric mean over ``works`` of the shortest cold case's speedup, all cores in use.

    By label; a machine that lacks one of the workloads at this number of workers is left out.
    """
    wanted = {(work.workload, work.size) for work in works}
    means = {}
    for one in series:
        best = {loop: value for loop, value in _at_full(one).items() if loop in wanted}
        if best.keys() == wanted and wanted:
            means[one.label] = geometric_mean(best.values())
    return means


def _at_full(series: MachineSeries) -> dict[Loop, float]:
    """The speedup of the shortest cold case at the usable cores, by workload and size."""
    usable = series.machine.usable_cores
    shortest = shortest_cases(series, lambda head: head.case.workers == usable)
    # Pooling takes its time: only the figures of those that are shown.
    found = {loop: series.cases.speedup(key) for loop, key in shortest.items()}
    return {loop: one.value for loop, one in found.items() if one is not None and one.value > 0}
