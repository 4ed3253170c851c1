"""Do usable cores, ceiling and verdict follow what limits us: affinity, and a quota?

A short real run on one core of several, once as planned and once with two workers all the same,
and one under a quota of 1.5 cores where this system lets us set one. Nothing may recommend more
workers than usable cores for computing.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lightwork.core.record import STATES
from lightwork.reporting.decide.decisions import case_of, decision_of, may_recommend
from lightwork.reporting.estimates.analysis import Analysis, analyse
from lightwork.reporting.read.run import read_run
from lightwork.reporting.verdict.build import build_verdict

SHORT = ["--workloads=prime_count,sleep", "--strategies=serial,threads,pool"]
TWO_ALL_THE_SAME = ["--workers=1,2"]
#: A quota is counted in periods of 100 ms: work that is over sooner may use all cores.
LONG = ["--workloads=prime_count", "--strategies=serial,pool", "--sizes=large", "--workers=2"]
CGROUPS = Path("/sys/fs/cgroup")
PERIOD_MICROSECONDS = 100_000


class NoQuota(Exception):
    """This system lets us make no such group; the text says why."""


@contextmanager
def quota_group(cores: float) -> Iterator[Path]:
    """A new control group with a quota, version 2 or 1; removed at the end. Raises `NoQuota`."""
    second = (CGROUPS / "cgroup.controllers").is_file()
    folder = (CGROUPS if second else CGROUPS / "cpu") / f"lightwork-study-{os.getpid()}"
    quota = int(cores * PERIOD_MICROSECONDS)
    try:
        folder.mkdir()
    except OSError as error:
        raise NoQuota(f"{folder} can't be made: {error.strerror}") from error
    try:
        if second:
            (folder / "cpu.max").write_text(f"{quota} {PERIOD_MICROSECONDS}")
        else:
            (folder / "cpu.cfs_period_us").write_text(str(PERIOD_MICROSECONDS))
            (folder / "cpu.cfs_quota_us").write_text(str(quota))
        yield folder
    except OSError as error:
        raise NoQuota(f"no quota can be set in {folder}: {error.strerror}") from error
    finally:
        folder.rmdir()


def command_in(folder: Path, command: list[str]) -> list[str]:
    """The command, started in the group: the shell joins it and becomes the command."""
    return ["sh", "-c", f'echo $$ > {folder}/cgroup.procs && exec "$@"', "sh", *command]


def measured(before: list[str], options: list[str], group: Path | None = None) -> Analysis:
    """A run of the suite behind the words ``before``, and its report, as a user starts them."""
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / "run.json"
        suite = [sys.executable, "-m", "pytest", "benchmarks/", "-q", "--effort=quick", *options]
        suite += [f"--benchmark-json={saved}"]
        command = [*before, *suite]
        if group is not None:
            command = command_in(group, command)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        report = [sys.executable, "reports/plot.py", str(saved), f"--out={folder}/out"]
        subprocess.run(report, check=True, stdout=subprocess.DEVNULL)
        return analyse(read_run(saved))


def report_lines(analysis: Analysis) -> Iterator[str]:
    """What the report says of cores, rounds and kinds of work."""
    verdict = build_verdict(analysis)
    for line in verdict.trust.lines:
        if line.topic in ("Cores", "Rounds"):
            yield f"{line.topic}: {line.text}"
    yield from (f"! {alarm}" for alarm in verdict.trust.alarms)
    for kind in verdict.kinds:
        yield f"{kind.heading}: {kind.headline}"


def too_many(analysis: Analysis) -> list[str]:
    """What is recommended and has more workers than the machine has room for."""
    decisions = [
        (work, decision)
        for work in analysis.works
        for state in STATES
        if (decision := decision_of(analysis, work, state)) is not None
    ]
    chosen = [(work, case_of(one.chosen)) for work, one in decisions if one.chosen is not None]
    return [
        case.id
        for work, case in chosen
        if not may_recommend(work.kind, case.workers, analysis.run.machine)
    ]


def show(title: str, analysis: Analysis) -> None:
    """Print what the report says, and whether it recommends too many workers."""
    print(f"\n{title}")
    for line in report_lines(analysis):
        print(f"  {line}")
    found = too_many(analysis)
    print(f"  recommended beyond the usable cores: {', '.join(found) or 'nothing'}", flush=True)


def main() -> None:
    """Run the study; what this system does not allow is named and left out."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    if shutil.which("taskset"):
        one_core = ["taskset", "-c", "0"]
        show("taskset -c 0", measured(one_core, SHORT))
        show("taskset -c 0, --workers 1,2", measured(one_core, [*SHORT, *TWO_ALL_THE_SAME]))
    else:
        print("left out: there is no taskset here")
    try:
        with quota_group(1.5) as group:
            show("a quota of 1.5 cores, long rounds", measured([], LONG, group))
    except NoQuota as reason:
        print(f"left out: {reason}")


if __name__ == "__main__":
    main()
