"""The house keeps its shape: who imports whom, how large rooms are, what is loaded when timing."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("workloads", "strategies", "benchmarks", "reports", "tests")
#: Which of our packages each may import; within itself always.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "workloads": (),
    "strategies": (),
    "benchmarks": ("workloads", "strategies"),
    "reports": (
        "benchmarks.record",
        "benchmarks.intervals",
        "benchmarks.journal_lines",
        "benchmarks.figures_sum",
    ),
}
FORBIDDEN_NAMES = ("utils", "helpers", "common", "misc", "base")
MOST_LINES = 400
MOST_FUNCTION_LINES = 50


def source_files(*packages: str) -> list[Path]:
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_one_way(package: str) -> None:
    """A package imports only those of ours that the map in ARCHITECTURE.md allows."""
    allowed = (package, *MAY_IMPORT[package])
    strays = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in source_files(package)
        for name in imported_modules(path)
        if name.split(".")[0] in OURS
        and not any(name == part or name.startswith(part + ".") for part in allowed)
    ]
    assert strays == []


def test_rooms_are_small() -> None:
    """No file of ours has more than 400 lines, no function more than 50."""
    too_long = []
    for path in [*source_files("workloads", "strategies", "benchmarks", "reports")]:
        text = path.read_text()
        if len(text.splitlines()) > MOST_LINES:
            too_long.append(f"{path.relative_to(ROOT)}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > MOST_FUNCTION_LINES:
                    too_long.append(f"{path.relative_to(ROOT)}: {node.name} has {length} lines")
    assert too_long == []


def test_names_say_what_is_inside() -> None:
    """No file is called after nothing in particular."""
    assert [path for path in source_files(*OURS) if path.stem in FORBIDDEN_NAMES] == []


def test_the_root_conftest_only_names_hooks() -> None:
    """Each function in conftest.py has a body of one line."""
    tree = ast.parse((ROOT / "conftest.py").read_text())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert functions
    assert all(len(function.body) == 1 for function in functions)


def test_what_times_loads_nothing_heavy() -> None:
    """Importing all that measures, with every catalog loaded, loads no numpy and no plotting."""
    program = (
        "import sys, conftest, benchmarks.test_speedup\n"
        "from benchmarks.catalog import load_workloads, load_strategies\n"
        "load_workloads(); load_strategies()\n"
        "print(*{'numpy', 'pandas', 'matplotlib', 'scipy', 'jinja2'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
