"""What is saved beside pytest-benchmark's statistics: the keys of `lightwork.core.record`."""

import hashlib
import sys
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from lightwork.core.record import HOSTS_KEY, OBSERVED_KEY, SCHEMA
from lightwork.measuring.cases.audit_findings import Findings
from lightwork.measuring.cases.rounds import Round
from lightwork.measuring.cases.timeline import Timeline

#: Those of a `Round` that are saved as they are.
_ROUND_COLUMNS = (
    "reference_seconds", "ceiling_seconds", "order", "cpu_seconds", "foreign_cpu_share",
    "disturbed",
)  # fmt: skip


def describe_rounds(rounds: Sequence[Round]) -> dict[str, Any]:
    """The lists with one value per round. The ceiling's is left out where there was none."""
    columns: dict[str, Any] = {
        name: [getattr(one, name) for one in rounds] for name in _ROUND_COLUMNS
    }
    columns["disturbed_by"] = [", ".join(one.disturbed_by) for one in rounds]
    if None in columns["ceiling_seconds"]:
        del columns["ceiling_seconds"]
    names = rounds[0].observed if rounds else {}
    if names:
        columns[OBSERVED_KEY] = {name: [one.observed[name] for one in rounds] for name in names}
    return columns


def describe_case(
    family: str,
    kind: str,
    task: Callable[..., Any],
    tasks: int,
    findings: Findings,
    raced: bool = False,
) -> dict[str, Any]:
    """The single values of a case whose rounds were all verified.

    ``task`` is a function of the file that says what is done, ``tasks`` how often a round does it;
    ``raced``: whether each call had a process of its own.
    """
    version = source_version(task)
    return {
        "schema": SCHEMA,
        "family": family,
        "kind": kind,
        "workload_version": hashlib.sha256(version.encode()).hexdigest()[:12] if raced else version,
        "tasks": tasks,
        "peak_memory_bytes": findings.peak_memory_bytes,
        "distinct_workers": findings.distinct_workers,
        "verified": True,
        "void": findings.void,
        "warnings": list(findings.warnings),
        **({HOSTS_KEY: list(findings.hosts)} if findings.hosts else {}),
    }


def describe_timeline(timeline: Timeline) -> dict[str, Any]:
    """Who worked when: every task where it is to be saved whole, else sums per worker.

    As texts, because pytest-benchmark saves each number of a list on a line of its own.
    """
    key, numbers = ("spans", chain.from_iterable) if timeline.whole else ("sums", _sums)
    return {
        "size": timeline.size,
        "tasks": sum(len(spans) for spans in timeline.workers),
        "opened": timeline.opened,
        "results": timeline.results,
        "closed": timeline.closed,
        "serial": timeline.serial,
        key: [" ".join(map(str, numbers(spans))) for spans in timeline.workers],
    }


def _sums(spans: Sequence[tuple[int, int]]) -> list[int]:
    busy = sum(end - start for start, end in spans)
    return [spans[0][0], spans[-1][1], busy, len(spans)]


def source_version(function: Callable[..., Any]) -> str:
    """Hash of the source file of a function: another hash, another work."""
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    source = getattr(module, "__file__", None)
    if source is None:  # a user's own function may be built in: then its version is Python's
        return hashlib.sha256(f"{function!r:.40} {sys.version}".encode()).hexdigest()[:12]
    return hashlib.sha256(Path(source).read_bytes()).hexdigest()[:12]
