"""What users call kinds of work, strategies, rungs and payloads; which strategy is how simple."""

from collections.abc import Sequence

from lightwork.core.candidate import NO_PROCESS, api_name
from lightwork.core.record import SIMPLEST_FIRST, Case
from lightwork.reporting.text.figures import count

#: What users ask about, in this order, and the kinds of work behind it.
HEADINGS = {
    "cpu": "Pure Python",
    "native": "C code without GIL",
    "memory": "Memory-bound",
    "sleep": "Waiting",
    "mixed": "Waiting, computing",
}
#: Kinds that need a core for each worker; the others wait for some of their seconds.
COMPUTING = ("cpu", "native", "memory")
#: The kind of a workload that costs nothing: it shows overhead.
OVERHEAD = "empty"
#: The sharing ladder from the lowest rung to the highest.
RUNGS = {
    "nothing": "nothing shared",
    "read_global": "a global, only read",
    "sharded": "a counter each, merged",
    "array_slots": "Array, a slot each",
    "plain_global": "a global, no lock",
    "value_unlocked": "Value, no lock",
    "value_lock": "Value, its own lock",
    "value_outer_lock": "Value, a Lock around it",
    "manager_value": "Manager().Value",
    "manager_array": "Manager().Array",
    "manager_list": "Manager().list",
    "manager_dict": "Manager().dict",
    "manager_queue": "Manager().Queue",
    "manager_lock": "Manager().Lock",
    "file_unlocked": "file, no Lock",
    "file_locked": "file, with a Lock",
}
#: What a parent holds, beyond what is always there, when it starts its workers.
WEIGHTS = {
    "bare": "nothing more",
    "numpy": "numpy imported",
    "numpy_preload": "numpy preloaded",
    "objects": "256 MB of Python objects",
    "array": "256 MB of numpy data",
}
PAYLOADS = {"bytes": "bytes", "array": "a numpy array", "dicts": "a dict of lists"}
#: What the workers of a memory case did before they were weighed.
DEEDS = {"idle": "not touched", "reads": "read by each"}
#: As they are called in code, with the number of workers.
CALLS = {
    "threads": "{} × Thread",
    "thread_pool": "ThreadPoolExecutor({})",
    "pool": "Pool({})",
    "process_pool": "ProcessPoolExecutor({})",
    "pool_imap": "Pool({}).imap",
    "pool_async": "Pool({}).apply_async",
    "interpreters": "InterpreterPoolExecutor({})",
    "process": "{} × Process",
    "manager": "Manager, {} × Process",
    "asyncio": "asyncio.gather, {} at once",
}
#: What stands behind the names of charts and tables: a key to them.
KEY_TO_NAMES = {
    "threads": "threading.Thread, one for each share of the items",
    "thread_pool": "concurrent.futures.ThreadPoolExecutor.map",
    "pool": "multiprocessing.Pool.map",
    "process_pool": "concurrent.futures.ProcessPoolExecutor.map",
    "pool_imap": "multiprocessing.Pool.imap_unordered",
    "pool_async": "multiprocessing.Pool.apply_async",
    "interpreters": "concurrent.futures.InterpreterPoolExecutor.map",
    "process": "multiprocessing.Process, one for each share of the items",
    "manager": "multiprocessing.Manager: processes that share its list",
    "asyncio": "asyncio.gather, of the async version of the work",
    "shared_memory": "multiprocessing.Process and multiprocessing.shared_memory",
    "serial": "a for loop in one process",
    "ceiling": "the same work in independent processes that share nothing: the limit here",
}
#: What each workload of the suite computes, in a line.
WORKLOADS = {
    "empty": "nothing: what remains is the cost of the mechanism",
    "fib": "Fibonacci numbers by recursion: function calls in pure Python",
    "prime_count": "primes in a block of numbers, by trial division: arithmetic in pure Python",
    "mandelbrot": "rows of the Mandelbrot set: pure Python on items of uneven cost",
    "word_count": "words of a text of 16 KB: pure Python, and much to pickle",
    "hash_chain": "SHA-256 digests of a large buffer: C code that releases the GIL",
    "matmul": "products of 192 × 192 matrices: numpy, which releases the GIL",
    "triad": "a = b + s·c on arrays of 32 MiB: limited by the bandwidth of memory",
    "sleep": "waiting for 4 ms an item",
    "sleep_uneven": "waiting for 1 to 24 ms an item",
    "naps": "nine equal waits, as in the multiprocessing tutorial",
    "fetch_and_parse": "waiting for a page, then parsing it in pure Python",
}
THREAD_STRATEGIES = ("threads", "thread_pool")
#: What one types first: ``Pool()`` with ``map``.
NAIVE = "pool"


def heading(kind: str) -> str:
    """What users call work of ``kind``."""
    return HEADINGS.get(kind, f"Work of kind {kind}")


def in_a_sentence(words: str) -> str:
    """A heading as it stands inside a sentence: ``pure Python``, but ``C code``."""
    return words if words[1:2] == " " else words[:1].lower() + words[1:]


def in_order(kinds: list[str]) -> list[str]:
    """Each kind once, in the order in which users ask; what costs nothing is none."""
    found = [kind for kind in dict.fromkeys(kinds) if kind != OVERHEAD]
    return sorted(found, key=lambda kind: place_of_kind(kind)[0])


def place_of_kind(kind: str) -> tuple[int, str]:
    """A key that sorts kinds of work in the order in which users ask."""
    return place_in([*HEADINGS], kind)


def label_of(name: str, labels: dict[str, str]) -> str:
    """The label of a name; a name that has none is readable as it is."""
    return labels.get(name, name.replace("_", " "))


def place_in(order: Sequence[str], name: str) -> tuple[int, str]:
    """A key that sorts names as in ``order``; unknown ones come last, by name."""
    return (order.index(name) if name in order else len(order), name)


def simplicity(strategy: str) -> tuple[int, str]:
    """A key that sorts the simplest strategy first."""
    return place_in(SIMPLEST_FIRST, strategy)


def is_threads(case: Case) -> bool:
    """Whether the workers are threads of one interpreter."""
    return case.strategy in THREAD_STRATEGIES


def worker_sort(case: Case) -> str:
    """What its workers are: threads, processes, interpreters, coroutines, else ""."""
    if is_threads(case):
        return "threads"
    if case.start_method != NO_PROCESS:
        return "processes"
    return {"interpreters": "interpreters", "asyncio": "coroutines"}.get(case.strategy, "")


def starts_as_usual(start_method: str, default_start_method: str) -> bool:
    """Whether workers are started as the interpreter does by default, or no process is."""
    return start_method in (NO_PROCESS, default_start_method)


def label(case: Case, default_start_method: str) -> str:
    """The strategy, with its start method where that is not the interpreter's default."""
    if starts_as_usual(case.start_method, default_start_method):
        return api_name(case.strategy)
    return f"{api_name(case.strategy)} ({case.start_method})"


def call_of(case: Case, default_start_method: str) -> str:
    """``Pool(2)``, with its start method where that is not the interpreter's default."""
    if case.strategy in CALLS:  # a foreign name may look like a format
        call = CALLS[case.strategy].format(case.workers)
    else:
        call = f"{api_name(case.strategy)}, {count(case.workers, 'worker')}"
    usual = starts_as_usual(case.start_method, default_start_method)
    return call if usual else f"{call}, {case.start_method}"


def name_of(case: Case, default_start_method: str) -> str:
    """``Pool.map, 2 workers, chunks of 3``: what the code will do."""
    chunks = "one item at a time" if case.chunksize == 1 else f"chunks of {case.chunksize}"
    return f"{label(case, default_start_method)}, {count(case.workers, 'worker')}, {chunks}"
