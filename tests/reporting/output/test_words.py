"""What the report prints and shows has no retired word, and no sentence that must be read twice."""

import re
from collections.abc import Iterator

import pytest

from lightwork.core.candidate import API_NAMES
from lightwork.reporting.charts import discover
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.output.files import run_summary
from lightwork.reporting.output.run_page import run_page
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.text.names import RUNGS
from lightwork.reporting.text.verdict_model import Verdict
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.made_up.runs import analysed, made_up_run
from tests.fixtures.made_up.whole import whole_run
from tests.fixtures.words.retired_words import long_sentences_in, paragraphs_of, retired_words_in
from tests.reporting.output.test_run_page import Text

RUNS = {
    "2 cores": lambda: whole_run(2),
    "64 cores": lambda: whole_run(64, "quick"),
    "inconclusive": lambda: made_up_run(2, spread=0.9, rounds=7),
    "one core": lambda: made_up_run(1, strategies=["manager", "threads", "pool"]),
    "too few rounds": lambda: made_up_run(2, rounds=4, workloads=["fib", "sleep"]),
}


#: Some are names of workloads, too: of the sharing ladder, which the plan lists.
KEYS = [key for key in API_NAMES if "_" in key and key not in RUNGS]
#: A key that is no word of its own, but not in an id (``fib-medium-thread_pool-none``) or in code.
KEY = re.compile(rf"(?<![\w.-])(?:{'|'.join(KEYS)})(?![\w-])")


@pytest.fixture(scope="module", params=RUNS)
def judged(request: pytest.FixtureRequest) -> tuple[Analysis, Verdict]:
    analysis = analysed(RUNS[request.param]())
    return analysis, build_verdict(analysis)


def findings(analysis: Analysis) -> Iterator[str]:
    """The sentence of each chart, or why it has none."""
    for chart in discover().values():
        yield chart.lacks(analysis) or chart.finding(analysis)


def texts_of(analysis: Analysis, verdict: Verdict) -> dict[str, str]:
    """Terminal, in short and in full; summary; page; the sentence of each chart."""
    return {
        "terminal": "\n".join(verdict_lines(verdict)),
        "full": "\n".join(verdict_lines(verdict, full=True)),
        "summary": re.sub(r"\\(.)", r"\1", run_summary(analysis, verdict)),
        "page": Text(run_page(analysis, verdict, ())).text,
        "charts": "\n".join(findings(analysis)),
    }


def test_nothing_that_is_printed_has_a_retired_word(judged: tuple[Analysis, Verdict]) -> None:
    """Terminal, in short and in full; summary; page; the sentence of each chart."""
    texts = texts_of(*judged)
    assert {name: found for name, text in texts.items() if (found := retired_words_in(text))} == {}


def test_strategies_are_called_as_in_code(judged: tuple[Analysis, Verdict]) -> None:
    """In the same texts: their keys, as of saved files, stand in the ids of cases alone."""
    texts = texts_of(*judged)
    assert {name: found for name, text in texts.items() if (found := KEY.findall(text))} == {}


def test_no_sentence_is_longer_than_thirty_words(judged: tuple[Analysis, Verdict]) -> None:
    """Headlines, notes, what is recommended and how sure, in the summary's paragraphs."""
    analysis, verdict = judged
    kinds = [text for kind in verdict.kinds for text in (kind.headline, *kind.notes)]
    trust = [*verdict.trust.alarms, *(line.text for line in verdict.trust.lines)]
    said = [*kinds, *trust, *paragraphs_of(run_summary(analysis, verdict).partition("|")[0])]
    assert [one for text in said for one in long_sentences_in(text)] == []
