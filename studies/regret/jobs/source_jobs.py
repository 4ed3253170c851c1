"""Python's own sources: parsed, and measured by their tokens."""

import ast
import io
import tokenize
from pathlib import Path

_LIBRARY = Path(ast.__file__).parent
_NAMES = (
    "abc", "bisect", "calendar", "cmd", "codecs", "contextlib", "copy", "csv", "dataclasses",
    "difflib", "dis", "enum", "fnmatch", "fractions", "functools", "gettext", "heapq",
    "inspect", "linecache", "locale", "pdb", "pickle", "platform", "pprint", "queue", "random",
    "sched", "shlex", "shutil", "stat", "string", "textwrap", "threading", "timeit", "tokenize",
    "types", "uuid", "zipfile",
)  # fmt: skip


def sources() -> list[str]:
    """Modules of the standard library, the shortest first."""
    files = [_LIBRARY / f"{name}.py" for name in _NAMES]
    return sorted((file.read_text() for file in files if file.is_file()), key=len)


def longest_function(source: str) -> tuple[str, int]:
    """The function with the most lines."""
    lengths = [
        ((node.end_lineno or 0) - node.lineno, node.name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    ]
    length, name = max(lengths, default=(0, ""))
    return name, length


def small_sources() -> list[str]:
    """The nine shortest modules."""
    return sources()[:9]


def token_kinds(source: str) -> dict[str, int]:
    """How many names, numbers and operators."""
    kinds: dict[str, int] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        name = tokenize.tok_name[token.type]
        kinds[name] = kinds.get(name, 0) + 1
    return dict(sorted(kinds.items()))
