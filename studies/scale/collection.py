"""Made-up collections: N saved files of 100 benchmarks with 100 rounds, of 8 machine models."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pytest_benchmark.stats import Stats

from tests.fixtures.made_up.runs import made_up_run

BENCHMARKS, ROUNDS = 100, 100
#: Usable cores of the machine models that the files are of, in turn.
MODELS = (2, 4, 8, 12, 16, 32, 64, 128)
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
#: Several runs of a machine in turn, as a fleet has.
RUNS_OF_ONE = 3


def make_collection(folder: Path, files: int) -> None:
    """Fill ``folder`` up to ``files`` files; those that are there stay.

    A whole run is made up for each model only, and each file scales its seconds by a factor of its
    own: drawing thirty million random numbers would take longer than everything that is measured.
    """
    folder.mkdir(parents=True, exist_ok=True)
    models = [_model(usable) for usable in MODELS]
    for number in range(files):
        path = folder / f"{number:04}_run.json"
        if not path.exists():
            path.write_text(json.dumps(_file(models[number % len(models)], number)))


def _model(usable: int) -> dict[str, Any]:
    run = made_up_run(usable, rounds=ROUNDS, seed=usable)
    run["benchmarks"] = run["benchmarks"][:BENCHMARKS]
    if len(run["benchmarks"]) < BENCHMARKS:
        raise ValueError(f"{usable} cores give {len(run['benchmarks'])} cases, not {BENCHMARKS}")
    run["machine_info"]["machine"]["cpu_model"] = f"Made-up CPU with {usable} cores"
    run["lightwork"]["planned_cases"] = BENCHMARKS
    return run


def _file(model: dict[str, Any], number: int) -> dict[str, Any]:
    machine = number // (len(MODELS) * RUNS_OF_ONE) * len(MODELS) + number % len(MODELS)
    speed = random.Random(number).lognormvariate(0, 0.05)
    about = json.loads(json.dumps(model["machine_info"]))
    about["machine"].update(id=f"m-{machine:016x}", label=f"host {machine}")
    own = {**model["lightwork"], "run_id": f"made-up-{number:06}", "label": f"host {machine}"}
    return {
        **model,
        "machine_info": about,
        "lightwork": own,
        "benchmarks": [_scaled(one, speed) for one in model["benchmarks"]],
        "datetime": (BEGIN + timedelta(minutes=number)).isoformat(),
    }


def _scaled(one: dict[str, Any], speed: float) -> dict[str, Any]:
    extra = dict(one["extra_info"])
    for key in ("reference_seconds", "ceiling_seconds", "cpu_seconds"):
        if key in extra:
            extra[key] = [value * speed for value in extra[key]]
    stats = Stats()
    for value in one["stats"]["data"]:
        stats.update(value * speed)
    figures = {name: getattr(stats, name) for name in Stats.fields}
    return {**one, "extra_info": extra, "stats": {**figures, "iterations": 1, "data": stats.data}}
