"""What pytest's hooks do for the suite; ``conftest.py`` names them and no more."""

import multiprocessing
import os
import platform
from contextlib import nullcontext
from typing import Any

import pytest

from lightwork.core.places import BENCH_ARGUMENTS
from lightwork.core.record import FAMILIES, FLOORS_KEY, RUN_KEY, CaseKey, shown_id
from lightwork.measuring.cases.cluster_case import joined
from lightwork.measuring.clusters import cluster as clusters
from lightwork.measuring.host.floors import measured_floors
from lightwork.measuring.host.machine import machine_facts, make_private
from lightwork.measuring.host.python import note_gil_at_start, python_facts
from lightwork.measuring.host.skips import what_case
from lightwork.measuring.plan.strategy_families import STRATEGY_FAMILIES
from lightwork.measuring.save import resume
from lightwork.measuring.save.atomic_save import Saving, add_sum
from lightwork.measuring.save.resume_reading import BrokenRun
from lightwork.measuring.session import case_tests, conditions, own_function, signals
from lightwork.measuring.session.case_tests import CaseLines, key_of
from lightwork.measuring.session.catalog import (
    BrokenPlugin,
    load_costs,
    load_strategies,
    load_workloads,
)
from lightwork.measuring.session.finish import RunEnd, last_lines, unfinished_journals
from lightwork.measuring.session.options import read_choice
from lightwork.measuring.session.progress import Progress, plan_lines
from lightwork.measuring.session.run_journal import close_journal, open_journal, storage
from lightwork.measuring.session.suite import Suite
from lightwork.measuring.user_function.options import read_request

_SUITE = pytest.StashKey[Suite]()
_COLLECTED = pytest.StashKey[bool]()
_BROKEN = pytest.StashKey[BrokenRun | None]()
_SAVING = pytest.StashKey[Saving]()


def configure(config: pytest.Config) -> None:
    """Read what was typed and plan the run. Raises `pytest.UsageError`."""
    try:
        workloads, strategies, costs = load_workloads(), load_strategies(), load_costs()
    except BrokenPlugin as error:
        raise pytest.UsageError(str(error)) from error
    methods = tuple(multiprocessing.get_all_start_methods())
    families = [name for name in FAMILIES if name in STRATEGY_FAMILIES or name in costs]
    broken = resume.run_to_resume(config.option, storage(config))
    asked = read_request(config.option, config.invocation_params.dir)
    if asked is not None and config.option.effort is None:
        config.option.effort = "quick"
    choice = read_choice(config.option, workloads, strategies, methods, families)
    cluster = clusters.find_cluster(config.option.cluster, strategies)
    own = None
    if asked is not None and (config.option.help or config.option.collectonly):
        choice = choice._replace(families=())  # only its race tells which cases there are
        own_function.say_that_none_are_collected(config.option.collectonly)
    elif asked is not None:
        _refuse_bad_conditions(config)
        own = own_function.measure_user_function(asked, choice, config.option.benchmark_disable)
    if cluster is not None:
        choice = clusters.choice_for(cluster, choice, workloads)
        strategies = joined(cluster, strategies)
    suite = config.stash[_SUITE] = Suite(choice, workloads, strategies, costs, own, cluster)
    suite.command = _typed_command([str(word) for word in config.invocation_params.args])
    if broken is not None:
        suite.measurements.kept = broken.kept
    config.stash[_BROKEN] = broken
    saving = config.stash[_SAVING] = Saving()
    config.pluginmanager.register(RunEnd(saving), "lightwork-run-end")
    config.pluginmanager.register(CaseLines(suite), "lightwork-case-lines")


def _typed_command(words: list[str]) -> list[str]:
    """What was typed: pytest with ``words``, or `lightwork bench`, which becomes that."""
    ours = len(BENCH_ARGUMENTS)
    if tuple(words[:ours]) == BENCH_ARGUMENTS:
        return ["lightwork", "bench", *words[ours:]]
    return ["pytest", *words]


def _refuse_bad_conditions(config: pytest.Config) -> None:
    """Raise `pytest.UsageError` where numbers taken now would be wrong."""
    plugins = {
        "xdist": bool(getattr(config.option, "numprocesses", None)),
        "cov": bool(getattr(config.option, "cov_source", None)),
    }
    reason = conditions.why_not_here(os.environ, plugins)
    if reason is not None:
        raise pytest.UsageError(f"not measured: {reason}")


def suite_of(config: pytest.Config) -> Suite:
    """The run's suite."""
    return config.stash[_SUITE]


def put_in_order(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the cases in the order in which they are measured."""
    broken = config.stash[_BROKEN]
    failed = broken.failed if broken is not None else ()  # as the journal names them
    failed_before = {key for item in items if (key := key_of(item)) and what_case(*key) in failed}
    case_tests.order_tests(suite_of(config), items, failed_before)
    config.stash[_COLLECTED] = True


def begin(session: pytest.Session) -> None:
    """Before the first round: refuse bad conditions, make them equal, show the plan.

    pytest calls this after a Ctrl-C amid the collection, too: then there is nothing to begin.
    """
    config = session.config
    collected = config.stash.get(_COLLECTED, False)
    if not collected or not _measures(session) or config.option.collectonly:
        return
    suite = suite_of(config)
    if suite.own is None:  # else nothing is timed from now on
        _refuse_bad_conditions(config)
        conditions.cap_inner_threads()
    note_gil_at_start()
    if not suite.plan.cases:
        reasons = "; ".join(f"{skip.what}: {skip.reason}" for skip in suite.plan.skipped)
        raise pytest.UsageError(f"nothing to measure: {reasons or 'no case fits the options'}")
    suite.chosen = {item.nodeid: key for item in session.items if (key := key_of(item))}
    if not config.option.benchmark_disable:
        names = [f"{family} {shown_id(family, case)}" for family, case in suite.chosen.values()]
        broken = config.stash[_BROKEN]
        suite.journal = open_journal(config, suite, broken, machine_info(config), names)
    config.stash[_SAVING].take_over(config)
    forecasts = _show_plan(config, suite)
    suite.begin(suite.chosen, forecasts)
    signals.listen()


def _show_plan(config: pytest.Config, suite: Suite) -> dict[CaseKey, float]:
    """Show the plan, before the first round; gives what is forecast for each case, in seconds."""
    forecasts = {
        case: 0.0 if case in suite.measurements.kept else seconds
        for case, seconds in suite.forecasts().items()
    }
    to_measure = set(suite.chosen.values()) - set(suite.measurements.kept)
    suite.time.begin({case: forecasts[case] for case in forecasts if case in to_measure})
    writer = config.pluginmanager.get_plugin("terminalreporter")
    if writer is not None:
        writer.showfspath = False  # each case has a line of its own
        if suite.own is not None:
            lines = own_function.raced_lines(suite.own, suite.choice.effort)
        else:
            lines = plan_lines(suite.plan, sum(forecasts.values()), suite.choice.effort)
            if suite.cluster is not None:
                lines.append(suite.cluster.text())
                lines.append(clusters.plan_line(suite.cluster, suite.choice, suite.workloads))
            lines += suite.time.words()
        if suite.resumed:
            began, kept = f"{suite.started:%Y-%m-%d %H:%M} UTC", len(suite.measurements.kept)
            lines.append(f"  continued: {kept} cases are kept of the run that began {began}")
        if suite.journal is not None:
            lines += unfinished_journals(suite.journal.path)
        for line in lines:
            writer.write_line(line)
        capture = config.pluginmanager.get_plugin("capturemanager")
        shown = nullcontext if capture is None else capture.global_and_fixture_disabled
        suite.progress = Progress(writer, forecasts, shown)
    return forecasts


def finish(session: pytest.Session) -> None:
    """After pytest-benchmark has saved: end the journal."""
    config = session.config
    suite = suite_of(config)
    saved = _saves(config) and suite.measured_cases > 0 and not config.stash[_SAVING].failure
    close_journal(suite, saved)


def show_saved(config: pytest.Config, writer: "pytest.TerminalReporter") -> None:
    """Say where the run was saved and how to read it, or how to go on with it."""
    for line in last_lines(suite_of(config), config.stash[_SAVING], config.option):
        writer.write_line(line)


def machine_info(config: pytest.Config) -> dict[str, Any]:
    """The host and the interpreter, in place of pytest-benchmark's, which tell the host's name."""
    machine = machine_facts(suite_of(config).choice.label)
    python = python_facts()
    return {
        "machine": machine,
        "python": python,
        "node": machine["id"],
        "processor": machine["cpu_model"],
        "cpu": {"brand_raw": machine["cpu_model"], "count": machine["logical_cores"]},
        "python_implementation": python["implementation"],
        "python_version": python["version"],
        "system": platform.system(),
        "release": platform.release(),
    }


def add_run(config: pytest.Config, output: dict[str, Any]) -> None:
    """Add what is known of the run as a whole to the saved file, and take out who ran it."""
    suite = suite_of(config)
    output[RUN_KEY] = run = suite.describe_run()
    if {*suite.plan.families} - {*STRATEGY_FAMILIES}:
        floors, refused = measured_floors()
        run[FLOORS_KEY] = floors
        run["skipped"] += [skip._asdict() for skip in refused]
    make_private(output)
    add_sum(output)


def _measures(session: pytest.Session) -> bool:
    return any("benchmark" in getattr(item, "fixturenames", ()) for item in session.items)


def _saves(config: pytest.Config) -> bool:
    option = config.option
    return bool(option.benchmark_save or option.benchmark_autosave or option.benchmark_json)
