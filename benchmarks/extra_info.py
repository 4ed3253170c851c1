"""What is saved beside pytest-benchmark's statistics: the keys of `benchmarks.record`."""

import hashlib
import sys
from pathlib import Path
from typing import Any

from benchmarks.audit_findings import Findings
from benchmarks.record import SCHEMA
from benchmarks.rounds import Round
from workloads import Workload


def describe_rounds(rounds: list[Round]) -> dict[str, Any]:
    """The lists with one value per round. The ceiling's is left out where there was none."""
    columns: dict[str, Any] = {
        "reference_seconds": [one.reference_seconds for one in rounds],
        "ceiling_seconds": [one.ceiling_seconds for one in rounds],
        "order": [one.order for one in rounds],
        "cpu_seconds": [one.cpu_seconds for one in rounds],
        "foreign_cpu_share": [one.foreign_cpu_share for one in rounds],
        "disturbed": [one.disturbed for one in rounds],
    }
    if None in columns["ceiling_seconds"]:
        del columns["ceiling_seconds"]
    return columns


def describe_case(
    family: str, workload: Workload, tasks: int, findings: Findings
) -> dict[str, Any]:
    """The single values of a case whose rounds were all verified."""
    return {
        "schema": SCHEMA,
        "family": family,
        "kind": workload.kind,
        "workload_version": workload_version(workload),
        "tasks": tasks,
        "peak_memory_bytes": findings.peak_memory_bytes,
        "distinct_workers": findings.distinct_workers,
        "verified": True,
        "void": findings.void,
        "warnings": list(findings.warnings),
    }


def workload_version(workload: Workload) -> str:
    """Hash of the source file of the workload's task: another hash, another work."""
    source = sys.modules[workload.task.__module__].__file__
    if source is None:
        raise ValueError(
            f"the task of {workload.task.__module__} has no source file, so its version cannot "
            "be told; define the task in a file"
        )
    return hashlib.sha256(Path(source).read_bytes()).hexdigest()[:12]
