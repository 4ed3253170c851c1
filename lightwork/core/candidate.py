"""A candidate: a way to run a function on a list of items, by what a programmer chooses."""

from typing import NamedTuple

#: How many items travel at once: one; what the mechanism takes itself or four chunks a worker; a
#: worker's whole share.
ONE, QUARTER, SHARE = CHUNKS = ("one", "quarter", "share")
#: The mechanisms, by the names of strategies.
THREADS, POOL, PROCESS_POOL, IMAP = "thread_pool", "pool", "process_pool", "pool_imap"
INTERPRETERS, PROCESS, JOBLIB = "interpreters", "process", "joblib_loky"
#: Of a coroutine function: so many calls wait at once, in one event loop.
GATHER = "asyncio"
#: A pool that is forked after the caller has made the first call, so that workers inherit what that
#: loads.
LATER_POOL = "pool_after_first_call"
#: The same with one BLAS thread each, so that workers and not BLAS have the cores.
THREADS_ONE_BLAS, POOL_ONE_BLAS = "thread_pool_one_blas", "pool_one_blas"
MECHANISMS = (
    *(THREADS, POOL, PROCESS_POOL, IMAP, INTERPRETERS, PROCESS, JOBLIB),
    *(THREADS_ONE_BLAS, POOL_ONE_BLAS, GATHER, LATER_POOL),
)
ONE_BLAS = THREADS_ONE_BLAS, POOL_ONE_BLAS
#: Who starts no process; each takes items one by one.
THREADED = THREADS, THREADS_ONE_BLAS, GATHER
#: As a strategy is written in code: its name wherever something is printed or drawn.
API_NAMES = {
    "serial": "serial loop",
    "threads": "Thread",
    THREADS: "ThreadPoolExecutor",
    POOL: "Pool.map",
    IMAP: "Pool.imap",
    "pool_async": "Pool.apply_async",
    PROCESS_POOL: "ProcessPoolExecutor",
    PROCESS: "Process",
    "manager": "Manager",
    "shared_memory": "SharedMemory",
    INTERPRETERS: "InterpreterPoolExecutor",
    JOBLIB: "joblib.Parallel",
    "joblib_threads": "joblib.Parallel (threads)",
    THREADS_ONE_BLAS: "ThreadPoolExecutor (1 BLAS thread)",
    POOL_ONE_BLAS: "Pool.map (1 BLAS thread)",
    GATHER: "asyncio.gather",
    LATER_POOL: "Pool.map after a first call",
    "pipe": "Pipe",
    "simple_queue": "SimpleQueue",
    "queue": "Queue",
    "manager_queue": "Manager().Queue",
    "manager_dict": "Manager().dict",
    "manager_list": "Manager().list",
    "shared_array": "Array",
    "pool_argument": "Pool argument",
    "pool_result": "Pool result",
    "interpreter_call": "interpreter call",
    "pipe_out_of_band": "Pipe, out of band",
    "pickle_out_of_band": "pickle, out of band",
}
#: The start method of what starts no process.
NO_PROCESS = "none"


class Candidate(NamedTuple):
    """A way to run the function on all items. ``start_method`` as in a `Case`."""

    mechanism: str
    workers: int
    start_method: str = NO_PROCESS
    chunks: str = ONE

    def chunksize(self, items: int) -> int:
        """How many of ``items`` travel at once."""
        if self.chunks == ONE or self.mechanism in THREADED:
            return 1
        if self.chunks == SHARE:
            return -(-items // self.workers)
        if self.mechanism in (POOL, POOL_ONE_BLAS, LATER_POOL):  # what Pool.map takes
            return -(-items // (4 * self.workers))
        return max(1, items // (4 * self.workers))

    @property
    def processes(self) -> int:
        """How many worker processes it has."""
        return 0 if self.mechanism in THREADED else self.workers

    @property
    def id(self) -> str:
        """What it is called in messages and tests: ``pool-fork-2w-quarter``."""
        return f"{self.mechanism}-{self.start_method}-{self.workers}w-{self.chunks}"

    @classmethod
    def of(
        cls, mechanism: str, workers: int, start_method: str, size: int, items: int
    ) -> "Candidate":
        """The candidate whose chunks of ``items`` have ``size``; the nearest, if none has."""
        shares = (ONE,) if size == 1 else (QUARTER, SHARE)
        known = (cls(mechanism, workers, start_method, chunks) for chunks in shares)
        return min(known, key=lambda one: abs(one.chunksize(items) - size))


def api_name(strategy: str) -> str:
    """``Pool.map`` for ``pool``; one that has no such name is readable as it is."""
    return API_NAMES.get(strategy, strategy)


def workers_text(mechanism: str, workers: int) -> str:
    """``2 workers``; of a coroutine function ``50 at once``."""
    if mechanism == GATHER:
        return f"{workers} at once"
    return f"{workers} worker{'s' * (workers != 1)}"
