"""Charts of several machines: what is drawn are the comparison's figures; no machine is lost."""

from pathlib import Path
from statistics import geometric_mean
from xml.etree import ElementTree

import pytest

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import discover
from lightwork.reporting.drawing.draw import DrawnChart, draw_all
from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.machines import charts
from lightwork.reporting.machines.charts._rows import log_ticks
from lightwork.reporting.machines.charts._style import machine_styles, short_names, with_letters
from lightwork.reporting.machines.charts.over_time import MOST_PLACES, RunGroup, places
from lightwork.reporting.machines.comparison import MOST_LINES, Comparison, best_curve
from lightwork.reporting.machines.hosts.models import Spread, drawn_models, speedups
from lightwork.reporting.machines.series.steps import steps
from lightwork.reporting.machines.text.hosts import lowest
from lightwork.reporting.text.figures import seconds_between, times_between
from tests.fixtures.made_up.comparison import (
    HOSTILE,
    MIXED,
    WORKS,
    Host,
    made_up_comparison,
    made_up_fleet,
    true_speedup,
)

NAMES = (
    "hosts_by_kind", "fleet", "threads_by_interpreter", "speedup_by_machine",
    "efficiency_by_machine", "seconds_by_machine",
    "costs_by_machine", "over_time",
)  # fmt: skip


def drawn(comparison: Comparison, folder: Path) -> dict[str, DrawnChart]:
    made = draw_all(comparison, discover(charts), folder, ("svg",))
    return {chart.name: chart for chart in made}


@pytest.fixture(scope="module")
def mixed() -> Comparison:
    return made_up_comparison(*MIXED)


@pytest.fixture(scope="module")
def pictures(mixed: Comparison, tmp_path_factory: pytest.TempPathFactory) -> dict[str, DrawnChart]:
    return drawn(mixed, tmp_path_factory.mktemp("mixed"))


def test_all_charts_are_discovered_in_the_order_of_the_page() -> None:
    """Each file is a chart; which machine for which work comes first."""
    assert tuple(discover(charts)) == NAMES


def test_every_machine_is_in_every_chart_and_its_data(
    mixed: Comparison, pictures: dict[str, DrawnChart]
) -> None:
    """Its token is in the rows and in each picture, so that it can be hidden there."""
    for name in ("hosts_by_kind", "speedup_by_machine", "efficiency_by_machine",
                 "seconds_by_machine"):  # fmt: skip
        told = {token for row in pictures[name].rows for token in row.tokens}
        assert told == {series.key for series in mixed.series}
        for picture in pictures[name].pictures:
            for series in mixed.series:
                assert f'data-series="{series.key}"' in picture.svg


def test_speedups_are_those_of_the_best_curves(
    mixed: Comparison, pictures: dict[str, DrawnChart]
) -> None:
    """Each point of each machine's best curve is a row, with its interval, and nothing else is."""
    expected = {
        (
            f"{work.workload} (medium)",
            series.label,
            str(point.case.workers),
            times_between(point.speedup),
        )
        for work in mixed.works
        for series in mixed.series
        for point in best_curve(series, work)
        if point.speedup
    }
    found = {
        (row.panel, row.series, row.at, f"{row.value} {row.interval}")
        for row in pictures["speedup_by_machine"].rows
    }
    assert found == expected


def test_efficiency_of_a_known_machine(pictures: dict[str, DrawnChart]) -> None:
    """192 workers on 192 cores, computing: 192 / (1 + 0.002 * 192) / 192 = 72 %."""
    row = next(
        row for row in pictures["efficiency_by_machine"].rows
        if row.panel == "fib (medium)" and row.series == "big host" and row.place == 1
    )  # fmt: skip
    assert row.value == "72 %"
    assert row.number == pytest.approx(true_speedup("cpu", 192, 192) / 192)


def test_seconds_are_of_loop_and_shortest_case(
    mixed: Comparison, pictures: dict[str, DrawnChart]
) -> None:
    """Two rows for each machine and workload, with the figures of the comparison."""
    rows = pictures["seconds_by_machine"].rows
    found = {(row.panel, row.series, row.at): f"{row.value} {row.interval}" for row in rows}
    assert len(found) == 2 * len(mixed.works) * len(mixed.series)
    for host in mixed.hosts:
        for series in mixed.series:
            loop = series.serial[host.work[:2]]
            shortest = host.shortest[series.label].seconds
            place = f"{host.work.workload} (medium)", series.label
            assert found[*place, "serial loop"] == seconds_between(loop)
            assert found[*place, "shortest"] == seconds_between(shortest)
    assert "different moments" in pictures["seconds_by_machine"].pictures[0].footnote


def test_ratios_to_the_baseline_are_those_of_the_kinds(
    mixed: Comparison, pictures: dict[str, DrawnChart]
) -> None:
    """Per core and whole, for each machine, with how sure that is."""
    for kind in mixed.kinds:
        for at, ratios in (("per core", kind.per_core.ratios), ("whole", kind.whole.ratios)):
            for one in ratios:
                row = next(
                    row for row in pictures["hosts_by_kind"].rows
                    if (row.panel, row.series, row.at) == (kind.heading, one.series, at)
                )  # fmt: skip
                assert f"{row.value} {row.interval}" == times_between(one.ratio)
                assert row.note == one.why
    assert "GIL and waiting: big host; per core laptop" in pictures["hosts_by_kind"].words


def test_costs_are_ratios_with_the_costs_beside_them(
    mixed: Comparison, pictures: dict[str, DrawnChart]
) -> None:
    """A row for each cost and machine but the baseline; the cost itself stands in the data."""
    rows = pictures["costs_by_machine"].rows
    assert len(rows) == len(mixed.costs) * (len(mixed.series) - 1)
    row = next(row for row in rows if row.series == "old server" and "spawn" in row.panel)
    assert (row.value, row.interval, row.at) == ("1.60×", "[1.50, 1.70]", "96.0 ms")


def test_linear_and_logarithmic_show_the_same_rows(pictures: dict[str, DrawnChart]) -> None:
    """With 192 cores the logarithmic picture is first; each mark of one is in the other."""
    for name in ("speedup_by_machine", "efficiency_by_machine"):
        one, other = pictures[name].pictures
        assert (one.scale, other.scale) == ("log", "linear")
        assert {mark[2] for mark in one.marks} == {mark[2] for mark in other.marks}
        assert len({mark[2] for mark in one.marks}) == len(pictures[name].rows)


@pytest.mark.parametrize("hosts", [
    pytest.param((Host("only", 2),), id="one machine"),
    pytest.param((Host("a", 1, counts=(1,)), Host("b", 1, 1.02, without=("sleep", "memory"))),
                 id="single points, missing kinds"),
    pytest.param((Host("a", 1, without=("cpu", "native", "memory", "sleep")),), id="nothing"),
])  # fmt: skip
def test_little_data_is_drawn_or_told_to_lack(hosts: tuple[Host, ...], tmp_path: Path) -> None:
    """A picture and one sentence, or why there is none; never a figure that is no number."""
    for chart in drawn(made_up_comparison(*hosts), tmp_path).values():
        assert chart.words.endswith(".")
        assert "nan" not in chart.words + "".join(row.value for row in chart.rows)
        assert bool(chart.pictures) == bool(chart.rows)


def test_hostile_labels_stay_apart_and_are_text(tmp_path: Path) -> None:
    """Markup is escaped, and labels that shortening makes equal still have names of their own."""
    hosts = [Host(label, 2 + i) for i, label in enumerate(HOSTILE)]
    work = Work("<b>\x00fib" + "b" * 50, "medium", "cpu")
    comparison = made_up_comparison(*hosts, works=(work,))
    assert len({look.name for look in machine_styles(comparison).values()}) == MOST_LINES
    for chart in drawn(comparison, tmp_path).values():
        for picture in chart.pictures:
            ElementTree.fromstring(picture.svg)  # noqa: S314 - made here
            assert "<script" not in picture.svg


def test_short_names_are_short_and_unique() -> None:
    """Start and end of a label; a number where two are equal; line breaks are blanks."""
    long = [f"host {'x' * 40}{i} {'y' * 40}" for i in range(3)]
    names = short_names([*long, "a\nb"])
    assert len(set(names.values())) == 4
    assert all(len(name) <= 30 for name in names.values())
    assert names["a\nb"] == "a b"


def test_long_labels_become_letters_which_a_picture_explains(tmp_path: Path) -> None:
    """All of them or none; the headline of a picture that stands alone has the key."""
    short = made_up_comparison(Host("a", 2), Host("b", 2))
    assert [style.name for style in machine_styles(short).values()] == ["a", "b"]
    assert with_letters("It is so.", short) == "It is so."
    long = made_up_comparison(Host("a", 2), Host("a machine with a long label", 2))
    assert [style.name for style in machine_styles(long).values()] == ["A", "B"]
    assert with_letters("It is so.", long) == "It is so. A: a, B: a machine with a long label."
    chart = drawn(long, tmp_path)["speedup_by_machine"]
    assert {row.series for row in chart.rows} == {"A", "B"}
    assert "long label" not in chart.words


def test_a_fleet_is_summed_up_by_model(tmp_path: Path) -> None:
    """A row for each model and quantity, whose medians are known; no machine has a line of its own.

    Paces of a model scatter evenly from 0.9 to 1.1 times its own, over the baseline's of 0.9.
    """
    few, many = drawn(made_up_fleet(20), tmp_path), drawn(made_up_fleet(400), tmp_path)
    assert len(many["fleet"].rows) == len(few["fleet"].rows) == 4 * 3 * 2
    row = next(row for row in many["fleet"].rows if "per core" in row.panel and row.place == 100)
    assert row.number == pytest.approx(1 / 0.9, rel=0.01)
    assert "5th to 95th percentile 1.01 to 1.21" in row.note
    assert (
        len(many["fleet"].pictures[0].svg) < len(few["fleet"].pictures[0].svg) * 1.1
    )  # no dots among so many
    assert "400 machines are too many" in many["speedup_by_machine"].words


def test_rare_models_are_summed_up_together() -> None:
    """No machine is lost where there are many models."""
    hosts = [Host(f"host {i}", i + 1, counts=(1,)) for i in range(40)]
    comparison = made_up_comparison(*hosts, works=WORKS[:1])
    shown = drawn_models(comparison)
    assert shown[-1].name == "25 other models"
    assert sorted(label for model in shown for label in model.series) == sorted(
        host.label for host in hosts
    )


def test_the_speedup_of_a_kind_is_a_geometric_mean_at_all_cores() -> None:
    """Of machines that have all workloads; one that lacks one is left out."""
    comparison = made_up_comparison(Host("a", 8), Host("b", 8, without=("memory",)))
    works = [work for work in WORKS if work.kind in ("cpu", "memory")]
    expected = geometric_mean([8 / 1.016, 8 / 1.016, 3.6])
    assert speedups(comparison.series, works) == {"a": pytest.approx(expected)}


def test_a_model_is_the_best_only_where_that_is_told() -> None:
    """The intervals of the medians must not overlap; few machines have none."""
    low, high = (Spread(name, tuple(base + i / 100 for i in range(10)))
                 for name, base in (("low", 1.0), ("high", 2.0)))  # fmt: skip
    assert lowest([high, low])[0] == "low"
    assert lowest([low, low._replace(model="twin")])[0] == ""
    assert lowest([Spread("single", (0.5,)), high])[0] == ""


def test_many_runs_are_shown_by_medians_of_neighbours() -> None:
    """Each run is in one place, in order; a place has the median of its runs."""
    comparison = made_up_comparison(Host("a", 2, runs=200), works=WORKS[:1])
    (history,) = comparison.histories
    shown = places(history)
    assert len(shown) <= MOST_PLACES
    assert [moment for place in shown for moment in place.runs] == list(history.runs)
    first = shown[0].speedup(history.cases[0])
    assert isinstance(first, Estimate)
    values = [moment.speedups[history.cases[0]].value for moment in shown[0].runs]
    assert first.value == pytest.approx(sorted(values)[len(values) // 2], rel=0.01)


def test_over_time_names_commits_and_the_largest_change(tmp_path: Path) -> None:
    """A tick for each commit, a star for a changed checkout; a change is told with intervals."""
    comparison = made_up_comparison(Host("a", 2, runs=8), works=WORKS[:1])
    chart = drawn(comparison, tmp_path)["over_time"]
    assert "0000001*" in chart.pictures[0].svg
    assert "fib on a: 1.99× [1.93, 2.05] became 2.14× [2.07, 2.20]" in chart.words


def test_a_change_over_time_is_marked_by_its_commit(tmp_path: Path) -> None:
    """With its size and interval in the picture; the largest one is in the sentence."""
    comparison = made_up_comparison(Host("a", 2, runs=30), works=WORKS[:1])
    (history,) = comparison.histories
    (case,) = history.cases
    first, *_ = (run.speedups[case] for run in history.runs)
    times = [(0.8 if place >= 15 else 1.0) + 0.001 * (place % 3) for place in range(30)]
    runs = [
        run._replace(speedups={case: first._replace(**{
            name: factor * getattr(first, name) for name in ("value", "low", "high")
        })})
        for run, factor in zip(history.runs, times, strict=True)
    ]  # fmt: skip
    changed = history._replace(runs=tuple(runs))
    chart = drawn(comparison._replace(histories=(changed,)), tmp_path)["over_time"]
    (step,) = steps(changed)
    commit = RunGroup(changed.runs[15:16]).tick
    assert step.place == 15
    assert f"{commit} {times_between(step.times)}" in chart.pictures[0].svg
    assert f"fib on a, with {commit}: its speedup is {times_between(step.times)}" in chart.words


def test_ticks_of_ratios_do_not_touch() -> None:
    """From a tenth to many decades there are two to ten ticks inside the axis."""
    for low, high in ((0.9, 1.1), (0.5, 2), (0.01, 3), (1e-6, 10)):
        ticks = log_ticks(low, high)
        assert 2 <= len(ticks) <= 10
        assert all(low <= tick <= high for tick in ticks)
