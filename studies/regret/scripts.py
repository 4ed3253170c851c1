"""Scripts as text: the usual choices, how each is timed, and which are the same.

A script defines ``main(items)``, which returns the answers in the order of the items. It imports
the job, the standard library, and nothing else.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from studies.regret.catalog import Job

LOOP = "loop"
#: One thread for each item is tried up to so many items.
MOST_THREADS = 64
_THREADS = "from concurrent.futures import ThreadPoolExecutor"
_EXECUTOR = "from concurrent.futures import ProcessPoolExecutor"
_CONTEXT = "from multiprocessing import get_context"
_BEFORE = """if __name__ == "__main__":
    import regret_timing

    given = regret_timing.begin({module!r}, {items!r})

"""
_AFTER = """

if __name__ == "__main__":
    regret_timing.report(main, given)
"""


def alternatives(job: Job, cores: int, count: int) -> dict[str, str]:
    """The choices that a programmer with ``cores`` cores and ``count`` items may think of."""
    work, one = job.function, f"from {job.module} import {job.function}, {job.items}"
    ways = [(LOOP, "", [f"return [{work}(item) for item in items]"])]
    threads = [cores, 4 * cores, 16 * cores, *([count] if 0 < count <= MOST_THREADS else [])]
    for number in dict.fromkeys(threads):
        ways.append((f"threads {number}", _THREADS, _threads(work, number)))
    ways += _pools(work, cores, count)
    ways += _executors(work, cores, count)
    return {name: _script([imports, one], body) for name, imports, body in ways}


def _threads(work: str, number: int) -> list[str]:
    return [
        f"with ThreadPoolExecutor({number}) as pool:",
        f"    return list(pool.map({work}, items))",
    ]


def _pools(work: str, cores: int, count: int) -> Iterator[tuple[str, str, list[str]]]:
    """Of ``multiprocessing``: by fork with several chunks, and by the other start methods."""
    whole, small = max(1, -(-count // cores)), max(1, count // (8 * cores))
    for name, method, workers, call in (
        ("pool", "fork", cores, f"pool.map({work}, items)"),
        ("pool 1", "fork", cores, f"pool.map({work}, items, chunksize=1)"),
        ("pool whole", "fork", cores, f"pool.map({work}, items, chunksize={whole})"),
        ("pool double", "fork", 2 * cores, f"pool.map({work}, items, chunksize=1)"),
        ("imap", "fork", cores, f"list(pool.imap({work}, items{_chunk(small)}))"),
        ("forkserver", "forkserver", cores, f"pool.map({work}, items)"),
        ("spawn", "spawn", cores, f"pool.map({work}, items)"),
    ):
        opened = f'with get_context("{method}").Pool({workers}) as pool:'
        yield name, _CONTEXT, [opened, f"    return {call}"]


def _executors(work: str, cores: int, count: int) -> Iterator[tuple[str, str, list[str]]]:
    """Of ``concurrent.futures``: by fork, item by item and in chunks."""
    opened = f'with ProcessPoolExecutor({cores}, mp_context=get_context("fork")) as pool:'
    for name, size in (("executor", 1), ("executor ch", max(1, count // (4 * cores)))):
        call = f"    return list(pool.map({work}, items{_chunk(size)}))"
        yield name, f"{_EXECUTOR}\n{_CONTEXT}", [opened, call]


def _chunk(size: int) -> str:
    return "" if size == 1 else f", chunksize={size}"  # both have 1 as their default


def _script(imports: Iterable[str], body: Iterable[str]) -> str:
    head = "\n\n".join(text for text in imports if text)
    lines = "\n".join(f"    {line}" for line in body)
    return f"{head}\n\n\ndef main(items):\n{lines}\n"


def before_guard(code: str) -> str:
    """A script without its ``if __name__ == "__main__":`` and what follows."""
    return re.split(r"^if __name__\b", code, maxsplit=1, flags=re.MULTILINE)[0].rstrip() + "\n"


def timed_script(code: str, job: Job) -> str:
    """The same script, timed from its first import to the answers of one ``main``.

    The job's own module and its items are loaded before.
    """
    before = _BEFORE.format(module=job.module, items=job.items)
    return before + before_guard(code) + _AFTER


def same_scripts(scripts: Mapping[str, str], job: Job) -> dict[str, str]:
    """For each script the first one that does the same, so that it is measured once."""
    first: dict[str, str] = {}
    return {name: first.setdefault(_meaning(code, job), name) for name, code in scripts.items()}


class _Plain(ast.NodeTransformer):
    """Renames the local names of functions in the order in which they appear."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.copy_location(ast.Name(self.names.get(node.id, node.id), node.ctx), node)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(self.names.get(node.arg, node.arg))  # without its annotation


def _meaning(code: str, job: Job) -> str:
    """Equal where scripts differ in comments, docstrings, local names or order of imports."""
    try:
        tree = ast.parse(before_guard(code))
    except SyntaxError:
        return code
    imports, rest = [], []
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            names = [one for one in node.names if one.name != job.items]  # items are given
            imports += [f"{node.module} {one.name} {one.asname}" for one in names]
        elif isinstance(node, ast.Import):
            imports += [f"{one.name} {one.asname}" for one in node.names]
        elif not _is_docstring(node):
            rest.append(ast.dump(_without_names(node)))
    return "\n".join([*sorted(imports), *rest])


def _without_names(node: ast.stmt) -> ast.stmt:
    if not isinstance(node, ast.FunctionDef):
        return node
    node.body = [one for one in node.body if not _is_docstring(one)]
    node.returns = None
    inner = list(ast.walk(node))
    own = [one.arg for one in inner if isinstance(one, ast.arg)]
    own += [one.id for one in inner if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
    names = {name: f"local {number}" for number, name in enumerate(dict.fromkeys(own))}
    plain = _Plain(names).visit(node)
    assert isinstance(plain, ast.stmt)
    return plain


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
