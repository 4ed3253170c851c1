"""How often does the serial loop, measured against itself, come out as something else than 1?

Each run is a run of the suite of its own, as a user starts it, while another process keeps one
core busy. A 95 % interval that excludes 1 is a false alarm.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from lightwork.core.intervals import Estimate, median_interval
from studies.busy_core import busy_cores


def one_run(workload: str) -> Estimate:
    """Run the null control of a workload once; the interval of reference / case."""
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / "run.json"
        command = ["-m", "pytest", "benchmarks/", "-q", f"--workloads={workload}"]
        command += ["--strategies=serial", f"--benchmark-json={saved}"]
        subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
        (benchmark,) = json.loads(saved.read_text())["benchmarks"]
    pairs = zip(
        benchmark["extra_info"]["reference_seconds"], benchmark["stats"]["data"], strict=True
    )
    return median_interval([reference / own for reference, own in pairs])


def main() -> None:
    """Run the study and print one line per run and the count of false alarms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--busy-cores", type=int, default=1)
    parser.add_argument("--workload", default="prime_count")
    arguments = parser.parse_args()
    alarms = 0
    with busy_cores(arguments.busy_cores):
        for number in range(1, arguments.runs + 1):
            ratio = one_run(arguments.workload)
            alarm = not ratio.low <= 1 <= ratio.high
            alarms += alarm
            print(
                f"{number:3} {ratio.value:.3f} [{ratio.low:.3f}, {ratio.high:.3f}] "
                f"{ratio.rounds} rounds{'  excludes 1' if alarm else ''}",
                flush=True,
            )
    print(f"{alarms} of {arguments.runs} intervals exclude 1")


if __name__ == "__main__":
    main()
