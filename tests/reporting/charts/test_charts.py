"""Charts: each can draw what a run can be, says what it shows, and is one file."""

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from lightwork.core.candidate import API_NAMES, api_name
from lightwork.reporting.charts import Chart, costs, discover
from lightwork.reporting.charts.parts.labels import spread
from lightwork.reporting.charts.parts.panels import MOST_WIDTH
from lightwork.reporting.charts.parts.series import series_of
from lightwork.reporting.charts.parts.style import AREAS, MATPLOTLIB_SETTINGS, shortened
from lightwork.reporting.charts.parts.worker_axis import tick_counts
from lightwork.reporting.charts.speedup.efficiency import EFFICIENCY_COLOURS
from lightwork.reporting.drawing.draw import draw_all
from lightwork.reporting.estimates.analysis import Analysis
from tests.fixtures.made_up.runs import STRATEGIES, analysed, made_up_run
from tests.fixtures.made_up.whole import whole_run
from tests.reporting.drawing.test_colours import contrast

NAMES = (
    "speedup", "job_length", "decision_map", "what_things_cost",
    "efficiency", "start_methods", "decomposition", "gantt",
    "scaling_laws", "weak_scaling",
    "startup", "dispatch", "waiting", "transfer", "sharing", "memory",
    "metg", "chunk_sizes", "imbalance", "oversubscription",
    "null_control",
)  # fmt: skip
#: Keys of strategies that have another name in code.
KEYS = {key for key, name in API_NAMES.items() if name != key}
LONG = "a_strategy_of_my_own_with_a_name_that_never_ends"
FOURTEEN = (*STRATEGIES, LONG, "ray", "dask_local", "asyncio_executor", "$zeta^{$")


def drawn(analysis: Analysis, name: str) -> Figure:
    with mpl.rc_context(MATPLOTLIB_SETTINGS):
        return discover()[name].draw(analysis)


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]  # type: ignore[attr-defined]


def test_all_charts_are_discovered_in_the_order_of_the_page() -> None:
    """Each file is a chart, with speedup first."""
    assert tuple(discover()) == NAMES


FEW = ("fib", "hash_chain", "sleep", "empty")
EXTREMES: dict[str, dict[str, Any]] = {
    "one core": {"usable": 1, "workloads": FEW},
    "two cores": {"usable": 2, "workloads": FEW},
    "eight cores": {"usable": 8, "physical": 4, "workloads": FEW},
    "64 cores and 14 strategies": {"usable": 64, "physical": 32, "strategies": FOURTEEN,
                                   "workloads": ("fib", "sleep", "empty")},
    "192 cores and one strategy": {"usable": 192, "strategies": ("pool",),
                                   "workloads": ("fib", "triad", "sleep")},
    "a single point": {"usable": 1, "workloads": ("fib",), "strategies": ("threads",)},
    "too few rounds": {"workloads": ("fib", "empty"), "rounds": 2},
    "one round": {"workloads": ("fib",), "strategies": ("pool",), "rounds": 1},
    "no physical cores known": {"workloads": ("fib",), "physical": None},
    "forkserver by default": {"workloads": ("fib",), "default": "forkserver"},
    "wild noise": {"workloads": ("fib",), "spread": 2.0},
}  # fmt: skip


@pytest.mark.parametrize("name", EXTREMES)
def test_every_chart_draws_or_says_why_not(name: str, tmp_path: Path) -> None:
    """Files in both formats and a finding of one sentence, or words in place of a picture."""
    analysis = analysed(made_up_run(**EXTREMES[name]))
    for chart in draw_all(analysis, discover(), tmp_path / "charts", ("svg",)):
        file = tmp_path / "charts" / f"{chart.name}.svg"
        assert chart.words.endswith((".", ")"))
        assert "\n" not in chart.words
        assert "nan" not in chart.words
        assert file.exists() == bool(chart.pictures)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_run_is_told_in_words(name: str) -> None:
    """Without any case there is no picture and a sentence that says why."""
    run = made_up_run(2)
    run["benchmarks"] = []
    reason = discover()[name].lacks(analysed(run))
    assert reason.endswith((".", ")", "control."))


def test_formats_are_those_asked_for(tmp_path: Path) -> None:
    """PNG and SVG files hold what their names say."""
    analysis = analysed(made_up_run(workloads=["fib"], strategies=["pool"]))
    list(draw_all(analysis, discover(), tmp_path / "charts", ("png", "svg")))
    assert (tmp_path / "charts/speedup.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "charts/speedup.svg").read_text()


def test_the_same_run_gives_the_same_picture(tmp_path: Path) -> None:
    """SVG files carry no date and no random names."""
    analysis = analysed(made_up_run(workloads=["fib"], strategies=["pool"]))
    first, second = (
        [chart.pictures for chart in draw_all(analysis, discover(), tmp_path / "charts", ())]
        for _ in range(2)
    )
    assert first == second


def test_speedup_has_a_panel_per_workload_and_a_label_per_strategy() -> None:
    """Panels carry their workload and its seconds; lines carry their names, once a panel."""
    analysis = analysed(made_up_run(usable=8, physical=4, workloads=["fib", "sleep"]))
    figure = drawn(analysis, "speedup")
    said = texts(figure)
    assert len(figure.axes) == 2
    assert {"fib (pure Python)", "sleep (waiting)"} <= set(said)
    for strategy in STRATEGIES:
        assert said.count(api_name(strategy)) == 2
    assert said.count("ideal") == 2
    assert said.count("ceiling") == 1  # waiting has none
    assert said.count("workers (dashed: 4 physical cores, 8 usable cores)") == 2
    assert any(text.startswith("serial loop 3") and "ms" in text for text in said)


def test_speedup_shows_every_pair_and_every_interval() -> None:
    """Each round is a dot; each case a bar from its low to its high."""
    analysis = analysed(made_up_run(8, workloads=["fib"], strategies=["process"]))
    (axes,) = drawn(analysis, "speedup").axes
    (dots,) = [one for one in axes.get_children() if isinstance(one, PathPatch)]
    starts = dots.get_path().vertices[::2]
    assert sorted(starts[:, 1]) == pytest.approx(
        sorted(
            speedup
            for result in analysis.of(analysis.works[0], "cold")
            if result.case.start_method == "fork"
            for speedup in analysis.rounds[result.case]["speedup"]
        )
    )
    (bars,) = axes.containers
    segments = bars.lines[2][0].get_segments()  # type: ignore[attr-defined]
    expected = [
        (result.speedup.low, result.speedup.high)
        for result in analysis.of(analysis.works[0], "cold")
        if result.case.start_method == "fork"
    ]
    assert [tuple(s[:, 1]) for s in segments] == [pytest.approx(pair) for pair in expected]


def test_one_or_two_numbers_of_workers_are_rows() -> None:
    """A row for each strategy, its figures beside it and named at its axis, instead of a line."""
    analysis = analysed(made_up_run(2, workloads=["fib"], strategies=["pool", "threads"]))
    figure = drawn(analysis, "speedup")
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Thread", "Pool.map"]
    said = texts(figure)
    assert sum(" → " in text for text in said) == 1  # threads are started in each call
    assert any("2 workers; ○ one call ● long job" in text for text in said)
    assert {"serial loop", "ceiling"} <= set(said)


def test_intervals_stay_in_the_axes() -> None:
    """Bars end where the axes do, and what is written beside a row begins outside of them."""
    analysis = analysed(made_up_run(2, workloads=["fib"], spread=2.0))
    (axes,) = drawn(analysis, "speedup").axes
    bars = [line for line in axes.lines if len(line.get_xdata()) == 2 and line.get_gid() is not None
            and line.get_marker() == "None"]  # fmt: skip
    assert bars
    assert all(line.get_clip_on() for line in bars)


@pytest.mark.parametrize("name", ["speedup", "weak_scaling", "transfer", "startup"])
def test_no_figure_is_too_wide_for_a_page(name: str) -> None:
    """As wide as a page at most, so that 7 points are read in it, with long names, too."""
    run = whole_run(2)
    for one in run["benchmarks"]:
        if one["params"]["strategy"] in ("pool", "threads", "pipe"):
            one["params"]["strategy"] += "_with_a_name_that_is_long"
    assert drawn(analysed(run), name).get_size_inches()[0] <= MOST_WIDTH


@pytest.mark.parametrize("efficiency", [0.0, 0.3, 0.6, 0.8, 1.0])
def test_digits_are_readable_on_any_shade(efficiency: float) -> None:
    """Black on whatever a cell of the heat map may be: far above the 4.5 that text needs."""
    assert contrast("#000000", to_hex(EFFICIENCY_COLOURS(efficiency))) >= 7


@pytest.mark.parametrize(("usable", "scale"), [(2, "linear"), (8, "linear"), (16, "log")])
def test_many_workers_are_on_a_logarithmic_axis(usable: int, scale: str) -> None:
    """Up to eight workers the axis is linear, beyond logarithmic."""
    analysis = analysed(made_up_run(usable=usable, workloads=["fib"], strategies=["pool"]))
    assert drawn(analysis, "speedup").axes[0].get_xscale() == scale


@pytest.mark.parametrize("usable", [8, 64])
def test_labels_of_fourteen_strategies_do_not_overlap(usable: int) -> None:
    """The labels at the ends of the lines are apart by their height."""
    analysis = analysed(made_up_run(usable=usable, workloads=["fib"], strategies=FOURTEEN))
    figure = drawn(analysis, "speedup")
    (axes,) = figure.axes
    names = {shortened(api_name(name)) for name in FOURTEEN} | {"ideal", "ceiling"}
    ends = [text for text in axes.texts if text.get_text() in names]
    assert len(ends) == 16
    tops = sorted(text.get_position()[1] for text in ends)
    points = axes.bbox.height / figure.dpi * 72
    assert min(after - before for before, after in pairwise(tops)) * points >= 7


def test_heat_map_says_why_a_cell_is_empty() -> None:
    """Void, skipped and unplanned cells have a number, and the footnote their reasons."""
    run = made_up_run(2, workloads=["fib", "word_count"], strategies=["pool", "shared_memory"])
    keep = []
    for benchmark in run["benchmarks"]:
        case = benchmark["params"]
        if (case["workload"], case["strategy"]) == ("word_count", "shared_memory"):
            continue
        if (case["workload"], case["strategy"], case["workers"]) == ("fib", "pool", 2):
            benchmark["extra_info"]["void"] = "BLAS used 2 threads"
        keep.append(benchmark)
    run["benchmarks"] = keep
    said = texts(drawn(analysed(run), "efficiency"))
    footnote = next(text for text in said if text.startswith("Efficiency =")).replace("\n", " ")
    assert "(1) void: BLAS used 2 threads" in footnote
    assert "(2) not run: items and results are neither numbers nor bytes" in footnote
    assert {"(1)", "(2)"} <= set(said)


def test_tables_beneath_pictures_call_strategies_as_in_code(tmp_path: Path) -> None:
    """In every row, those of empty cells too; what has no such name keeps its own."""
    charts = draw_all(analysed(whole_run(2)), discover(), tmp_path, ())
    rows = {chart.name: chart.rows for chart in charts if chart.rows}
    assert len(rows) > 15
    named = {name: {row.series for row in found} & KEYS for name, found in rows.items()}
    assert {name: found for name, found in named.items() if found} == {}
    assert {"Pool.map", "SharedMemory"} <= {row.series for row in rows["efficiency"]}
    assert {"Pipe", "SharedMemory"} <= {row.series for row in rows["transfer"]}


def test_efficiency_of_one_is_the_darkest_cell() -> None:
    """An efficiency above 1 is drawn like 1, not like the start of the colours."""
    analysis = analysed(made_up_run(workloads=["hash_chain"], strategies=["threads"], spread=0.0))
    (axes,) = drawn(analysis, "efficiency").axes
    assert axes.patches[0].get_facecolor()[:3] == pytest.approx(to_rgb(AREAS["sky"]), abs=0.02)


def test_every_strategy_has_a_look_of_its_own() -> None:
    """Known ones always the same; thirty unknown ones differ from these and from each other."""
    names = [*STRATEGIES, *(f"mine_{i:02}" for i in range(30))]

    class Named:
        def __init__(self, strategy: str) -> None:
            self.strategy = strategy

    found = series_of(Named(name) for name in names)  # type: ignore[misc]
    assert len({(one.colour, one.marker) for one in found.values()}) == len(names)
    assert series_of([Named("pool")])["pool"] == found["pool"]  # type: ignore[list-item]


@pytest.mark.parametrize("count", [0, 1, 2, 5, 40])
def test_spread_labels_keep_order_distance_and_bounds(count: int) -> None:
    """Positions are apart, ordered as wanted and inside, however crowded."""
    wanted = [0.5 + 0.001 * math.sin(7 * i) for i in range(count)]
    placed = spread(wanted, 0.05, 0.0, 1.0)
    gap = min(0.05, 1 / max(1, count - 1))
    order = sorted(range(count), key=lambda i: wanted[i])
    assert all(placed[b] - placed[a] >= gap - 1e-9 for a, b in pairwise(order))
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in placed)


def test_labels_that_are_apart_stay_where_they_are() -> None:
    """Nothing moves without need."""
    assert spread([0.9, 0.1, 0.5], 0.05, 0, 1) == pytest.approx([0.9, 0.1, 0.5])


def test_ticks_do_not_touch() -> None:
    """At 192 workers the label 128 gives way; at 8 every count is labelled."""
    assert tick_counts([1, 2, 4, 8, 16, 32, 64, 128, 192], logarithmic=True)[-2:] == [64, 192]
    assert tick_counts([1, 2, 3, 4, 6, 8], logarithmic=False) == [1, 2, 3, 4, 6, 8]
    assert tick_counts([1, 2, 4, 8, 16, 32, 64, 128, 192], logarithmic=False)[:2] == [2, 16]


def test_a_chart_is_one_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with CHART is picked up, drawn and put in its place, with nothing else edited."""
    (tmp_path / "mine.py").write_text(
        "from matplotlib.figure import Figure\n"
        "from lightwork.reporting.charts import Chart\n"
        "CHART = Chart('Mine', 12, lambda a: '', lambda a: 'It is mine.', lambda a: Figure())\n"
    )
    (tmp_path / "_part.py").write_text("raise AssertionError('a part is no chart')\n")
    monkeypatch.setattr(costs, "__path__", [*costs.__path__, str(tmp_path)])
    assert tuple(discover())[:3] == ("speedup", "job_length", "mine")
    analysis = analysed(made_up_run(workloads=["fib"], strategies=["pool"]))
    drawn = draw_all(analysis, discover(), tmp_path, ("svg",))
    assert [c.words for c in drawn if c.name == "mine"] == ["It is mine."]


def test_a_broken_chart_names_its_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without CHART is loud."""
    (tmp_path / "forgotten.py").write_text("CHARTS = 1\n")
    monkeypatch.setattr(costs, "__path__", [*costs.__path__, str(tmp_path)])
    with pytest.raises(TypeError, match=r"charts\.costs\.forgotten must define CHART"):
        discover()


def test_chart_is_what_the_docstring_says() -> None:
    """A chart has a title, an order and three functions, and may have more pictures."""
    assert Chart._fields == (
        "title", "order", "lacks", "finding", "draw", "columns", "views",
    )  # fmt: skip
