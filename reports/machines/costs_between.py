"""What things cost on each machine, in seconds, and as a ratio to the baseline machine.

Costs are seconds, and two machines were never measured in the same moments: the interval of a ratio
knows how hosts' speeds wander (`reports.machines.host_speed`). Of a cost that is not told from 0 on
either machine there is no ratio. Memory does not wander with a host's speed.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from benchmarks.intervals import WANTED, Estimate
from reports.machines.comparison import CostRatio, SecondsRatio, Series
from reports.machines.cost_things import THINGS, Thing, things_of
from reports.machines.digests import Key
from reports.machines.host_speed import ASSUMED, ASSUMED_STEADY, Speed, ratio_of, speed_of, why
from reports.machines.hosts import ITSELF
from reports.machines.pooling import PooledCases
from reports.machines.run_speeds import centres, wanders
from reports.wording import NOT_TOLD

Figures = Mapping[str, tuple[Series, Key]]


def costs_between(series: Sequence[Series], baseline: Series) -> tuple[CostRatio, ...]:
    """Each cost that two series or more have; of a single one each cost that it has."""
    within = {one.label: _within(one) for one in series}
    found = []
    for thing in THINGS:
        by_label = {one.label: things_of(one, thing) for one in series}
        names = dict.fromkeys(name for own in by_label.values() for name in own)
        for name in names:
            having: Figures = {
                one.label: (one, by_label[one.label][name])
                for one in series
                if name in by_label[one.label]
            }
            if len(having) > 1 or len(series) == 1:
                found.append(_ratio(thing, name, having, baseline.label, within))
    return tuple(found)


def _within(series: Series) -> float:
    """By how much the plain loops of the newest run wandered, in the median."""
    found = list(wanders(series.runs[-1]).values())
    return median(found) if found else 0.0


def _ratio(
    thing: Thing, name: str, having: Figures, baseline: str, within: Mapping[str, float]
) -> CostRatio:
    costs: dict[str, Estimate] = {}
    speeds: dict[str, Speed] = {}
    steady = thing.quantity == "memory"
    for label, (series, key) in having.items():
        cost = getattr(series.cases[key], thing.quantity)
        if cost is None:
            continue
        costs[label] = cost
        runs = centres(_of_runs(series, key, thing.quantity))
        if cost.low > 0 and runs:
            assumed, own = (ASSUMED_STEADY, 0.0) if steady else (ASSUMED, within[label])
            speeds[label] = speed_of(runs, own, assumed)
    place = baseline if baseline in having else next(iter(having))
    key = having[place][1]
    return CostRatio(
        thing.topic, name, key, costs, tuple(_ratios(costs, speeds, baseline)), in_bytes=steady
    )


def _ratios(
    costs: Mapping[str, Estimate], speeds: Mapping[str, Speed], baseline: str
) -> Iterator[SecondsRatio]:
    """Each over the baseline's, or why there is no ratio."""
    if baseline not in costs:
        return
    for label in costs:
        if label == baseline:
            yield SecondsRatio(label, Estimate(1.0, 1.0, 1.0, WANTED, costs[label].rounds), ITSELF)
        elif label in speeds and baseline in speeds:
            here, there = speeds[label], speeds[baseline]
            yield SecondsRatio(label, ratio_of(here, there), why(here, there))
        else:
            where = "here" if label not in speeds else "on the baseline"
            yield SecondsRatio(label, _unknown(costs[label].rounds), f"{NOT_TOLD} {where}")


def _unknown(rounds: int) -> Estimate:
    nan = math.nan
    return Estimate(nan, nan, nan, nan, rounds)


def _of_runs(series: Series, key: Key, quantity: str) -> Iterator[Estimate]:
    """The figure of a case in each run, of the version that the newest has."""
    assert isinstance(series.cases, PooledCases)
    for one in series.cases.runs(key):
        found: Estimate | None = getattr(one, quantity)
        if found is not None:
            yield found
