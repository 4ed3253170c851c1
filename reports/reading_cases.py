"""One benchmark of a saved file, read and checked: a `SavedCase`."""

import math

from benchmarks.record import (
    ADDED_KEY,
    FAMILIES,
    OBSERVED,
    OBSERVED_KEY,
    PER_ROUND_KEYS,
    SPEEDUP,
    STATES,
    STOPPED,
    STOPPED_KEY,
    WEAK_SCALING,
    Case,
)
from reports.checking import MEASURE_AGAIN, Part
from reports.problem import quoted
from reports.reading_timelines import read_timeline
from reports.saved import SavedCase
from reports.value_kinds import (
    AMOUNT,
    AT_LEAST_ONE,
    COUNT,
    FLAG,
    MEASURED,
    NAME,
    NUMBER,
    SECONDS,
    TEXT,
    one_of,
)

A_FAMILY, A_STATE, AN_END = one_of(FAMILIES), one_of(STATES), one_of(("", *STOPPED))


def read_case(part: Part) -> SavedCase:
    """Read one benchmark of ours. Raises `Unreadable` for everything that is wrong with it."""
    extra = part.part("extra_info")
    ceiling = extra.each("ceiling_seconds", SECONDS) if extra.has("ceiling_seconds") else None
    saved = SavedCase(
        family=extra.take("family", A_FAMILY),
        void=_void(extra),
        kind=extra.name("kind"),
        tasks=extra.count("tasks"),
        workload_version=extra.name("workload_version"),
        warnings=tuple(extra.each("warnings", NAME)),
        stopped=extra.maybe(STOPPED_KEY, AN_END, ""),
        added_rounds=extra.maybe(ADDED_KEY, COUNT, 0),
        case_seconds=_raw_rounds(part),
        case=_key(part.part("params")),
        reference_seconds=extra.each("reference_seconds", SECONDS),
        ceiling_seconds=ceiling,
        order=extra.each("order", TEXT),
        cpu_seconds=extra.each("cpu_seconds", MEASURED),
        foreign_cpu_share=extra.each("foreign_cpu_share", MEASURED),
        disturbed=extra.each("disturbed", FLAG),
        peak_memory_bytes=extra.maybe("peak_memory_bytes", NUMBER, math.nan),
        observed=_observed(extra),
        timeline=read_timeline(extra),
        disturbed_by=extra.each("disturbed_by", TEXT) if extra.has("disturbed_by") else None,
    )
    _check_lengths(saved, extra)
    return saved


def _void(extra: Part) -> str:
    """Why the case is no number; "" if it is one."""
    void = extra.maybe("void", NAME, "")
    return void if void or extra.yes_no("verified") else "its results were not verified"


def _observed(extra: Part) -> dict[str, list[float]]:
    if not extra.has(OBSERVED_KEY):
        return {}
    part = extra.part(OBSERVED_KEY)
    for name in part.values:
        if name not in OBSERVED:
            part.refuse("", quoted(name), "names among " + ", ".join(OBSERVED))
    return {name: part.each(name, AMOUNT) for name in part.values}


def _raw_rounds(part: Part) -> list[float]:
    stats = part.part("stats")
    if "data" not in stats.values:
        remedy = "Measure again with --benchmark-save-data: without raw rounds there is no interval"
        stats.refuse("data", "nothing", "the seconds of each round", remedy)
    return stats.each("data", SECONDS)


def _key(part: Part) -> Case:
    return Case(
        workload=part.name("workload"),
        size=part.name("size"),
        strategy=part.name("strategy"),
        start_method=part.name("start_method"),
        workers=part.take("workers", AT_LEAST_ONE),
        chunksize=part.count("chunksize"),
        state=part.take("state", A_STATE),
    )


def _check_lengths(saved: SavedCase, extra: Part) -> None:
    """Each list must have one value per round, else pairs would be made of strangers."""
    rounds = len(saved.case_seconds)
    if saved.family not in (SPEEDUP, WEAK_SCALING) and saved.tasks == 0:
        extra.refuse("tasks", "0", "1 or more: a cost is that of one of them", MEASURE_AGAIN)
    if rounds == 0 and not saved.void:
        extra.refuse("", "no round", "at least one", MEASURE_AGAIN)
    for key in PER_ROUND_KEYS:
        values = getattr(saved, key)
        if values is not None and len(values) != rounds:
            expected = f"{rounds}, as many as stats.data"
            extra.refuse(key, f"{len(values)} values", expected, MEASURE_AGAIN)
    for name, values in saved.observed.items():
        if len(values) != rounds:
            key = f"{OBSERVED_KEY}.{name}"
            extra.refuse(key, f"{len(values)} values", f"{rounds}, as many as stats.data")
