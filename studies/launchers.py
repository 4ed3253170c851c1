"""Do ``pytest …`` and ``python -m pytest …`` give the same start-up times?

The same cold case of a nearly empty workload, run by both launchers in pairs of runs that follow
each other in alternating order. Without `lightwork.measuring.session.conditions.hide_the_launcher`,
workers of the console script import pytest: several times as slow.
"""

import argparse
import json
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from statistics import median

from lightwork.core.intervals import median_interval

SCRIPT = [str(Path(sysconfig.get_path("scripts")) / "pytest")]
MODULE = [sys.executable, "-m", "pytest"]


def start_up_seconds(launcher: list[str], start_method: str) -> float:
    """Median wall seconds of a cold pool of two that does nothing, in one run."""
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / "run.json"
        command = [*launcher, "benchmarks/", "-q", "--effort=quick", "--workloads=empty"]
        command += ["--strategies=pool", f"--start-methods={start_method}", "--workers=2"]
        command += [f"--benchmark-json={saved}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        benchmarks = json.loads(saved.read_text())["benchmarks"]
    (cold,) = (one for one in benchmarks if one["params"]["state"] == "cold")
    return median(cold["stats"]["data"])


def main() -> None:
    """Run the study and print seconds of both and the ratio with its interval."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--start-methods", default="spawn,forkserver,fork")
    arguments = parser.parse_args()
    for start_method in arguments.start_methods.split(","):
        script, module = [], []
        for number in range(arguments.pairs):
            sides = [(SCRIPT, script), (MODULE, module)]
            for launcher, seconds in sides if number % 2 else sides[::-1]:
                seconds.append(start_up_seconds(launcher, start_method))
        ratio = median_interval([one / two for one, two in zip(script, module, strict=True)])
        print(
            f"{start_method:10} pytest {1e3 * median(script):6.1f} ms, "
            f"python -m pytest {1e3 * median(module):6.1f} ms, "
            f"ratio {ratio.value:.3f} [{ratio.low:.3f}, {ratio.high:.3f}]",
            flush=True,
        )


if __name__ == "__main__":
    main()
