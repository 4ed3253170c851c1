"""Whole small runs with a precision and with a time budget."""

from tests.fixtures.checkout import LITTLE, Checkout


def test_what_does_not_fit_into_the_time_is_not_run_and_the_rest_is_saved(
    checkout: Checkout,
) -> None:
    """Naps of at least 5 s do not fit into 3 s: null control first, then what fits, with its
    rounds in full; the others stand in the file with the reason, and the run has finished."""
    done = checkout.pytest(
        "--effort=quick",
        "--workloads=sleep",
        "--strategies=threads,pool,serial",
        "--workers=1,2,3",
        "--time-budget=3",
        "--benchmark-autosave",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "time budget 3 s: less than the plan takes" in done.stdout
    assert "not run: time budget of 3 s" in done.stdout
    run = checkout.saved()
    ours = run["lightwork"]
    assert ours["finished"]
    assert (ours["time_budget"], ours["precision"]) == (3.0, 5.0)
    first, *_ = run["benchmarks"]
    assert first["params"]["strategy"] == "serial"
    assert all(len(one["stats"]["data"]) >= 6 for one in run["benchmarks"])
    skipped = [skip for skip in ours["skipped"] if skip["reason"].startswith("time budget of 3 s")]
    assert len(skipped) == ours["planned_cases"] - len(run["benchmarks"]) > 0
    assert checkout.journals() == []


def test_a_precision_that_any_interval_has_adds_no_rounds(checkout: Checkout) -> None:
    """So a run can be had with the planned rounds alone."""
    options = ("--strategies=serial,threads", "--workers=2", "--precision=100000")
    done = checkout.pytest(*LITTLE, *options, "--benchmark-autosave")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "precision ±100000 %" in done.stdout
    run = checkout.saved()
    assert run["lightwork"]["extra_rounds"] == 0
    extras = [benchmark["extra_info"] for benchmark in run["benchmarks"]]
    assert {extra["added_rounds"] for extra in extras} == {0}
    assert {extra["stopped"] for extra in extras} <= {"precise", "settled"}
