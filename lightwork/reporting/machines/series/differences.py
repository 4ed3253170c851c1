"""What is not the same everywhere: processor, cores, limits, kernel, Python, effort, commit."""

from collections.abc import Sequence

from lightwork.reporting.machines.comparison import Difference, MachineSeries
from lightwork.reporting.read.saved_run import Python
from lightwork.reporting.text.figures import listed


def differences(series: Sequence[MachineSeries]) -> tuple[Difference, ...]:
    """The topics in which the newest runs of ``series`` differ, with the value of each."""
    facts = [_facts(one) for one in series]
    return tuple(
        Difference(topic, values)
        for topic in facts[0]
        if len(set(values := tuple(own[topic] for own in facts))) > 1
    )


def commit_text(commit: str, *, dirty: bool) -> str:
    """``0123abc45678, changed``: twelve letters tell commits apart."""
    if not commit:
        return "unknown"
    return commit[:12] + (", changed" if dirty else "")


def _facts(series: MachineSeries) -> dict[str, str]:
    machine, python, commit = series.machine, series.python, series.runs[-1].commit
    return {
        "machine": machine.id,
        "processor": machine.cpu_model,
        "logical cores": str(machine.logical_cores),
        "physical cores": _known(machine.physical_cores),
        "usable cores": str(machine.usable_cores),
        "affinity": _known(machine.affinity_cores, "none"),
        "quota": _known(machine.quota_cores, "none"),
        "kernel": machine.kernel,
        "Python": f"{python.implementation} {python.version}",
        "GIL": _gil(python),
        "JIT": _jit(python),
        "configured with": python.build_flags or "nothing that it tells",
        "default start method": python.default_start_method,
        "effort": listed(list(dict.fromkeys(run.effort for run in series.runs)), 3),
        "commit of the suite": commit_text(commit.id, dirty=commit.dirty),
    }


def _gil(python: Python) -> str:
    if python.gil and python.free_threaded:
        return "enabled, in a free-threaded build"
    return "enabled" if python.gil else "disabled"


def _jit(python: Python) -> str:
    if python.jit:
        return "enabled"
    return "disabled" if python.jit_built else "not built"


def _known(value: float | None, otherwise: str = "unknown") -> str:
    return otherwise if value is None else f"{value:.3g}"
