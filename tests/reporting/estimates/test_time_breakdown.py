"""Where a round's seconds went: known answers, and what a damaged timeline is told."""

from pathlib import Path
from typing import Any

import pytest

from lightwork.measuring.cases.timeline import Timeline as Measured
from lightwork.measuring.save.extra_info import describe_timeline
from lightwork.reporting.estimates.time_breakdown import Parts, decompose
from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.run import read_run
from lightwork.reporting.read.saved_run import SavedTimeline, WorkerTime
from tests.fixtures.made_up.runs import made_up_run, save
from tests.fixtures.made_up.timelines import with_timelines


def worker(*spans: tuple[float, float]) -> WorkerTime:
    busy = sum(end - start for start, end in spans)
    return WorkerTime(spans[0][0], spans[-1][1], busy, len(spans), spans)


def timeline(*workers: WorkerTime, serial: float | None, **moments: float) -> SavedTimeline:
    times = {"opened": 1.0, "results": 12.0, "closed": 15.0, **moments}
    tasks = sum(one.tasks for one in workers)
    return SavedTimeline("small", tasks, serial=serial, workers=workers, **times)


#: Two workers, as in the picture: the first works 6 of its 7 s, the second 5 without a break.
FIRST, SECOND = worker((2, 5), (6, 9)), worker((4, 9), (9, 10))


@pytest.mark.parametrize(
    ("workers", "serial", "parts"),
    [
        # Half of 8 serial seconds each; they saw 6 each.
        (2, 8.0, Parts(3.0, 4.0, 2.0, 0.5, 0.5, 2.0, 3.0)),
        # The host was quicker than in the serial loop: no work is longer than alone.
        (2, 20.0, Parts(3.0, 6.0, 0.0, 0.5, 0.5, 2.0, 3.0)),
        (2, None, Parts(3.0, 6.0, 0.0, 0.5, 0.5, 2.0, 3.0)),
        # Of four, two ran nothing: starting up until somebody worked, then waiting.
        (4, 8.0, Parts(2.5, 2.0, 1.0, 0.25, 4.25, 2.0, 3.0)),
    ],
)
def test_parts_are_the_known_ones(workers: int, serial: float | None, parts: Parts) -> None:
    """Means over the workers that were asked for, and together the wall time."""
    found = decompose(timeline(FIRST, SECOND, serial=serial), workers)
    assert found == pytest.approx(parts)
    assert found.wall == pytest.approx(15.0)


def test_more_workers_than_asked_for_share_the_round_too() -> None:
    """A mechanism that starts a worker anew still has parts that add up."""
    found = decompose(timeline(FIRST, SECOND, serial=8.0), 1)
    assert found.wall == pytest.approx(15.0)
    assert found.alone == pytest.approx(4.0)


def test_a_round_without_a_task_is_start_up_and_end() -> None:
    """No worker ran: nothing is divided by nothing."""
    found = decompose(timeline(serial=0.0), 2)
    assert found == pytest.approx(Parts(1.0, 0, 0, 0, 0, 11.0, 3.0))


def test_one_worker_that_does_nothing_but_work_loses_nothing() -> None:
    """A perfect round is work as if alone from end to end."""
    perfect = timeline(worker((0, 9)), serial=9.0, opened=0.0, results=9.0, closed=9.0)
    assert decompose(perfect, 1) == pytest.approx(Parts(0, 9, 0, 0, 0, 0, 0))


@pytest.mark.parametrize("usable", [1, 2, 8, 64, 192])
def test_parts_of_every_case_add_up(usable: int, tmp_path: Path) -> None:
    """None is below 0, and the sum is the wall time, with sums alone as with every task."""
    run = with_timelines(made_up_run(usable, workloads=["prime_count", "fib", "mandelbrot"]))
    cases = [case for case in read_run(save(run, tmp_path)).cases if case.timeline is not None]
    assert {case.timeline.drawable for case in cases if case.timeline} == {True, False}
    for case in cases:
        assert case.timeline is not None
        parts = decompose(case.timeline, case.case.workers)
        assert min(parts) >= -1e-9
        assert parts.wall == pytest.approx(case.timeline.closed)


MEASURED = Measured("small", True, 1, 12, 15, 8, [[(2, 5), (6, 9)], [(4, 9), (9, 10)]])


@pytest.mark.parametrize("whole", [True, False])
def test_what_was_measured_is_what_is_read(whole: bool, tmp_path: Path) -> None:
    """Saved and read, the timeline gives the same parts, in microseconds."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6)
    run["benchmarks"][2]["extra_info"]["timeline"] = describe_timeline(
        MEASURED._replace(whole=whole)
    )
    plain, traced = (read_run(save(run, tmp_path)).cases[i].timeline for i in (1, 2))
    assert plain is None
    assert traced is not None
    assert traced.drawable is whole
    known = [part * 1e-6 for part in (3.0, 4.0, 2.0, 0.5, 0.5, 2.0, 3.0)]
    assert list(decompose(traced, 2)) == pytest.approx(known)


GOOD: dict[str, Any] = describe_timeline(MEASURED)
SUMS: dict[str, Any] = describe_timeline(MEASURED._replace(whole=False))
SPOILT: dict[str, tuple[Any, list[str]]] = {
    "a list": ([1], ["timeline", "[1]", "an object"]),
    "text": ("x", ["timeline", "'x'", "an object"]),
    "no size": ({**GOOD, "size": 3}, ["timeline.size", "got 3", "text"]),
    "moment as text": ({**GOOD, "closed": "15"}, ["timeline.closed", "'15'", "a whole number"]),
    "moment below 0": ({**GOOD, "opened": -1}, ["timeline.opened", "-1"]),
    "serial as text": ({**GOOD, "serial": "8"}, ["timeline.serial", "'8'"]),
    "no workers": ({**GOOD, "spans": None}, ["timeline.sums", "got nothing", "a list"]),
    "workers as numbers": ({**GOOD, "spans": [[2, 5]]}, ["spans[0]", "[2, 5]", "a text"]),
    "odd moments": ({**GOOD, "spans": ["2 5 6"]}, ["spans[0]", "'2 5 6'"]),
    "an empty worker": ({**GOOD, "spans": [""]}, ["spans[0]"]),
    "backwards": ({**GOOD, "spans": ["2 5 4 9", "4 9"]}, ["spans[0]", "'2 5 4 9'"]),
    "no digits": ({**GOOD, "spans": ["2 ²"]}, ["spans[0]"]),
    "a giant": ({**GOOD, "spans": ["2 " + "9" * 5000]}, ["spans[0]"]),
    "after the end": ({**GOOD, "spans": ["2 5 6 99"], "tasks": 2}, ["timeline", "9.9e-05 s"]),
    "closed before results": ({**GOOD, "closed": 11}, ["timeline", "results ≤ closed"]),
    "a giant round": ({**GOOD, "closed": 10**18}, ["timeline", "closed"]),
    "a task is missing": ({**GOOD, "tasks": 5}, ["timeline.tasks", "got 5", "4, as many as"]),
    "sums of three": ({**SUMS, "sums": ["2 9 6"]}, ["sums[0]", "four whole numbers"]),
    "busier than there": ({**SUMS, "sums": ["2 9 8 2"]}, ["sums[0]", "'2 9 8 2'"]),
    "sums of no task": ({**SUMS, "sums": ["2 9 6 0"]}, ["sums[0]"]),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_damaged_timeline_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    """The line names the place, what was got and what was expected."""
    value, words = SPOILT[name]
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6)
    run["benchmarks"][2]["extra_info"]["timeline"] = value
    with pytest.raises(Unreadable) as refusal:
        read_run(save(run, tmp_path))
    said = str(refusal.value)
    assert len(said.splitlines()) == 1
    assert len(said) <= 600
    for word in ("benchmarks[2].extra_info.timeline", *words):
        assert word in said
