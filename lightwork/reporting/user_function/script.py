"""Ten lines that run a user's own function as the verdict says: to be pasted beside its file.

Each form here is run by a test (tests/reporting/user_function/test_script.py). Names come from a
saved file, so they are checked there (`lightwork.reporting.read.user_function`); a module that is
no name of Python, such as ``my-job``, is imported by its text.
"""

import json
import keyword

from lightwork.core.record import Case
from lightwork.reporting.read.user_function import ItemsRead, UserFunctionFacts
from lightwork.reporting.text.names import is_threads

#: Mechanisms that there is a script for, beside the serial loop and threads.
PASTED = ("pool", "process_pool", "pool_imap")
#: Chunks that each worker gets, as by ``Pool.map``.
CHUNKS_FOR_EACH = 4
_MAIN = """

if __name__ == "__main__":
    results = main()
    print(len(results), "results")
"""


def code_to_paste(facts: UserFunctionFacts, case: Case | None) -> str:
    """A whole script. ``case``: how to run it; None: by the serial loop."""
    work = facts.attribute
    imports, body = _way(case, work)
    if facts.items.more and facts.items.form in ("value", "called"):
        imports = [*imports, "from itertools import islice"]
    own = _own_imports(facts)
    head = [*sorted(imports), *([""] if imports else []), *own]
    if any("import_module(" in line for line in own):
        head.insert(0, "from importlib import import_module")
    lines = [*head, "", "", "def main():", f"    items = {_items(facts.items)}", *body]
    return "\n".join(lines) + "\n" + _MAIN


def _way(case: Case | None, work: str) -> tuple[list[str], list[str]]:
    """The imports of the mechanism, and the body of ``main`` after its items."""
    loop = f"    return [{work}(item) for item in items]"
    if case is None or case.strategy == "serial":
        return [], [loop]
    strategy, workers = case.strategy, case.workers
    if is_threads(case):
        body = _threads(workers, case.chunksize == 1, work)
        return ["from concurrent.futures import ThreadPoolExecutor"], body
    if strategy not in PASTED:
        shown = strategy if strategy.isidentifier() else "this mechanism"
        return [], [
            f"    # No script for {shown} yet: as it stands, this is the serial loop.",
            loop,
        ]
    context = f"get_context({json.dumps(case.start_method)})"  # somebody else's text
    size = "1" if case.chunksize == 1 else _chunk_size(workers)
    arguments = f"({work}, items, chunksize={size})"
    imports = ["from multiprocessing import get_context"]
    if strategy == "process_pool":
        return ["from concurrent.futures import ProcessPoolExecutor", *imports], [
            f"    context = {context}",
            f"    with ProcessPoolExecutor({workers}, mp_context=context) as pool:",
            f"        return list(pool.map{arguments})",
        ]
    mapped = f"list(pool.imap{arguments})" if strategy == "pool_imap" else f"pool.map{arguments}"
    return imports, [f"    with {context}.Pool({workers}) as pool:", f"        return {mapped}"]


def _chunk_size(workers: int) -> str:
    """The default share, of however many items there are: four chunks for each worker."""
    return f"max(1, -(-len(items) // {CHUNKS_FOR_EACH * workers}))"


def _threads(workers: int, one_by_one: bool, work: str) -> list[str]:
    """``map`` of a thread pool hands out one item at a time; where more were, so do we."""
    opened = f"    with ThreadPoolExecutor({workers}) as pool:"
    if one_by_one:
        return [opened, f"        return list(pool.map({work}, items))"]
    return [
        f"    size = {_chunk_size(workers)}",
        "    chunks = [items[at : at + size] for at in range(0, len(items), size)]",
        opened,
        f"        done = pool.map(lambda chunk: [{work}(item) for item in chunk], chunks)",
        "        return [result for chunk in done for result in chunk]",
    ]


def _items(items: ItemsRead) -> str:
    if items.form == "count":
        return f"range({items.read})"
    if items.form == "number":
        return f"range({items.attribute})"
    source = items.attribute + "()" * (items.form == "called")
    return f"list(islice({source}, {items.read}))" if items.more else f"list({source})"


def _own_imports(facts: UserFunctionFacts) -> list[str]:
    """The imports of the user's function and items."""
    names: dict[str, list[str]] = {facts.module: [facts.attribute]}
    if facts.items.attribute:
        names.setdefault(facts.items.module, []).append(facts.items.attribute)
    lines = []
    for module, attributes in names.items():
        firsts = sorted({attribute.partition(".")[0] for attribute in attributes})
        parts = module.split(".")
        if all(part.isidentifier() and not keyword.iskeyword(part) for part in parts):
            lines.append(f"from {module} import {', '.join(firsts)}")
        else:
            lines += [f"{first} = import_module({module!r}).{first}" for first in firsts]
    return sorted(lines)
