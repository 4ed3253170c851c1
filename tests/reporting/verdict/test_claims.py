"""What the textbooks say, checked: right on made-up machines whose truth is known."""

from collections.abc import Callable
from typing import Any

import pytest

from lightwork.core.decision import INCONCLUSIVE
from lightwork.reporting.output.files import run_summary
from lightwork.reporting.output.run_page import run_page
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.text.figures import TERMINAL_WIDTH
from lightwork.reporting.text.verdict_model import Claim
from lightwork.reporting.verdict.build import build_verdict
from lightwork.reporting.verdict.claims import FAILS, HOLDS, Finding, check_claims, concluded
from tests.fixtures.made_up.costs import sharing, with_costs
from tests.fixtures.made_up.runs import Noise, analysed, made_up_run

Run = dict[str, Any]
ONE_CORE, ALL_CORES = "threads compute on one core", "processes compute on all cores"


def textbook(usable: int = 2) -> Run:
    """A run with few workloads and strategies and all cost families."""
    return with_costs(
        usable, workloads=["fib", "word_count", "sleep"], strategies=["threads", "pool"]
    )


def shared() -> Run:
    """A run of the family sharing alone."""
    run = made_up_run(2, workloads=())
    run["benchmarks"] = list(sharing(2, Noise(0.02, 3)))
    return run


def claimed(run: Run) -> dict[str, Claim]:
    return {claim.text: claim for claim in check_claims(analysed(run))}


def change(run: Run, fits: Callable[[dict[str, Any]], bool], **extra: Any) -> Run:
    """Replace values of ``extra_info`` in the entries whose params fit."""
    changed = [made for made in run["benchmarks"] if fits(made["params"])]
    assert changed
    for made in changed:
        made["extra_info"].update(extra)
    return run


def with_naps(run: Run, seconds: float) -> Run:
    """Nine naps of a second in a pool of three that takes ``seconds`` for them."""
    model = next(b for b in run["benchmarks"] if b["params"]["strategy"] == "pool")
    nap = {**model, "params": dict(model["params"]), "extra_info": dict(model["extra_info"])}
    nap["params"].update(
        workload="naps", strategy="pool_async", workers=3, size="large", chunksize=1
    )
    rounds = len(model["stats"]["data"])
    nap["extra_info"].update(kind="sleep", tasks=9, reference_seconds=[9.0] * rounds)
    nap["extra_info"].pop("ceiling_seconds", None)
    nap["stats"] = {**model["stats"], "data": [seconds] * rounds}
    run["benchmarks"].append(nap)
    return run


def free_threaded() -> Run:
    """Threads that compute on both cores: half the wall seconds for the same CPU seconds."""
    run = textbook()
    run["machine_info"]["python"]["gil"] = False
    for made in run["benchmarks"]:
        params, extra = made["params"], made["extra_info"]
        if params["strategy"] == "threads" and params["workers"] == 2 and extra["kind"] == "cpu":
            made["stats"]["data"] = [s / 1.96 for s in extra["reference_seconds"]]
    return run


def test_a_machine_as_in_the_textbooks() -> None:
    """Every claim holds, but for the race of threads that did not show."""
    found = claimed(with_naps(textbook(), 3.02))
    race = found.pop("without a lock, threads lose updates")
    assert {claim.verdict for claim in found.values()} == {HOLDS}
    assert race.verdict == INCONCLUSIVE
    assert race.evidence == "none of 12,000 lost, which proves nothing"
    assert len(found) == 13
    assert "of 2 cores busy" in found[ONE_CORE].evidence
    assert found[ONE_CORE].more == "so in 2 of 2 workloads"
    assert found["processes don't share plain variables"].evidence.startswith("0 of 12,000 ")
    assert "3,720 of 12,000 (31 %)" in found["without a lock, processes lose updates"].evidence
    assert (
        "corrupted 0 of 12,000, without it 600"
        in found["a Lock keeps a file's records whole"].evidence
    )
    assert "9 tasks, 3 workers: 2.98×" in found["when the pool is full, a task waits"].evidence


def test_every_claim_that_is_told_names_the_cases_that_prove_it() -> None:
    """The ids are those of cases in the run; the cores of the machine are no case."""
    run = textbook()
    analysis = analysed(run)
    ids = {one.case.id for one in analysis.cases}
    for claim in check_claims(analysis):
        assert set(claim.cases) <= ids
        assert bool(claim.cases) == (claim.measured and "cpu_count" not in claim.text)


def test_without_a_gil_threads_use_all_cores() -> None:
    """On a free-threaded build the first claim does not hold, and the number says why."""
    claim = claimed(free_threaded())[ONE_CORE]
    assert claim.verdict == FAILS
    assert claim.evidence.startswith("1.96×")
    assert "threads-none-2w" in claim.cases[0]


def test_a_speedup_without_busy_cores_is_no_proof() -> None:
    """Where speedup and CPU seconds disagree, nothing is told."""
    run = free_threaded()
    for made in run["benchmarks"]:
        if made["params"]["strategy"] == "threads":
            made["extra_info"]["cpu_seconds"] = made["stats"]["data"]
    assert claimed(run)[ONE_CORE].verdict == INCONCLUSIVE


def test_unknown_cpu_seconds_leave_the_speedup() -> None:
    """Where CPU seconds are unknown, the speedup alone tells."""
    run = textbook()
    for made in run["benchmarks"]:
        made["extra_info"]["cpu_seconds"] = [None] * len(made["stats"]["data"])
    found = claimed(run)
    assert found[ONE_CORE].verdict == found[ALL_CORES].verdict == HOLDS
    assert "? of 2 cores busy" in found[ONE_CORE].evidence


def test_idle_cores_do_not_speak_against_processes_that_reach_the_ceiling() -> None:
    """Others on the host had the cores: independent processes did no better."""
    run = textbook()
    for made in run["benchmarks"]:
        made["extra_info"]["cpu_seconds"] = [0.4 * one for one in made["stats"]["data"]]
    claim = claimed(run)[ALL_CORES]
    assert claim.verdict == INCONCLUSIVE
    assert claim.evidence.startswith("0.40 [0.40, 0.40] of 2 cores busy, ")


def test_a_machine_that_gave_no_second_core_proves_nothing() -> None:
    """Where independent processes gained nothing either, no mechanism is to blame."""
    run = textbook()
    for made in run["benchmarks"]:
        extra = made["extra_info"]
        if "ceiling_seconds" in extra and extra["family"] == "speedup":
            extra["ceiling_seconds"] = [s / 1.1 for s in extra["reference_seconds"]]
            made["stats"]["data"] = [s / 1.0 for s in extra["reference_seconds"]]
    found = claimed(run)
    for text in (ONE_CORE, ALL_CORES, "processes suit computing"):
        assert found[text].verdict == INCONCLUSIVE
        assert "independent processes reached 1.10× only" in found[text].evidence


def test_one_core_can_not_tell_what_needs_two() -> None:
    """Which cores threads and processes use; that processes gain nothing is told."""
    found = claimed(textbook(1))
    for text in (ONE_CORE, ALL_CORES):
        assert found[text].verdict == INCONCLUSIVE
        assert found[text].evidence == "there is only one usable core"
    assert found["processes suit computing"].verdict == FAILS
    assert found["threads suit waiting"].verdict == HOLDS


def test_64_cores() -> None:
    """The same claims hold where there are many cores."""
    found = claimed(textbook(64))
    assert found[ONE_CORE].verdict == found[ALL_CORES].verdict == HOLDS


def test_what_suits_computing_is_told_as_the_verdict_tells_it() -> None:
    """In a long job 64 workers pay, and are used."""
    run = made_up_run(64, workloads=["fib"], strategies=["pool", "threads"])
    analysis = analysed(run)
    kind = build_verdict(analysis).kinds[0]
    (claim,) = (c for c in check_claims(analysis) if c.text == "processes suit computing")
    assert kind.headline.startswith("Use Pool.map with")
    assert claim.verdict == HOLDS
    assert kind.works[0].long is not None
    assert claim.evidence.startswith(str(kind.works[0].long.speedup))
    assert "with 64 workers" in claim.evidence


@pytest.mark.parametrize("seed", range(6))
def test_no_claim_is_surer_than_the_verdict(seed: int) -> None:
    """What is inconclusive for all workloads proves no claim."""
    run = made_up_run(2, workloads=["fib"], rounds=6, spread=0.25, seed=seed)
    analysis = analysed(run)
    (kind,) = build_verdict(analysis).kinds
    found = {claim.text: claim.verdict for claim in check_claims(analysis)}
    sure = {row.worth_it for row in kind.answers} == {"yes"}
    assert sure or found["processes suit computing"] == INCONCLUSIVE


@pytest.mark.parametrize(
    ("rung", "strategy", "lost", "text", "verdict"),
    [
        ("value_lock", "process", 1, "with a Lock no update is lost", FAILS),
        ("plain_global", "process", 0, "processes don't share plain variables", FAILS),
        ("plain_global", "threads", 2000, "threads share plain variables", FAILS),
        ("plain_global", "threads", 500, "threads share plain variables", HOLDS),
        ("value_unlocked", "process", 0, "without a lock, processes lose updates", INCONCLUSIVE),
        ("value_unlocked", "threads", 7, "without a lock, threads lose updates", HOLDS),
    ],
)
def test_what_was_counted_decides(
    rung: str, strategy: str, lost: int, text: str, verdict: str
) -> None:
    """One update lost under a lock disproves it; a race that did not show proves nothing."""
    run = change(
        shared(),
        lambda params: (params["workload"], params["strategy"]) == (rung, strategy),
        observed={"lost_updates": [lost] * 6, "updates": [2000] * 6},
    )
    claim = claimed(run)[text]
    assert claim.verdict == verdict
    assert claim.cases[0].startswith(f"{rung}-")


@pytest.mark.parametrize(
    ("locked", "unlocked", "verdict"), [(0, 5, HOLDS), (0, 0, INCONCLUSIVE), (1, 5, FAILS)]
)
def test_a_lock_is_credited_only_with_what_happens_without(
    locked: int, unlocked: int, verdict: str
) -> None:
    """Where nothing is torn without the Lock either, it is inconclusive whether the Lock helps."""
    run = shared()
    for rung, torn in (("file_locked", locked), ("file_unlocked", unlocked)):
        change(
            run,
            lambda params, rung=rung: params["workload"] == rung,  # type: ignore[misc]
            observed={"torn_records": [torn] * 6, "missed_records": [0] * 6, "records": [50] * 6},
        )
    assert claimed(run)["a Lock keeps a file's records whole"].verdict == verdict


@pytest.mark.parametrize(("seconds", "verdict"), [(3.0, HOLDS), (1.0, FAILS), (8.9, INCONCLUSIVE)])
def test_nine_tasks_in_a_pool_of_three(seconds: float, verdict: str) -> None:
    """Three waves are three times as fast; nine times would be no waiting, once is no pool."""
    run = with_naps(made_up_run(2, workloads=["fib"], strategies=["threads", "pool"]), seconds)
    assert claimed(run)["when the pool is full, a task waits"].verdict == verdict


def test_fewer_usable_cores_than_logical_ones() -> None:
    """cpu_count() is not what one may use in a container with a quota."""
    run = shared()
    run["machine_info"]["machine"]["logical_cores"] = 8
    claim = claimed(run)["cpu_count() is what you may use"]
    assert (claim.verdict, claim.evidence) == (FAILS, "8 logical cores, 2 usable")


def test_what_was_not_measured_is_said() -> None:
    """Without cost families the claims of sharing and starting say what to run."""
    found = claimed(made_up_run(2, workloads=["fib"], strategies=["threads", "pool"]))
    assert found[ONE_CORE].verdict == HOLDS
    for text in ("with a Lock no update is lost", "a Manager is slower than shared memory",
                 "a process starts slower than a thread", "threads suit waiting"):  # fmt: skip
        assert found[text].verdict == INCONCLUSIVE
        assert found[text].evidence.startswith("not measured: run the ")


def test_a_run_that_tells_of_nothing_has_no_claims() -> None:
    """Void cases and an empty run prove nothing."""
    empty = made_up_run(2, workloads=())
    assert claimed(empty) == {}
    void = change(
        made_up_run(2, workloads=["fib"], strategies=["threads", "pool"]),
        lambda _: True,
        void="made up",
    )
    assert claimed(void) == {}


def test_too_few_rounds_tell_nothing() -> None:
    """Without intervals no claim about seconds is told."""
    found = claimed(
        made_up_run(2, workloads=["fib", "sleep"], strategies=["threads", "pool"], rounds=5)
    )
    for text in (ONE_CORE, ALL_CORES, "threads suit waiting", "processes suit computing"):
        assert found[text].verdict == INCONCLUSIVE


def test_workloads_that_disagree_tell_nothing() -> None:
    """The more frequent answer is given; half this, half that is none; the closest is shown."""
    yes, near = Finding(HOLDS, "a", "x", spare=2.0), Finding(HOLDS, "b", "y", spare=0.5)
    no, open_ = Finding(FAILS, "c", "z", spare=-1.0), Finding(INCONCLUSIVE, "d", "w")
    told = concluded("claim", [yes, near, no], "")
    assert (told.verdict, told.evidence, told.more) == (HOLDS, "b (y)", "so in 2 of 3 workloads")
    assert concluded("claim", [yes, no], "").verdict == INCONCLUSIVE
    assert concluded("claim", [yes, open_, open_, open_], "").verdict == INCONCLUSIVE
    assert concluded("claim", [yes, open_], "").verdict == HOLDS


def test_the_claims_are_told_in_every_output() -> None:
    """The terminal has a line for each; summary and page a row with the number and the case."""
    analysis = analysed(with_naps(textbook(), 3.02))
    verdict = build_verdict(analysis)
    printed = list(verdict_lines(verdict, full=True))
    assert max(len(line) for line in printed) <= TERMINAL_WIDTH
    start = printed.index("WHAT THE TEXTBOOKS SAY, CHECKED HERE (figures: times, with intervals)")
    told = [
        one for one in printed[start:] if one.startswith(("  holds       ", "  inconclusive  "))
    ]
    assert len(told) == len(verdict.claims) == 14
    written, shown = run_summary(analysis, verdict), run_page(analysis, verdict, [])
    for claim in verdict.claims:
        assert f"| {claim.text.replace('|', '')}" in written.replace("\\", "")
        assert claim.evidence.replace("'", "&#39;") in shown
        for case in claim.cases[:2]:
            assert f'href="#case-{case}"' in shown
            assert f'id="case-{case}"' in shown
