"""A comparison as it is told: terminal, summary and table say the same; foreign text is escaped."""

import csv
import math
import re
from pathlib import Path

import pytest

from lightwork.reporting.machines.comparison import Comparison
from lightwork.reporting.machines.output.files import comparison_summary, save_tables
from lightwork.reporting.machines.output.terminal import MOST_TERMINAL_LINES, comparison_lines
from lightwork.reporting.machines.text.build import build_text
from lightwork.reporting.machines.text.model import ComparisonText
from lightwork.reporting.output.markdown import markdown
from lightwork.reporting.report.several_runs import with_advice
from tests.fixtures.made_up.machines import (
    MadeUpMachine,
    fleet_comparison,
    made_up_comparison,
    made_up_runs,
    mixed_comparison,
)
from tests.fixtures.made_up.runs import save

HOSTILE = "<script>alert(1)</script> | [x](http://evil) `rm` *b* \n# head"


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Interpreters and limits of one host, another host, repeats, costs, advice."""
    folder = tmp_path_factory.mktemp("runs")
    return with_advice(
        mixed_comparison(costs=True, runs=2, wander=0.05, folder=folder, workloads=("fib", "sleep"))
    )


@pytest.fixture(scope="module")
def words(comparison: Comparison) -> ComparisonText:
    return build_text(comparison)


def test_a_terminal_shows_fifty_lines_of_a_hundred_columns(words: ComparisonText) -> None:
    """Whatever there is to tell; what is left out is said to be in the summary."""
    found = comparison_lines(words)
    assert len(found) <= MOST_TERMINAL_LINES
    assert max(map(len, found)) <= 100
    assert sum("in summary.md" in line for line in found) > 0
    for heading in ("MACHINES", "WHAT TO USE THERE", "OVER TIME", "HOW SURE"):
        assert heading in found


def test_summary_has_every_word_of_the_terminal(words: ComparisonText) -> None:
    """Each kind's answers, each machine, all advice and what is not compared."""
    text = comparison_summary(words)
    told = [words.title, words.verdict, *words.alarms]
    for kind in words.kinds:
        told += [kind.heading, kind.per_core, kind.whole, *(one.text for one in kind.advice)]
    for one in (*words.machines, *words.refused, *words.trust, *words.differences):
        told += [one.topic, one.text]
    assert [one for one in told if markdown(one) not in text] == []
    printed = " ".join(" ".join(comparison_lines(words)).split())
    for kind in words.kinds:
        assert kind.whole in printed


def test_figures_of_words_are_those_of_the_comparison(
    comparison: Comparison, words: ComparisonText
) -> None:
    """The best machine's ratio, as printed, is the ratio of the seconds in the table."""
    for kind, told in zip(comparison.kinds, words.kinds, strict=True):
        for ranking, text in ((kind.per_core, told.per_core), (kind.whole, told.whole)):
            best = ranking.best
            if not best:
                assert text.startswith("inconclusive")
            elif best != comparison.baseline.label:
                ratio = next(one.ratio for one in ranking.ratios if one.series == best)
                figure = re.search(r"([0-9.]+)× \[([0-9.]+), ([0-9.]+)\]", text)
                assert figure is not None
                shown = [float(bound) for bound in figure.groups()]
                assert shown == pytest.approx(list(ratio[:3]), rel=0.03)
                assert text.startswith(best)


def test_the_table_has_every_figure(
    comparison: Comparison, words: ComparisonText, tmp_path: Path
) -> None:
    """A row for each series, case and quantity, with its interval, runs and ratio."""
    save_tables(comparison, words, tmp_path)
    rows = list(csv.DictReader((tmp_path / "comparison.csv").open(encoding="utf-8")))
    assert len({tuple(list(row.values())[:16]) for row in rows}) == len(rows)
    server = next(one for one in comparison.series if one.label == "server")
    key, pooled = next(
        (key, one) for key, one in server.cases.items() if one.case.strategy == "process"
    )
    mine = {
        row["quantity"]: row
        for row in rows
        if row["series"] == "server"
        and [row[name] for name in key[1]._fields] == [str(value) for value in key[1]]
        and row["family"] == key[0]
    }
    assert pooled.speedup is not None
    assert float(mine["speedup"]["value"]) == pooled.speedup.value
    assert float(mine["speedup"]["low"]) == pooled.speedup.low
    assert mine["seconds"]["runs"] == "2"
    theirs = comparison.baseline.cases[key]
    ratio = float(mine["seconds"]["ratio_to_baseline"])
    assert ratio == pytest.approx(pooled.seconds.value / theirs.seconds.value)
    low, high = (float(mine["seconds"][name]) for name in ("ratio_low", "ratio_high"))
    assert low < ratio < high
    assert math.log(high / low) > 0.2  # seconds of two hosts know that speeds wander


def test_foreign_text_is_no_markup(tmp_path: Path) -> None:
    """A label with a script, a table's bar, a link and a line break stays text on one line."""
    machines = [MadeUpMachine(HOSTILE, id="m-1"), MadeUpMachine("plain", id="m-2")]
    found = made_up_comparison(machines=machines, workloads=("fib",), folder=tmp_path)
    words = build_text(found)
    text = comparison_summary(words)
    assert "<script>" not in text
    assert re.search(r"(?<!\\)\]\(", text) is None
    assert "\n# head" not in text
    for line in text.splitlines():
        if line.startswith("| "):
            assert len(re.findall(r"(?<!\\)\|", line)) in (3, 5)
    assert all(line.isprintable() for line in comparison_lines(words))


def test_a_fleet_is_told_in_as_few_lines(tmp_path: Path) -> None:
    """Models instead of machines, counts instead of names, and no advice."""
    found = build_text(with_advice(fleet_comparison(30, 3, folder=tmp_path)))
    assert len(comparison_lines(found)) <= MOST_TERMINAL_LINES
    assert [one.text.split(",")[0] for one in found.machines] == ["10 environments"] * 3
    assert all(kind.advice == () for kind in found.kinds)
    assert any("2 on 10" in one.text for one in found.differences)


def test_one_machine_is_told_by_its_pooled_runs(tmp_path: Path) -> None:
    """No host to compare with: the serial loops and the shortest cases over all runs."""
    found = made_up_comparison(machines=[MadeUpMachine("desk", 4)], runs=3, folder=tmp_path)
    words = build_text(with_advice(found))
    assert words.title == "lightwork on desk: 3 runs together"
    assert "from 3 runs" in words.kinds[0].whole
    assert words.overall is None
    assert any("from run to run" in one.text for one in words.trust)


def test_what_makes_a_run_doubtful_is_an_alarm(tmp_path: Path) -> None:
    """A failed null control and an unfinished run are told before the verdict, by machine."""
    files = [run for name in ("host a", "host b") for run in made_up_runs(MadeUpMachine(name))]
    null = next(one for one in files[0]["benchmarks"] if one["params"]["strategy"] == "serial")
    null["stats"]["data"] = [1.3 * one for one in null["stats"]["data"]]
    files[1]["lightwork"]["finished"] = False
    from lightwork.reporting.machines.compare import compare
    from lightwork.reporting.machines.digest.collect import collect

    saved = [save(run, tmp_path, f"{place}.json") for place, run in enumerate(files)]
    told = build_text(compare(collect(saved).digests)).alarms
    assert [("A/A check" in one, "host a" in one, "host b" in one) for one in told] == [
        (True, True, False), (False, False, True)
    ]  # fmt: skip
