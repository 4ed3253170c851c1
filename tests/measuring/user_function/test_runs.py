"""Whole runs with ``--workload``: from the command line to the saved file and the code."""

import shutil

import pytest

from tests.fixtures.checkout import Checkout
from tests.fixtures.places import USER_FUNCTIONS

#: A case cold and warm beside the null control, however long a busy host takes for them.
SHORT = ("--strategies=pool", "--workers=2", "--start-methods=spawn", "--time-budget=600",
         "--precision=100000")  # fmt: skip


@pytest.fixture
def own(checkout: Checkout) -> Checkout:
    """A checkout with the user's files in a folder of their own."""
    shutil.copytree(
        USER_FUNCTIONS, checkout.folder / "mine", ignore=shutil.ignore_patterns("__pycache__")
    )
    return checkout


def test_an_own_function_is_looked_at_measured_and_advised(own: Checkout) -> None:
    """One line measures it; the saved file holds facts and verified cases."""
    done = own.pytest(
        "--workload=mine/good.py:spin", "--items=mine/good.py:numbers",
        "--check=mine/good.py:is_total", "--benchmark-autosave", *SHORT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "own function: class: " in done.stdout
    run = own.saved()
    facts = run["lightwork"]["own_function"]
    found = facts["workload"], facts["items_form"], facts["checked"]
    assert found == ("good.spin", "called", True)
    assert facts["class"] in ("gil", "")  # elsewhere than on Linux it can't be told
    strategies = {one["params"]["strategy"] for one in run["benchmarks"]}
    assert strategies == {"serial", "pool"}
    assert all(one["extra_info"]["verified"] for one in run["benchmarks"])
    assert all(one["extra_info"]["void"] is None for one in run["benchmarks"])
    kind = "cpu" if facts["class"] else "mixed"
    assert {one["extra_info"]["kind"] for one in run["benchmarks"]} == {kind}


def test_a_lambda_that_gives_arrays_is_run_by_threads_alone(own: Checkout) -> None:
    """Answers that do not compare to one truth value are verified; a pool is not tried."""
    (own.folder / "mine" / "odd.py").write_text(
        "import time\nimport numpy as np\n"
        "work = lambda item: time.sleep(0.02) or np.arange(item + 3)\n"
    )
    done = own.pytest(
        "--workload=mine/odd.py:work", "--items=8", "--strategies=threads,pool", "--workers=2",
        "--benchmark-disable",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pickle does not carry the function" in done.stdout
    assert "-pool-" not in done.stdout
    assert "odd.work-own-threads" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--workload=mine/good.py:spin"], "needs --items"),
        (["--workload=mine/nowhere.py:f", "--items=3"], "no file 'mine/nowhere.py'"),
        (["--workload=mine/bad.py:exits_at_two", "--items=6"], "exit code 3 at item 2"),
        (["--workload=mine/bad.py:draws", "--items=6"], "it is random"),
        (["--workload=mine/good.py:tiny", "--items=mine/bad.py:EMPTY"], "no items"),
    ],
)
def test_bad_input_is_a_usage_error(own: Checkout, arguments: list[str], words: str) -> None:
    """Exit code 4 and one line; no traceback, no run file, no journal."""
    done = own.pytest(*arguments, "--benchmark-autosave")
    assert done.returncode == 4
    assert words in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert own.saved_files() + own.journals() == []


def test_nothing_else_runs_the_users_code(own: Checkout) -> None:
    """A file beside the suite is not touched without --workload, nor by the report."""
    (own.folder / "mine" / "loud.py").write_text("raise SystemExit('it ran')")
    done = own.pytest("--collect-only", "-q", "--effort=quick")
    assert done.returncode == 0
    assert "it ran" not in done.stdout + done.stderr


def test_slow_items_for_many_workers_are_looped_in_part_and_count_for_all(own: Checkout) -> None:
    """Eight waits of 0.1 s: the loop beside them runs two, and its seconds are those of all."""
    (own.folder / "mine" / "slow.py").write_text(
        "import time\ndef work(item):\n    time.sleep(0.1)\n    return -item\n"
    )
    done = own.pytest(
        "--workload=mine/slow.py:work", "--items=20", "--strategies=threads", "--workers=8",
        "--benchmark-autosave", "--time-budget=600", "--precision=100000",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    facts = own.saved()["lightwork"]["own_function"]
    round_items = facts["round_items"]
    assert (facts["distinct_items"], facts["loop_items"], round_items % 8) == (2, 2, 0)
    assert f"the plain loop beside it runs {facts['loop_items']}" in done.stdout
    for one in own.saved()["benchmarks"]:
        assert one["extra_info"]["tasks"] == round_items
        # A sleep is never shorter: these are of all items, though two were slept.
        assert min(one["extra_info"]["reference_seconds"]) >= 0.1 * round_items
        if one["params"]["strategy"] == "serial":
            assert one["stats"]["min"] >= 0.1 * round_items
