"""Who worked when, read from a saved file and checked: a `Timeline`."""

from benchmarks.record import TIMELINE_KEY
from reports.checking import Part
from reports.timelines import Timeline, WorkerTime
from reports.value_kinds import singly

MICROSECOND = 1e-6
#: Digits of a moment: 10^12 µs are eleven days. Python refuses to read thousands of digits.
MOST_DIGITS = 12
#: Characters of one worker's moments: 4000 tasks, the most that are saved whole, have 70,000.
LONGEST_SPANS = 10**6


def read_timeline(extra: Part) -> Timeline | None:
    """The timeline of a case, or None where it was not traced. Raises `Unreadable`."""
    if not extra.has(TIMELINE_KEY):
        return None
    part = extra.part(TIMELINE_KEY)
    whole = part.has("spans")
    timeline = Timeline(
        size=part.text("size"),
        tasks=part.count("tasks"),
        opened=part.count("opened") * MICROSECOND,
        results=part.count("results") * MICROSECOND,
        closed=part.count("closed") * MICROSECOND,
        serial=part.count("serial") * MICROSECOND if part.has("serial") else None,
        workers=tuple(part.each("spans", SPANS) if whole else part.each("sums", SUMS)),
    )
    _check(timeline, part)
    return timeline


def _check(timeline: Timeline, part: Part) -> None:
    """What does not fit together would be drawn as nonsense."""
    moments = [0, timeline.opened, timeline.last, timeline.results, timeline.closed]
    longest = 10**MOST_DIGITS * MICROSECOND
    if moments != sorted(moments) or not 0 < timeline.closed < longest:
        got = ", ".join(f"{moment:.6g} s" for moment in moments[1:])
        part.refuse("", got, "0 ≤ opened ≤ last task ≤ results ≤ closed")
    noted = sum(worker.tasks for worker in timeline.workers)
    if noted != timeline.tasks:
        part.refuse("tasks", f"{timeline.tasks}", f"{noted}, as many as its workers ran")


def _of_spans(value: object) -> WorkerTime | None:
    numbers = _numbers(value)
    if not numbers or len(numbers) % 2 or numbers != sorted(numbers):
        return None
    seconds = [number * MICROSECOND for number in numbers]
    spans = tuple(zip(seconds[::2], seconds[1::2], strict=True))
    busy = sum(numbers[1::2]) - sum(numbers[::2])
    return WorkerTime(seconds[0], seconds[-1], busy * MICROSECOND, len(spans), spans)


def _of_sums(value: object) -> WorkerTime | None:
    numbers = _numbers(value)
    if len(numbers) != 4:
        return None
    first, last, busy, tasks = numbers
    if busy > last - first or tasks == 0:
        return None
    return WorkerTime(first * MICROSECOND, last * MICROSECOND, busy * MICROSECOND, tasks, ())


def _numbers(value: object) -> list[int]:
    """The whole numbers of a text; none if it is anything else."""
    right = isinstance(value, str) and len(value) <= LONGEST_SPANS
    words = value.split() if right and isinstance(value, str) else []
    together = "".join(words)
    # isdigit alone takes superscripts for digits, which int does not.
    good = together.isascii() and together.isdigit() and max(map(len, words)) <= MOST_DIGITS
    return list(map(int, words)) if good else []


SPANS = singly(
    "a text of moments in microseconds: start end start end ..., none before the one before it",
    _of_spans,
)
SUMS = singly(
    "a text of four whole numbers: first start, last end, busy microseconds, tasks", _of_sums
)
