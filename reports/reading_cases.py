"""One benchmark of a saved file, read and checked: a `SavedCase`."""

import math
from operator import itemgetter

from benchmarks.record import (
    CASE_KEYS,
    OBSERVED,
    OBSERVED_KEY,
    PER_ROUND_KEYS,
    SPEEDUP,
    STATES,
    WEAK_SCALING,
    Case,
)
from reports.checking import MEASURE_AGAIN, Part
from reports.problem import quoted
from reports.reading_heads import MOST_LETTERS, MOST_SEEN, letters, read_head
from reports.reading_timelines import read_timeline
from reports.saved import SavedCase

#: More threads or processes than a host starts.
MOST_WORKERS = 100_000
#: Cases that were read and found right, by their values and the types of these.
_seen: dict[tuple[tuple[object, ...], tuple[type, ...]], Case] = {}
_of_case = itemgetter(*CASE_KEYS)


def read_case(part: Part) -> SavedCase:
    """Read one benchmark of ours. Raises `Unreadable` for everything that is wrong with it."""
    extra = part.part("extra_info")
    head = read_head(extra)
    case_seconds = _raw_rounds(part)
    ceiling = extra.seconds("ceiling_seconds") if extra.has("ceiling_seconds") else None
    saved = SavedCase(
        case=_key(part.part("params")),
        family=head.family,
        kind=head.kind,
        tasks=head.tasks,
        workload_version=head.workload_version,
        case_seconds=case_seconds,
        reference_seconds=extra.seconds("reference_seconds"),
        ceiling_seconds=ceiling,
        order=list(extra.texts("order")),
        cpu_seconds=extra.measured("cpu_seconds"),
        foreign_cpu_share=extra.measured("foreign_cpu_share"),
        disturbed=extra.flags("disturbed"),
        void=head.void,
        warnings=head.warnings,
        peak_memory_bytes=_peak_memory(extra),
        observed=_observed(extra),
        timeline=read_timeline(extra),
        stopped=head.stopped,
        added_rounds=head.added_rounds,
        disturbed_by=list(extra.texts("disturbed_by")) if extra.has("disturbed_by") else None,
    )
    _check_lengths(saved, extra)
    return saved


def _peak_memory(extra: Part) -> float:
    key = "peak_memory_bytes"
    return extra.number(key) if extra.has(key) else math.nan


def _observed(extra: Part) -> dict[str, list[float]]:
    if not extra.has(OBSERVED_KEY):
        return {}
    part = extra.part(OBSERVED_KEY)
    for name in part.values:
        if name not in OBSERVED:
            part.refuse("", quoted(name), "names among " + ", ".join(OBSERVED))
    return {name: part.amounts(name) for name in part.values}


def _raw_rounds(part: Part) -> list[float]:
    stats = part.part("stats")
    if "data" not in stats.values:
        remedy = "Measure again with --benchmark-save-data: without raw rounds there is no interval"
        stats.refuse("data", "nothing", "the seconds of each round", remedy)
    return stats.seconds("data")


def _key(part: Part) -> Case:
    """The case, looked up where the same one was read before: runs of one plan repeat them."""
    try:
        values = _of_case(part.values)
        # 1, 1.0 and true are the same key of a dict, but not the same to the checks.
        known = values, tuple(map(type, values))
        found = _seen.get(known)
    except (KeyError, TypeError):  # something is missing; or a list, which can't be looked up
        return _checked_key(part)
    if found is None:
        found = _checked_key(part)
        if len(_seen) < MOST_SEEN and letters(*values) <= MOST_LETTERS:
            _seen[known] = found
    return found


def _checked_key(part: Part) -> Case:
    texts = {key: part.name(key) for key in CASE_KEYS if key not in ("workers", "chunksize")}
    case = Case(
        workers=part.count("workers", MOST_WORKERS), chunksize=part.count("chunksize"), **texts
    )
    if case.workers == 0:
        part.refuse("workers", "0", "1 or more")
    if case.state not in STATES:
        part.refuse("state", quoted(case.state), " or ".join(STATES))
    return case


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
