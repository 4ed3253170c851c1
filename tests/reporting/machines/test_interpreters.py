"""Several Pythons of one machine: told apart, side by side, and what is said of them."""

from pathlib import Path
from typing import Any

import pytest

from lightwork.reporting.drawing.draw import draw_all
from lightwork.reporting.machines.charts import threads_by_interpreter
from lightwork.reporting.machines.compare import compare
from lightwork.reporting.machines.comparison import Comparison
from lightwork.reporting.machines.hosts.interpreters import side_by_side
from lightwork.reporting.machines.output.files import save_pages
from lightwork.reporting.machines.output.terminal import comparison_lines
from lightwork.reporting.machines.series.labels import interpreter_names, unique_labels
from lightwork.reporting.machines.text.build import build_text
from lightwork.reporting.machines.text.interpreters import interpreter_text
from lightwork.reporting.read.run import read_run
from tests.fixtures.made_up.interpreters import (
    COST,
    FREE,
    LOCKED,
    OLD,
    PYTHONS,
    USUAL,
    interpreter_runs,
)
from tests.fixtures.made_up.machines import (
    MadeUpMachine,
    digests_of,
    made_up_comparison,
    made_up_runs,
)
from tests.fixtures.made_up.runs import save

STRATEGIES = ("threads", "thread_pool", "pool")


@pytest.fixture(scope="module")
def four() -> Comparison:
    """3.13, and 3.14 as the usual build and as the free-threaded one with the GIL on and off."""
    files = [run for one in PYTHONS for run in interpreter_runs(one, strategies=STRATEGIES)]
    return compare(digests_of(files))


def python_of(folder: Path, **keys: Any) -> Any:
    run = made_up_runs(OLD, workloads=("fib",), strategies=("threads",))[0]
    run["machine_info"]["python"].update(keys)
    for name in [name for name, value in keys.items() if value is None]:
        del run["machine_info"]["python"][name]
    return read_run(save(run, folder)).python


def test_every_build_and_switch_is_a_series_with_a_name_of_its_own(four: Comparison) -> None:
    """No two Pythons of the four are pooled, and no two are called the same."""
    assert [one.label for one in four.series] == [
        "desk (Python 3.13.1)",
        "desk (Python 3.14.0)",
        "desk (Python 3.14.0, free-threaded, GIL on)",
        "desk (Python 3.14.0, without the GIL)",
    ]


def test_a_compiler_that_is_on_tells_series_apart() -> None:
    """One build, its JIT off and on; where none is built nothing is said of it."""
    pythons = [USUAL._replace(jit=False), USUAL._replace(jit=True), OLD]
    found = made_up_comparison(machines=pythons, workloads=("fib",), strategies=STRATEGIES)
    assert interpreter_names([one.python for one in found.series]) == [
        "Python 3.14.0, JIT off", "Python 3.14.0, JIT on", "Python 3.13.1",
    ]  # fmt: skip
    assert len(set(unique_labels([(one.machine, one.python) for one in found.series]))) == 3


def test_other_configure_flags_are_another_python() -> None:
    """With and without link-time optimisation, of one version: no repeats of each other."""
    runs = [made_up_runs(OLD, workloads=("fib",), strategies=("threads",))[0] for _ in range(2)]
    runs[1]["machine_info"]["python"]["build_flags"] = "--with-lto"
    found = compare(digests_of(runs))
    labels = [one.label for one in found.series]
    assert labels == ["desk (built without flags)", "desk (built --with-lto)"]
    names = [one.name for one in side_by_side(found)[0].interpreters]
    assert names == ["Python 3.13.1, built without flags", "Python 3.13.1, built --with-lto"]


def test_older_files_tell_the_build_as_far_as_they_can(tmp_path: Path) -> None:
    """Without the newer keys: by the GIL, by the flags it was configured with, else the usual."""
    old = dict.fromkeys(("free_threaded", "jit_built", "jit"))
    assert python_of(tmp_path / "a", **old) == python_of(tmp_path / "b")
    assert python_of(tmp_path / "c", **old, gil=False).free_threaded
    flags = "--with-lto --disable-gil"
    assert python_of(tmp_path / "d", **old, build_flags=flags).free_threaded
    assert not python_of(tmp_path / "e", **{**old, "build_flags": None}).free_threaded


def test_threads_stand_beside_processes_at_as_many_workers(four: Comparison) -> None:
    """Threads reach 0.86 of a core each without the GIL, and one core with it."""
    (machine,) = side_by_side(four)
    assert [work.work.workload for work in machine.works] == ["fib", "prime_count"]  # no waiting
    for work in machine.works:
        assert work.workers == 8
        reached = [best["threads"].speedup for best in work.best]
        assert all(one and one.low <= 1.02 and one.high >= 0.98 for one in reached[:3])
        assert reached[3]
        assert reached[3].low <= 6.88 <= reached[3].high
        assert all(best["processes"].case.workers == 8 for best in work.best)


def test_the_finding_says_where_threads_gain_and_where_not(four: Comparison) -> None:
    """In words, with the interval of each: what a reader came for."""
    words = interpreter_text(side_by_side(four)[0])
    gain, rest = words.finding.split(" They are no faster than the serial loop ")
    assert gain.startswith(
        "Threads in pure Python (fib, 8 workers) are faster than the serial loop"
    )
    assert "Python 3.14.0, without the GIL: 6." in gain
    assert all(f"{name}: 1.00× [" in rest for name in ("3.13.1", "3.14.0", "GIL on"))
    assert words.sorts == ("threads", "processes")


def test_a_gain_that_cannot_be_told_is_not_told() -> None:
    """Few rounds that scatter widely: neither faster nor no faster."""
    runs = [interpreter_runs(one, strategies=STRATEGIES, rounds=6)[0] for one in (OLD, USUAL)]
    for one in runs[1]["benchmarks"]:
        if one["params"]["strategy"] in STRATEGIES[:2]:
            factors = (0.7, 0.8, 0.9, 1.1, 1.2, 1.3)
            data = zip(one["stats"]["data"], factors, strict=True)
            one["stats"]["data"] = [seconds * factor for seconds, factor in data]
    words = interpreter_text(side_by_side(compare(digests_of(runs)))[0])
    assert "They are inconclusive" not in words.finding
    assert "Inconclusive on Python 3.14.0: " in words.finding


def test_one_thread_s_cost_has_an_interval_that_knows_how_hosts_wander(four: Comparison) -> None:
    """One run each: 1.1 times the seconds is the figure, and that is inconclusive."""
    (machine,) = side_by_side(four)
    for one in machine.alone[2:]:
        assert one.ratio.value == pytest.approx(COST, rel=0.02)
        assert one.ratio.low < 0.7
        assert one.ratio.high > 1.5
    assert "1.10× [" in interpreter_text(machine).alone
    assert "(inconclusive) on Python 3.14.0, without the GIL" in interpreter_text(machine).alone


def test_what_is_confounded_is_said(four: Comparison) -> None:
    """The GIL alone differs within a build, the build alone within a version; else neither."""
    words = interpreter_text(side_by_side(four)[0]).differs
    locked, free = "Python 3.14.0, free-threaded, GIL on", "Python 3.14.0, without the GIL"
    assert words[0] == f"Only the build differs between Python 3.14.0 and {locked}."
    assert words[1] == f"Only the GIL differs between {locked} and {free}."
    assert words[2].startswith("Python 3.13.1: several things differ")


def test_machines_with_one_python_are_not_spoken_of(four: Comparison) -> None:
    """Two hosts of one Python each are no comparison of Pythons; nor are other limits."""
    hosts = (OLD, MadeUpMachine("other", 8), OLD._replace(usable=2, logical=8))
    assert side_by_side(made_up_comparison(machines=hosts, strategies=STRATEGIES)) == ()
    assert build_text(four).interpreters[0].label == ""


def test_of_two_machines_each_is_named() -> None:
    """Pythons are compared within each machine, never across."""
    hosts = [one._replace(label=label) for label in ("desk", "lab") for one in (LOCKED, FREE)]
    runs = [run for one in hosts for run in interpreter_runs(one, strategies=STRATEGIES)]
    words = build_text(compare(digests_of(runs))).interpreters
    assert [one.label for one in words] == ["desk", "lab"]
    assert "in pure Python on lab (fib" in words[1].finding


def test_the_terminal_says_it_before_all_else(four: Comparison) -> None:
    """Within the lines that a terminal has."""
    printed = comparison_lines(build_text(four))
    assert len(printed) <= 66
    assert any("without the" in line for line in printed[2:5])


def test_the_page_asks_which_environment_where_there_is_one_machine(
    four: Comparison, tmp_path: Path
) -> None:
    """Four Pythons are no four machines."""
    page = save_pages(four, build_text(four), tmp_path, ("svg",)).read_text(encoding="utf-8")
    assert "<h2>Which environment for which work</h2>" in page
    assert "<h2>Which machine for which work</h2>" not in page


def test_the_chart_shows_the_figures_of_the_table(four: Comparison, tmp_path: Path) -> None:
    """A row for each interpreter and sort of workers on each workload, with its interval."""
    charts = {"threads_by_interpreter": threads_by_interpreter.CHART}
    (drawn,) = draw_all(four, charts, tmp_path, ("svg",))
    told = {(row.panel, row.series, row.at): f"{row.value} {row.interval}" for row in drawn.rows}
    assert len(told) == 2 * 4 * 2
    words = interpreter_text(side_by_side(four)[0])
    for row in words.rows[:4]:
        for sort, figure in zip(words.sorts, row.sorts, strict=True):
            assert told["fib (medium)", row.name, sort] == figure
    keys = {token for row in drawn.rows for token in row.tokens}
    assert keys == {series.key for series in four.series}


def test_the_chart_says_why_it_is_missing(four: Comparison) -> None:
    """One Python a machine: nothing to compare."""
    alone = made_up_comparison(machines=(OLD, MadeUpMachine("other", 8)), strategies=STRATEGIES)
    assert "under two interpreters" in threads_by_interpreter.CHART.lacks(alone)
    assert threads_by_interpreter.CHART.lacks(four) is None
