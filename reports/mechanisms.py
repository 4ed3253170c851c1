"""What is said of a strategy beyond its numbers: threads or processes, and how simple it is."""

from benchmarks.record import Case
from reports.wording import count

#: From what one writes most simply to what needs the most care: threads before processes, pools
#: (the pool hands out the work) before hand-made processes, these before shared state.
SIMPLEST_FIRST = (
    "thread_pool",
    "threads",
    "pool",
    "process_pool",
    "pool_imap",
    "pool_async",
    "interpreters",
    "asyncio",
    "process",
    "shared_memory",
    "manager",
)
THREADS = ("threads", "thread_pool")
#: What one types first: ``Pool()`` with ``map``.
NAIVE = "pool"


def simplicity(strategy: str) -> tuple[int, str]:
    """A key that sorts the simplest first; unknown strategies come last, by name."""
    known = strategy in SIMPLEST_FIRST
    return (SIMPLEST_FIRST.index(strategy) if known else len(SIMPLEST_FIRST), strategy)


def is_threads(case: Case) -> bool:
    """Whether the workers are threads of one interpreter."""
    return case.strategy in THREADS


def sort_of(case: Case) -> str:
    """What its workers are: threads, processes, interpreters, coroutines, else ""."""
    if is_threads(case):
        return "threads"
    if case.start_method != "none":
        return "processes"
    return {"interpreters": "interpreters", "asyncio": "coroutines"}.get(case.strategy, "")


def label(case: Case, default_start_method: str) -> str:
    """The strategy, with its start method where that is not the interpreter's default."""
    if case.start_method in ("none", default_start_method):
        return case.strategy
    return f"{case.strategy} ({case.start_method})"


def name_of(case: Case, default_start_method: str) -> str:
    """``pool, 2 workers, chunks of 3``: what the code will do."""
    chunks = "one item at a time" if case.chunksize == 1 else f"chunks of {case.chunksize}"
    return f"{label(case, default_start_method)}, {count(case.workers, 'worker')}, {chunks}"
