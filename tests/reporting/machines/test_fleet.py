"""A fleet is told by model, by all outputs alike; models that are summed up together are none."""

import random

import pytest

from lightwork.reporting.machines.charts.fleet import finding
from lightwork.reporting.machines.comparison import Comparison, Ranking
from lightwork.reporting.machines.hosts.models import MOST_MODELS, Spread, drawn_models, quantities
from lightwork.reporting.machines.output.files import comparison_summary
from lightwork.reporting.machines.output.page import comparison_page
from lightwork.reporting.machines.output.terminal import comparison_lines
from lightwork.reporting.machines.text.build import build_text
from lightwork.reporting.machines.text.hosts import lowest, model_rows
from lightwork.reporting.output.markdown import markdown
from tests.fixtures.made_up.comparison import WORKS, Host, made_up_comparison, made_up_fleet
from tests.reporting.machines.output.test_page import Text
from tests.reporting.output.test_agreement import FIGURE


def of_one_model(cores: int, number: int, pace: float) -> list[Host]:
    """Hosts with as many cores (that is a model here), whose paces scatter by a tenth."""
    chance = random.Random(cores)
    return [
        Host(f"{cores}-core {place}", cores, pace * chance.uniform(0.95, 1.05), counts=(1,))
        for place in range(number)
    ]


@pytest.fixture(scope="module")
def told_fleet() -> Comparison:
    """Two models of which one is told to be the fastest, whole and per core."""
    hosts = [*of_one_model(4, 8, 1.0), *of_one_model(16, 8, 0.2)]
    return made_up_comparison(*hosts, works=[WORKS[0], WORKS[-1]])


@pytest.mark.parametrize("fleet", ["told_fleet", "many"])
def test_page_summary_and_terminal_tell_the_same_model(
    fleet: str, request: pytest.FixtureRequest
) -> None:
    """The verdict in words, each kind's answer and every figure of the terminal."""
    found = made_up_fleet(40) if fleet == "many" else request.getfixturevalue(fleet)
    words = build_text(found)
    printed = " ".join(" ".join(comparison_lines(words)).split())
    shown, written = Text(comparison_page(found, words, ())).text, comparison_summary(words)
    assert "Fastest model with all that it has: Made-up CPU" in words.verdict
    for text in (words.verdict, *(t for kind in words.kinds for t in (kind.whole, kind.per_core))):
        assert text in printed
        assert "".join(text.split()) in "".join(shown.split())
        assert markdown(text) in written
    assert [kind.heading for kind in words.kinds] == [row.heading for row in model_rows(found)]
    figures = set(FIGURE.findall(printed))
    assert len(figures) > 5
    for figure in figures:
        assert figure in shown
        assert markdown(figure) in written


def test_no_single_machine_of_a_fleet_is_named_as_the_fastest(told_fleet: Comparison) -> None:
    """Neither in the verdict nor for a kind of work, nor as last resort."""
    words = build_text(told_fleet)
    text = " ".join((words.verdict, *(f"{one.whole} {one.per_core}" for one in words.kinds)))
    assert [one.label for one in told_fleet.series if one.label in text] == []
    assert "16 cores" in text
    assert words.overall is None


def test_models_that_are_summed_up_are_never_the_fastest() -> None:
    """Beyond sixteen models the rest is one row of the chart, not a candidate."""
    hosts = [host for cores in range(2, 20) for host in of_one_model(cores, 7, 1.0)]
    hosts += of_one_model(20, 6, 0.2)
    found = made_up_comparison(*hosts, works=WORKS[:1])
    assert drawn_models(found)[-1].name == "4 other models"
    assert len(drawn_models(found)) == MOST_MODELS
    row = model_rows(found)[0]
    assert row.best_per_core == "Made-up CPU 20, 20 cores"
    assert "other models" not in build_text(found).verdict + row.per_core + finding(found)


def test_the_model_that_it_is_not_told_from_is_named() -> None:
    """Not the next by its median, where that is told apart; but the one in the way."""
    first = Spread("first", tuple(1 + place / 100 for place in range(10)))
    second = Spread("second", tuple(2 + place / 100 for place in range(10)))
    model, text = lowest([first, second, Spread("few", (5.5,))])
    assert model == ""
    assert text.endswith(
        "not measurably different from few: median 5.50× [no interval] of 1 machine)"
    )
    assert "next second: median" in lowest([first, second])[1]


def test_a_fleet_without_common_work_says_so() -> None:
    """In its first sentence, and it has no row."""
    found = made_up_fleet(10)._replace(kinds=(), works=())
    assert quantities(found) == []
    assert "nothing can be compared" in build_text(found).verdict


def test_why_no_model_has_a_figure_is_told(told_fleet: Comparison) -> None:
    """Instead of a model, as of single machines."""
    why = "no workload that all machines have"
    kinds = tuple(kind._replace(per_core=Ranking((), why=why)) for kind in told_fleet.kinds)
    words = build_text(told_fleet._replace(kinds=kinds))
    assert {kind.per_core for kind in words.kinds} == {why}
    assert all(kind.whole.startswith("Made-up CPU 16") for kind in words.kinds)
