"""Who worked when and where the missing speedup went: charts that are right and stay legible."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from lightwork.reporting.charts import discover
from lightwork.reporting.charts.parts.style import MATPLOTLIB_SETTINGS
from lightwork.reporting.charts.parts.timeline_rows import (
    MOST_WORKER_ROWS,
    PART_STYLES,
    busy_share,
    grouped,
)
from lightwork.reporting.estimates.analysis import Analysis, analyse
from lightwork.reporting.estimates.time_breakdown import Parts
from lightwork.reporting.read.run import read_run
from lightwork.reporting.read.saved_run import WorkerTime
from tests.fixtures.made_up.runs import analysed, made_up_run, save
from tests.fixtures.made_up.timelines import in_texts, with_timelines
from tests.reporting.charts.test_charts import texts

NAMES = ("decomposition", "gantt")
WORKLOADS = ("prime_count", "sleep", "mandelbrot")
COUNTS = [1, 2, 8, 64, 192]


def analysis_of(usable: int = 2, **about: Any) -> Analysis:
    about = {"workloads": WORKLOADS, "strategies": ("threads", "process", "pool"), **about}
    return analysed(with_timelines(made_up_run(usable, **about)))


def drawn(analysis: Analysis, name: str) -> Figure:
    chart = discover()[name]
    assert chart.lacks(analysis) is None
    with mpl.rc_context(MATPLOTLIB_SETTINGS):
        return chart.draw(analysis)


@pytest.mark.parametrize("usable", COUNTS)
@pytest.mark.parametrize("name", NAMES)
def test_any_number_of_workers_is_drawn(name: str, usable: int) -> None:
    """A finding of one sentence with figures, and few enough rows to tell them apart."""
    analysis = analysis_of(usable)
    figure = drawn(analysis, name)
    words = discover()[name].finding(analysis)
    assert words.endswith(".")
    assert words.count(". ") == 0
    assert any(char.isdigit() for char in words)
    assert all(
        len(axes.get_yticks()) <= MOST_WORKER_ROWS / 2 for axes in figure.axes if axes.axison
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_run_without_timelines_says_so(name: str) -> None:
    """An older file, or one with tracing in none of its cases, has a sentence and no picture."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"])
    reason = discover()[name].lacks(analysed(run))
    assert reason.endswith(".")


def test_sums_alone_are_no_picture_of_who_worked_when() -> None:
    """Without every task there is a decomposition and no Gantt chart."""
    run = with_timelines(made_up_run(2, workloads=["fib"], strategies=["pool"]))
    run["benchmarks"].pop()
    analysis = analysed(run)
    assert discover()["gantt"].lacks(analysis) == "No case was traced task by task."
    assert discover()["decomposition"].lacks(analysis) is None


def test_void_cases_are_not_drawn() -> None:
    """What is no number is no picture."""
    run = with_timelines(made_up_run(2, workloads=["fib"], strategies=["pool"]))
    for one in run["benchmarks"]:
        one["extra_info"]["void"] = "started by spawn, not by fork"
    analysis = analysed(run)
    assert all(discover()[name].lacks(analysis) for name in NAMES)


def test_the_waves_come_first_and_are_three() -> None:
    """Nine numbered bars, three a worker, and the sentence says so."""
    analysis = analysis_of()
    figure = drawn(analysis, "gantt")
    waves = figure.axes[0]
    assert waves.get_title(loc="left") == "naps by Pool.apply_async"
    bars = [c for c in waves.collections if isinstance(c, PolyCollection)]
    assert [len(row.get_paths()) for row in bars] == [3, 3, 3]
    numbers = {text.get_text() for text in waves.texts if text.get_text().isdigit()}
    assert numbers == {str(number) for number in range(1, 10)}
    words = discover()["gantt"].finding(analysis)
    assert words.startswith("9 naps by 3 workers come in 3 waves and take 3.01 s; ")


def test_every_task_is_a_bar() -> None:
    """As many bars as tasks in each panel of few tasks."""
    figure = drawn(analysis_of(), "gantt")
    counted = [
        sum(len(c.get_paths()) for c in axes.collections if isinstance(c, PolyCollection))
        for axes in figure.axes
    ]
    assert counted == [9, 96, 96, 64, 64]


def test_a_task_that_waited_for_the_gil_is_marked() -> None:
    """Threads' tasks of many times the median have a colour and an entry in the key."""
    run = with_timelines(made_up_run(2, workloads=["prime_count"], strategies=["threads"]))
    (traced,) = [
        one["extra_info"]["timeline"]
        for one in run["benchmarks"]
        if one["params"]["strategy"] == "threads" and one["params"]["workers"] == 2
    ]
    spans = [[(10 * i, 10 * i + 9) for i in range(20)], [(200, 201), (202, 400)]]
    traced |= {"tasks": 22, "results": 400, "closed": 400, **in_texts(spans, whole=True)}
    assert "task with a long wait" in texts(drawn(analysed(run), "gantt"))
    assert "task with a long wait" not in texts(drawn(analysis_of(), "gantt"))


def test_parts_are_stacked_to_the_whole() -> None:
    """Each bar of the decomposition reaches from 0 to 1, in the parts' own colours."""
    figure = drawn(analysis_of(), "decomposition")
    for axes in figure.axes:
        rows: dict[float, list[Any]] = {}
        for patch in axes.patches:
            rows.setdefault(round(patch.get_y(), 3), []).append(patch)  # type: ignore[attr-defined]
        assert len(rows) == 3
        for patches in rows.values():
            assert len(patches) == len(PART_STYLES)
            assert sum(patch.get_width() for patch in patches) == pytest.approx(1)
    said = texts(figure)
    assert {look.name for look in PART_STYLES} <= set(said)
    assert any(text.startswith("serial loop") for text in said)


def test_every_part_has_a_look_of_its_own() -> None:
    """Each part of the wall time once, no two in one colour."""
    assert sorted(look.field for look in PART_STYLES) == sorted(Parts._fields)
    assert len({look.colour for look in PART_STYLES}) == len(PART_STYLES)


def test_threads_that_wait_for_each_other_are_where_the_most_is_lost() -> None:
    """Two threads on one core: half of the wall time, by the simulation that made the run."""
    analysis = analysis_of(workloads=["prime_count"])
    words = discover()["decomposition"].finding(analysis)
    assert words.startswith(
        "Most is lost by Thread on prime_count: with 2 workers 50 % of 421 ms are slowdown from "
        "contention; least by "
    )


@pytest.mark.parametrize("count", [1, 7, 8, 9, 64, 192])
def test_groups_hold_every_worker_once(count: int) -> None:
    """Neighbours stay neighbours, and there are at most as many groups as rows."""
    workers = [WorkerTime(float(i), 1.0, 1.0, 1, ()) for i in range(count)]
    groups = grouped(workers, 8)
    assert [worker for group in groups for worker in group] == workers
    assert len(groups) <= 8


def test_shades_say_how_much_of_the_time_is_worked() -> None:
    """Of four equal stretches of time: none, half, all, a quarter."""
    spans = ((1.5, 2.0), (2.0, 3.0), (3.75, 4.0))
    worker = WorkerTime(1.5, 4.0, 1.75, 3, spans)
    assert busy_share(worker, np.linspace(0, 4, 5)) == pytest.approx([0, 0.5, 1, 0.25])


def test_the_picture_s_single_case_is_nothing_to_choose_from(tmp_path: Path) -> None:
    """The waves have a timeline and a number, but no panel or verdict of their own elsewhere."""
    analysis = analysis_of()
    assert {work.workload for work in analysis.works} == set(WORKLOADS)
    assert "naps" in {result.case.workload for result in analysis.results}
    run = with_timelines(made_up_run(2, workloads=[]))
    alone = analyse(read_run(save(run, tmp_path / "alone")))
    assert [work.workload for work in alone.works] == ["naps"]
