"""Whole small runs with a time budget."""

from tests.fixtures.checkout import Checkout


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
    assert ours["time_budget"] == 3.0
    first, *_ = run["benchmarks"]
    assert first["params"]["strategy"] == "serial"
    assert all(len(one["stats"]["data"]) >= 6 for one in run["benchmarks"])
    skipped = [skip for skip in ours["skipped"] if skip["reason"].startswith("time budget of 3 s")]
    assert len(skipped) == ours["planned_cases"] - len(run["benchmarks"]) > 0
    assert checkout.journals() == []
