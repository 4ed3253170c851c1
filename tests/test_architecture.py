"""The house keeps its shape: who imports whom, how large rooms are, what is loaded when timing."""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.fixtures.places import ROOT

#: The rooms of each part, in the order of the data: each imports only those before it. What a room
#: of a part may import beyond its own part stands in `BEYOND`.
ROOMS = {
    "lightwork.measuring": (
        "host", "launcher", "race", "cases", "plan", "save", "costs",
        "user_function", "duet", "clusters", "session", "pythons",
    ),
    "lightwork.reporting": (
        "text", "read", "stats", "estimates", "decide", "user_function", "verdict", "charts",
        "drawing", "output", "gate", "machines", "report",
    ),
    "lightwork.reporting.machines": (
        "digest", "comparison", "series", "hosts", "compare", "text", "charts", "output",
    ),
}  # fmt: skip
#: What each part of the house may import of ours; within itself by `ROOMS`.
BEYOND: dict[str, tuple[str, ...]] = {
    "workloads": ("lightwork.workload",),
    "benchmarks": ("lightwork.core", "lightwork.measuring"),
    "reports": ("lightwork.commands",),
    "lightwork.workload": (),
    "lightwork.core": (),
    "lightwork.strategy": (),
    "lightwork.strategies": ("lightwork.core", "lightwork.strategy"),
    "lightwork.measuring": (
        "lightwork.core", "lightwork.strategies", "lightwork.strategy", "lightwork.workload",
        "workloads",
    ),
    "lightwork.reporting": ("lightwork.core",),
    "lightwork.commands": (
        "lightwork.core", "lightwork.measuring.launcher", "lightwork.measuring.race",
        "lightwork.measuring.user_function", "lightwork.measuring.duet",
        "lightwork.measuring.pythons", "lightwork.reporting", "lightwork.strategies", "lightwork",
    ),
}  # fmt: skip
OURS = ("lightwork", "workloads", "benchmarks", "reports", "tests", "studies")
#: Public names that a contract asks of several files; any other has one meaning, in one module.
IN_EVERY_FILE = {
    "CHART", "FOOTNOTE", "finding", "draw", "lacks",  # charts
    "STRATEGY", "NAME", "open", "join",  # strategies
    "FAMILY", "ROUNDS", "plan", "seconds", "imports",  # cost families
    "main", "run_as_command",  # commands and children
    "compare", "load",  # what `import lightwork` gives
}  # fmt: skip
FORBIDDEN_NAMES = ("utils", "helpers", "common", "misc", "base")
MOST_LINES, MOST_FUNCTION_LINES, MOST_FILES = 400, 50, 15


def source_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def module_of(path: Path) -> str:
    """``lightwork.core.record`` for its file; a package by its folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = source_files("lightwork", "workloads", "benchmarks", "reports")
MODULES = {module_of(path): path for path in SOURCES}


def imported_by(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The modules of ours that these statements import; of a name its module."""
    for node in nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in MODULES else node.module for name in whole]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] in OURS)


def imported_modules(path: Path) -> Iterator[str]:
    """The modules of ours that a file imports, wherever in it."""
    return imported_by(ast.walk(ast.parse(path.read_text())))


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def room_of(module: str, part: str) -> str | None:
    """The room in which a module of a part stands; None for the part's own package."""
    rest = module.removeprefix(part).strip(".")
    return rest.split(".")[0] if rest else None


@pytest.mark.parametrize("part", BEYOND)
def test_imports_point_one_way(part: str) -> None:
    """A part imports only those of ours that the map in ARCHITECTURE.md allows."""
    strays = [
        f"{module} imports {name}"
        for module, path in MODULES.items()
        if inside(module, part)
        for name in imported_modules(path)
        if not any(inside(name, allowed) for allowed in (part, *BEYOND[part]))
    ]
    assert strays == []


@pytest.mark.parametrize("part", ROOMS)
def test_rooms_import_only_those_before_them(part: str) -> None:
    """Inside a part the rooms stand in one order, all of them, and no import points back."""
    order = ROOMS[part]
    found = {room for module in MODULES if inside(module, part) and (room := room_of(module, part))}
    assert found == set(order)
    back = [
        f"{module} imports {name}"
        for module, path in MODULES.items()
        if inside(module, part) and (room := room_of(module, part))
        for name in imported_modules(path)
        if inside(name, part) and (other := room_of(name, part))
        if order.index(other) > order.index(room)
    ]
    assert back == []


def test_no_modules_import_each_other() -> None:
    """What a file imports when it is loaded leads back to it by no way."""
    graph = {
        module: set(imported_by(ast.parse(path.read_text()).body)) - {module}
        for module, path in MODULES.items()
        if inside(module, "lightwork")
    }
    TopologicalSorter(graph).prepare()  # raises CycleError, which names them


def test_rooms_are_small() -> None:
    """No folder has more than 15 Python files, tests neither; no file 400 lines, no function 50."""
    files = Counter(path.parent for path in [*SOURCES, *source_files("tests")])
    too_much = [
        f"{folder.relative_to(ROOT)}: {number} files"
        for folder, number in files.items()
        if number > MOST_FILES
    ]
    for path in SOURCES:
        text = path.read_text()
        if len(text.splitlines()) > MOST_LINES:
            too_much.append(f"{path.relative_to(ROOT)}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > MOST_FUNCTION_LINES:
                    too_much.append(f"{path.relative_to(ROOT)}: {node.name} has {length} lines")
    assert too_much == []


def public_names(path: Path) -> Iterator[str]:
    """What a module defines for others: functions, classes and constants."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (one.id for to in node.targets for one in ast.walk(to)
                        if isinstance(one, ast.Name))  # fmt: skip


def test_a_public_name_has_one_meaning() -> None:
    """No two modules of lightwork define the same name, but where a contract asks for it."""
    places: dict[str, list[str]] = {}
    for module, path in MODULES.items():
        for name in public_names(path) if inside(module, "lightwork") else ():
            if not name.startswith("_") and name not in IN_EVERY_FILE:
                places.setdefault(name, []).append(module)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_names_say_what_is_inside() -> None:
    """No file is called after nothing in particular."""
    assert [path for path in source_files(*OURS) if path.stem in FORBIDDEN_NAMES] == []


def test_entry_points_are_thin() -> None:
    """Each function in conftest.py has a body of one line; benchmarks/ has tests, reports/ the
    command.
    """
    tree = ast.parse((ROOT / "conftest.py").read_text())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert functions
    assert all(len(function.body) == 1 for function in functions)
    assert all(path.stem.startswith("test_") for path in source_files("benchmarks"))
    assert [path.name for path in source_files("reports")] == ["plot.py"]


def loaded_by(program: str) -> set[str]:
    """The top-level packages, and the modules of ours, that a program has loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys; print(*sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.split())


def test_what_times_loads_nothing_heavy() -> None:
    """Importing all that measures, every catalog included, loads no numpy, plotting or report."""
    loaded = loaded_by(
        "import conftest, benchmarks.test_speedup\n"
        "from lightwork.measuring.session.catalog import load_workloads, load_strategies\n"
        "load_workloads(); load_strategies()"
    )
    heavy = {"numpy", "pandas", "matplotlib", "scipy", "jinja2", "lightwork.reporting"}
    assert not heavy & loaded


def test_a_worker_loads_the_strategies_and_the_core_alone() -> None:
    """A spawned worker imports its task and its strategy: nothing of ours that plans or reports."""
    loaded = loaded_by("import workloads.fib, lightwork.strategies.pool")
    ours = {name for name in loaded if inside(name, "lightwork")}
    parts = ("lightwork.core", "lightwork.strategies", "lightwork.strategy", "lightwork.workload")
    assert [
        name for name in ours - {"lightwork"} if not any(inside(name, part) for part in parts)
    ] == []


def test_the_command_loads_nothing_before_it_is_known() -> None:
    """``lightwork --version`` loads neither pytest nor what reports are made with."""
    loaded = loaded_by(
        "from lightwork.commands.front import main\n"
        "try: main(['--version'])\n"
        "except SystemExit: pass"
    )
    assert not {"pytest", "numpy", "pandas", "matplotlib", "lightwork.reporting"} & loaded
