"""How many workers: which points a law gets, what is recommended, how it is worded and drawn."""

import re
from typing import Any

import pytest
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from lightwork.reporting.decide.decisions import case_of, decision_of
from lightwork.reporting.decide.worker_counts import Scaling, recommended, scaling_of
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.output.files import estimates_table, run_summary
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.stats.scaling_laws import karp_flatt
from lightwork.reporting.text.figures import TERMINAL_WIDTH
from lightwork.reporting.verdict.build import build_verdict
from lightwork.reporting.verdict.scaling import scaling_lines
from tests.fixtures.made_up.runs import analysed, made_up_run
from tests.reporting.charts.test_cost_charts import drawn

POOL = {"workloads": ["fib"], "strategies": ["pool"]}
THREADS = {"workloads": ["hash_chain"], "strategies": ["threads"]}


def only(analysis: Analysis) -> Scaling:
    (one,) = recommended(analysis)
    return one


def measured(one: Scaling) -> list[int]:
    return [result.case.workers for result in one.results]


def with_usable(run: dict[str, Any], usable: int) -> dict[str, Any]:
    """The same cases on a host where fewer cores may be used."""
    run["machine_info"]["machine"]["usable_cores"] = usable
    return run


def test_a_law_gets_no_point_beyond_the_physical_cores() -> None:
    """Two workers on one core are no two cores; they are measured and not fitted."""
    one = only(analysed(made_up_run(16, physical=8, **POOL)))
    assert measured(one) == [1, 2, 4, 8, 16]
    assert [point.workers for point in one.points] == [1, 2, 4, 8]
    assert list(one.karp_flatt) == [2, 4, 8]
    assert "up to 8 physical cores, got 4: 1, 2, 4, 8" in str(one.law.refusals[0])


def test_nor_beyond_the_usable_ones() -> None:
    """A quota of four cores: no law through oversubscribed points, and none is recommended."""
    run = with_usable(made_up_run(16, **POOL), 4)
    one = only(analysed(run))
    assert [point.workers for point in one.points] == [1, 2, 4]
    assert one.workers is not None
    assert one.workers <= 4
    assert "Amdahl needs 4 up to 4 usable cores, got 3: 1, 2, 4" in str(one.law.refusals[0])


@pytest.mark.parametrize("workload", ["sleep", "fetch_and_parse", "empty"])
def test_what_waits_or_does_nothing_has_no_law(workload: str) -> None:
    """Waiting needs no core; its workers may be many more than there are cores."""
    analysis = analysed(made_up_run(8, workloads=[workload], strategies=["threads"]))
    assert scaling_of(analysis, analysis.works[0], "threads") is None
    assert recommended(analysis) == []
    assert scaling_lines(analysis) == ()


def test_karp_flatt_of_each_point_is_that_of_its_speedup() -> None:
    """By the formula, with the interval's ends swapped."""
    one = only(analysed(made_up_run(4, **POOL)))
    for result in one.results[1:]:
        workers, speedup = result.case.workers, result.speedup
        fraction = one.karp_flatt[workers]
        assert fraction.value == karp_flatt(speedup.value, workers)
        assert fraction.low == karp_flatt(speedup.high, workers)


def test_a_law_sees_the_peak_that_is_there() -> None:
    """Starting processes one after another: the universal law; what was measured best is taken."""
    one = only(analysed(made_up_run(64, **POOL)))
    assert one.law.fit is not None
    assert one.law.fit.law == "USL"
    # From the made-up costs: 0.31 s / p + 5 ms * p is least at sqrt(0.31 / 0.005).
    assert one.law.fit.peak.value == pytest.approx(7.9, abs=1)
    assert one.workers == 8


def test_what_was_measured_best_is_recommended_beyond_the_law_too() -> None:
    """Sixteen workers on eight cores with two threads each, and twice as fast as eight."""
    one = only(analysed(made_up_run(16, physical=8, **THREADS)))
    assert one.law.fit is not None
    assert one.law.fit.most == 8
    assert one.workers == 16


@pytest.mark.parametrize("usable", [2, 3, 64])
@pytest.mark.parametrize("spread", [0.0, 0.02, 0.5])
def test_the_workers_are_those_of_the_decision(usable: int, spread: float) -> None:
    """However noisy: those that were decided, measured and within the usable cores."""
    few = {"workloads": ["fib", "hash_chain", "triad"], "strategies": ["threads", "pool"]}
    analysis = analysed(made_up_run(usable, spread=spread, **few))
    for one in recommended(analysis):
        decision = decision_of(analysis, one.work, "cold")
        assert decision is not None
        chosen = decision.chosen
        assert one.workers == (None if chosen is None else case_of(chosen).workers)
        assert one.workers is None or one.workers in measured(one)
        assert one.workers is None or one.workers <= usable


def test_one_usable_core_has_nothing_to_recommend() -> None:
    """Never two workers on one core for computing, though they were measured."""
    run = with_usable(made_up_run(2, **POOL), 1)
    analysis = analysed(run)
    assert only(analysis).workers is None
    told = dict(scaling_lines(analysis))
    assert told["fib"] == "the serial loop is recommended"


def test_two_cores_are_told_in_one_line_each() -> None:
    """What to take, the serial fraction with its interval; why there is no law, once for all."""
    few = {"workloads": ["fib", "matmul"], "strategies": ["threads", "process"]}
    told = scaling_lines(analysed(made_up_run(2, **few)))
    assert [line.topic for line in told] == ["fib", "matmul", "No law"]
    figure = r"serial fraction 0\.\d+ \[-?0\.\d+, 0\.\d+\] at 2 \(Karp–Flatt\)"
    assert re.fullmatch(
        rf"Process, 2 workers in one call \(tested 1 and 2\); {figure}", told[0].text
    )
    assert told[2].text == (
        "not enough worker counts to say: Amdahl needs 4 up to 2 physical cores, got 2: 1, 2"
    )


def test_a_terminal_is_told_in_few_lines() -> None:
    """Workloads with the same advice and no law share a line; those with a law keep theirs."""
    few = {"workloads": ["fib", "matmul", "triad"], "strategies": ["threads", "process"]}
    two = scaling_lines(analysed(made_up_run(2, **few)), brief=True)
    assert [line.topic for line in two] == ["2 workers in one call (tested 1 and 2)", "No law"]
    within = r"fib, matmul and triad; serial fractions within \[[-\d.]+, [\d.]+\]"
    assert re.fullmatch(within, two[0].text)
    many = scaling_lines(analysed(made_up_run(64, **few)), brief=True)
    assert [line.topic for line in many][:2] == ["fib", "matmul"]
    assert many[-1].text.startswith("triad: USL does not describe")


def test_a_law_is_told_with_knee_peak_and_coefficients() -> None:
    """Each with its interval, in every output."""
    analysis = analysed(made_up_run(64, **POOL))
    (line,) = scaling_lines(analysis)
    number = r"[\d.]+ \[[\d.]+, [\d.]+\]"
    whole = r"\d+(?: \[\d+, \d+\])?"
    assert re.fullmatch(
        rf"Pool\.map, 8 workers in one call \(tested 1, 2, 4, 8, 16, 32 and 64\); "
        rf"95 % of the most from {whole} on, peak at {whole}; "
        rf"USL: serial fraction {number}, crosstalk {number}",
        line.text,
    )
    verdict = build_verdict(analysis)
    printed = list(verdict_lines(verdict, full=True))
    assert any(one.startswith("HOW MANY WORKERS") for one in printed)
    assert max(map(len, printed)) <= TERMINAL_WIDTH
    assert "## How many workers" in run_summary(analysis, verdict)


def test_too_few_rounds_are_the_reason() -> None:
    """Points without an interval are none, and that is what is said."""
    one = only(analysed(made_up_run(8, rounds=3, **POOL)))
    assert one.points == ()
    assert str(one.law.refusals[-1]).endswith(
        "Amdahl needs 4 up to 8 physical cores with 6 rounds each, got none"
    )
    assert one.workers is None


def test_figures_are_in_estimates_csv() -> None:
    """Serial fractions by case, coefficients of the law pooled over them."""
    rows = estimates_table(analysed(made_up_run(64, **POOL))).to_dict("records")
    fractions = [row for row in rows if row["quantity"] == "karp_flatt"]
    assert [row["workers"] for row in fractions] == [2, 4, 8, 16, 32, 64]
    law = {row["quantity"]: row for row in rows if row["quantity"].startswith("usl_")}
    assert list(law) == ["usl_gamma", "usl_alpha", "usl_beta"]
    assert all(row["low"] <= row["value"] <= row["high"] for row in law.values())


def said(figure: Figure) -> str:
    found = [text.get_text() for text in figure.findobj(Text)]  # type: ignore[attr-defined]
    return " ".join(found).replace("\n", " ")


def test_the_chart_draws_the_law_with_its_band_and_nothing_between_points() -> None:
    """Points are single marks; the only lines through them are the law's."""
    analysis = analysed(made_up_run(64, physical=32, **POOL))
    (axes,) = drawn(analysis, "scaling_laws").axes
    marks = [line for line in axes.lines
             if line.get_marker() == "o" and line.get_transform() != axes.transAxes]  # fmt: skip
    assert [len(line.get_xdata()) for line in marks] == [1] * 7  # type: ignore[arg-type]
    assert [line.get_markerfacecolor() == "white" for line in marks] == [False] * 6 + [True]
    assert (
        len([one for one in axes.collections if isinstance(one, PolyCollection)]) == 1
    )  # the band
    assert "crosstalk" in said(axes.figure)  # type: ignore[arg-type]


def test_the_chart_says_why_there_is_no_law() -> None:
    """Once where it is the same for all panels, else inside the panel."""
    refusal = "not enough worker counts to say: Amdahl needs 4 up to 4 physical cores, got 3"
    few = {"workloads": ["fib", "triad"], "strategies": ["threads", "pool"]}
    assert said(drawn(analysed(made_up_run(4, **few)), "scaling_laws")).count(refusal) == 1
    mixed = said(drawn(analysed(made_up_run(64, **few)), "scaling_laws"))
    assert mixed.count("does not describe what was measured") == 2
