"""``FILE.py:NAME`` and ``MODULE:NAME``: what they mean, the object behind them, and the items.

A file is imported under the name that it has for everybody else: ``job.py`` as ``job``, and
``pkg/job.py`` beside an ``__init__.py`` as ``pkg.job``. So pickles of its functions are found by
name in spawned workers, which get our ``sys.path``. Its folder comes first on the path, as that of
a script does.
"""

import importlib
import itertools
import os
import pickle
import re
import sys
from collections.abc import Callable, Iterable, Sized
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.core.scripts import (
    AWAITABLE,
    AWAITED,
    CALLED,
    COUNT_FORM,
    GENERATOR,
    MOST_ITEMS,
    NUMBER_FORM,
    PLAIN_ANSWER,
    VALUE,
)

#: How a notebook's name ends.
NOTEBOOK = ".ipynb"


class Refused(Exception):
    """The own function cannot be measured; the text is one sentence with the remedy."""


class Target(NamedTuple):
    """Where an object is: ``attribute`` (perhaps dotted) of ``module``, found from ``root``."""

    text: str  # as it was typed
    module: str
    attribute: str
    root: str  # the folder that must be on sys.path
    file: str = ""  # "" where a module was named
    code: str = ""  # of a notebook's cells, for a file that `placed` makes

    @property
    def name(self) -> str:
        """``job.work``: what the workload is called."""
        return f"{self.module}.{self.attribute}"


def parse_target(option: str, text: str, folder: Path) -> Target:
    """Read what was typed; runs no code of the user's. ``folder``: where paths start.

    Raises `Refused`.
    """
    place, colon, attribute = text.replace("::", ":").rpartition(":")
    if not (place and colon and all(part.isidentifier() for part in attribute.split("."))):
        example = "FILE.py:NAME or MODULE:NAME, for example job.py:work"
        raise Refused(f"{option}: got {text!r}, expected {example}.{_offers(text, folder)}")
    if not place.endswith((".py", NOTEBOOK)) and os.sep not in place:
        if place == "__main__":
            raise Refused(
                f"{option}: got {text!r}: __main__ is no file of yours. Name one: FILE.py:NAME."
            )
        return Target(text, place, attribute, str(folder))
    file = (folder / place).resolve()
    if not file.is_file():
        near = _nearest(file.name, (path.name for path in folder.glob("*.py")))
        raise Refused(
            f"{option}: no file {place!r} in {folder}.{near} Give the path from the current folder."
        )
    if file.suffix == NOTEBOOK:
        code = _code_of_notebook(option, file)
        return Target(text, re.sub(r"\W", "_", file.stem), attribute, str(file.parent), code=code)
    _check_syntax(option, file)
    names = [file.stem]
    root = file.parent
    while (root / "__init__.py").is_file() and root != root.parent:
        names.insert(0, root.name)
        root = root.parent
    if "." in file.stem:
        raise Refused(
            f"{option}: {file.name} cannot be imported by name, because of the dot in "
            f"{file.stem!r}: rename the file."
        )
    return Target(text, ".".join(names), attribute, str(root), str(file))


def placed(target: Target, folder: str) -> Target:
    """The target as a file in ``folder``, where it is of a notebook, so that workers can import it;
    else as it is."""
    if not target.code:
        return target
    place = Path(folder, "notebook")
    place.mkdir(exist_ok=True)
    file = place / f"{target.module}.py"
    file.write_text(f"import sys; sys.path.append({target.root!r})\n{target.code}", "utf-8")
    return target._replace(root=str(place), file=str(file), code="")


def load(target: Target) -> Any:
    """Import the module, once per process, and give the object.

    Raises `Refused`, or whatever the module's own code raises.
    """
    if target.root not in sys.path:
        sys.path.append(target.root)
    try:
        module = importlib.import_module(target.module)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if not target.module.startswith(missing) or target.file:
            raise
        raise Refused(
            f"no module {missing!r} (named by {target.text!r}) in this Python or in {target.root}: "
            "install it here, or give the path of a file: FILE.py:NAME."
        ) from error
    found = getattr(module, "__file__", None)
    if target.file and (found is None or not Path(found).samefile(target.file)):
        raise Refused(
            f"{target.file} is called like the module {target.module!r} that Python finds first "
            f"({found or 'built in'}), so workers would import that one: rename the file."
        )
    value: Any = module
    for part in target.attribute.split("."):
        if not hasattr(value, part):
            names = [name for name in getattr(value, "__dict__", ()) if not name.startswith("_")]
            hints = _nearest(part, names) + _listed(names)
            raise Refused(f"{target.text}: {target.module} has no {part!r}.{hints}")
        value = getattr(value, part)
    return value


def adapted(function: Callable[..., Any], star: bool, gives: str) -> Callable[[Any], Any]:
    """The function as one of an item that gives its answer; ``gives`` as in `Source`.

    What is timed is a script, which calls such a function as its shape wants
    (`lightwork.core.scripts`); this is for what calls it item by item.
    """
    if not star and gives == PLAIN_ANSWER:
        return function
    finish = finisher(gives)
    if star:
        return lambda item: finish(function(*item))
    return lambda item: finish(function(item))


def finisher(gives: str) -> Callable[[Any], Any]:
    """What makes an answer of what a call gives."""
    if gives == GENERATOR:
        return list
    if gives not in AWAITED:
        return lambda answer: answer
    import asyncio  # only where it is needed: importing it is part of what such a function costs

    async def awaited(found: Any) -> Any:
        return await found if gives == AWAITABLE else [part async for part in found]

    return lambda found: asyncio.run(awaited(found))


def _check_syntax(option: str, file: Path) -> None:
    import ast  # here and below: only who reads what was typed needs it, no launcher

    try:
        ast.parse(file.read_bytes(), str(file))
    except SyntaxError as error:
        raise Refused(
            f"{option}: {file.name}, line {error.lineno}: {error.msg}. Mend the file; "
            f"`python {file.name}` shows the place."
        ) from error
    except (OSError, ValueError) as error:
        raise Refused(f"{option}: {file.name} cannot be read: {error}. Mend the file.") from error


def _code_of_notebook(option: str, file: Path) -> str:
    """Its code cells, one after the other; without what only IPython understands."""
    import json

    try:
        cells = json.loads(file.read_bytes())["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"{option}: {file.name} is no notebook: {error!r}. Save it anew.") from error
    lines = [
        "" if line.lstrip().startswith(("%", "!", "?")) else line
        for text in texts
        if not text.startswith("%%")
        for line in [*text.splitlines(), ""]
    ]
    return "\n".join(lines)


def _offers(text: str, folder: Path) -> str:
    """What a file that was named without a function defines."""
    import ast

    module, _, attribute = text.rpartition(".")
    if (
        module
        and attribute != "py"
        and attribute.isidentifier()
        and (folder / f"{module}.py").is_file()
    ):
        return f" Did you mean {module}.py:{attribute}?"
    file = folder / (text.rpartition(":")[0] or text)
    try:
        tree = ast.parse(file.read_bytes() if file.suffix == ".py" else "")
    except (OSError, SyntaxError, ValueError):
        return ""
    return _listed(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def _nearest(name: str, names: Iterable[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, list(names), n=1)
    return f" Did you mean {close[0]}?" if close else ""


def _listed(names: Iterable[str]) -> str:
    shown = list(names)[:12]
    return f" It has: {', '.join(shown)}." if shown else ""


class ItemSource(NamedTuple):
    """What ``--items`` said: ``number`` items 0, 1, 2, ..., a ``target``, or ``values``.

    ``arguments`` is what a function is called with that makes the items: none, if it is a user's.
    """

    text: str
    number: int = 0
    target: Target | None = None
    arguments: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    pickled: bytes = b""  # of a list of any values
    form: str = COUNT_FORM  # of what is no target


class Items(NamedTuple):
    """All items, or the first `MOST_ITEMS` of what has no length; ``more``: there are others."""

    values: list[Any]
    more: bool
    form: str  # how they are had, for the code to paste: one of `core.scripts.SOURCE_FORMS`


def take_items(source: ItemSource) -> Items:
    """The items. Raises `Refused`, or what the user's own code raises."""
    if source.pickled:
        return Items(pickle.loads(source.pickled), False, source.form)  # noqa: S301 - of our caller
    if source.target is None:
        return Items(list(source.values or range(source.number)), False, source.form)
    found = load(source.target)
    if isinstance(found, int) and not isinstance(found, bool):
        if found < 1:
            raise Refused(f"--items {source.text}: got {found}, expected a count of 1 or more.")
        return Items(list(range(found)), False, NUMBER_FORM)
    called = callable(found) and not isinstance(found, Iterable)
    values = found(*source.arguments) if called else found
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise Refused(
            f"--items {source.text}: got {type(values).__name__}, expected a list, a count, or a "
            "function without arguments that gives or yields the items. Wrap a single item: [item]."
        )
    most = None if isinstance(values, Sized) else MOST_ITEMS + 1
    taken = list(itertools.islice(values, most))
    if not taken:
        raise Refused(
            f"--items {source.text}: no items, expected at least 1. A generator object that was "
            "read before is empty: give the function that makes it."
        )
    more = most is not None and len(taken) == most
    return Items(taken[:MOST_ITEMS] if more else taken, more, CALLED if called else VALUE)
