"""A user's own function in the report: read with care, advised by its numbers, code and all."""

from pathlib import Path
from typing import Any

import pytest

from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.output.files import run_summary
from lightwork.reporting.output.run_page import run_page
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.run import read_run
from lightwork.reporting.read.schema import SavedPart
from lightwork.reporting.read.user_function import read_user_function
from lightwork.reporting.text.verdict_model import UserFunctionVerdict
from lightwork.reporting.user_function.verdict import class_line, fact_lines
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.made_up.runs import analysed, made_up_run, save
from tests.fixtures.made_up.user_function import NAME, facts, without

POOLS = ("threads", "thread_pool", "pool", "process_pool")


def analysis_of(
    own: dict[str, Any] | None, strategies: tuple[str, ...] = POOLS, **about: Any
) -> Analysis:
    workload = own["workload"] if own else NAME
    run = made_up_run(workloads=(workload,), strategies=strategies, **about)
    if own is not None:
        run["lightwork"]["own_function"] = own
    return analysed(run)


def judged(own: dict[str, Any], **about: Any) -> UserFunctionVerdict:
    verdict = build_verdict(analysis_of(own, **about)).own
    assert verdict is not None
    return verdict


def said(verdict: UserFunctionVerdict, topic: str) -> str:
    return " | ".join(line.text for line in verdict.lines if line.topic == topic)


def facts_said(own: dict[str, Any], topic: str) -> str:
    read = read_user_function(SavedPart(Path("run.json"), "lightwork", {"own_function": own}))
    assert read is not None
    told = [class_line(read), *fact_lines(read)]
    return " | ".join(line.text for line in told if line.topic == topic)


def test_a_run_of_the_suites_own_workloads_has_none() -> None:
    """Nor has an older file."""
    assert build_verdict(analysis_of(None)).own is None


def test_what_holds_the_gil_is_given_to_processes() -> None:
    """Mechanism, workers, chunk size, figure and interval; class, memory, regret, and the code."""
    verdict = judged(facts())
    take = said(verdict, "Recommendation")
    assert take.startswith("Pool.map, 2 workers, chunks of 4: 1.87× [1.86, 1.91]")
    assert "it holds the GIL" in said(verdict, "Class")
    assert "98 % [97, 99] holding the GIL" in said(verdict, "Class")
    assert "20.0 MB in 2 workers" in said(verdict, "Memory")
    assert "is what is recommended" in said(verdict, "Plain Pool()")
    assert "with Pool(2) as pool:" in verdict.code
    assert "from job import ITEMS, work" in verdict.code
    assert said(verdict, "Threads").startswith("2 threads: 0.9")


def test_what_waits_is_given_to_more_threads_than_cores() -> None:
    """And what the usual default misses is told with an interval."""
    shares = {name: facts()["shares"][other] for name, other in
              (("gil", "waits"), ("native", "native"), ("waits", "gil"))}  # fmt: skip
    own = facts(workload="sleep", shares=shares) | {"class": "waits"}
    verdict = judged(own)
    assert "4 workers" in said(verdict, "Recommendation")
    assert "ThreadPoolExecutor(4)" in verdict.code
    assert "as fast" in said(verdict, "Plain Pool()")
    assert "it waits" in said(verdict, "Class")


def test_what_gains_nothing_is_left_alone() -> None:
    """Where no case can pay, the advice is the serial loop, with the reason, and so is the code."""
    tiny = {"value": 2e-6, "low": 1.9e-6, "high": 2.1e-6, "rounds": 64}
    own = facts(item_seconds=tiny, longest_item_seconds=3e-6, mean_item_seconds=2e-6)
    verdict = judged(own, strategies=("threads", "thread_pool"))
    assert "don't parallelise" in said(verdict, "Recommendation")
    assert "batch" in said(verdict, "Why")
    assert "[work(item) for item in items]" in verdict.code


def test_a_noisy_run_is_inconclusive_and_says_what_to_do() -> None:
    """The serial loop, in words and in code, until another run shows more."""
    verdict = judged(facts(), spread=0.9, rounds=6)
    text = said(verdict, "Recommendation")
    assert text.startswith("the serial loop, as the rest is inconclusive (best: ")
    assert "Rerun on an idle machine" in text
    assert "[work(item) for item in items]" in verdict.code


def test_a_heavy_item_bounds_every_speedup() -> None:
    """Half of a round in one item: at most 2."""
    own = facts(longest_item_seconds=0.2, mean_item_seconds=0.00625)
    assert "reaches more than 2.0×" in said(judged(own), "Measured on")


@pytest.mark.parametrize(
    ("changed", "topic", "words"),
    [
        ({"modes": {"threads": "other answers", "fork": ""}}, "Doesn't work", "threads: other"),
        ({"differs": "run again", "checked": True}, "Answers", "differ when"),
        ({"own_workers": 0.9}, "Own workers", "0.9 CPU seconds"),
        ({"effects": {"writes files": 3}}, "Side effects", "writes files (3 times)"),
        ({"import_effects": {"starts threads": 1}}, "At import", "__main__"),
        ({"printed_bytes": 1234}, "Prints", "1,234 bytes"),
        ({"shares": {}, "class": "", "sure": False, "reason": "no /proc"}, "Class", "no /proc"),
        ({"sure": False}, "Class", "inconclusive: another class"),
        ({"refusals": {"function": "a lambda"}}, "Per item", "worker processes are out"),
        ({"more_items": True}, "Measured on", "there are more, which were not read"),
        ({"round_items": 640}, "Measured on", "repeated up to 640"),
    ],
)
def test_what_was_seen_is_said(changed: dict[str, Any], topic: str, words: str) -> None:
    """Each fact that matters has a line of its own, and only then."""
    assert words in facts_said(facts() | changed, topic)
    assert words not in facts_said(facts(), topic)


@pytest.mark.parametrize(
    "damaged",
    [
        facts(attribute="work\nimport os"),
        facts(attribute="work)"),
        facts(items_attribute="ITEMS or evil()"),
        facts(items_form="magic"),
        facts() | {"class": "quick"},
        facts(bytes_in=-1),
        facts(sure="yes"),
        facts(item_seconds={"value": "soon", "low": None, "high": None, "rounds": 1}),
        without(facts(), "modes"),
    ],
)
def test_damaged_facts_are_refused(tmp_path: Path, damaged: dict[str, Any]) -> None:
    """One line names the key; what is no name never comes into code that people paste."""
    run = made_up_run(workloads=(NAME,), strategies=("threads",))
    run["lightwork"]["own_function"] = damaged
    with pytest.raises(Unreadable, match=r"lightwork\.own_function"):
        read_run(save(run, tmp_path))


def test_a_hostile_module_is_a_text_in_the_code() -> None:
    """It may be called anything; Python reads it as one string."""
    evil = "job'); import os; os.system('x"
    code = judged(facts(module=evil, items_module=evil)).code
    statements = [line for line in code.splitlines() if "os.system" in line]
    assert statements
    assert all(
        line.split(" = ", 1)[1].startswith(f"import_module({evil!r})") for line in statements
    )


def test_all_outputs_show_it_and_escape_it() -> None:
    """Terminal, summary and page have advice and code; foreign text is text there."""
    own = facts(function="<b>job</b>.py:work", modes={"threads": "<script>alert(1)</script>"})
    analysis = analysis_of(own)
    verdict = build_verdict(analysis)
    terminal = "\n".join(verdict_lines(verdict, full=True))
    assert "YOUR FUNCTION <b>job</b>.py:work" in terminal
    assert "    | def main(items):" in terminal
    text = run_summary(analysis, verdict)
    assert "- **Recommendation**: " in text
    assert "\n    def main(items):" in text
    assert "<script>" not in text.replace("\\<", "")
    html = run_page(analysis, verdict, ())
    assert '<section id="own-function">' in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    assert "&lt;b&gt;job" in html


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"star": True}, "return work(*item)"),
        ({"gives": "generator"}, "return list(work(item))"),
        ({"items_form": "lines"}, "main(sys.stdin.read().splitlines())"),
        ({"items_form": "pattern", "items": "data/*.json"}, "main(sorted(glob('data/*.json')))"),
        ({"items_form": "pattern", "items": "a' + b('*"}, "main(sorted(glob(\"a' + b('*\")))"),
    ],
)
def test_the_code_calls_the_function_as_it_was_measured(changed: dict[str, Any], line: str) -> None:
    """Several arguments, what it gives, and where items came from; a text stays one."""
    named = {"items_module": None, "items_attribute": None} if "items_form" in changed else {}
    assert line in judged(facts() | named | changed).code
