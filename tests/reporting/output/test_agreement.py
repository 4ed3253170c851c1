"""Page, summary and terminal agree in every figure, whatever families a run has."""

import re
from pathlib import Path
from typing import Any

import pytest

from lightwork.reporting.decide.headline import NOT_CONFIRMED
from lightwork.reporting.estimates.analysis import analyse
from lightwork.reporting.output.files import run_summary
from lightwork.reporting.output.run_page import run_page
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.read.run import read_run
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.made_up.costs import with_costs
from tests.fixtures.made_up.runs import made_up_run, save
from tests.fixtures.made_up.whole import whole_run
from tests.golden.__main__ import RUN
from tests.reporting.output.test_run_page import Text

#: A number with its unit, or an interval, as they are printed.
UNIT = r"(?:×|(?: (?:ns|µs|ms|s|%|kB|MB|GB/s|MB/s|KiB|MiB|B)\b|(?<= )%))"
FIGURE = re.compile(
    rf"-?\d[\d.,]*{UNIT}|\[(?!95 % conf)[^\[\]]*\d[^\[\]]*\]"
    r"|-?\d[\d.,]* of \d[\d.,]*|\d+ workers?\b"
)


class Told:
    """One run as the three outputs tell it, each in one line of text."""

    def __init__(self, path: Path) -> None:
        analysis = analyse(read_run(path))
        self.verdict = build_verdict(analysis)
        self.terminal = " ".join(" ".join(verdict_lines(self.verdict, full=True)).split())
        self.page = Text(run_page(analysis, self.verdict, ())).text
        markdown = run_summary(analysis, self.verdict)
        self.summary = " ".join(re.sub(r"\\(.)", r"\1", markdown).split())


def failing() -> dict[str, Any]:
    """A run whose null control fails: nothing is confirmed."""
    run = made_up_run(2, workloads=["fib", "sleep"], strategies=["pool", "threads"])
    for one in run["benchmarks"]:
        if one["params"]["strategy"] == "serial":
            one["stats"]["data"] = [2 * seconds for seconds in one["stats"]["data"]]
    return run


RUNS = {
    "golden": lambda: None,
    "all families, 2 cores": lambda: whole_run(2),
    "all families, 192 cores": lambda: whole_run(192, "quick"),
    "costs and disturbed rounds": lambda: with_costs(4, strategies=["pool", "threads"]),
    "nothing pays": lambda: made_up_run(1, strategies=["manager", "threads"]),
    "too few rounds": lambda: made_up_run(2, rounds=4, workloads=["fib", "sleep"]),
    "failed null control": failing,
}


@pytest.fixture(scope="module", params=RUNS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    run = RUNS[request.param]()
    if run is None:
        return Told(RUN)
    return Told(save(run, tmp_path_factory.mktemp("agreement")))


def test_every_figure_of_the_terminal_is_in_page_and_summary(told: Told) -> None:
    """No number with a unit, no interval and no count of workers stands in one output only."""
    figures = set(FIGURE.findall(told.terminal))
    assert len(figures) > 10
    assert sorted(figure for figure in figures if figure not in told.page) == []
    assert sorted(figure for figure in figures if figure not in told.summary) == []


def test_every_answer_of_the_page_is_in_the_summary(told: Told) -> None:
    """The table that opens the page opens the summary, with the same figures."""
    rows = [row for kind in told.verdict.kinds for row in kind.answers]
    assert rows
    for row in rows:
        cells = (row.works, row.use, row.reach, row.pays_from or "–", row.near_full_from or "–",
                 row.worth_it)  # fmt: skip
        assert " | ".join(cells) in told.summary
        for words in (row.use, row.reach, row.worth_it):
            assert words in told.page


def test_headlines_are_the_same_everywhere(told: Told) -> None:
    """Each kind's sentence stands in the summary as the terminal says it; notes on the page."""
    for kind in told.verdict.kinds:
        assert f"{kind.heading.upper()}: {kind.headline}" in told.terminal
        assert kind.headline in told.summary
        for words in kind.notes:
            assert words in told.terminal
            assert words in told.page
            assert words in told.summary


def test_how_far_to_trust_it_is_the_same_everywhere(told: Told) -> None:
    """Each alarm, each line of trust and each reason stands in page and summary."""
    trust = told.verdict.trust
    said = [*trust.alarms, *(line.text for line in (*trust.lines, *trust.skipped))]
    assert len(said) > 5
    assert [words for words in said if words not in told.page] == []
    assert [words for words in said if words not in told.summary] == []


def test_whether_it_is_worth_it_is_said_in_words(tmp_path: Path) -> None:
    """Yes where all intervals say so, no where nothing can gain, inconclusive without any."""
    said = {}
    for name in ("all families, 2 cores", "too few rounds", "failed null control", "nothing pays"):
        run = RUNS[name]()
        assert run is not None
        verdict = build_verdict(analyse(read_run(save(run, tmp_path, f"{name[:3]}.json"))))
        said[name] = {
            kind.heading: {row.worth_it for row in kind.answers} for kind in verdict.kinds
        }
        if name.startswith("failed"):
            assert verdict.kinds[0].headline.startswith(NOT_CONFIRMED)
            assert verdict.trust.alarms[0].startswith("A/A check failed")
    assert set.union(*said["all families, 2 cores"].values()) == {"yes"}
    assert set.union(*said["too few rounds"].values()) == {"inconclusive"}
    assert said["nothing pays"]["Pure Python"] == {"no"}
    assert said["nothing pays"]["Waiting"] == {"yes"}
