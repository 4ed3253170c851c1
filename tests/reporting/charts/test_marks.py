"""Marks: what can be read in a picture is where it is drawn, and is the data beneath it."""

import io
import json
import re
from urllib.parse import unquote

import pytest
from matplotlib.figure import Figure

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import Columns, discover
from lightwork.reporting.charts.parts.marks import (
    Mark,
    mark,
    mark_of_estimate,
    placed_marks,
    strategy,
    tag_series,
)
from lightwork.reporting.charts.parts.panels import margins, panels, text_of_gid
from lightwork.reporting.drawing.draw import DrawnChart, draw_all
from lightwork.reporting.drawing.svg_inline import inline, with_series
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.output.data_table import cell, table_of
from lightwork.reporting.text.figures import times_between
from tests.fixtures.made_up.runs import analysed
from tests.fixtures.made_up.whole import whole_run

HERE = Mark("fib", "pool", "2", "1.9×", tokens=("strategy:pool",))


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analysed(whole_run(2))


@pytest.fixture(scope="module")
def drawn(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> dict[str, DrawnChart]:
    folder = tmp_path_factory.mktemp("charts")
    return {chart.name: chart for chart in draw_all(analysis, discover(), folder, ())}


def test_a_mark_is_where_its_point_is_drawn() -> None:
    """Data coordinates become points from the left and from the top, on any scale."""
    figure = Figure(figsize=(4, 2))
    axes = figure.add_axes((0.25, 0.5, 0.5, 0.25))
    axes.set_xscale("log")
    axes.set_xlim(1, 100)
    axes.set_ylim(0, 1)
    mark(axes, 10, 1, HERE)
    mark(axes, 1000, 1, HERE)  # outside of the axes: nothing is drawn there
    mark(axes, float("nan"), 1, HERE)
    ((x, y, found),) = placed_marks(figure)
    assert found == HERE
    assert (x, y) == pytest.approx((144, 36))


def test_what_is_told_has_its_interval_and_numbers() -> None:
    """Value and interval are split as they are printed everywhere; numbers are in base units."""
    made = mark_of_estimate("fib", "pool", 2, Estimate(1.87, 1.8, 1.93, 0.95, 10), times_between)
    assert (made.value, made.interval) == ("1.87×", "[1.80, 1.93]")
    assert (made.at, made.place, made.number) == ("2", 2.0, 1.87)


@pytest.mark.parametrize("name", ["pool", "my pool", "\"'><script>", "a:b", "\ud800"])
def test_tokens_have_no_blank_and_no_markup(name: str) -> None:
    """A token is one word of an attribute, whatever a strategy is called; two differ."""
    assert re.fullmatch(r"strategy:[\w%.~-]*", strategy(name))
    assert name == "\ud800" or unquote(strategy(name)) == f"strategy:{name}"


def test_artists_say_to_which_series_they_belong() -> None:
    """The group in the SVG carries the tokens, and no id twice; images, too."""
    figure = Figure()
    axes = figure.add_subplot()
    tag_series(("strategy:a", "machine:0"), *axes.plot([1, 2]), axes.imshow([[1]]))
    file = io.StringIO()
    figure.savefig(file, format="svg")
    svg = with_series(file.getvalue())
    assert svg.count('data-series="strategy:a machine:0"') == 2
    assert 'id="series' not in svg


def test_the_page_says_headline_and_footnote_itself() -> None:
    """They are cut off from the picture, with the space that they took, and can be read out."""
    figure, _ = panels(1, "It is so.", "A note.")
    assert text_of_gid(figure, "finding") == "It is so."
    above, beneath = margins(figure)
    assert 0.05 < above < 0.2
    assert 0.03 < beneath < 0.2
    svg = ('<svg viewBox="0 0 100 200"><g id="finding"><g><text>It is so.</text></g></g>'
           '<g id="footnote"><text>A note.</text></g><path d="M0 0"/></svg>')  # fmt: skip
    made = inline(svg, "x", "A <title>", "Words & more", (0.1, 0.2))
    assert 'viewBox="0 20.0 100 140.0"' in made
    assert "It is so" not in made
    assert "A note" not in made
    assert '<title id="x-title">A &lt;title&gt;</title>' in made
    assert "Words &amp; more</desc>" in made


def test_every_chart_has_marks_and_they_are_rows(drawn: dict[str, DrawnChart]) -> None:
    """Each picture can be read somewhere, inside of itself, and each row of data is in one."""
    for chart in drawn.values():
        if chart.name == "scaling_laws":  # two numbers of workers show no law
            continue
        assert chart.pictures, chart.words
        seen = set()
        for picture in chart.pictures:
            box = re.search(r'viewBox="0 ([\d.]+) ([\d.]+) ([\d.]+)"', picture.svg)
            assert box is not None
            top, width, height = map(float, box.groups())
            assert picture.marks, chart.name
            assert all(0 <= x <= width and top <= y <= top + height for x, y, _ in picture.marks)
            seen |= {row for _, _, row in picture.marks}
        assert seen == set(range(len(chart.rows))), chart.name
        json.dumps([picture.marks for picture in chart.pictures])


def test_what_is_hidden_in_pictures_is_hidden_in_tables(drawn: dict[str, DrawnChart]) -> None:
    """Each series of a chart's data is drawn in it, and the other way round."""
    for chart in drawn.values():
        in_rows = {token for row in chart.rows for token in row.tokens}
        in_pictures = {
            token
            for picture in chart.pictures
            for tokens in re.findall(r'data-series="([^"]*)"', picture.svg)
            for token in tokens.split()
        }
        assert in_rows == in_pictures, chart.name


def test_scales_and_units_show_the_same_cases(
    drawn: dict[str, DrawnChart], analysis: Analysis
) -> None:
    """Linear first on two cores; log has the same marks; seconds are of the same rows."""
    linear, log, seconds = drawn["speedup"].pictures
    assert [(one.scale, one.unit) for one in (linear, log, seconds)] == [
        ("linear", "ratio"), ("log", "ratio"), ("", "seconds"),
    ]  # fmt: skip
    assert [row for *_, row in linear.marks] == [row for *_, row in log.marks]
    assert {row for *_, row in seconds.marks} < {row for *_, row in linear.marks}
    values = {row.value for row in drawn["speedup"].rows}
    work = analysis.works[0]
    assert all(times_between(one.speedup).split(" ")[0] in values
               for one in analysis.of(work, "cold")
               if one.case.start_method in ("none", "fork"))  # fmt: skip


def test_tables_leave_out_what_says_nothing() -> None:
    """Columns without a name or without any text are no columns; the order of rows is kept."""
    chart = DrawnChart("x", "X", "It is.", rows=(HERE, HERE._replace(series="b", note="n")),
                  columns=Columns(interval="", note="why"))  # fmt: skip
    table = table_of(chart)
    assert table.headings == ("workload", "strategy", "workers", "speedup", "why")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["fib", "pool", "2", "1.9×", ""], ["fib", "b", "2", "1.9×", "n"],
    ]  # fmt: skip
    assert table.rows[0].series == "strategy:pool"


@pytest.mark.parametrize(
    ("text", "number", "key"),
    [
        ("1.87×", 1.87, ""), ("17.9 ms", 0.0179, ""), ("93 % [90, 96]", 0.93, ""),
        ("12,000", 12000.0, ""), ("192", 192.0, ""),
        ("1 MiB", 2.0**20, ""), ("1.5 GB/s", 1.5e9, ""),
        ("9e-07", 9e-7, "9e-07"), ("fork", float("nan"), ""), ("never", 3.0, "3"),
    ],
)  # fmt: skip
def test_a_cell_says_by_what_it_is_sorted_if_its_text_does_not(
    text: str, number: float, key: str
) -> None:
    """Numbers with units that the page's script knows sort as they stand."""
    assert cell(text, number).sort_key == key
