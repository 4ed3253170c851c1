"""A small run on hosts that lack something: what is measured there, what is skipped, and why.

Real limits: control groups, mount namespaces, `prlimit`. Needs Linux and root; a host that can't be
made here (no control groups, no faketime) is named with the reason.

    python -m studies.starved_hosts [--only NAME]
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from studies.what_is_left import SHM, left_by, marked
from tests.fixtures.places import ROOT

#: Seconds after which a run counts as hung: ten times what it takes on an idle host of 2 cores.
PATIENCE = 400.0
#: A few cases of each kind of means: descriptors, processes, shared memory, memory, CPU seconds.
PLAN = (
    *("benchmarks/test_speedup.py", "benchmarks/test_startup.py", "benchmarks/test_sharing.py"),
    *("benchmarks/test_transfer.py", "--effort", "quick", "--workloads", "fib"),
)
CGROUPS = Path("/sys/fs/cgroup")
#: Devices that Python needs of a /dev that has no shm.
DEVICES = {"null": 3, "zero": 5, "random": 8, "urandom": 9}
DEV = "mount -t tmpfs none /dev" + "".join(
    f" && mknod -m 666 /dev/{name} c 1 {minor}" for name, minor in DEVICES.items()
)
LITTLE_MEMORY = ("memory", "memory.limit_in_bytes", f"{200 * 10**6}")
FEW_PROCESSES = ("pids", "pids.max", "50")
MANY = ("--workers", "64")
HOME = "export HOME=$(mktemp -d) && mount -t tmpfs -o ro none $HOME"  # in a namespace: gone with it

#: Only what tells the time of day: what measures seconds is another clock, which nobody sets.
CLOCK = (
    "export FAKETIME_TIMESTAMP_FILE=$(mktemp) FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1"
    " && echo +0 > $FAKETIME_TIMESTAMP_FILE"
    " && { (sleep 10; echo -3600 > $FAKETIME_TIMESTAMP_FILE) > /dev/null 2>&1 & } && "
    "export LD_PRELOAD=$(ls /usr/lib/*/faketime/libfaketime.so.1)"
)


class Host(NamedTuple):
    """A host that lacks something: how a command is started there."""

    lacks: str
    start: tuple[str, ...] = ()  # words before the command
    options: tuple[str, ...] = ()
    group: tuple[str, str, str] | None = None  # controller, file, value


def in_mounts(script: str) -> tuple[str, ...]:
    """Start a command in a mount namespace of its own, after ``script``."""
    return ("unshare", "-m", "sh", "-c", f'{script} && exec "$@"', "sh")


HOSTS = (
    Host("nothing"),
    Host("all cores but one", ("taskset", "-c", "0")),
    Host("cores for 64 workers", options=MANY),
    Host("cores for 500 workers", options=("--workers", "500", "--strategies", "pool,threads")),
    Host("descriptors: 100 allowed", ("prlimit", "--nofile=100")),
    Host("descriptors: 100 allowed, 64 workers", ("prlimit", "--nofile=100"), MANY),
    Host("processes: 50 allowed", group=FEW_PROCESSES),
    Host("processes: 50 allowed, 64 workers", options=MANY, group=FEW_PROCESSES),
    Host("memory: 200 MB", group=LITTLE_MEMORY),
    Host("memory: 200 MB, 64 workers", options=MANY, group=LITTLE_MEMORY),
    Host("address space: 400 MB", ("prlimit", f"--as={400 * 10**6}")),
    Host("shared memory: 1 MB", in_mounts(f"mount -t tmpfs -o size=1m none {SHM}")),
    Host("shared memory", in_mounts(DEV)),
    Host("/proc", in_mounts("mount -t tmpfs none /proc")),
    Host("a home to write to", in_mounts(HOME)),
    Host("a clock that is right: an hour back after 10 s", in_mounts(CLOCK)),
    Host("CPU: a quota of half a core", group=("cpu", "cpu.cfs_quota_us", "50000")),
    Host("CPU: a quota of 1.5 cores", group=("cpu", "cpu.cfs_quota_us", "150000")),
)


class Outcome(NamedTuple):
    """How the run on one host ended."""

    exit_code: int | None  # None: it had to be killed
    seconds: float
    closing: str  # pytest's last line
    reasons: dict[str, int]  # why cases were skipped or failed, and how many
    left: tuple[str, ...]  # processes and shared memory that outlived it


def run_on(host: Host, storage: Path) -> Outcome:
    """The plan on ``host``."""
    command = [sys.executable, "-m", "pytest", *PLAN, *host.options, "--benchmark-autosave"]
    command += ["-rsfE", "--tb=line", f"--benchmark-storage={storage}"]
    segments, start = set(SHM.iterdir()), time.monotonic()
    with control_group(host.group) as joined:
        process = subprocess.Popen(
            [*joined, *host.start, *command],
            cwd=ROOT,
            env=marked(os.environ, f"{storage}"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=PATIENCE)
            code: int | None = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            output, code = process.communicate()[0], None
    seconds = time.monotonic() - start
    (storage / f"{host.lacks.replace('/', '_')}.txt").write_text(output)
    closing = (output.strip().splitlines() or [""])[-1].strip("= ")
    return Outcome(code, seconds, closing, _reasons(output), tuple(left_by(f"{storage}", segments)))


@contextmanager
def control_group(group: tuple[str, str, str] | None) -> Iterator[tuple[str, ...]]:
    """A control group with one limit; gives the words that start a command in it."""
    if group is None:
        yield ()
        return
    controller, file, value = group
    folder = CGROUPS / controller / "lightwork_starved"
    folder.mkdir()
    try:
        (folder / file).write_text(value)
        yield ("sh", "-c", f'echo $$ > {folder}/cgroup.procs && exec "$@"', "sh")
        for pid in (folder / "cgroup.procs").read_text().split():
            subprocess.run(["kill", "-9", pid], check=False)
        time.sleep(0.5)
    finally:
        folder.rmdir()


def why_not_made(host: Host) -> str:
    """Why ``host`` can't be made here, or ""."""
    if host.start and shutil.which(host.start[0]) is None:
        return f"needs the command {host.start[0]}"
    if host.start[:1] == ("unshare",) and os.geteuid() != 0:
        return "needs root, for a mount namespace"
    if "faketime" in " ".join(host.start) and shutil.which("faketime") is None:
        return "needs the package faketime"
    if host.group is not None and not os.access(CGROUPS / host.group[0], os.W_OK):
        return f"needs control groups of version 1 that may be made here ({host.group[0]})"
    return ""


def _reasons(output: str) -> dict[str, int]:
    """What pytest's summary says of cases that were skipped or failed, and of how many."""
    found: dict[str, int] = {}
    for line in output.splitlines():
        if skipped := re.match(r"SKIPPED \[(\d+)\] \S+ (.*)", line):
            found[skipped[2]] = found.get(skipped[2], 0) + int(skipped[1])
        elif failed := re.match(r"(FAILED|ERROR) \S+(?: - (.*))?", line):
            words = f"{failed[1].lower()}: {failed[2] or ''}"
            found[words] = found.get(words, 0) + 1
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="hosts whose name has this in it")
    parser.add_argument("--folder", type=Path, default=None, help="where runs and outputs are kept")
    arguments = parser.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="lightwork-starved-"))
    folder.mkdir(exist_ok=True)
    print("| a host that lacks | exit | seconds | pytest's closing line | why not | left |")
    print("| --- | --- | --- | --- | --- | --- |")
    for host in HOSTS:
        if arguments.only not in host.lacks:
            continue
        if why := why_not_made(host):
            print(f"| {host.lacks} | – | – | not tried: {why} | | |", flush=True)
        else:
            found = run_on(host, folder)
            reasons = "; ".join(f"{count} x {why}" for why, count in found.reasons.items())
            left = ", ".join(found.left) or "nothing"
            print(
                f"| {host.lacks} | {found.exit_code} | {found.seconds:.0f} | {found.closing} "
                f"| {reasons} | {left} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
