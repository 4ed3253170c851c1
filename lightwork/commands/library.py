"""``lightwork.compare``: the measurement of ``lightwork job.py:work``, from a program of one's own.

Same engine, same decision, same texts. What is called in the processes that measure is found by
name, as worker processes find it: in a module, or in the file of the running script. Cells of a
notebook are given as a module of their imports, definitions and assignments.
"""

import ast
import json
import os
import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lightwork.core.candidate import GATHER, LATER_POOL, ONE_BLAS, POOL, Candidate
from lightwork.core.scripts import GIVEN
from lightwork.measuring.launcher.janitor import MARK
from lightwork.measuring.launcher.targets import ItemSource, Refused, Target, parse_target
from lightwork.measuring.race.race import Limits
from lightwork.measuring.user_function.measure import measure_function
from lightwork.measuring.user_function.request import ITEM_LIMIT, UserFunctionRequest
from lightwork.measuring.user_function.verdict import machine_values, verdict_values, write_verdict
from lightwork.reporting.user_function.answer import answer_lines, mechanism_text


class MachineDiffers(RuntimeError):
    """A result was measured on another kind of machine or Python than this one."""


@dataclass(frozen=True)
class Result:
    """What to use for a function, as it was measured; ``verdict`` has the values of ``--json``."""

    verdict: Mapping[str, Any]

    @property
    def recommended(self) -> Mapping[str, Any]:
        """``mechanism``, ``workers``, ``chunksize`` and ``start_method``."""
        return MappingProxyType(self.verdict["recommended"])

    @property
    def speedup(self) -> float:
        """Of what is recommended, over the serial loop."""
        return float(self.verdict["speedup"]["value"])

    @property
    def code(self) -> str:
        """The script that does it."""
        return str(self.verdict["code"])

    def __str__(self) -> str:
        return "\n".join(answer_lines(self.verdict))

    def __repr__(self) -> str:
        default = self.verdict["default_start_method"]
        what = "the serial loop"
        if self.recommended["mechanism"] != "serial":
            what = mechanism_text(self.recommended, default)
        return f"<{self.verdict['function']}: {what}, {self.speedup:.2f}×>"

    def map(self, work: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
        """``[work(item) for item in items]`` in the recommended way.

        Raises `MachineDiffers` where this machine has other cores, or another Python, than the one
        that was measured; and what ``work`` raises.
        """
        _require_same(self.verdict["machine"])
        return _map(self.recommended, self.verdict["items"], work, list(items))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the verdict as JSON; `load` reads it. Raises OSError."""
        write_verdict(self.verdict, os.fspath(path))


def load(path: str | os.PathLike[str]) -> Result:
    """A result that was saved, or written by ``lightwork ... --json``.

    Raises OSError, and ValueError where the file is something else.
    """
    found = json.loads(Path(path).read_text("utf-8"))
    missing = {"function", "items", "recommended", "machine"} - set(
        found if isinstance(found, dict) else ()
    )
    if missing:
        raise ValueError(
            f"{path}: got a file without {', '.join(sorted(missing))}, expected the verdict on a "
            "function: write it by Result.save, or by lightwork job.py:work --json FILE."
        )
    return Result(found)


def compare(
    work: Callable[..., Any],
    items: Sequence[Any] | int,
    *,
    check: Callable[[Any, Any], Any] | None = None,
    star: bool = False,
    allow_effects: bool = False,
    seconds: float = Limits().hard,
) -> Result:
    """Race all ways to run ``work`` on ``items``, and say which to use.

    ``items``: a list, or a count N for 0, 1, ..., N - 1. ``check(item, result)``: whether a result
    is right, where results differ from call to call. ``star``, ``allow_effects`` and ``seconds`` as
    ``--star``, ``--allow-effects`` and ``--time-budget``. Raises `Refused` where the function
    cannot be measured: its text is a sentence with the remedy.
    """
    if MARK in os.environ:
        raise Refused(
            "compare() is called while its own file is imported to be measured: put the call under "
            'if __name__ == "__main__":'
        )
    names = sys._getframe(1).f_globals
    function = _target_of("work", work, names)
    checked = None if check is None else _target_of("check", check, names)
    request = UserFunctionRequest(
        function, _source_of(items), checked, ITEM_LIMIT, star, allow_effects
    )
    return _measured(request, seconds)


def load_ipython_extension(shell: Any) -> None:
    """After ``%load_ext lightwork``, ``%%lightwork work ITEMS`` runs its cell and compares.

    ``%lightwork work ITEMS`` compares what earlier cells have defined. ``work`` is a name, and
    ``ITEMS`` an expression.
    """

    def magic(line: str, cell: str = "") -> Result:
        name, _, items = line.partition(" ")
        if not (name.isidentifier() and items.strip()):
            raise Refused(f"%lightwork: got {line!r}, expected a function and items: work ITEMS")
        shell.ex(cell)
        work, given = shell.ev(name), shell.ev(items)
        function = _target_of("work", work, shell.user_ns, cell)
        result = _measured(UserFunctionRequest(function, _source_of(given), None, ITEM_LIMIT))
        print(f"{result}\n\n{result.code}")
        return result

    shell.register_magic_function(magic, "line_cell", "lightwork")


def _measured(request: UserFunctionRequest, seconds: float = Limits().hard) -> Result:
    return Result(verdict_values(measure_function(request, Limits().within(seconds))))


def _source_of(items: Sequence[Any] | int) -> ItemSource:
    if isinstance(items, int):
        if items < 1:
            raise Refused(f"items: got {items}, expected a count of 1 or more, or a list.")
        return ItemSource(str(items), items)
    given = list(items)
    if not given:
        raise Refused("items: got none, expected at least 1.")
    try:
        return ItemSource("items", pickled=pickle.dumps(given), form=GIVEN)
    except Exception as error:
        raise Refused(
            f"items: pickle does not carry them ({type(error).__name__}: {error}). Name a function "
            "of a file that makes them: lightwork job.py:work --items job.py:make_items"
        ) from error


def _target_of(
    what: str, function: Callable[..., Any], names: Mapping[str, Any], cell: str = ""
) -> Target:
    """Where a function is found by name; ``names`` are the globals of the caller, ``cell`` is one
    of a notebook that runs now."""
    module, name = _name_of(what, function, names)
    if module != "__main__":
        return parse_target(what, f"{module}:{name}", Path.cwd())
    file = getattr(sys.modules["__main__"], "__file__", None)
    if file is not None and Path(file).suffix == ".py":
        return parse_target(what, f"{Path(file).name}:{name}", Path(file).resolve().parent)
    code = _code_of_cells(sys.modules["__main__"], cell)
    if code is None:
        raise Refused(
            f"{what}: {name} was typed, so no other process can find it: put it into a file, "
            "import it from there, and give that."
        )
    return Target(f"{name} of this notebook", "notebook_cells", name, str(Path.cwd()), code=code)


def _name_of(what: str, function: Any, names: Mapping[str, Any]) -> tuple[str, str]:
    """Module and name by which a function is found; that of a global of the caller comes first."""
    for name, value in names.items():
        if value is function and getattr(function, "__name__", name) in (name, "<lambda>"):
            module = getattr(function, "__module__", None)
            same = module is not None and getattr(sys.modules.get(module), name, None) is function
            return (str(module) if same else str(names["__name__"])), name
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "")
    found: Any = sys.modules.get(module or "")
    for part in name.split("."):
        found = getattr(found, part, None)
    if module is None or found != function:
        raise Refused(
            f"{what}: got {function!r}, which no other process can find by name: give it one at "
            "the top of a module, as in `thumbnail = partial(resize, width=100)`."
        )
    return module, name


def _code_of_cells(main: Any, latest: str) -> str | None:
    """The imports, definitions and assignments of a notebook's cells so far; None if it is none."""
    cells = getattr(main, "In", None)
    if not isinstance(cells, list):
        return None
    kept: list[str] = []
    for cell in (*cells, latest):
        try:
            tree = ast.parse(cell)
        except SyntaxError:  # %magic
            continue
        for node in tree.body:
            text = ast.unparse(node)
            plain = isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign)
            defines = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            if (plain or defines) and "compare(" not in text and "get_ipython" not in text:
                kept.append(text)
    return "\n".join(kept) + "\n"


def _require_same(measured: Mapping[str, object]) -> None:
    now = machine_values()
    other = [
        f"{name} {measured.get(name)}, here {now[name]}"
        for name in now
        if measured.get(name) != now[name]
    ]
    if other:
        raise MachineDiffers(
            f"measured with {'; '.join(other)}: what is best there may be slower here. Measure "
            "again on this machine."
        )


def _map(
    how: Mapping[str, Any], measured: int, work: Callable[[Any], Any], items: list[Any]
) -> list[Any]:
    """``how`` was recommended for ``measured`` items."""
    mechanism = str(how["mechanism"])
    workers = min(int(how["workers"]), len(items))
    if mechanism == "serial" or workers < 2:
        return [work(item) for item in items]
    if mechanism == GATHER:
        return _gathered(work, items, workers)
    first: list[Any] = []
    if mechanism == LATER_POOL:
        first, items = [work(items[0])], items[1:]
    plain = {LATER_POOL: POOL, **{one: one.removesuffix("_one_blas") for one in ONE_BLAS}}
    strategy = import_module(f"lightwork.strategies.{plain.get(mechanism, mechanism)}").STRATEGY
    method, size = how["start_method"], how["chunksize"]
    candidate = Candidate.of(mechanism, int(how["workers"]), method, size, measured)
    with strategy.open(workers, method) as run:
        return [*first, *run(work, items, candidate.chunksize(len(items)))]


def _gathered(work: Callable[[Any], Any], items: list[Any], at_once: int) -> list[Any]:
    import asyncio

    async def run_all() -> list[Any]:
        limit = asyncio.Semaphore(at_once)

        async def one(item: Any) -> Any:
            async with limit:
                return await work(item)

        return await asyncio.gather(*map(one, items))

    return asyncio.run(run_all())
