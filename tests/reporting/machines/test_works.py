"""Which works are compared: what is no choice is left out, and what is void is said to be."""

import copy

from tests.fixtures.made_up.machines import MadeUpMachine, made_up_runs, without
from tests.reporting.machines.test_compare import WORKLOADS, cases_of, compared, reasons, two


def test_what_is_one_case_everywhere_is_no_choice() -> None:
    """The tutorial's waves are in no mean, as in the report of one run, nor refused where one
    machine alone has them; where nothing else is there, they are compared."""
    files = two()
    for run in files:
        for one in cases_of(run, "sleep")[:1]:
            wave = copy.deepcopy(one)
            wave["params"].update(workload="naps", strategy="threads")
            run["benchmarks"].append(wave)
    assert [work.workload for work in compared(files).works] == list(WORKLOADS)
    found = compared([files[0], without(files[1], "naps")])
    assert (len(found.works), found.refused) == (2, ())
    for workload in WORKLOADS:
        files = [without(run, workload) for run in files]
    assert [work.workload for work in compared(files).works] == ["naps"]


def test_what_is_void_on_the_other_machine_is_said_to_be() -> None:
    """A work and a family that one machine measured in vain are not called missing there."""
    files = two(costs=True)
    for one in files[1]["benchmarks"]:
        if one["params"]["workload"] == "sleep" or one["extra_info"]["family"] == "startup":
            one["extra_info"]["void"] = "no room\nfor threads"
    told = reasons(compared(files))
    assert told["sleep (medium)"] == "only on host a; void on host b: no room for threads"
    assert told["family startup"] == "only on host a; void on host b: no room for threads"
    assert reasons(compared([files[0], without(two()[1], "sleep")]))["sleep (medium)"] == (
        "only on host a"
    )


def test_a_work_that_is_void_on_one_of_three_is_compared_without_it() -> None:
    """And the reason is told."""
    files = [*two(), *made_up_runs(MadeUpMachine("host c"), workloads=WORKLOADS)]
    for one in cases_of(files[1], "sleep"):
        one["extra_info"]["void"] = "broken"
    found = compared(files)
    assert [work.workload for work in found.works] == list(WORKLOADS)
    assert reasons(found) == {"sleep (medium)": "void on host b: broken"}
