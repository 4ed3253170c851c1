"""The same functions by the tools that people use: do they alarm between OLD and NEW?

pytest-benchmark: ``--benchmark-compare-fail=mean:5%``, by its own check on its own saved files.
pyperf: ``compare_to``, a t-test over 20 processes, its default number.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pytest_benchmark.utils import PercentageRegressionCheck

from tests.fixtures.places import ROOT

STOCK_TEST = """
import pytest
from {module} import do

@pytest.mark.parametrize("level", {levels})
def test_work(benchmark, level):
    benchmark(do, level)
"""
PYPERF_SCRIPT = """
import pyperf
from {module} import do

runner = pyperf.Runner()
runner.bench_func("work", do, {level})
"""
#: Rounds are as long for all tools: pytest-benchmark calls the function once a round, pyperf
#: once a value, as the function is longer than its shortest time.
SHORTEST = 0.005
GATE_PERCENT = 5.0


def stock_side(
    folder: Path, name: str, levels: Sequence[float], seconds: float, module: str
) -> dict[str, dict[str, float]]:
    """Statistics of one pytest-benchmark run by level; ``seconds`` is for each of them.

    ``module`` has the function, ``do``.
    """
    test, saved = folder / f"test_{name}.py", folder / f"{name}.json"
    test.write_text(STOCK_TEST.format(levels=list(levels), module=module))
    command = [
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        "-c",
        "/dev/null",
    ]
    command += [f"--benchmark-max-time={seconds}", f"--benchmark-json={saved}", str(test)]
    _python(command)
    found = json.loads(saved.read_text())["benchmarks"]
    return {f"{one['params']['level']:.2f}": one["stats"] for one in found}


def stock_fails(old: dict[str, float], new: dict[str, float]) -> bool:
    """Whether ``--benchmark-compare-fail=mean:5%`` fails."""
    return bool(PercentageRegressionCheck("mean", GATE_PERCENT).fails(new, old))


def pyperf_side(folder: Path, name: str, level: float, module: str) -> Path:
    """One file of pyperf: 20 processes, three values each after one to warm up."""
    script, saved = folder / f"pyperf_{name}.py", folder / f"pyperf_{name}.json"
    script.write_text(PYPERF_SCRIPT.format(level=level, module=module))
    saved.unlink(missing_ok=True)
    _python([str(script), "-q", "-p20", "-n3", "-w1", f"--min-time={SHORTEST}", "-o", str(saved),
             "--inherit-environ=PYTHONPATH"])  # fmt: skip
    return saved


def pyperf_says(old: Path, new: Path) -> str:
    """``slower``, ``faster`` or ``same``: what compare_to says."""
    output = _python(["-m", "pyperf", "compare_to", str(old), str(new)])
    if "not significant" in output:
        return "same"
    return "slower" if "slower" in output else "faster"


def _python(arguments: Sequence[str]) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
    return done.stdout
