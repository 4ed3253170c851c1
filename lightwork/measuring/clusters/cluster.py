"""A run on a cluster: its address, what it is, and the strategies that join it."""

import json
import queue
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

import pytest

from lightwork.core.record import NULL_CONTROL, SPEEDUP, WORTH_DISPATCHING
from lightwork.measuring.cases.cluster_case import Cluster
from lightwork.measuring.clusters.probe import JOINED, LOADED, ClusterAnswer, probe_cluster
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.efforts import EFFORTS, LEAD_WORKLOADS, default_chunksize
from lightwork.strategies.engines._mpi_runs import is_rank_0, join
from lightwork.strategy import Remote, Strategy
from lightwork.workload import SIZES, Workload

#: Families that say something about a cluster.
CLUSTER_FAMILIES = ("speedup", "dispatch", "transfer")
ADDRESS = re.compile(r"([a-z]+)://([^/:\s]+|\[[0-9a-fA-F:]+\]):(\d{1,5})/?")
#: How long loading the engine, and what the cluster tells once it has answered, may take, seconds.
LOAD_SECONDS, PROBE_SECONDS = 60.0, 120.0
#: How long a port may take to take a call.
PORT_SECONDS = 5.0
OPTION = "--cluster"
#: In place of an address: the MPI job that this process is in.
MPI = "mpi"


def find_cluster(address: str | None, strategies: Mapping[str, Strategy]) -> Cluster | None:
    """The cluster that was typed, by what it answers. Raises `pytest.UsageError` if it is none."""
    if address is None:
        return None
    name, answer = _ask_mpi() if address == MPI else _ask(address, strategies)
    if answer.problem is not None:
        raise pytest.UsageError(f"{OPTION} {address}: {answer.problem}.")
    return Cluster(
        address,
        name,
        answer.workers,
        tuple(answer.hosts),
        tuple(answer.processes),
        answer.dispatch_seconds,
    )


def _ask(address: str, strategies: Mapping[str, Strategy]) -> tuple[str, ClusterAnswer]:
    name, host, port = _parse(address, strategies)
    if strategies[name].requires:
        raise pytest.UsageError(f"{OPTION} {address}: {strategies[name].requires}")
    try:
        socket.create_connection((host, port), PORT_SECONDS).close()
    except OSError as error:
        raise pytest.UsageError(
            f"{OPTION} {address}: nobody answers there ({error}). Is the cluster started, and is "
            "this its address? See docs/engines.md."
        ) from error
    return name, _probe(name, address, strategies[name])


def _ask_mpi() -> tuple[str, ClusterAnswer]:
    """The job of which this is rank 0; its ranks tell what they are here and now."""
    if not is_rank_0():
        raise pytest.UsageError(
            f"{OPTION} {MPI}: this is no MPI job; start it with mpiexec -n WORKERS+1 "
            ".venv/bin/python -m mpi4py.futures -m pytest benchmarks/ ... --cluster mpi"
        )
    return "mpi_pool", probe_cluster(Remote((MPI,), join), MPI)


def _parse(address: str, strategies: Mapping[str, Strategy]) -> tuple[str, str, int]:
    schemes = {
        scheme: name
        for name, strategy in strategies.items()
        if strategy.remote is not None
        for scheme in strategy.remote.schemes
        if scheme != MPI  # has no address
    }
    parts = ADDRESS.fullmatch(address)
    if parts is None or parts[1] not in schemes or not 0 < int(parts[3]) < 65536:
        raise pytest.UsageError(
            f"{OPTION}: got {address!r}, expected SCHEME://HOST:PORT with one of the schemes "
            f"{', '.join(sorted(schemes))}, for example dask://127.0.0.1:8786."
        )
    return schemes[parts[1]], parts[2].strip("[]"), int(parts[3])


def _probe(name: str, address: str, how: Strategy) -> ClusterAnswer:
    """Ask a process of its own, and end it where an answer does not come in time."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "lightwork.measuring.clusters.probe", name, address],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    lines: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    assert how.remote is not None
    reader = threading.Thread(target=_read, args=(process.stdout, lines), daemon=True)
    reader.start()
    try:
        for wanted, seconds in ((LOADED, LOAD_SECONDS), (JOINED, how.remote.answer_seconds)):
            if (line := lines.get(timeout=seconds)) != wanted:
                return _answer(line)
        return _answer(lines.get(timeout=PROBE_SECONDS))
    except queue.Empty:
        return ClusterAnswer(
            0, [], "it takes calls and does not answer; is it an address of this engine?"
        )
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()


def _read(stream: Any, lines: "queue.Queue[str]") -> None:
    for line in stream:
        lines.put(line.strip())
    lines.put("")


def _answer(line: str) -> ClusterAnswer:
    try:
        return ClusterAnswer(*json.loads(line))
    except ValueError:
        return ClusterAnswer(0, [], "the process that looked at it ended without an answer")


def choice_for(cluster: Cluster, choice: Choice, workloads: Mapping[str, Workload]) -> Choice:
    """What a run on a cluster measures where nothing is named. Raises `pytest.UsageError`.

    The size is the first from the effort's on of which a chunk keeps a worker busy for long enough.
    """
    if choice.workers not in (None, (cluster.workers,)):
        raise pytest.UsageError(
            f"--workers: the cluster has {cluster.workers} workers, and runs all cases on all of "
            "them: leave the option out, or start as many workers as you want to measure."
        )
    other = set(choice.families or ()) - set(CLUSTER_FAMILIES)
    if other:
        raise pytest.UsageError(
            f"--families: {', '.join(sorted(other))} cannot run on a cluster, "
            f"{', '.join(CLUSTER_FAMILIES)} can."
        )
    choice = choice._replace(
        strategies=choice.strategies or (NULL_CONTROL, cluster.strategy),
        families=choice.families or CLUSTER_FAMILIES,
        workloads=choice.workloads or LEAD_WORKLOADS,
    )
    planned = EFFORTS[choice.effort].size
    longer = SIZES[SIZES.index(planned) :]
    enough = (size for size in longer if not _too_short(cluster, choice, size, workloads))
    size = next(enough, longer[-1])
    return choice if choice.sizes or size == planned else choice._replace(sizes=(size,))


def plan_line(cluster: Cluster, choice: Choice, workloads: Mapping[str, Workload]) -> str:
    """What a dispatch takes on the cluster, and what follows for the sizes."""
    dispatch = _milliseconds(cluster.dispatch_seconds)
    enough = _milliseconds(WORTH_DISPATCHING * cluster.dispatch_seconds)
    sizes = choice.sizes or (EFFORTS[choice.effort].size,)
    short = {
        f"{name} ({size}: {_milliseconds(seconds)})": None
        for size in sizes
        for name, seconds in _too_short(cluster, choice, size, workloads).items()
    }
    line = f"  handing out a chunk occupies a worker for {dispatch}"
    if SPEEDUP not in (choice.families or ()):
        return line
    if short:
        return (
            f"{line}: too long for chunks of {', '.join(short)}; this cluster pays for chunks of "
            f"{enough} of work and more"
        )
    return f"{line}; in size {', '.join(sizes)} each holds {enough} of work or more"


def _milliseconds(seconds: float) -> str:
    return f"{1e3 * seconds:,.3g} ms" if seconds < 1 else f"{1e3 * seconds:,.0f} ms"


def _too_short(
    cluster: Cluster, choice: Choice, size: str, workloads: Mapping[str, Workload]
) -> dict[str, float]:
    """Seconds of a chunk's work, of the workloads whose chunks are too short for the cluster."""
    found = {}
    for name in choice.workloads or ():
        items, seconds = workloads[name].sizes[size]
        chunk = seconds / items * default_chunksize(items, cluster.workers)
        if chunk < WORTH_DISPATCHING * cluster.dispatch_seconds:
            found[name] = chunk
    return found
