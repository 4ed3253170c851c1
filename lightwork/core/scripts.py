"""The code of each candidate: what is timed is what is shown to be pasted, character by character.

Chunk sizes are computed from ``len(items)``, so that a script serves a longer list as well.
"""

import keyword
from collections.abc import Iterator
from typing import NamedTuple

from lightwork.core import candidate as ways
from lightwork.core.candidate import Candidate

#: So many items are read of what has no length; a generator may never end.
MOST_ITEMS = 200_000
#: A count was typed; the name holds a count; it holds the items; it must be called; names of files
#: were given, a pattern of them, or the lines of standard input; a program has given them.
SOURCE_FORMS = COUNT_FORM, NUMBER_FORM, VALUE, CALLED, ARGUMENTS, PATTERN, LINES, GIVEN = (
    *("count", "number", "value", "called"),
    *("arguments", "pattern", "lines", "given"),
)
#: What a call gives: its answer; a generator, which stands for the list of what it yields; an
#: awaitable; an asynchronous generator.
PLAIN_ANSWER, GENERATOR, AWAITABLE, ASYNC_GENERATOR = (
    *("answer", "generator"),
    *("awaitable", "asynchronous generator"),
)
#: Their answers come from an event loop.
AWAITED = AWAITABLE, ASYNC_GENERATOR
#: Names that the scripts use themselves: a function that is called so is imported under another.
TAKEN = {
    "main", "items", "item", "results", "pool", "chunksize", "workers", "started", "number",
    "inlet", "outlet", "process", "share", "run_share", "calls", "Pool", "Process", "Pipe",
    "Parallel", "delayed", "get_context", "islice", "import_module", "list", "len", "max",
    "range", "print", "ThreadPoolExecutor", "ProcessPoolExecutor",
    "InterpreterPoolExecutor", "threadpool_limits", "call", "collected", "run_all", "one", "limit",
    "first", "asyncio", "sys", "glob", "sorted", "map",
}  # fmt: skip
#: What the expressions of `_items` need.
_ITEM_IMPORTS = {ARGUMENTS: "import sys", LINES: "import sys", PATTERN: "from glob import glob"}
LIMITS = "from threadpoolctl import threadpool_limits"
#: Begins the part of a script that runs it; what is before it can be imported.
GUARD = 'if __name__ == "__main__":'


class Source(NamedTuple):
    """Where function and items are, by names of Python.

    ``items`` is empty for a count; ``form`` is one of `SOURCE_FORMS`; ``number`` items are read,
    and there are ``more``, or not.
    """

    module: str
    work: str  # the function as an expression
    items_module: str
    items: str
    form: str
    number: int
    more: bool
    default_start_method: str
    star: bool = False  # an item is a tuple of arguments
    gives: str = PLAIN_ANSWER


def definitions(source: Source, candidate: Candidate | None) -> str:
    """Imports and ``main(items)``; ``candidate``: None for the serial loop."""
    own = _own_imports(source)
    source = source._replace(work=_free(source.work))
    in_loop = source.gives in AWAITED and (candidate is None or candidate.mechanism == ways.GATHER)
    before, work = _adapter(source, in_loop)
    source = source._replace(work=work)
    imports, body = (
        _loop(source) if candidate is None else _WAYS[candidate.mechanism](source, candidate)
    )
    if any("import_module(" in line for line in own):
        imports = ["from importlib import import_module", *imports]
    if source.gives in AWAITED:
        imports = ["import asyncio", *imports]
    head = [*sorted(imports, key=_by_module), *([""] if imports else []), *own]
    return "\n".join([*head, *before, "", "", *body, ""])


def _by_module(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line


def _adapter(source: Source, in_loop: bool) -> tuple[list[str], str]:
    """The definition of what is called with one item, and its name; none where work itself is.

    ``in_loop``: what is called is awaited.
    """
    called = f"{source.work}({'*' * source.star}item)"
    if source.gives == ASYNC_GENERATOR:
        collected = [f"    return [part async for part in {called}]"]
        if in_loop:
            return ["", "", "async def call(item):", *collected], "call"
        before = ["", "", "async def collected(item):", *collected]
        return [
            *before,
            "",
            "",
            "def call(item):",
            "    return asyncio.run(collected(item))",
        ], "call"
    if source.gives == AWAITABLE and in_loop:
        before = ["", "", "def call(item):", f"    return {called}"] if source.star else []
        return before, "call" if source.star else source.work
    if source.gives == PLAIN_ANSWER and not source.star:
        return [], source.work
    form = {PLAIN_ANSWER: "{}", GENERATOR: "list({})", AWAITABLE: "asyncio.run({})"}[source.gives]
    return ["", "", "def call(item):", f"    return {form.format(called)}"], "call"


def script(source: Source, candidate: Candidate | None) -> str:
    """A whole script: the definitions, and what runs them on the items."""
    text = definitions(source, candidate)
    run = [GUARD, f"    results = main({_items(source)})", '    print(len(results), "results")', ""]
    if source.form == GIVEN:
        run[1] = "    results = main(items)  # items: the list that was given"
    if source.more:
        text = "from itertools import islice\n" + text
    if source.form in _ITEM_IMPORTS:
        text = f"{_ITEM_IMPORTS[source.form]}\n{text}"
    return text + "\n\n" + "\n".join(run)


def _loop(source: Source) -> tuple[list[str], list[str]]:
    if source.gives in AWAITED:
        return [], _in_event_loop(f"return [await {source.work}(item) for item in items]")
    return [], _main(f"return [{source.work}(item) for item in items]")


def _in_event_loop(*lines: str) -> list[str]:
    """``main`` that runs a coroutine of these lines."""
    before = ["async def run_all(items):", *(f"    {line}".rstrip() for line in lines), "", ""]
    return [*before, *_main("return asyncio.run(run_all(items))")]


def _gather(source: Source, candidate: Candidate) -> tuple[list[str], list[str]]:
    return [], _in_event_loop(
        f"limit = asyncio.Semaphore({candidate.workers})",
        "",
        "async def one(item):",
        "    async with limit:",
        f"        return await {source.work}(item)",
        "",
        "return await asyncio.gather(*map(one, items))",
    )


def _later_pool(source: Source, candidate: Candidate) -> tuple[list[str], list[str]]:
    name, opened = _opened(source, candidate)
    return [f"from multiprocessing import {name}"], _within(
        opened,
        f"first + pool.map({source.work}, items[1:])",
        f"first = [{source.work}(items[0])]  # workers, forked after it, inherit what it loads",
    )


def _main(*lines: str) -> list[str]:
    return ["def main(items):", *(f"    {line}" for line in lines)]


def _within(pool: str, returned: str, *before: str) -> list[str]:
    """``main`` that opens a pool for what it returns."""
    return _main(*before, f"with {pool} as pool:", f"    return {returned}")


def _threads(source: Source, candidate: Candidate) -> tuple[list[str], list[str]]:
    pool = f"ThreadPoolExecutor({candidate.workers})"
    pool = f"threadpool_limits(1), {pool}" if _limits(candidate) else pool
    return ["from concurrent.futures import ThreadPoolExecutor", *_limits(candidate)], _within(
        pool, f"list(pool.map({source.work}, items))"
    )


def _pool(source: Source, candidate: Candidate) -> tuple[list[str], list[str]]:
    name, opened = _opened(source, candidate)
    chunks = {
        ways.QUARTER: "",  # what map takes itself
        ways.ONE: ", chunksize=1",
        ways.SHARE: f", chunksize=-(-len(items) // {candidate.workers})",
    }[candidate.chunks]
    return [f"from multiprocessing import {name}", *_limits(candidate)], _within(
        opened, f"pool.map({source.work}, items{chunks})"
    )


def _imap(source: Source, candidate: Candidate) -> tuple[list[str], list[str]]:
    name, opened = _opened(source, candidate)
    return [f"from multiprocessing import {name}"], _within(
        opened,
        f"list(pool.imap({source.work}, items, chunksize))",
        f"chunksize = max(1, len(items) // {4 * candidate.workers})",
    )


def _process_pool(source: Source, candidate: Candidate) -> tuple[list[str], list[str]]:
    imports, context = ["from concurrent.futures import ProcessPoolExecutor"], ""
    if candidate.start_method != source.default_start_method:
        imports.append("from multiprocessing import get_context")
        context = f", mp_context=get_context({candidate.start_method!r})"
    quarter = f", chunksize=max(1, len(items) // {4 * candidate.workers})"
    chunks = "" if candidate.chunks == ways.ONE else quarter
    return imports, _within(
        f"ProcessPoolExecutor({candidate.workers}{context})",
        f"list(pool.map({source.work}, items{chunks}))",
    )


def _process(source: Source, candidate: Candidate) -> tuple[list[str], list[str]]:
    usual = candidate.start_method == source.default_start_method
    name = "Process" if usual else "get_context"
    made = "Process" if usual else f"get_context({candidate.start_method!r}).Process"
    return [f"from multiprocessing import Pipe, {name}"], [
        "def run_share(share, outlet):",
        f"    outlet.send([{source.work}(item) for item in share])",
        "",
        "",
        *_main(
            f"workers = {candidate.workers}",
            "started = []",
            "for number in range(workers):",
            "    inlet, outlet = Pipe(duplex=False)",
            f"    process = {made}(target=run_share, args=(items[number::workers], outlet))",
            "    process.start()",
            "    started.append((process, inlet))",
            "    outlet.close()",
            "results = [None] * len(items)",
            "for number, (process, inlet) in enumerate(started):",
            "    results[number::workers] = inlet.recv()",
            "    process.join()",
            "return results",
        ),
    ]


def _interpreters(source: Source, candidate: Candidate) -> tuple[list[str], list[str]]:
    return ["from concurrent.futures import InterpreterPoolExecutor"], _within(
        f"InterpreterPoolExecutor({candidate.workers})", f"list(pool.map({source.work}, items))"
    )


def _joblib(source: Source, candidate: Candidate) -> tuple[list[str], list[str]]:
    return ["from joblib import Parallel, delayed"], _main(
        f"calls = (delayed({source.work})(item) for item in items)",
        f"return Parallel(n_jobs={candidate.workers})(calls)",
    )


_WAYS = {
    ways.THREADS: _threads,
    ways.POOL: _pool,
    ways.IMAP: _imap,
    ways.PROCESS_POOL: _process_pool,
    ways.PROCESS: _process,
    ways.INTERPRETERS: _interpreters,
    ways.JOBLIB: _joblib,
    ways.THREADS_ONE_BLAS: _threads,
    ways.POOL_ONE_BLAS: _pool,
    ways.GATHER: _gather,
    ways.LATER_POOL: _later_pool,
}


def _opened(source: Source, candidate: Candidate) -> tuple[str, str]:
    """The name to import, and the expression that opens a pool."""
    limits = ", threadpool_limits, (1,)" if _limits(candidate) else ""
    pool = f"Pool({candidate.workers}{limits})"
    if candidate.start_method == source.default_start_method:
        return "Pool", pool
    return "get_context", f"get_context({candidate.start_method!r}).{pool}"


def _limits(candidate: Candidate) -> list[str]:
    """The import that workers with one BLAS thread each need."""
    return [LIMITS] if candidate.mechanism in ways.ONE_BLAS else []


def _items(source: Source) -> str:
    if source.form == ARGUMENTS:
        return "sys.argv[1:]"
    if source.form == LINES:
        return "sys.stdin.read().splitlines()"
    if source.form == PATTERN:
        return f"sorted(glob({source.items!r}))"
    if not source.items:
        return f"range({source.number})"
    name = _free(source.items)
    if source.form == NUMBER_FORM:
        return f"range({name})"
    called = name + "()" * (source.form == CALLED)
    return f"list(islice({called}, {source.number}))" if source.more else f"list({called})"


def _free(name: str) -> str:
    """A dotted name, whose first part is another where scripts use that one themselves."""
    first, dot, rest = name.partition(".")
    return f"{first}_{dot}{rest}" if first in TAKEN else name


def _own_imports(source: Source) -> list[str]:
    """The imports of the user's function and items."""
    names: dict[str, list[str]] = {source.module: [source.work]}
    if source.items_module:
        names.setdefault(source.items_module, []).append(source.items)
    return sorted(line for module, found in names.items() for line in _imported(module, found))


def _imported(module: str, attributes: list[str]) -> Iterator[str]:
    firsts = sorted({attribute.partition(".")[0] for attribute in attributes})
    if all(part.isidentifier() and not keyword.iskeyword(part) for part in module.split(".")):
        names = [one if _free(one) == one else f"{one} as {_free(one)}" for one in firsts]
        yield f"from {module} import {', '.join(names)}"
    else:  # such as my-job
        for first in firsts:
            yield f"{_free(first)} = import_module({module!r}).{first}"
