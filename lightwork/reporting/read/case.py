"""One benchmark of a saved file, read and checked: a `SavedCase` with its `SavedTimeline`."""

from lightwork.core.record import (
    BLOCK_KEY,
    OBSERVED,
    OBSERVED_KEY,
    PER_ROUND_KEYS,
    SPEEDUP,
    STATES,
    TIMELINE_KEY,
    WEAK_SCALING,
    Case,
)
from lightwork.reporting.read import value_kinds as kinds
from lightwork.reporting.read.errors import quoted
from lightwork.reporting.read.saved_run import SavedCase, SavedTimeline, WorkerTime
from lightwork.reporting.read.schema import SavedPart

#: Digits of a moment: 10^12 µs are eleven days. Python refuses to read thousands of digits.
MOST_DIGITS = 12
#: Characters of one worker's moments: 4000 tasks, the most that are saved whole, have 70,000.
LONGEST_SPANS = 10**6
A_STATE = kinds.one_of(STATES)


def read_case(part: SavedPart) -> SavedCase:
    """Read one benchmark of ours. Raises `Unreadable` for everything that is wrong with it."""
    extra = part.part("extra_info")
    saved = extra.shaped(
        SavedCase,
        void=_void(extra),
        case_seconds=_raw_rounds(part),
        case=_key(part.part("params")),
        observed=_observed(extra),
        timeline=_timeline(extra),
    )
    _check_lengths(saved, extra)
    return saved


def _void(extra: SavedPart) -> str | None:
    """Why the case is no number; None if it is one."""
    void = extra.maybe("void", kinds.NAME, None)
    return void or (None if extra.take("verified", kinds.FLAG) else "its results were not verified")


def _observed(extra: SavedPart) -> dict[str, list[float]]:
    if not extra.has(OBSERVED_KEY):
        return {}
    part = extra.part(OBSERVED_KEY)
    for name in part.values:
        if name not in OBSERVED:
            part.refuse("", quoted(name), "names among " + ", ".join(OBSERVED))
    return {name: part.each(name, kinds.AMOUNT) for name in part.values}


def _raw_rounds(part: SavedPart) -> list[float]:
    stats = part.part("stats")
    if "data" not in stats.values:
        remedy = "Measure again with --benchmark-save-data: without raw rounds there is no interval"
        stats.refuse("data", "nothing", "the seconds of each round", remedy)
    return stats.each("data", kinds.SECONDS)


def _key(part: SavedPart) -> Case:
    return Case(
        workload=part.take("workload", kinds.NAME),
        size=part.take("size", kinds.NAME),
        strategy=part.take("strategy", kinds.NAME),
        start_method=part.take("start_method", kinds.NAME),
        workers=part.take("workers", kinds.AT_LEAST_ONE),
        chunksize=part.take("chunksize", kinds.COUNT),
        state=part.take("state", A_STATE),
    )


def _check_lengths(saved: SavedCase, extra: SavedPart) -> None:
    """Each list must have one value per round, else pairs would be made of strangers."""
    rounds = len(saved.case_seconds)
    if saved.family not in (SPEEDUP, WEAK_SCALING) and saved.tasks == 0:
        extra.refuse("tasks", "0", "1 or more: a cost is that of one of them")
    if rounds == 0 and not saved.void:
        extra.refuse("", "no round", "at least one")
    lists = {key: getattr(saved, key) for key in PER_ROUND_KEYS}
    lists[BLOCK_KEY] = saved.block
    lists |= {f"{OBSERVED_KEY}.{name}": values for name, values in saved.observed.items()}
    for key, values in lists.items():
        if values is not None and len(values) != rounds:
            extra.refuse(key, f"{len(values)} values", f"{rounds}, as many as stats.data")


def _timeline(extra: SavedPart) -> SavedTimeline | None:
    """The timeline of a case, or None where it was not traced."""
    if not extra.has(TIMELINE_KEY):
        return None
    part = extra.part(TIMELINE_KEY)
    workers = part.each("spans", SPANS_FORM) if part.has("spans") else part.each("sums", SUMS_FORM)
    timeline = part.shaped(SavedTimeline, workers=tuple(workers))
    _check_timeline(timeline, part)
    return timeline


def _check_timeline(timeline: SavedTimeline, part: SavedPart) -> None:
    """What does not fit together would be drawn as nonsense."""
    times = [0, timeline.opened, timeline.last, timeline.results, timeline.closed]
    longest = 10**MOST_DIGITS * kinds.MICROSECOND
    if times != sorted(times) or not 0 < timeline.closed < longest:
        got = ", ".join(f"{time:.6g} s" for time in times[1:])
        part.refuse("", got, "0 ≤ opened ≤ last task ≤ results ≤ closed")
    noted = sum(worker.tasks for worker in timeline.workers)
    if noted != timeline.tasks:
        part.refuse("tasks", f"{timeline.tasks}", f"{noted}, as many as its workers ran")


def _of_spans(value: object) -> WorkerTime | None:
    numbers = _numbers(value)
    if not numbers or len(numbers) % 2 or numbers != sorted(numbers):
        return None
    seconds = [number * kinds.MICROSECOND for number in numbers]
    spans = tuple(zip(seconds[::2], seconds[1::2], strict=True))
    busy = sum(numbers[1::2]) - sum(numbers[::2])
    return WorkerTime(seconds[0], seconds[-1], busy * kinds.MICROSECOND, len(spans), spans)


def _of_sums(value: object) -> WorkerTime | None:
    numbers = _numbers(value)
    if len(numbers) != 4:
        return None
    first, last, busy, tasks = numbers
    if busy > last - first or tasks == 0:
        return None
    start, end, inside = (moment * kinds.MICROSECOND for moment in (first, last, busy))
    return WorkerTime(start, end, inside, tasks, ())


def _numbers(value: object) -> list[int]:
    """The whole numbers of a text; none if it is anything else."""
    if not isinstance(value, str) or len(value) > LONGEST_SPANS:
        return []
    texts = value.split()
    together = "".join(texts)
    # isdigit alone takes superscripts for digits, which int does not.
    good = together.isascii() and together.isdigit() and max(map(len, texts)) <= MOST_DIGITS
    return list(map(int, texts)) if good else []


SPANS_FORM = kinds.singly(
    "a text of moments in microseconds: start end start end ..., none before the one before it",
    _of_spans,
)
SUMS_FORM = kinds.singly(
    "a text of four whole numbers: first start, last end, busy microseconds, tasks", _of_sums
)
