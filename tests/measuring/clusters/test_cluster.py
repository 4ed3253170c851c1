"""Runs on clusters: real schedulers and workers, processes of their own on the loopback address."""

import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import pytest

from lightwork.measuring.cases.cluster_case import Cluster, joined
from lightwork.measuring.clusters.cluster import choice_for, find_cluster, plan_line
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.session.catalog import load_strategies, load_workloads
from tests.fixtures.checkout import Checkout
from tests.fixtures.places import FIXTURES, ROOT

STRATEGIES = load_strategies()
WORKLOADS = load_workloads()
START_SECONDS = 120
#: Environment of the Ray cluster and of those who join it: no secret in the user's home.
RAY = {"RAY_AUTH_MODE": "disabled", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}


class Running(NamedTuple):
    """A cluster of two workers: where it is, and the processes that one can kill."""

    address: str
    workers: list[int]


def needs(name: str) -> Any:
    missing = STRATEGIES[name].requires
    skips = pytest.mark.skipif(missing is not None, reason=missing or "it is installed")
    return lambda test: pytest.mark.extras(skips(test))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def dask_cluster(tmp_path: Path) -> Iterator[Running]:
    """A scheduler and two workers without nannies: a killed one stays away."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    cli = [sys.executable, "-m"]
    scheduler = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--no-dashboard"]
    worker = ["distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"]
    commands = [[*cli, *scheduler, "--port", str(port)]]
    commands += [
        [*cli, *worker, "--no-dashboard", "--host", "127.0.0.1", "--local-directory", str(place)]
        for place in (tmp_path / "w1", tmp_path / "w2")
    ]
    processes = []
    try:
        for number, command in enumerate(commands):
            log = (tmp_path / f"log{number}").open("wb")
            processes.append(subprocess.Popen(command, cwd=tmp_path, stderr=log, stdout=log))
        for number in (1, 2):
            wait_for(tmp_path / f"log{number}", "Registered to")
        yield Running(f"dask://127.0.0.1:{port}", [one.pid for one in processes[1:]])
    finally:
        end(processes)


@pytest.fixture
def ray_cluster() -> Iterator[Running]:
    """A head and two nodes."""
    import tempfile

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, FIXTURES / "ray_nodes.py", str(port), folder],
            env={**os.environ, **RAY},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout is not None
            pids = next(
                line.split() for line in process.stdout if line.strip("0123456789 \n") == ""
            )
            yield Running(f"ray://127.0.0.1:{port}", [int(pid) for pid in pids])
        finally:
            family = psutil.Process(process.pid).children(recursive=True)
            assert process.stdin is not None
            process.stdin.close()
            process.wait(START_SECONDS)
            assert process.stdout is not None
            process.stdout.close()
            for member in family:
                if member.is_running():
                    member.kill()


def wait_for(log: Path, words: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while words not in log.read_text(errors="replace"):
        assert time.monotonic() < deadline, log.read_text(errors="replace")[-2000:]
        time.sleep(0.05)


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in reversed(processes):
        process.kill()
        process.wait()


@needs("dask_distributed")
def test_a_run_on_a_dask_cluster(checkout: Checkout, dask_cluster: Running) -> None:
    """By its address: all three families, its workers, anonymous hosts, and no name saved.

    What its workers compute on this host counts as ours.
    """
    some = "serial or (warm and (prime_count or 64c or 1MiB))"
    arguments = ("--effort=quick", "--workloads=prime_count", "--sizes=small", "-k", some)
    done = checkout.pytest(*arguments, f"--cluster={dask_cluster.address}", "--benchmark-autosave")
    assert done.returncode == 0, done.stdout + done.stderr
    saved = checkout.saved()
    cluster = saved["lightwork"]["cluster"]
    assert cluster["workers"] == 2
    (host,) = cluster["hosts"]
    assert host.startswith("m-")
    assert "127.0.0.1" not in str(saved["lightwork"])
    there = [one for one in saved["benchmarks"] if one["params"]["strategy"] == "dask_distributed"]
    assert {one["extra_info"]["family"] for one in there} == {"speedup", "dispatch", "transfer"}
    for one in there:
        assert one["extra_info"]["void"] is None
        assert one["extra_info"]["hosts"] == [host]
        assert one["params"]["workers"] == 2
        assert "ceiling_seconds" not in one["extra_info"]
    assert cluster["dispatch_seconds"] > 0
    assert "handing out a chunk occupies a worker for" in done.stdout
    spent = {
        one["params"]["strategy"]: min(one["extra_info"]["cpu_seconds"])
        for one in saved["benchmarks"]
        if one["params"]["workload"] == "prime_count"
    }
    assert spent["dask_distributed"] > 0.5 * spent["serial"]


@needs("dask_distributed")
def test_what_of_a_cluster_runs_on_this_host(dask_cluster: Running) -> None:
    """Its workers and the scheduler, which they are connected to, and nobody else."""
    found = find_cluster(dask_cluster.address, STRATEGIES)
    assert found is not None
    assert {*dask_cluster.workers} < {*found.processes}
    assert len(found.processes) == 3
    assert os.getpid() not in found.processes


@needs("dask_distributed")
def test_a_killed_dask_worker(checkout: Checkout, dask_cluster: Running) -> None:
    """Is told as what it is within seconds, what was measured before is saved, nothing hangs."""
    file = checkout.folder / "pid"
    file.write_text(str(dask_cluster.workers[0]))
    (checkout.folder / "workloads" / "deadly.py").write_text(DEADLY.format(file=str(file)))
    arguments = (
        "--effort=quick",
        "--workloads=empty,deadly",
        "--sizes=small",
        "--families=speedup",
    )
    done = checkout.pytest(*arguments, f"--cluster={dask_cluster.address}", "--benchmark-autosave")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "worker of the cluster left before its work was done" in done.stdout
    assert "the cluster has 1 workers now, 2 when the run began" in done.stdout
    assert checkout.saved()["benchmarks"]


#: A workload that kills the worker whose process id a file holds.
DEADLY = '''"""Kills a worker of the cluster."""

import os
import signal
import time
from pathlib import Path

from lightwork.workload import Size, Workload

FILE = Path({file!r})


def task(item):
    """Be busy; in that worker, die."""
    if str(os.getpid()) == FILE.read_text():
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return item


def items(_size):
    """Some."""
    return list(range(8))


WORKLOAD = Workload(
    "sleep", {{name: Size(8, 0.4) for name in ("small", "medium", "large")}},
    items, task, items, "made up",
)
'''


@needs("ray_tasks")
@pytest.mark.skipif(importlib.util.find_spec("grpc") is None, reason="needs ray[client]")
def test_a_ray_cluster_and_a_killed_node(
    ray_cluster: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its workers are counted and known; a node that is killed mid-run is told.

    Ray goes on with what is left, and its head takes up to half a minute to notice; so it is told
    by the run, or when the cluster is left, or when it is joined again.
    """
    for name, value in RAY.items():
        monkeypatch.setenv(name, value)
    done = subprocess.run(
        [sys.executable, "-c", ON_RAY, ray_cluster.address, str(ray_cluster.workers[0])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "found 2 workers on 1 hosts" in done.stdout
    assert "answers right" in done.stdout
    assert "told: ray_tasks: " in done.stdout


#: Looks at the cluster, runs on it, and kills a node while it runs.
ON_RAY = """
import os, signal, sys, threading
from lightwork.measuring.session.catalog import load_strategies
from lightwork.measuring.cases.cluster_case import joined
from lightwork.measuring.clusters.cluster import find_cluster
from lightwork.strategies import WorkerDied
from workloads import sleep

strategies = load_strategies()
cluster = find_cluster(sys.argv[1], strategies)
print("found", cluster.workers, "workers on", len(cluster.hosts), "hosts", flush=True)
how = joined(cluster, strategies)["ray_tasks"]
try:
    with how.open(cluster.workers, "none") as run:
        assert run(abs, [-1, -2, -3], 1) == [1, 2, 3]
        print("answers right", flush=True)
        threading.Timer(1.0, os.kill, (int(sys.argv[2]), signal.SIGKILL)).start()
        import time
        run(time.sleep, [2.0] * 6, 1)
        import ray
        for _ in range(120):  # the head looks for lost nodes every few seconds
            if sum(node["Alive"] for node in ray.nodes()) < 3:
                break
            time.sleep(0.5)
except WorkerDied as error:
    print("told:", error, flush=True)
"""


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("dask://", "expected SCHEME://HOST:PORT"),
        ("127.0.0.1:8786", "expected SCHEME://HOST:PORT"),
        ("spark://127.0.0.1:7077", "one of the schemes dask, ray, tcp"),
        ("dask://127.0.0.1:99999", "expected SCHEME://HOST:PORT"),
    ],
)
def test_what_is_no_address(address: str, words: str) -> None:
    """A sentence with an example."""
    with pytest.raises(pytest.UsageError, match=words):
        find_cluster(address, STRATEGIES)


@needs("dask_distributed")
def test_nobody_answers() -> None:
    """A port that nobody listens at, and one that takes calls and is mute: a sentence, no hang."""
    with pytest.raises(pytest.UsageError, match="nobody answers there"):
        find_cluster(f"dask://127.0.0.1:{free_port()}", STRATEGIES)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"dask://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(
            pytest.UsageError, match=r"does not answer|Timed out|TimeoutError|OSError"
        ):
            find_cluster(address, STRATEGIES)


def test_other_counts_and_families_are_refused() -> None:
    """All cases run on all workers of the cluster, and only families that say something of it."""
    cluster = Cluster("dask://127.0.0.1:1", "dask_distributed", 4, ("m-1",))
    assert choice_for(cluster, Choice("quick", workers=(4,)), WORKLOADS).families is not None
    with pytest.raises(pytest.UsageError, match="4 workers"):
        choice_for(cluster, Choice("quick", workers=(2,)), WORKLOADS)
    with pytest.raises(pytest.UsageError, match="startup cannot run on a cluster"):
        choice_for(cluster, Choice("quick", families=("startup",)), WORKLOADS)
    there = joined(cluster, STRATEGIES)["dask_distributed"]
    assert (there.workers, there.start_methods) == (4, ("none",))
    described = {"scheme": "dask", "workers": 4, "hosts": ["m-1"], "dispatch_seconds": 0.0}
    assert cluster.describe() == described


@pytest.mark.parametrize(
    ("dispatch_seconds", "sizes", "words"),
    [
        (1e-4, None, "in size small each holds 1 ms of work or more"),
        (1e-3, ("large",), "in size large each holds 10 ms of work or more"),
        (1.0, ("large",), "pays for chunks of 10,000 ms of work and more"),
    ],
)
def test_sizes_follow_what_a_dispatch_takes(
    dispatch_seconds: float, sizes: tuple[str, ...] | None, words: str
) -> None:
    """A chunk's work is ten times as long where a size allows it; else the plan says so."""
    cluster = Cluster("dask://127.0.0.1:1", "dask_distributed", 4, (), (), dispatch_seconds)
    choice = choice_for(cluster, Choice("quick"), WORKLOADS)
    assert choice.sizes == sizes
    assert words in plan_line(cluster, choice, WORKLOADS)


def test_a_size_that_was_named_stays() -> None:
    """And the plan says which chunks are too short."""
    cluster = Cluster("dask://127.0.0.1:1", "dask_distributed", 4, (), (), 1e-3)
    choice = choice_for(cluster, Choice("quick", sizes=("small",)), WORKLOADS)
    assert choice.sizes == ("small",)
    assert "prime_count (small: 1.44 ms)" in plan_line(cluster, choice, WORKLOADS)
