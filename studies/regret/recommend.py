"""Recommendations to be judged: those of lightwork's command, and those of the prototype."""

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from studies.regret.catalog import Job
from studies.regret.ended import environment_with, run_to_end

ROOT = Path(__file__).parents[2]
#: A run that takes longer is ended, and counts as failed.
MOST_SECONDS = 300.0
#: What is kept of a verdict.
KEPT = ("worth_it", "recommended", "speedup", "seconds", "code", "warnings")


def run_lightwork(job: Job) -> dict[str, Any]:
    """A run as a user starts it, in an empty folder; what is kept of its verdict, or the fault."""
    target, items = f"{job.path}:{job.function}", f"{job.path}:{job.items}"
    return _run(["-m", "lightwork", target, "--items", items, "--json"])


def run_prototype(job: Job, budget: float) -> dict[str, Any]:
    """The same of the prototype."""
    options = [str(job.path), job.function, job.items, str(budget)]
    return _run(["-m", "studies.regret.prototype", *options])


def _run(options: list[str]) -> dict[str, Any]:
    """Run a command of ours whose last argument is the file that it writes."""
    with TemporaryDirectory(prefix="regret-") as folder:
        out = Path(folder) / "verdict.json"
        start = time.monotonic()
        command = [sys.executable, *options, str(out)]
        ended = run_to_end(command, Path(folder), environment_with(ROOT), MOST_SECONDS)
        wall = round(time.monotonic() - start, 2)
        if ended.fault:
            return {"fault": ended.fault, "wall": wall}
        return {**read_verdict(out), "wall": wall}


def read_verdict(file: Path) -> dict[str, Any]:
    """What is kept of a verdict; a fault if it has no script."""
    try:
        verdict = json.loads(file.read_text())
        kept = {key: verdict[key] for key in KEPT if key in verdict}
    except (OSError, ValueError, TypeError) as error:
        return {"fault": f"no verdict can be read: {error}"[:300]}
    if not isinstance(kept.get("code"), str) or "def main(" not in kept["code"]:
        return {"fault": "the verdict has no script with main(items)"}
    return {**kept, "fault": ""}


def label(run: dict[str, Any]) -> str:
    """What a run recommends, in a few letters: ``pool 2 c63 spawn``."""
    if run["fault"]:
        return "failed"
    found = run.get("recommended") or {}
    if isinstance(found, str):
        return found
    words = [str(found.get("mechanism", "?"))]
    if found.get("workers") and words != ["serial"]:
        words.append(str(found["workers"]))
        words += [f"c{found['chunksize']}"] if found.get("chunksize") else []
        words += [found["start_method"]] if found.get("start_method") not in (None, "fork") else []
    return " ".join(words)
