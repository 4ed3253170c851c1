"""One decision, said everywhere: a hundred made-up runs, each with what goes wrong in real ones.

Terminal, page, summary, titles of charts, ``verdict.json`` and the code to paste name the same
mechanism, workers and figures; none of them decides.
"""

import ast
import html
import json
import math
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lightwork.core.candidate import api_name
from lightwork.core.decision import (
    FAILED,
    INCONCLUSIVE,
    NO,
    SLOWER,
    WORTH_IT,
    WORTHWHILE,
    YES,
    Decision,
)
from lightwork.reporting.charts.speedup import speedup
from lightwork.reporting.decide.decisions import (
    DECIDED,
    case_of,
    decision_of,
    leading_decisions,
    named_standing,
)
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.output.files import run_summary, run_verdict_values, save_report
from lightwork.reporting.output.run_page import run_page
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.text.figures import count, times, times_between
from lightwork.reporting.text.names import call_of, label
from lightwork.reporting.text.verdict_model import Verdict
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.made_up.runs import analysed, made_up_run
from tests.fixtures.made_up.user_function import NAME, facts
from tests.fixtures.places import ROOT
from tests.reporting.output.test_run_page import Text

STRATEGIES = ("threads", "thread_pool", "pool", "process", "process_pool", "manager")
WORKS = ("fib", "prime_count", "hash_chain", "sleep", "sleep_uneven")
Run = dict[str, Any]


def outliers(run: Run, scatter: random.Random) -> None:
    """A burst of other work in one round of each third case."""
    for one in run["benchmarks"]:
        if scatter.random() < 0.33:
            data = one["stats"]["data"]
            data[scatter.randrange(len(data))] *= scatter.choice([0.2, 5, 20])


def ties(run: Run, scatter: random.Random) -> None:
    """All are as fast as each other, to the last digit: twice the loop."""
    factor = scatter.choice([0.97, 1.0, 1.06, 2.0])
    for one in run["benchmarks"]:
        loop = one["extra_info"]["reference_seconds"]
        one["stats"]["data"] = [value / factor for value in loop]


def drifts(run: Run, scatter: random.Random) -> None:
    """The host becomes slower by half in each case, the loop of some later than the case."""
    for one in run["benchmarks"]:
        late = scatter.random() < 0.3
        data, loop = one["stats"]["data"], one["extra_info"]["reference_seconds"]
        for place in range(len(data)):
            slower = 1 + 0.5 * place / len(data)
            data[place] *= slower
            loop[place] *= 1 if late else slower


def failures(run: Run, scatter: random.Random) -> None:
    """Each third case was killed, answered wrongly, or has a worker too few."""
    for one in run["benchmarks"]:
        if one["params"]["strategy"] != "serial" and scatter.random() < 0.4:
            one["extra_info"]["void"] = "a worker was killed by signal 9"


def failed_check(run: Run, scatter: random.Random) -> None:
    """The serial loop differs from itself."""
    factor = scatter.choice([0.5, 1.2, 3.0])
    for one in run["benchmarks"]:
        if one["params"]["strategy"] == "serial":
            one["stats"]["data"] = [value / factor for value in one["stats"]["data"]]


def blocks(run: Run, scatter: random.Random) -> None:
    """Measured in blocks: some cases left the race after two."""
    for one in run["benchmarks"]:
        extra, rounds = one["extra_info"], len(one["stats"]["data"])
        extra["block"] = list(range(rounds))
        if one["params"]["strategy"] != "serial" and scatter.random() < 0.3:
            one["stats"]["data"] = one["stats"]["data"][:2]
            for name, values in extra.items():
                extra[name] = values[:2] if isinstance(values, list) else values


def slow_threads(run: Run, scatter: random.Random) -> None:
    """Threads at 1.07×, a pool at 1.5×."""
    for one in run["benchmarks"]:
        factor = 1.07 if "thread" in one["params"]["strategy"] else 1.5
        loop = one["extra_info"]["reference_seconds"]
        one["stats"]["data"] = [value / factor * scatter.gauss(1, 0.01) for value in loop]


TROUBLES: tuple[Callable[[Run, random.Random], None], ...] = (
    outliers, ties, drifts, failures, failed_check, blocks, slow_threads,
)  # fmt: skip


def troubled(seed: int, own: bool = False) -> Run:
    """A run with one to three troubles, of one to five workloads; a user's function if ``own``."""
    scatter = random.Random(seed)
    works = (NAME,) if own else tuple(scatter.sample(WORKS, scatter.randint(1, 3)))
    run = made_up_run(
        scatter.choice([1, 2, 2, 8]), workloads=works,
        strategies=scatter.sample(STRATEGIES, scatter.randint(1, 4)),
        rounds=scatter.choice([3, 6, 10, 20]), spread=scatter.choice([0.005, 0.02, 0.1, 0.4]),
        seed=seed,
    )  # fmt: skip
    for trouble in scatter.sample(TROUBLES, scatter.randint(1, 3)):
        trouble(run, scatter)
    if own:
        run["lightwork"]["own_function"] = facts()
    return run


def use_of(analysis: Analysis, decision: Decision) -> str:
    """``pool, 2 workers``: of what is recommended, else of the best."""
    case = case_of(named_standing(decision))
    name = label(case, analysis.run.python.default_start_method)
    return f"{name}, {count(case.workers, 'worker')}"


def check_rules(decision: Decision) -> None:
    """The verdict can be read off the printed intervals."""
    standing = named_standing(decision)
    interval = standing.speedup
    racing = [one for one in decision.standings if one.status != FAILED
              and "left the race" not in one.reason]  # fmt: skip
    if racing:
        assert racing[0].speedup.value == max(one.speedup.value for one in racing)
    if decision.worth_it == YES:
        assert decision.chosen is not None
        assert interval.low > WORTH_IT
    if decision.worth_it == NO:
        assert decision.chosen is None
        assert all(not one.speedup.high >= WORTHWHILE for one in racing)
    if decision.chosen is not None:
        assert interval.low > (1.05 if decision.worth_it == YES else 0.95)
        assert standing.status in ("best", "equivalent")
        # Nobody whose point lies far above is passed over but who is shown to be no better.
        best = decision.standings[0].speedup
        assert interval.value >= best.value / 1.05 or standing.status == "equivalent"


def check_texts(analysis: Analysis, verdict: Verdict, texts: dict[str, str]) -> None:
    """Each decision that leads stands in each text with its name and its figures."""
    for kind in verdict.kinds:
        works = [work for work in analysis.works if analysis.name(work) in
                 {one.name for one in kind.works}]  # fmt: skip
        rows = {name: row for row in kind.answers for name in re.split(", | and ", row.works)}
        for work, decision in leading_decisions(analysis, works).items():
            use, figure = (
                use_of(analysis, decision),
                times_between(named_standing(decision).speedup),
            )
            row = rows[analysis.name(work)]
            assert row.worth_it == decision.worth_it
            case = case_of(named_standing(decision))
            called = call_of(case, analysis.run.python.default_start_method)
            assert row.use == ("serial loop" if decision.chosen is None else called)
            named = use if decision.chosen is not None else f"serial loop (best: {use})"
            for name, text in texts.items():
                assert use in text, name
                assert figure in text, name
            assert f"{named}: {figure}" in texts["terminal"]
            check_title(analysis, decision, use)


def check_title(analysis: Analysis, decision: Decision, use: str) -> None:
    """The picture of all speedups names a recommended case with its figure or within its range."""
    title = speedup.finding(analysis)
    starts = {YES: "Recommended: ", NO: "Not worth it: ", INCONCLUSIVE: "Inconclusive: "}
    assert starts[decision.worth_it] in title
    if decision.worth_it == YES:
        assert f"({use}" in title
        value = named_standing(decision).speedup.value
        ranges = re.findall(rf"([\d.]+)×(?: to ([\d.]+)×)? \({re.escape(use)}", title)
        assert any(
            float(low) <= float(times(value)[:-1]) <= float(high or low) for low, high in ranges
        )


def check_values(analysis: Analysis, values: dict[str, Any]) -> None:
    """``verdict.json`` has each decision; it is JSON without NaN."""
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    works = values.get("works", [values])
    decided = [
        decision
        for work in analysis.works
        for state in (DECIDED if "works" in values else ("cold",))
        if (decision := decision_of(analysis, work, state)) is not None
    ]
    if "works" in values:
        assert len(works) == len(decided)
    for one, decision in zip(works, decided, strict=False):
        assert one["worth_it"] == decision.worth_it
        if decision.chosen is None:
            assert (one["recommended"]["mechanism"], one["recommended"]["workers"]) == ("serial", 1)
            continue
        case = case_of(decision.chosen)
        assert one["recommended"] == {
            "mechanism": case.strategy, "workers": case.workers, "chunksize": case.chunksize,
            "start_method": case.start_method,
        }  # fmt: skip
        assert one["speedup"]["value"] == decision.chosen.speedup.value
        assert one["speedup"]["low"] == decision.chosen.speedup.low


@pytest.mark.parametrize("seed", range(90))
def test_all_texts_say_what_was_decided(seed: int) -> None:
    """Ninety runs as text: terminal, summary, title, values."""
    analysis = analysed(troubled(seed))
    verdict = build_verdict(analysis)
    for decision in filter(None, map(analysis.decided.get, analysis.decided)):
        check_rules(decision)
    texts = {
        "terminal": " ".join(" ".join(verdict_lines(verdict, full=True)).split()),
        "summary": run_summary(analysis, verdict).replace("\\", ""),
    }
    check_texts(analysis, verdict, texts)
    check_values(analysis, run_verdict_values(analysis, verdict))


@pytest.mark.parametrize("seed", range(100, 106))
def test_the_page_says_so_too(seed: int) -> None:
    """The page without its pictures."""
    analysis = analysed(troubled(seed))
    verdict = build_verdict(analysis)
    check_texts(
        analysis, verdict,
        {"page": Text(run_page(analysis, verdict, ())).text,
         "terminal": " ".join(" ".join(verdict_lines(verdict, full=True)).split())},
    )  # fmt: skip


def test_a_whole_report_says_the_same_in_every_file(tmp_path: Path) -> None:
    """Page with its pictures, summary and verdict.json, as they are written."""
    analysis = analysed(troubled(7))
    verdict = build_verdict(analysis)
    page = save_report(analysis, verdict, tmp_path, ("svg",))
    values = json.loads((tmp_path / "verdict.json").read_text())
    assert values["schema"] == 1
    check_values(analysis, values)
    assert speedup.finding(analysis) in html.unescape(page.read_text())  # said of the picture


@pytest.mark.parametrize("seed", range(12))
def test_the_code_of_a_users_function_is_that_of_the_decision(seed: int) -> None:
    """Same mechanism and workers, or the serial loop; in words, in code and in values."""
    analysis = analysed(troubled(seed, own=True))
    verdict = build_verdict(analysis)
    (work,) = analysis.works
    decision = decision_of(analysis, work, "cold")
    assert verdict.own is not None
    if decision is None:
        return
    said = dict(verdict.own.lines)["Recommendation"]
    code = verdict.own.code
    assert times_between(named_standing(decision).speedup) in said
    if decision.chosen is None:
        assert said.startswith("the serial loop")
        assert "[work(item) for item in items]" in code
    else:
        case = case_of(decision.chosen)
        assert said.startswith(f"{api_name(case.strategy)}, {count(case.workers, 'worker')}")
        if case.strategy in ("pool", "process_pool", "threads", "thread_pool"):
            assert re.search(rf"(Pool|Executor)\({case.workers}[,)]", code)
    values = run_verdict_values(analysis, verdict)
    check_values(analysis, values)
    assert values["code"] == code


def test_nobody_else_decides() -> None:
    """Of the rules and bounds of a decision only `decide` knows; all others read its outcome."""
    rules = {"decide", "Contender", "WORTH_IT", "WORTHWHILE", "TOLERANCE", "SPARING", "ratio_to"}
    strays = [
        f"{path.relative_to(ROOT)} imports {alias.name}"
        for part in ("reporting", "commands")
        for path in (ROOT / "lightwork" / part).rglob("*.py")
        if path.parent.name != "decide"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "lightwork.core.decision"
        for alias in node.names
        if alias.name in rules
    ]
    assert strays == []


def test_threads_at_1_07_are_no_winners_beside_a_pool_at_1_5() -> None:
    """The fault that made this rule: not significantly different is not equivalent."""
    run = made_up_run(2, workloads=["fib"], strategies=["threads", "pool"], spread=0.1)
    slow_threads(run, random.Random(1))
    analysis = analysed(run)
    decision = decision_of(analysis, analysis.works[0], "cold")
    assert decision is not None
    assert case_of(named_standing(decision)).strategy == "pool"
    statuses = {case_of(one).strategy: one.status for one in decision.standings}
    assert statuses["threads"] == SLOWER


def test_what_left_the_race_is_slower_and_asks_for_no_more_rounds() -> None:
    """Two blocks of a case that was dropped do not make the whole inconclusive."""
    run = made_up_run(2, workloads=[NAME], strategies=["pool", "threads"])
    run["lightwork"]["own_function"] = facts()
    for one in run["benchmarks"]:
        rounds = 2 if one["params"]["strategy"] == "threads" else 10
        one["extra_info"]["block"] = list(range(10))
        for name, values in one["extra_info"].items():
            if isinstance(values, list):
                one["extra_info"][name] = values[:rounds]
        one["stats"]["data"] = one["stats"]["data"][:rounds]
    analysis = analysed(run)
    decision = decision_of(analysis, analysis.works[0], "cold")
    assert decision is not None
    assert decision.worth_it == YES
    threads = [one for one in decision.standings if case_of(one).strategy == "threads"]
    assert {(one.status, one.reason) for one in threads} == {
        (SLOWER, "left the race as slower after 2 blocks")
    }


def test_a_case_of_the_suite_that_lacks_later_blocks_may_be_the_best() -> None:
    """Nobody leaves a race of the suite: others had disturbed blocks to repeat."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool", "threads"])
    slow_threads(run, random.Random(1))
    for one in run["benchmarks"]:
        apart = 1 if one["params"]["strategy"] == "threads" else 0
        one["extra_info"]["block"] = [2 * place + 5 * apart for place in range(10)]
    analysis = analysed(run)
    decision = decision_of(analysis, analysis.works[0], "cold")
    assert decision is not None
    assert case_of(named_standing(decision)).strategy == "pool"


@pytest.mark.parametrize("rounds", [10, 20])
def test_blocks_make_pairs(rounds: int) -> None:
    """A host that drifts by half within the race: pairs show what two series do not."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool", "process"], rounds=rounds,
                      spread=0.002)  # fmt: skip
    for one in run["benchmarks"]:
        data = one["stats"]["data"]
        one["stats"]["data"] = [v * (1 + 0.5 * i / rounds) for i, v in enumerate(data)]
    ratios = {}
    for paired in (False, True):
        if paired:
            for one in run["benchmarks"]:
                one["extra_info"]["block"] = list(range(rounds))
        analysis = analysed(run)
        decision = decision_of(analysis, analysis.works[0], "cold")
        assert decision is not None
        other = decision.standings[1].ratio
        ratios[paired] = other.high - other.low
    assert not math.isnan(ratios[True])
    assert ratios[True] < ratios[False] / 5
