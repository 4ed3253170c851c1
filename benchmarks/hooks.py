"""What pytest's hooks do for the suite; ``conftest.py`` names them and no more."""

import multiprocessing
import os
import platform
from pathlib import Path
from typing import Any

import pytest

from benchmarks import clusters, conditions
from benchmarks.case_tests import CaseLines, case_of, shown_id_of
from benchmarks.catalog import BrokenPlugin, load_costs, load_strategies, load_workloads
from benchmarks.endings.end_of_run import EndOfRun, begin_care
from benchmarks.interpreter import note_gil_at_start, python_facts
from benchmarks.journal import FOLDER, Journal
from benchmarks.machine import machine_facts
from benchmarks.options import read_choice
from benchmarks.own import own_start
from benchmarks.privacy import make_private
from benchmarks.progress import Progress, plan_lines
from benchmarks.record import FAMILIES
from benchmarks.strategy_families import STRATEGY_FAMILIES
from benchmarks.suite import Suite

_SUITE = pytest.StashKey[Suite]()


def configure(config: pytest.Config) -> None:
    """Read what was typed and plan the run. Raises `pytest.UsageError`."""
    try:
        workloads, strategies, costs = load_workloads(), load_strategies(), load_costs()
    except BrokenPlugin as error:
        raise pytest.UsageError(str(error)) from error
    methods = multiprocessing.get_all_start_methods()
    families = [name for name in FAMILIES if name in STRATEGY_FAMILIES or name in costs]
    asked = own_start.asked(config)
    choice = read_choice(config.option, workloads, strategies, methods, families)
    if asked is not None and config.option.cluster:
        raise pytest.UsageError("--cluster: got --workload, too. A cluster runs the suite's work.")
    cluster = clusters.look_for(config.option.cluster, strategies)
    own = own_start.look(config, asked, choice, tuple(methods), _active_plugins(config))
    if cluster is not None:
        choice = clusters.choice_for(cluster, choice)
        strategies = clusters.joined(cluster, strategies)
    suite = config.stash[_SUITE] = Suite(choice, workloads, strategies, costs, own, cluster)
    config.pluginmanager.register(CaseLines(suite), "manyhands-case-lines")
    config.pluginmanager.register(EndOfRun(suite.care), "manyhands-endings")


def suite_of(config: pytest.Config) -> Suite:
    """The run's suite."""
    return config.stash[_SUITE]


def begin(session: pytest.Session) -> None:
    """Before the first round: refuse bad conditions, make them equal, show the plan."""
    config = session.config
    if not _measures(session) or config.option.collectonly:
        return
    suite = suite_of(config)
    reason = conditions.why_not_here(os.environ, _active_plugins(config))
    if reason is not None and suite.own is None:  # else asked before the user's code was loaded
        raise pytest.UsageError(f"not measured: {reason}")
    conditions.cap_inner_threads()
    conditions.hide_the_launcher()
    conditions.tidy_search_path()
    note_gil_at_start()
    if not suite.plan.cases:
        reasons = "; ".join(f"{skip.what}: {skip.reason}" for skip in suite.plan.skipped)
        raise pytest.UsageError(f"nothing to measure: {reasons or 'no case fits the options'}")
    suite.planned_cases = sum(case_of(item) is not None for item in session.items)
    forecasts = suite.forecasts()
    chosen = {shown_id_of(item.nodeid) for item in session.items if case_of(item)}
    suite.extra.time.begin({case: forecasts[case] for case in forecasts if case in chosen})
    writer = config.pluginmanager.get_plugin("terminalreporter")
    if writer is not None:
        writer.showfspath = False  # each case has a line of its own
        for line in plan_lines(suite.plan, sum(forecasts.values()), suite.choice.effort):
            writer.write_line(line)
        if suite.cluster is not None:
            writer.write_line(suite.cluster.words())
        writer.write_line(suite.extra.plan_line())
        suite.progress = Progress(writer, forecasts)
    begin_care(suite, forecasts)
    suite.journal = _open_journal(config, suite)


def finish(session: pytest.Session) -> None:
    """After pytest-benchmark has saved: end what the suite holds, drop the journal if saved."""
    suite = suite_of(session.config)
    suite.close()
    if suite.journal is not None:
        suite.journal.close(saved=_saves(session.config) and suite.measured_cases > 0)


def show_saved(config: pytest.Config, writer: pytest.TerminalReporter) -> None:
    """Say where the run was saved and how to read it."""
    if not suite_of(config).measured_cases:
        return
    if config.option.benchmark_save or config.option.benchmark_autosave:
        saved = _storage(config).rglob("*.json")
        newest = max(saved, key=lambda path: path.stat().st_mtime)
        writer.write_line(f"saved: {newest}\nread it: python reports/plot.py")
    elif not config.option.benchmark_json:
        writer.write_line("not saved: add --benchmark-autosave to keep a run")


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
    command = [str(argument) for argument in config.invocation_params.args]
    output["manyhands"] = suite_of(config).describe_run(["pytest", *command])
    make_private(output)


def _measures(session: pytest.Session) -> bool:
    return any("benchmark" in getattr(item, "fixturenames", ()) for item in session.items)


def _active_plugins(config: pytest.Config) -> dict[str, bool]:
    return {
        "xdist": bool(getattr(config.option, "numprocesses", None)),
        "cov": bool(getattr(config.option, "cov_source", None)),
    }


def _saves(config: pytest.Config) -> bool:
    option = config.option
    return bool(option.benchmark_save or option.benchmark_autosave or option.benchmark_json)


def _open_journal(config: pytest.Config, suite: Suite) -> Journal | None:
    if config.option.benchmark_disable:
        return None
    name = f"{suite.started:%Y%m%d_%H%M%S}_{suite.run_id[:8]}.jsonl"
    header = {"machine_info": machine_info(config), "manyhands": suite.describe_run([])}
    return Journal(_storage(config) / FOLDER / name, header)


def _storage(config: pytest.Config) -> Path:
    return Path(str(config.option.benchmark_storage).removeprefix("file://"))
