"""What settings do, from cases whose truth is known: words with intervals, and charts."""

import re
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import pytest

from lightwork.core.candidate import api_name
from lightwork.reporting.charts import discover
from lightwork.reporting.charts.parts.style import MATPLOTLIB_SETTINGS
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.text.verdict_model import CostLine
from lightwork.reporting.verdict.build import build_verdict
from lightwork.reporting.verdict.costs import cost_lines, sweep_lines
from lightwork.reporting.verdict.settings import thread_map
from tests.fixtures.made_up.runs import Noise, analysed_entries
from tests.fixtures.made_up.sweeps import (
    WAITS,
    first_results,
    imbalance,
    made_up_sweeps,
    oversubscription,
    waiting,
)
from tests.reporting.charts.test_cost_charts import few_rounds, one_of_each, renamed

NAMES = ("imbalance", "oversubscription", "waiting")
Entries = list[dict[str, Any]]
QUIET, SCATTERED = Noise(0.0, 1), Noise(0.003, 1)


def costs(analysis: Analysis) -> dict[str, CostLine]:
    return {line.topic: line for line in cost_lines(analysis)}


def test_workers_with_as_many_threads_as_cores_are_best_and_the_default_is_not() -> None:
    """On four cores 4 x 1 and 1 x 4 are alike; the default, 4 x 4, takes three times as long."""
    analysis = analysed_entries(list(oversubscription(4, SCATTERED)), 4)
    found = thread_map(analysis)
    assert found is not None
    assert {cell[:2] for cell in (found.best, *found.alike)} == {(4, 1), (1, 4)}
    assert found.default is not None
    loss = found.loss(found.default)
    assert loss.low < 3.0 < loss.high
    ((topic, words),) = sweep_lines(analysis)
    assert topic == "Workers with BLAS threads"
    assert re.search(r"the default, 4 workers × 4 inner threads, is 3\.00× \[.*\] slower", words)
    assert "is not measurably different from" in words


@pytest.mark.parametrize(
    ("usable", "kept", "words"),
    [
        (2, lambda cell: cell != (2, 2), "was not run"),
        (1, lambda cell: cell == (1, 1) or cell[1] > 1, "it is the default"),
    ],
)
def test_a_default_that_is_best_or_missing_is_said_to_be_so(
    usable: int, kept: Callable[[tuple[int, int]], bool], words: str
) -> None:
    """No ratio to itself, and none to what was not measured."""
    made = [
        one for one in oversubscription(usable, QUIET)
        if kept((one["params"]["workers"], int(one["params"]["size"].partition("_")[0])))
    ]  # fmt: skip
    assert words in dict(sweep_lines(analysed_entries(made, usable)))["Workers with BLAS threads"]


def test_a_default_as_good_as_the_best_is_said_to_be_so() -> None:
    """On one core two workers that are quicker by a thousandth are no reason to leave it."""
    made = oversubscription(1, SCATTERED)
    default, other = (one for one in made if "1_" in one["params"]["size"])
    other["stats"]["data"] = [0.999 * seconds for seconds in default["stats"]["data"]]
    ((_, words),) = sweep_lines(analysed_entries([default, other], 1))
    assert words.startswith("2 workers × 1 inner thread reach the most, 1.00×")
    assert words.endswith(
        "the default, 1 worker × 1 inner thread, is not measurably different from it"
    )


def test_what_chunks_lose_under_each_profile() -> None:
    """The best, and the share of its reach that the others lose; alike where it is told alike."""
    told = dict(sweep_lines(analysed_entries(list(imbalance(2, Noise(0.01, 1))))))
    assert list(told) == [
        "Chunks, items all alike",
        "Chunks, items one long item first",
        "Chunks, items one long item last",
        "Chunks, items a few long items anywhere",
    ]
    tail = told["Chunks, items a few long items anywhere"]
    assert re.match(r"best chunksize=1 1\.79× \[1\.\d+, 1\.\d+\]; ", tail)
    assert re.search(r"chunks of 4 \(default\) is slower by 11 % \[\d+, 1\d\]", tail)
    assert re.search(r"one chunk a worker is slower by 44 % \[\d+, \d+\]", tail)
    assert (
        "chunks of 4 (default) is not measurably different from it"
        in told["Chunks, items all alike"]
    )


def test_waits_at_once_cost_what_they_cost() -> None:
    """Each number is a topic, cheapest first; a terminal has the most alone."""
    analysis = analysed_entries(list(waiting(QUIET)))
    told = costs(analysis)
    assert list(told) == [f"Wait, {number} at once" for number in (8, 64, 512)]
    for line in told.values():
        assert [entry.name for entry in line.entries] == [api_name(name) for name in WAITS]
        assert line.cheapest == "asyncio.gather"
        assert line.entries[0].figure.value == "20.0 µs"
    printed = "\n".join(verdict_lines(build_verdict(analysis), full=True))
    assert "Wait, 512 at once" in printed
    assert "Wait, 64 at once" not in printed


def test_preloading_is_told_beside_the_start_methods() -> None:
    """A fork server that has numpy takes a fraction of one that has not; fork is cheapest."""
    line = costs(analysed_entries(list(first_results(QUIET))))["Numpy, Process"]
    assert [entry.name for entry in line.entries] == [
        "fork",
        "forkserver that has preloaded it",
        "forkserver",
        "spawn",
    ]
    assert line.cheapest == "fork"
    assert re.fullmatch(
        r"forkserver without preloading takes 7\.50× \[[\d., ]+\] as long", line.text
    )
    few = few_rounds(list(first_results(QUIET)), 4)
    line = costs(analysed_entries(few))["Numpy, Process"]
    assert line.text == "preloading makes no measurable difference"
    assert line.cheapest.startswith("inconclusive (fork")


def test_nothing_is_told_where_all_is_noise() -> None:
    """Too few rounds give no interval, so nothing is best and nothing loses."""
    analysis = analysed_entries(few_rounds(made_up_sweeps(2), 4))
    words = " ".join(text for _, text in sweep_lines(analysis))
    assert "loses" not in words
    assert "takes" not in words
    assert "is not measurably different from" in words


def test_foreign_sizes_are_no_numbers() -> None:
    """Somebody's file may say anything; then there is no map, and no error."""
    made = list(oversubscription(2, QUIET))
    for number, one in enumerate(made):
        one["params"]["size"] = ("inner_threads", "²_inner_threads", "9" * 40, "_", "<b>")[
            number % 5
        ]
    analysis = analysed_entries(made)
    assert thread_map(analysis) is None
    assert sweep_lines(analysis) == ()
    assert "--families oversubscription" in discover()["oversubscription"].lacks(analysis)


@pytest.mark.parametrize("usable", [1, 2, 192])
@pytest.mark.parametrize("change", [list, one_of_each, renamed, lambda made: few_rounds(made, 4)])
def test_charts_draw_whatever_a_run_has(usable: int, change: Callable[[Entries], Entries]) -> None:
    """Each with a sentence and a mark for every case that is shown; else it says what lacks."""
    analysis = analysed_entries(change(made_up_sweeps(usable)), usable)
    drawn = 0
    with mpl.rc_context(MATPLOTLIB_SETTINGS):
        for name in NAMES:
            chart = discover()[name]
            if chart.lacks(analysis):
                assert chart.lacks(analysis).endswith(".")
                continue
            assert chart.finding(analysis).endswith(".")
            figure = chart.draw(analysis)
            figure.canvas.draw()
            drawn += 1
    assert drawn or change is one_of_each
