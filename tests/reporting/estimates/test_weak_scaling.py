"""Work that grows with the workers: figures, words and charts from known serial fractions."""

import re
from typing import Any

import pytest
from matplotlib.text import Text

from lightwork.reporting.charts import discover
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.output.files import estimates_table, run_summary
from lightwork.reporting.output.run_page import run_page
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.text.figures import TERMINAL_WIDTH
from lightwork.reporting.verdict.build import build_verdict
from lightwork.reporting.verdict.scaling import weak_scaling_lines
from tests.fixtures.made_up.costs import made_up_costs
from tests.fixtures.made_up.runs import analysed, made_up_run, true_ceiling
from tests.fixtures.made_up.weak_scaling import FRACTIONS, made_up_weak, true_efficiency, with_weak
from tests.reporting.charts.test_charts import drawn

LONG = "a_strategy_of_my_own_with_a_name_that_never_ends"


def analysis_of(usable: int = 4, **weak: Any) -> Analysis:
    """A run of growing work alone."""
    run = made_up_run(usable, workloads=())
    run["benchmarks"] = made_up_weak(usable, **weak)
    return analysed(run)


def of(analysis: Analysis, workload: str, strategy: str, workers: int) -> CaseResult:
    (found,) = [
        one
        for one in analysis.growing
        if (one.case.workload, one.case.strategy, one.case.workers) == (workload, strategy, workers)
    ]
    return found


@pytest.mark.parametrize("strategy", FRACTIONS)
def test_figures_of_mechanisms_whose_fraction_is_known(strategy: str) -> None:
    """Without noise: efficiency, scaled speedup, Gustafson's fraction, share of the ceiling."""
    one = of(analysis_of(spread=0.0), "fib", strategy, 4)
    efficiency = true_efficiency(FRACTIONS[strategy], 4)
    assert one.efficiency.value == pytest.approx(efficiency)
    assert one.estimates["scaled_speedup"].value == pytest.approx(4 * efficiency)
    assert one.serial_fraction is not None
    assert one.serial_fraction.value == pytest.approx(FRACTIONS[strategy])
    share = one.estimates["share_of_ceiling"].value
    assert share == pytest.approx(efficiency * 4 / true_ceiling("cpu", 4, 4))


def test_intervals_lie_around_the_truth_the_right_way() -> None:
    """The fraction's low end comes from the speedup's high one."""
    one = of(analysis_of(), "fib", "pool", 4)
    fraction, scaled = one.serial_fraction, one.estimates["scaled_speedup"]
    assert fraction is not None
    assert fraction.low == pytest.approx((4 - scaled.high) / 3)
    assert fraction.low < fraction.value < fraction.high


def test_one_worker_and_what_waits_have_no_serial_fraction() -> None:
    """One worker shows none; who waits is not serial."""
    analysis = analysis_of()
    assert of(analysis, "fib", "pool", 1).serial_fraction is None
    assert of(analysis, "sleep", "pool", 4).serial_fraction is None
    assert "share_of_ceiling" not in of(analysis, "sleep", "pool", 4).estimates
    assert "fraction" not in dict(weak_scaling_lines(analysis))["sleep, growing with the workers"]


def test_it_is_no_cost_and_no_speedup() -> None:
    """Neither ranked with fixed work nor listed with the costs, and counted once."""
    few = {"workloads": ["fib"], "strategies": ["pool"]}
    run = with_weak(4, **few)
    run["benchmarks"] += made_up_costs(4)
    analysis = analysed(run)
    assert {one.family for one in analysis.costs}.isdisjoint({"weak_scaling", "speedup"})
    assert len(analysis.cases) == len(run["benchmarks"])
    without = analysed(made_up_run(4, **few))
    assert analysis.results == without.results
    rows = analysis.table[analysis.table["family"] == "weak_scaling"]
    assert rows["cost"].isna().all()
    scaled = rows["workers"] * rows["reference_seconds"] / rows["case_seconds"]
    assert rows["speedup"].to_numpy() == pytest.approx(scaled.to_numpy())


def test_a_line_for_each_workload() -> None:
    """What each strategy retains at the most workers that have a core, with intervals."""
    told = dict(weak_scaling_lines(analysis_of()))
    assert list(told) == [f"{name}, growing with the workers"
                          for name in ("fib", "hash_chain", "sleep")]  # fmt: skip
    words = told["fib, growing with the workers"]
    assert words.startswith("at 4 workers Thread retains 25 % [2")
    assert re.search(r"; Pool\.map retains 9\d % \[9\d, \d+\], serial fraction 0\.0\d+ \[", words)
    assert words.count("Gustafson's") == 1


def test_oversubscribed_workers_are_not_what_is_told() -> None:
    """Eight workers on four cores are in the chart; the line is about four."""
    run = made_up_run(8, workloads=())
    run["benchmarks"] = made_up_weak(8, workloads=("fib", "sleep"))
    run["machine_info"]["machine"]["usable_cores"] = 4
    analysis = analysed(run)
    told = dict(weak_scaling_lines(analysis))
    assert told["fib, growing with the workers"].startswith("at 4 workers")
    assert told["sleep, growing with the workers"].startswith("at 8 workers")
    assert any("oversubscribed" in note for note in of(analysis, "fib", "pool", 8).warnings)


def test_it_is_in_every_output() -> None:
    """Terminal, summary, page, estimates.csv; a run of nothing else has something to judge."""
    analysis = analysis_of()
    verdict = build_verdict(analysis)
    printed = "\n".join(verdict_lines(verdict, full=True))
    assert "HOW MANY WORKERS" in printed
    assert "Nothing to judge" not in printed + run_summary(analysis, verdict)
    assert max(map(len, printed.split("\n"))) <= TERMINAL_WIDTH
    shown = run_page(analysis, verdict, [])
    assert "case, work growing with the workers" in shown
    assert "Nothing to judge" not in shown
    assert len(re.findall(r'<tr><th scope="row">fib-medium-pool-', shown)) == 3
    rows = estimates_table(analysis).to_dict("records")
    assert {row["family"] for row in rows} == {"weak_scaling"}
    names = {"seconds", "efficiency", "scaled_speedup", "share_of_ceiling", "serial_fraction"}
    assert {row["quantity"] for row in rows} == names


def test_a_void_case_is_no_number() -> None:
    """It is listed with its reason and told nowhere."""
    made = made_up_weak(2, workloads=("fib",))
    for one in made:
        one["extra_info"]["void"] = "BLAS used 2 threads"
    run = made_up_run(2, workloads=())
    run["benchmarks"] = made
    analysis = analysed(run)
    assert weak_scaling_lines(analysis) == ()
    assert len(build_verdict(analysis).trust.void) == len(made)
    assert "run the family" in discover()["weak_scaling"].lacks(analysis)


EXTREMES: dict[str, tuple[int, dict[str, Any], dict[str, Any]]] = {
    "one core": (1, {}, {}),
    "192 cores": (192, {}, {"physical": 96}),
    "one round": (2, {"rounds": 1}, {"rounds": 1}),
    "wild noise": (16, {"spread": 2.0}, {"spread": 2.0}),
    "long names": (8, {"fractions": {LONG: 0.1, "pool": 0.02}}, {"strategies": (LONG,)}),
    "a single point": (1, {"workloads": ("fib",), "fractions": {"pool": 0.0}}, {"workloads": ()}),
}  # fmt: skip


@pytest.mark.parametrize("name", EXTREMES)
def test_charts_and_words_of_whatever_was_measured(name: str) -> None:
    """A finding of one sentence without a figure that is none, or why there is no picture."""
    usable, weak, about = EXTREMES[name]
    few = {"workloads": ("fib", "hash_chain", "sleep"), "strategies": ("threads", "pool")}
    analysis = analysed(with_weak(usable, weak, **few | about))
    printed = list(verdict_lines(build_verdict(analysis), full=True))
    assert not re.search(r"\bnan\b|\binf\b", "\n".join(printed))
    for chart in ("weak_scaling", "scaling_laws"):
        words = discover()[chart].lacks(analysis)
        if not words:
            words = discover()[chart].finding(analysis)
            drawn(analysis, chart).draw_without_rendering()
        assert words.endswith(".")
        assert not re.search(r"\bnan\b|\binf\b|\?|\n|  ", words)


def test_the_chart_has_growing_and_fixed_work() -> None:
    """Filled markers for growing work, hollow ones for the same with fixed work."""
    run = with_weak(4, workloads=("fib",), strategies=("threads", "pool", "process_pool"))
    analysis = analysed(run)
    figure = drawn(analysis, "weak_scaling")
    said = [text.get_text() for text in figure.findobj(Text)]  # type: ignore[attr-defined]
    assert {"fib", "hash_chain", "sleep"} <= set(said)
    keys = [text.split("; ")[1] for text in said if text.startswith("shortest")]
    assert keys == ["● growing work, ○ fixed work", "● growing work", "● growing work"]
    curves = [[line for line in axes.lines if len(line.get_xdata()) == 3]  # type: ignore[arg-type]
              for axes in figure.axes]  # fmt: skip
    hollow = [sum(line.get_markerfacecolor() == "white" for line in lines) for lines in curves]
    assert hollow == [3, 0, 0]  # fixed work was measured on fib alone
    assert [len(lines) for lines in curves] == [6, 3, 3]
