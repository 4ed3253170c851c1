"""Charts of costs: each draws what a run can be, legibly, and says what to take from it."""

import re
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from lightwork.core.candidate import api_name
from lightwork.core.intervals import Estimate
from lightwork.core.record import PER_ROUND_KEYS
from lightwork.reporting.charts import discover
from lightwork.reporting.charts.parts.cost_axes import clipped, in_sight
from lightwork.reporting.charts.parts.style import KNOWN_STYLES, MATPLOTLIB_SETTINGS, VERMILLION
from lightwork.reporting.estimates.analysis import Analysis
from tests.fixtures.made_up.costs import CHANNELS, entry, made_up_costs
from tests.fixtures.made_up.runs import Noise, analysed, analysed_entries, made_up_run

NAMES = ("what_things_cost", "startup", "dispatch", "transfer", "sharing", "memory")
#: Points of the smallest text that is read without a glass.
SMALLEST = 7

Entries = list[dict[str, Any]]


def few_rounds(entries: Entries, rounds: int) -> Entries:
    """The entries with their first rounds only."""
    for made in entries:
        extra = made["extra_info"]
        lists = [*(extra.get(key) for key in PER_ROUND_KEYS), *extra.get("observed", {}).values(),
                 made["stats"]["data"]]  # fmt: skip
        for values in lists:
            if values is not None:
                del values[rounds:]
    return entries


def one_of_each(entries: Entries) -> Entries:
    """The first case of each family."""
    return list({made["group"]: made for made in reversed(entries)}.values())


def renamed(entries: Entries) -> Entries:
    """Half of the entries under names that never end."""
    for made in entries[::2]:
        made["params"]["strategy"] += "_of_my_own_with_a_name_that_never_ends"
    return entries


def costing_nothing(entries: Entries) -> Entries:
    """Every case as cheap as its reference, or cheaper."""
    for made in entries:
        made["stats"]["data"] = [0.9 * s for s in made["extra_info"]["reference_seconds"]]
    return entries


EXTREMES: dict[str, Callable[[], Entries]] = {
    "1 core and one round": lambda: few_rounds(made_up_costs(1), 1),
    "192 cores and long names": lambda: renamed(made_up_costs(192)),
    "wild noise": lambda: made_up_costs(2, spread=2.0),
    "a single point": lambda: one_of_each(made_up_costs(2)),
    "costs below nothing": lambda: costing_nothing(made_up_costs(8)),
}


def drawn(analysis: Analysis, name: str) -> Figure:
    with mpl.rc_context(MATPLOTLIB_SETTINGS):
        figure = discover()[name].draw(analysis)
        figure.draw_without_rendering()
    return figure


def seen(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", EXTREMES)
def test_every_cost_chart_draws_whatever_was_measured(name: str) -> None:
    """A finding of one sentence without a figure that is none; no text too small to read."""
    usable = int(number[0]) if (number := re.findall(r"^\d+", name)) else 2
    analysis = analysed_entries(EXTREMES[name](), usable)
    charts = discover()
    for chart in NAMES:
        if charts[chart].lacks(analysis):
            assert name == "a single point"
            continue
        finding = charts[chart].finding(analysis)
        assert finding.endswith(".")
        assert not re.search(r"\bnan\b|\binf\b|\?|\n|  ", finding)
        sizes = {text.get_fontsize() for text in seen(drawn(analysis, chart))}
        assert min(sizes) >= SMALLEST, chart


@pytest.mark.parametrize("family", ["startup", "dispatch", "transfer", "sharing", "memory"])
def test_each_family_alone_has_its_chart(family: str) -> None:
    """The overview and the family's own chart are drawn, the others say what was not measured."""
    entries = [made for made in made_up_costs(2) if made["group"] == family]
    analysis = analysed_entries(entries)
    lacking = {name for name in NAMES if discover()[name].lacks(analysis)}
    overview = {"what_things_cost"} if family == "memory" else set()
    assert lacking == set(NAMES) - {family, "what_things_cost"} | overview


def test_the_overview_has_a_row_per_thing_and_its_figure() -> None:
    """Without noise the figures are the true ones, and the axis says its units."""
    figure = drawn(analysed_entries(made_up_costs(2, spread=0.0)), "what_things_cost")
    said = [text.get_text() for text in seen(figure)]
    wanted = {"Start, 1 worker", "Transfer 1 B", "A shared update"}
    assert wanted <= set(said)
    assert {"1 µs", "1 ms", "3.00 ms", "24.0 ms", "90.0 µs", "2.02 µs", "200 µs"} <= set(said)


def test_floors_of_the_system_stand_below_and_their_lines_cross_all_rows() -> None:
    """Those that were measured; an older file has none."""
    run = made_up_run(2, workloads=())
    run["benchmarks"] = made_up_costs(2, spread=0.0)
    run["lightwork"] |= {"planned_cases": len(run["benchmarks"]), "floors": {"thread": 2.1e-5}}
    figure = drawn(analysed(run), "what_things_cost")
    said = [text.get_text() for text in seen(figure)]
    assert {"The system alone (floors)", "thread: create, join", "21.0 µs"} <= set(said)
    assert "pipe: a byte, one way" not in said
    assert [line.get_xdata()[0] for line in dotted(figure)] == [2.1e-5]
    assert not dotted(drawn(analysed_entries(made_up_costs(2)), "what_things_cost"))


def dotted(figure: Figure) -> list[Any]:
    return [line for line in figure.axes[0].lines if line.get_linestyle() == ":"]


def test_the_first_start_in_a_process_is_drawn_beside_later_ones() -> None:
    """In a panel of its own, where it was measured."""
    entries = made_up_costs(2, spread=0.0)
    said = [text.get_text() for text in seen(drawn(analysed_entries(entries), "startup"))]
    assert {"Start and end: 1 worker", "first in its process", "18.0 ms → 6.00 ms"} <= set(said)
    for one in entries:
        one["extra_info"].pop("observed", None)
    older = [text.get_text() for text in seen(drawn(analysed_entries(entries), "startup"))]
    assert "Start and end" in older
    assert "first in its process" not in older


def test_the_ladder_warns_of_what_was_lost() -> None:
    """Lost updates and corrupted records are in a warning colour, else it says that none is."""
    figure = drawn(analysed_entries(made_up_costs(2, spread=0.0)), "sharing")
    warned = [text.get_text() for text in seen(figure) if text.get_color() == VERMILLION]
    assert "Process: 3,720 of 12,000 (31 %) lost" in warned
    assert any(text.startswith("Process: 5 % corrupted, 5 % missing of 12,000 records")
               for text in warned)  # fmt: skip
    calm = [text.get_text() for text in seen(figure) if text.get_color() != VERMILLION]
    assert calm.count("none lost") >= 8
    assert "none corrupted, none missing" in calm


def test_transfer_has_a_panel_for_seconds_and_one_for_rates() -> None:
    """Each payload has both, every channel is named in both, and the limit is drawn."""
    figure = drawn(analysed_entries(made_up_costs(2, spread=0.0)), "transfer")
    assert len(figure.axes) == 2
    said = [text.get_text() for text in seen(figure)]
    counted = [said.count(api_name(name)) for name in CHANNELS]
    assert counted == [2] * (len(CHANNELS) - 1) + [1]  # pickle
    assert said.count("memory copy") == 2
    assert {"1 B", "1 KiB", "32 KiB", "1 MiB", "16 MiB"} <= set(said)
    assert "1 GB/s" in said


def test_memory_shows_what_reading_copies() -> None:
    """Under headings by what the parent held and what the workers did."""
    figure = drawn(analysed_entries(made_up_costs(2, spread=0.0)), "memory")
    said = [text.get_text() for text in seen(figure)]
    assert {"Python objects, read by each", "numpy data, read by each"} <= set(said)
    assert "270 MB" in said
    assert "11.0 MB" in said


def test_what_is_not_told_from_zero_is_hollow_at_the_edge() -> None:
    """A cost whose interval includes 0 is no point on a logarithmic axis."""
    case = ("one_at_a_time", "200_tasks", "pool", "fork", 2, 1, "warm")
    noise = Noise(0.1, 2)
    analysis = analysed_entries([entry("dispatch", case, 0.0, noise, reference=1e-6)])
    (axes,) = drawn(analysis, "what_things_cost").axes
    (mark,) = [line for line in axes.lines if line.get_marker() == "o"]
    assert mark.get_markerfacecolor() == "white"
    assert "not above 0" in [text.get_text() for text in axes.texts]


def test_estimates_are_clipped_to_the_axis() -> None:
    """What lies below the axis ends at its edge; what is in sight stays."""
    below = Estimate(-1.0, -2.0, 3.0, 0.97, 6)
    assert clipped(below, 0.5)[:3] == (0.5, 0.5, 3.0)
    assert clipped(below._replace(value=2.0, low=1.0), 0.5)[:3] == (2.0, 1.0, 3.0)
    assert in_sight([below, below._replace(value=4.0)]) == (3.0, 4.0)
    assert in_sight([below._replace(high=-0.5)]) == (1e-7, 1e-6)


def test_known_looks_differ() -> None:
    """No two strategies or channels share a colour and a marker."""
    assert len(set(KNOWN_STYLES.values())) == len(KNOWN_STYLES)
