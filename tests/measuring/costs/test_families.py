"""Cost families as a whole: planned, ordered, measured, skipped and saved like any case."""

import pytest

from lightwork.core.record import CASE_KEYS, OBSERVED_KEY, PER_CASE_KEYS, PER_ROUND_KEYS, Case
from lightwork.measuring.cases.cost_family import CostFamily, Scope
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.run_plan import WholePlan, plan_families
from tests.fixtures.checkout import Checkout

FIRST = Case("push", "small", "mechanism", "none", 1, 1, "warm")
SECOND = FIRST._replace(strategy="other")

#: A family whose operation costs a known number of steps more than without the mechanism.
MADE_UP_FAMILY = """
from contextlib import contextmanager
from lightwork.measuring.cases.audit import note_this_worker
from lightwork.measuring.cases.cost_family import CostFamily, Probe
from lightwork.measuring.costs._repeats import Batch
from lightwork.core.record import CASE, REFERENCE, Case
from lightwork.measuring.host.skips import Skip, Unavailable

def plan(scope):
    yield Skip("teleport", "nobody has built one.")
    for strategy in ("mechanism", "absent"):
        yield Case("push", "small", strategy, "none", 1, 1, "warm")

@contextmanager
def open(case, strategies):
    if case.strategy == "absent":
        raise Unavailable("this host has none.")
    rounds = iter(range(1, 1000))
    parts = {REFERENCE: Batch(lambda: [sum(range(10))]), CASE: Batch(lambda: [sum(range(10))])}
    yield Probe(parts, [45], 5, "none", lambda: [note_this_worker()],
                observe=lambda: {"lost_updates": next(rounds)})

FAMILY = CostFamily(plan, open, lambda case: (0.001, 0.001), {"quick": 6, "standard": 6})
"""
ITS_TEST = """
from lightwork.measuring.session.case_tests import measure_or_resume
FAMILY = "memory"

def test_memory(benchmark, suite, case):
    measure_or_resume(benchmark, suite, FAMILY, case)
"""


def made_up_family(*planned: Case | Skip) -> CostFamily:
    return CostFamily(
        plan=lambda _scope: iter(planned),
        open=lambda _case, _strategies: pytest.fail("planning opens nothing"),
        seconds=lambda _case: (0.01, 0.1),
        rounds={"quick": 6, "standard": 8, "thorough": 20},
    )


def plan_for(choice: Choice, **costs: CostFamily) -> WholePlan:
    return plan_families(choice, {}, {}, costs, Cores(2, 2, 2, None, 2))


def test_all_families_are_planned_by_default_in_the_order_of_the_record() -> None:
    """Speedup first, the others as listed, each with the rounds of its effort."""
    family = made_up_family(FIRST)
    plan = plan_for(Choice("standard"), transfer=family, startup=family)
    assert list(plan.families) == ["speedup", "weak_scaling", "startup", "transfer"]
    assert [own.rounds for own in plan.families.values()] == [7, 7, 8, 8]
    assert plan.rounds == 16


@pytest.mark.parametrize(
    ("choice", "families"),
    [
        (Choice("quick", families=("transfer",)), ["transfer"]),
        (Choice("quick", strategies=("mechanism",), families=("transfer",)), ["transfer"]),
        (Choice("quick"), ["speedup", "weak_scaling", "transfer"]),
        (Choice("quick", sizes=("small",)), ["speedup"]),
    ],
)
def test_families_are_those_that_were_named(choice: Choice, families: list[str]) -> None:
    """--families decides; without it all are run, or speedup alone where its sizes are named."""
    assert list(plan_for(choice, transfer=made_up_family(FIRST)).families) == families


def test_strategies_that_are_not_named_are_left_out() -> None:
    """--families transfer --strategies other runs that one alone."""
    choice = Choice("quick", strategies=("other",), families=("transfer",))
    plan = plan_for(choice, transfer=made_up_family(FIRST, SECOND, FIRST))
    assert plan.cases == (SECOND,)


def test_what_a_family_leaves_out_is_told_once() -> None:
    """A skip of two families is one line."""
    skip = Skip("interpreters", "needs Python 3.14.")
    family = made_up_family(skip, FIRST)
    choice = Choice("quick", families=("startup", "transfer"))
    assert plan_for(choice, transfer=family, startup=family).skipped == (skip,)


def test_a_new_family_is_two_new_files(checkout: Checkout) -> None:
    """It is measured, verified and saved by the record's keys; what can't be measured is told.

    They take the place of another family's here, as every name of the record has one. A case that
    turns out to be unavailable is skipped, its reason stands in the saved file, and the run counts
    as finished.
    """
    family, its_test = "lightwork/measuring/costs/memory.py", "benchmarks/test_memory.py"
    for name, text in ((family, MADE_UP_FAMILY), (its_test, ITS_TEST)):
        file = checkout.folder / name
        file.unlink()  # a hard link
        file.write_text(text)
    done = checkout.pytest("--effort=quick", "--families=memory", "--benchmark-autosave")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed, 1 skipped" in done.stdout
    run = checkout.saved()
    (benchmark,) = run["benchmarks"]
    assert set(benchmark["params"]) == set(CASE_KEYS)
    extra = benchmark["extra_info"]
    assert set(extra) == {*PER_CASE_KEYS, *PER_ROUND_KEYS, OBSERVED_KEY} - {"ceiling_seconds"}
    rounds = len(benchmark["stats"]["data"])
    assert rounds >= 6
    assert extra["tasks"] == 5
    assert set(extra[OBSERVED_KEY]["lost_updates"]) == {1, 2}  # of each opening
    assert run["lightwork"]["finished"]
    reasons = {skip["reason"] for skip in run["lightwork"]["skipped"]}
    assert reasons == {"nobody has built one.", "this host has none."}
    report = checkout.run("reports/plot.py")
    assert report.returncode == 0, report.stderr


def test_a_family_without_a_place_in_the_record_is_loud(checkout: Checkout) -> None:
    """One line names the file."""
    (checkout.folder / "lightwork" / "measuring" / "costs" / "phlogiston.py").write_text(
        "FAMILY = 1"
    )
    done = checkout.pytest("--effort=quick", "--families=dispatch")
    assert done.returncode == 4
    assert (
        "lightwork/measuring/costs/phlogiston.py: no family of the name phlogiston" in done.stderr
    )


def test_a_scope_has_what_a_family_plans_with() -> None:
    """The choice reaches the family: effort, cores, named start methods and workers."""
    seen: list[Scope] = []
    family = made_up_family()._replace(plan=lambda scope: seen.append(scope) or iter(()))  # type: ignore[func-returns-value]
    choice = Choice("quick", start_methods=("spawn",), workers=(1, 3))
    plan_for(choice, transfer=family)
    assert seen == [Scope("quick", Cores(2, 2, 2, None, 2), {}, ("spawn",), (1, 3))]
