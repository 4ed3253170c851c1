"""Sleeping is a known answer: items / ceil(items / workers) for threads. Does the suite say so?"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

from lightwork.core.intervals import median_interval


def main() -> None:
    """Run the cases and print measured and known speedup, and their difference in percent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", default="2,4,8")
    parser.add_argument("--strategies", default="threads,thread_pool")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / "run.json"
        command = ["-m", "pytest", "benchmarks/", "-q", "--workloads=sleep"]
        command += [f"--strategies={arguments.strategies}", f"--workers={arguments.workers}"]
        command += [f"--benchmark-json={saved}"]
        subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
        benchmarks = json.loads(saved.read_text())["benchmarks"]
    for benchmark in benchmarks:
        case, extra = benchmark["params"], benchmark["extra_info"]
        known = extra["tasks"] / math.ceil(extra["tasks"] / case["workers"])
        pairs = zip(extra["reference_seconds"], benchmark["stats"]["data"], strict=True)
        speedup = median_interval([reference / own for reference, own in pairs])
        print(
            f"{case['strategy']:12} {case['state']:5} {case['workers']:3} workers: "
            f"{speedup.value:.3f} [{speedup.low:.3f}, {speedup.high:.3f}], known {known:.3f}, "
            f"{100 * (speedup.value / known - 1):+.1f} %"
        )


if __name__ == "__main__":
    main()
