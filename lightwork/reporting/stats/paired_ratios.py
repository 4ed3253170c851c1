"""What the rounds of a case say: quantities round by round, over the rounds that count.

All ratios are taken within rounds first and summarised after. From version to version (the gate)
cases are compared by ratios, never by bare seconds. The best divisor that every run of a case has:

* ``case / ceiling`` in the families about gain and about granularity: the same items, at the same
  moment, in as many independent processes. What a second core is worth changes from minute to
  minute on a shared host, and only this cancels it;
* ``case / reference`` elsewhere: the serial loop, or the same operation without the mechanism;
* bytes of memory of a worker, in the memory family: they don't drift with the host.

So the change of a case is that of the mechanism and of Python under it. What slows the task itself
slows the divisor alike, and is not seen here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import sub, truediv

from lightwork.core.intervals import Estimate, median_interval, rounds_that_count
from lightwork.core.record import SPEEDUP, WEAK_SCALING
from lightwork.reporting.read.saved_run import SavedCase

OVER_CEILING, OVER_REFERENCE, BYTES = "case / ceiling", "case / reference", "bytes of a worker"
#: Families in which the ceiling is the same work; elsewhere it is another (a bare copy).
SAME_WORK = (SPEEDUP, WEAK_SCALING, "granularity")
BYTES_OBSERVED = "worker_uss_bytes"
#: What the gate's quantities are called in `by_round`.
NAMES = {
    OVER_CEILING: "times_ceiling", OVER_REFERENCE: "times_reference", BYTES: BYTES_OBSERVED,
}  # fmt: skip
#: Families whose cases run whole workloads; all others measure what an operation costs.
WHOLE_WORK = (SPEEDUP, WEAK_SCALING)
#: Workload and size; and with the number of workers.
Loop = tuple[str, str]
Crew = tuple[str, str, int]


def by_round(saved: SavedCase, name: str) -> Sequence[float]:
    """A quantity of every round of a case, disturbed ones too; empty where there is none.

    As in `lightwork.reporting.estimates.rounds_table`, and ``seconds`` of the case and of its
    reference (``granularity``), of a round or, in a cost family, of one operation;
    ``times_reference``, ``times_ceiling``; ``cores_busy``, which is NaN where unknown.
    """
    own, reference, ceiling = saved.case_seconds, saved.reference_seconds, saved.ceiling_seconds
    growing = saved.family == WEAK_SCALING
    workers, tasks = saved.case.workers, saved.tasks
    shares = workers if growing else 1  # of the reference that the case does
    operations = 1 if saved.family in WHOLE_WORK else tasks
    costs = tasks > 0 and not growing
    ways: dict[str, Callable[[], Sequence[float]]] = {
        "seconds": lambda: _shared(own, operations),
        "granularity": lambda: _shared(reference, operations),
        "times_reference": lambda: _over(own, reference),
        "times_ceiling": lambda: _over(own, ceiling or ()),
        "speedup": lambda: [shares * ratio for ratio in _over(reference, own)],
        "efficiency": lambda: _shared(by_round(saved, "speedup"), workers),
        "share_of_ceiling": lambda: _over(ceiling or (), own),
        "cores_busy": lambda: _over(saved.cpu_seconds, own),
        "cost": lambda: _shared(list(map(sub, own, reference)), tasks) if costs else (),
    }
    return ways[name]() if name in ways else saved.observed.get(name, ())


def _over(ones: Sequence[float], others: Sequence[float]) -> list[float]:
    return list(map(truediv, ones, others))


def _shared(values: Sequence[float], by: int) -> Sequence[float]:
    return values if by == 1 else [value / by for value in values]


def counted(saved: SavedCase) -> tuple[Sequence[int], tuple[str, ...]]:
    """The places of the rounds that count, and a warning where disturbed ones had to."""
    places, every = rounds_that_count(saved.disturbed), len(saved.disturbed)
    if len(places) < every or True not in saved.disturbed:
        return places, ()
    return places, (f"{sum(saved.disturbed)} of {every} rounds disturbed",)


def at(values: Sequence[float], places: Sequence[int]) -> Sequence[float]:
    """The values at ``places``, in their order; of none none."""
    return values if len(values) in (0, len(places)) else [values[place] for place in places]


def undisturbed_values(saved: SavedCase, name: str) -> Sequence[float]:
    """A quantity of `by_round` in the rounds that count; empty where there is none."""
    return at(by_round(saved, name), rounds_that_count(saved.disturbed))


def estimates_of(saved: SavedCase, names: Iterable[str]) -> dict[str, Estimate]:
    """Those of the quantities ``names`` that a case has, over the rounds that count."""
    made, (places, warnings) = {}, counted(saved)
    for name in names:
        if values := at(by_round(saved, name), places):
            found = median_interval(values)
            made[name] = found._replace(warnings=warnings + found.warnings) if warnings else found
    return made


def pooled(cases: Iterable[SavedCase], over: str, under: str = "") -> Estimate:
    """The median, over all rounds of ``cases`` that count, of one part of a round over another.

    ``over`` and ``under`` are names of `SavedCase`'s lists. Rounds of one case lie close together,
    so this interval is a little too narrow; it is used for the noise floor and the ceiling's line,
    not to compare strategies. There must be a case.
    """
    values: list[float] = []
    warnings: dict[str, None] = {}
    # Case by case: else the calm rounds of one quiet case would stand for all.
    for saved in cases:
        places, own = counted(saved)
        warnings.update(dict.fromkeys(own))
        part = at(getattr(saved, over), places)
        values += _over(part, at(getattr(saved, under), places)) if under else part
    estimate = median_interval(values)
    return estimate._replace(warnings=(*warnings, *estimate.warnings))


def serial_seconds(cases: Iterable[SavedCase]) -> dict[Loop, Estimate]:
    """Seconds of the serial loop, over the reference of every round of the speedup cases."""
    by_loop: defaultdict[Loop, list[SavedCase]] = defaultdict(list)
    for one in _speedup_cases(cases):
        by_loop[one.case.workload, one.case.size].append(one)
    return {loop: pooled(own, "reference_seconds") for loop, own in by_loop.items()}


def ceiling_speedups(cases: Iterable[SavedCase]) -> dict[Crew, Estimate]:
    """What the machine allowed: reference / ceiling over all speedup cases with as many workers."""
    by_crew: defaultdict[Crew, list[SavedCase]] = defaultdict(list)
    for one in _speedup_cases(cases):
        if one.ceiling_seconds:
            by_crew[one.case.workload, one.case.size, one.case.workers].append(one)
    return {
        crew: pooled(own, "reference_seconds", "ceiling_seconds") for crew, own in by_crew.items()
    }


def _speedup_cases(cases: Iterable[SavedCase]) -> Iterator[SavedCase]:
    return (one for one in cases if one.family == SPEEDUP and not one.void)


def quantity_of(saved: Sequence[SavedCase]) -> str:
    """What the runs of one case can be compared by."""
    if all(BYTES_OBSERVED in run.observed for run in saved):
        return BYTES
    if all(run.ceiling_seconds and run.family in SAME_WORK for run in saved):
        return OVER_CEILING
    return OVER_REFERENCE


def paired_ratios(saved: SavedCase, quantity: str) -> Sequence[float]:
    """The ratios of the undisturbed rounds; of all, where these are too few for an interval.

    Values that have no logarithm (memory that did not grow) are left out.
    """
    values = undisturbed_values(saved, NAMES[quantity])
    return [one for one in values if one > 0] if quantity == BYTES else values
