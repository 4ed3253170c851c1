"""How small a task may be and how many to send at once: words and charts, from known costs."""

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from lightwork.core.candidate import api_name
from lightwork.reporting.charts import discover
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.chunk_sizes import chunked, chunksize_of_map
from lightwork.reporting.estimates.granularity import Metg, all_series, metg_text
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.text.figures import TERMINAL_WIDTH
from lightwork.reporting.verdict.build import build_verdict
from lightwork.reporting.verdict.costs import granularity_lines
from tests.fixtures.made_up.costs import DISPATCH, dispatch, granularity, transfer
from tests.fixtures.made_up.granularity import more_granularity
from tests.fixtures.made_up.runs import Noise, analysed_entries
from tests.reporting.charts.test_cost_charts import (
    SMALLEST,
    drawn,
    few_rounds,
    one_of_each,
    renamed,
)

NAMES = ("metg", "chunk_sizes", "decision_map")
Entries = list[dict[str, Any]]
NAN = float("nan")


def entries(usable: int = 2, spread: float = 0.0) -> Entries:
    return [
        *granularity(usable, Noise(spread, 1)), *more_granularity(usable, spread=spread),
        *dispatch(usable, Noise(spread, 2)), *transfer(Noise(spread, 3)),
    ]  # fmt: skip


def told(analysis: Analysis) -> dict[str, str]:
    return dict(granularity_lines(analysis))


def test_metg_of_mechanisms_whose_cost_is_known() -> None:
    """With two workers half is left of g / 2 + c at g = 2 c, nine tenths at g = 18 c."""
    series = {one.name: one for one in all_series(analysed_entries(entries()), "spin")}
    assert list(series) == [
        "ThreadPoolExecutor",
        "Pool.map",
        "ProcessPoolExecutor",
        "Pool.map, cold",
        "Pool.map (spawn), cold",
    ]
    for name in ("pool", "process_pool"):
        one = series[api_name(name)]
        assert one.half.seconds == pytest.approx(2 * DISPATCH[name], rel=0.1)
        assert one.most.seconds == pytest.approx(18 * DISPATCH[name], rel=0.2)
    assert not series["ThreadPoolExecutor"].gains
    assert series["ThreadPoolExecutor"].nothing == "never"


def test_the_lines_of_the_verdict() -> None:
    """A line for each kind of work and state, the simplest mechanism first."""
    found = told(analysed_entries(entries(spread=0.02)))
    assert list(found) == [
        "Computing, warm workers", "Computing, started each time", "Waiting, warm workers",
        "Chunk size of Pool.map",
    ]  # fmt: skip
    computing = found["Computing, warm workers"]
    assert computing.startswith("ThreadPoolExecutor never (at most 1.0")
    assert re.search(
        r"; Pool\.map \d\d\.\d µs \[\d\d\.\d µs, \d\d\.\d µs\] \(90 %: \d\d\d µs\);", computing
    )
    assert "Pool.map (spawn) never" in found["Computing, started each time"]


def test_a_mechanism_that_never_reaches_half() -> None:
    """With 64 workers threads that compute reach a 64th; a process pool needs 64 × 150 µs."""
    found = told(analysed_entries(entries(64), usable=64))
    assert found["Computing, warm workers"].startswith("ThreadPoolExecutor never")
    assert re.search(r"ProcessPoolExecutor 9\.\d+ ms", found["Waiting, warm workers"])


def test_one_core_gains_nothing() -> None:
    """A share of all of one core is no gain over the serial loop."""
    found = told(analysed_entries(entries(1, 0.02), usable=1))
    assert all("never" in words for topic, words in found.items() if "kept" in topic)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Metg(0.5, 3.1e-4, 2.5e-4, 4e-4, 1e-5), "310 µs [250 µs, 400 µs]"),
        (Metg(0.5, 3.1e-4, NAN, NAN, 1e-5), "310 µs [no interval]"),
        (Metg(0.5, 3.1e-4, 0, math.inf, 1e-5), "310 µs [under 10.0 µs, never]"),
        (Metg(0.5, 0, 0, 0, 1e-5), "under 10.0 µs"),
        (Metg(0.5, 0, 0, 4e-4, 1e-5), "under 10.0 µs [under 10.0 µs, 400 µs]"),
        (Metg(0.5, math.inf, math.inf, math.inf, 1e-5), "never"),
        (Metg(0.5, math.inf, 2e-3, math.inf, 1e-5), "inconclusive"),
    ],
)
def test_metg_in_words(found: Metg, words: str) -> None:
    """What was not measured has no number; where the bounds may reach it, nothing is told."""
    assert metg_text(found) == words


def test_the_chunk_size_that_wins() -> None:
    """Four chunks a worker are best with two workers; chunksize=1 is slower by most of it."""
    found = chunked(analysed_entries(entries(spread=0.02)))
    assert [one.tasks for one in found] == [100, 1000, 10_000]
    for one in found:
        assert one.default is not None
        assert one.default.case.chunksize == chunksize_of_map(one.tasks, 2)
        assert not one.is_significantly_worse(one.default)
    assert found[-1].is_significantly_worse(found[-1].cases[0])
    true = 1 - (5e-6 + 3e-5 / 1250) / (5e-6 + 3e-5)  # seconds of a task: default, one by one
    loss = found[-1].loss(found[-1].cases[0])
    assert loss.low < true < loss.high


def test_what_the_default_loses_is_said() -> None:
    """With 64 workers it makes chunks of 4 where 16 are better, in these made-up costs."""
    words = told(analysed_entries(entries(64), usable=64))["Chunk size of Pool.map"]
    assert re.search(r"four chunks a worker\) loses \d\d % .* against chunks of 16", words)


def test_the_verdict_has_the_lines() -> None:
    """In the terminal under their own heading, within its width."""
    printed = list(verdict_lines(build_verdict(analysed_entries(entries())), full=True))
    assert any(line.startswith("MINIMUM TASK LENGTH") for line in printed)
    assert max(len(line) for line in printed) <= TERMINAL_WIDTH


def said(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]  # type: ignore[attr-defined]


EXTREMES: dict[str, Callable[[], Entries]] = {
    "1 core and one round": lambda: few_rounds(entries(1, 0.02), 1),
    "192 cores": lambda: entries(192, 0.02),
    "long names": lambda: renamed(entries(2, 0.02)),
    "wild noise": lambda: entries(2, 2.0),
    "a single point": lambda: one_of_each(entries(2)),
}


@pytest.mark.parametrize("name", EXTREMES)
def test_every_chart_draws_whatever_was_measured(name: str) -> None:
    """Or says why not; a finding without a figure that is none, no text too small to read."""
    usable = int(number[0]) if (number := re.findall(r"^\d+", name)) else 2
    analysis = analysed_entries(EXTREMES[name](), usable)
    list(verdict_lines(build_verdict(analysis), full=True))
    for chart in NAMES:
        if discover()[chart].lacks(analysis):
            continue
        finding = discover()[chart].finding(analysis)
        assert finding.endswith(".")
        assert not re.search(r"\bnan\b|\binf\b|\?|\n|  ", finding)
        figure = drawn(analysis, chart)
        assert min(text.get_fontsize() for text in said(figure)) >= SMALLEST, chart


def test_metg_has_rows_beneath_the_curves() -> None:
    """Curves for computing and for waiting; beneath each a row a mechanism, with 50 and 90 %."""
    figure = drawn(analysed_entries(entries()), "metg")
    computing, _, waiting, rows = figure.axes
    assert computing.get_xlim()[0] < computing.get_xlim()[1]  # longer to the right
    assert waiting.get_xlim() == rows.get_xlim()
    marks = [line for line in rows.lines if line.get_marker() in ("o", "s", "v", "^", "D")]
    hollow = [line.get_markerfacecolor() == "white" for line in marks]
    assert hollow == [True, False] * 3
    words = {text.get_text() for text in said(figure)}
    assert {"Pool.map", "Pool.map cold", "Pool.map (spawn) cold"} <= words
    assert {"Computing (spin)", "Waiting (nap)"} <= words


def test_the_map_names_its_regions_and_hatches_what_is_untold() -> None:
    """Names stand in the regions; the key has the hatching only where there is some."""
    sure = {text.get_text() for text in said(drawn(analysed_entries(entries()), "decision_map"))}
    assert {"Pool.map\nup to 2.00×", "ThreadPoolExecutor\nup to 2.00×"} <= sure
    assert {"serial loop", "16 MiB"} <= sure
    assert "inconclusive" not in sure
    noisy = drawn(analysed_entries(entries(2, 0.5)), "decision_map")
    assert "inconclusive" in {text.get_text() for text in said(noisy)}
