"""The names of the saved record: the contract between what measures and what reads.

Both sides import it, and neither anything of the other.
"""

from collections.abc import Mapping
from typing import NamedTuple

#: Measured against itself: the null control. The ceiling is measured in every round anyway.
NULL_CONTROL, CEILING = "serial", "ceiling"
#: Version of the saved file. History:
#: 1 (2026-11): first. Later additions that change no meaning: ``observed``, ``timeline``, and the
#: cost families, whose ``reference_seconds`` are of the same operations without the mechanism;
#: ``stopped`` of a case, ``time_budget`` of a run (with ``added_rounds``, ``precision`` and
#: ``extra_rounds`` as long as rounds were added by need); ``disturbed_by``, of the run
#: ``repeated_rounds``, of the machine ``process_cores``: all absent in older files;
#: ``own_function`` of a run, absent where the suite's workloads ran; in it
#: ``loop_items``, where fewer than ``round_items``: the plain loop, as reference and as null
#: control, ran so many of a round's items, and its seconds are multiplied to be those of all;
#: ``hosts`` of a case and ``cluster`` of a run, only of those on a cluster (its
#: ``dispatch_seconds`` are absent in older files); the families of
#: `SWEEPS`; ``resumed``, ``figures_sum`` of a run (some have ``bytes_sum``, too, which nothing
#: reads). In ``oversubscription`` the BLAS threads of each worker are in the case's size
#: ("4_inner_threads"), in ``imbalance`` the profile of the items is the workload; the strategy
#: ``asyncio``, whose ``workers`` are coroutines at once.
#: 2 (2026-11): ``speedup`` and ``weak_scaling`` are raced in blocks (``block``), each call in a
#: process of its own: a cold call is the first use of its mechanism in a process, where it was a
#: later one. Their ``workload_version`` differs for that alone, so that nothing compares the two.
SCHEMA = 2
#: What is read.
SCHEMAS = (1, 2)
#: Key of a saved file that holds what is known of the run as a whole; before the project was called
#: lightwork, the other one.
RUN_KEY, FIRST_STAGE_RUN_KEY = "lightwork", "manyhands"
#: Key of a run that holds what was found out about a user's own function before it was measured.
USER_FUNCTION_KEY = "own_function"
#: What of a user's function must travel to workers; ``refusals`` of the facts says what cannot.
CARRIED = ("function", "item", "answer")
#: Key of a run that holds, for each time it was continued after it was broken off, when that was
#: (``at``) and how many of its cases came from before (``kept``); absent where it never was.
RESUMED_KEY = "resumed"

#: Key of a run that holds what the system itself takes for what mechanisms are made of, seconds:
#: ``thread``, ``process``, ``pipe``. Absent in older files, and where no costs were measured.
FLOORS_KEY = "floors"

#: The family that compares strategies on the same work, and the one in which the work grows with
#: the workers; all others measure costs.
SPEEDUP = "speedup"
WEAK_SCALING = "weak_scaling"
FAMILIES = (
    SPEEDUP,
    WEAK_SCALING,
    "startup",
    "dispatch",
    "granularity",
    "transfer",
    "sharing",
    "memory",
    "imbalance",
    "oversubscription",
    "waiting",
)
#: Families that ask what a setting does. The quick effort runs those that are named.
SWEEPS = ("imbalance", "oversubscription", "waiting")
STATES = ("cold", "warm")
#: Strategies from what one writes most simply to what needs the most care: threads before
#: processes, pools (the pool hands out the work) before hand-made processes, these before shared
#: state; what has to be installed comes last. Of equivalent ones the first is recommended.
SIMPLEST_FIRST = (
    "thread_pool",
    "threads",
    "pool",
    "process_pool",
    "pool_imap",
    "pool_async",
    "thread_pool_one_blas",
    "pool_one_blas",
    "interpreters",
    "asyncio",
    "process",
    "shared_memory",
    "manager",
)
#: (workload, strategy) of which the report draws who worked when: the tutorial's waves, the GIL's
#: interleaving, start-up before the first task, stragglers, and waiting that needs no core.
DRAWN = (
    ("naps", "pool_async"),
    ("prime_count", "threads"),
    ("prime_count", "pool"),
    ("mandelbrot", "process"),
    ("sleep", "threads"),
)

#: Parts of a round, as written in ``order``.
REFERENCE, LIMIT, CASE = "r", "l", "c"


class Case(NamedTuple):
    """One line of a benchmark. Plain strings and ints: pytest's params, the JSON and table key."""

    workload: str
    size: str
    strategy: str
    start_method: str
    workers: int
    chunksize: int
    state: str

    @property
    def id(self) -> str:
        """The case as pytest shows it, for example ``fib-medium-pool-fork-2w-48c-cold``."""
        return (
            f"{self.workload}-{self.size}-{self.strategy}-{self.start_method}"
            f"-{self.workers}w-{self.chunksize}c-{self.state}"
        )


CASE_KEYS = Case._fields

#: Keys of ``extra_info`` that hold a list with one value per round, in the order of
#: ``stats.data``. Seconds are wall seconds unless they are called CPU seconds.
PER_ROUND_KEYS = (
    "reference_seconds",  # the serial loop of the same items (or a part that counts for all, see
    # ``loop_items``); the operation without mechanism
    "ceiling_seconds",  # absent for cases without a ceiling
    "order",  # "rlc": reference, limit (ceiling), case
    "cpu_seconds",  # of our own process tree during the case
    "foreign_cpu_share",  # other processes and steal, per wall second and core that we may use
    "disturbed",  # whether any of `CAUSES` was over its threshold
    "disturbed_by",  # which of `CAUSES` were, with ", " between; "" if none; absent in older files
)
#: Why a round was disturbed; thresholds: `lightwork.measuring.host.noise`.
FOREIGN_CPU, STEAL, QUOTA = "foreign CPU", "steal", "quota"
SLOW_HOST, FREQUENCY, HEAT = "slow host", "frequency", "heat"
MEMORY_PRESSURE = "memory pressure"
CAUSES = (FOREIGN_CPU, STEAL, QUOTA, SLOW_HOST, FREQUENCY, HEAT, MEMORY_PRESSURE)
#: What a round was disturbed by, in everyday words.
DISTURBED_BY = {
    FOREIGN_CPU: "other programs",
    STEAL: "the hypervisor",
    QUOTA: "a used-up CPU quota",
    SLOW_HOST: "a slow host",
    FREQUENCY: "a lower clock frequency",
    HEAT: "heat",
    MEMORY_PRESSURE: "lack of memory",
}
#: Key of ``extra_info`` that holds lists, one value per round, of what was observed beside the
#: seconds; absent where nothing was. Names and units: `OBSERVED`.
OBSERVED_KEY = "observed"
#: startup, from a bare parent: seconds of the first opening in the round's process; the round is of
#: later ones. Absent in older files.
FIRST_SECONDS = "first_seconds"
OBSERVED = (
    "lost_updates",  # sharing: updates that were made and are not in the result; count
    "updates",  # sharing: updates that were made; count
    "torn_records",  # sharing: records that a reader saw in part; count
    "missed_records",  # sharing: records that were written and that a reader never saw whole; count
    "records",  # sharing: records that were written; count
    "worker_uss_bytes",  # memory: private memory of a worker (unique set size), mean over workers
    "worker_pss_bytes",  # memory: its share of all memory (proportional set size), mean
    "grown_bytes",  # memory: what the host as a whole uses more per worker; the parent counts
    FIRST_SECONDS,
)
#: Key of ``extra_info`` that holds who worked when in one untimed round: an object with the keys
#: `TIMELINE_KEYS`; absent where nothing was traced. All moments are whole microseconds since the
#: round began, on one clock.
TIMELINE_KEY = "timeline"
TIMELINE_KEYS = (
    "size",  # of the traced work; the case's, but for the picture of the waves
    "tasks",  # how many tasks were traced
    "opened",  # moment at which ``open`` returned; 0 if warm
    "results",  # moment at which all results were home
    "closed",  # moment at which the workers were ended; like ``results`` if warm
    "serial",  # microseconds of the serial loop over the same items, right after; null: not run
    "spans",  # a text per worker, "start end start end ..." of its tasks; or else:
    "sums",  # a text per worker, "first-start last-end busy-microseconds tasks"
)
#: Key of ``extra_info`` that says why the rounds of a case ended: the planned ones are in, or
#: `OUT_OF_TIME`. In a race of a user's function and in older files: "settled", no decision hangs on
#: more; in these "precise" and "most rounds", too, for rounds that were added by need.
STOPPED_KEY, OUT_OF_TIME = "stopped", "budget"
STOPPED = ("planned", "settled", OUT_OF_TIME, "precise", "most rounds")
#: Key of ``extra_info`` that holds a list with a value for each round: the block it belongs to.
#: Rounds of one block, of whatever case, met the same host; absent where cases ran one by one.
BLOCK_KEY = "block"
#: Key of ``extra_info``, only of cases on a cluster: anonymous ids of the hosts that took part.
HOSTS_KEY = "hosts"
#: On a cluster a chunk's work should occupy a worker so many times as long as handing it out does.
WORTH_DISPATCHING = 10.0
#: Keys of ``extra_info`` that hold one value per case.
PER_CASE_KEYS = (
    "schema",
    "family",
    "kind",
    "workload_version",  # hash of the workload's source and of how it is timed
    "tasks",  # how many items a round has; in a cost family: how many operations
    "peak_memory_bytes",  # sum over the workers of their peak resident memory; null if unknown
    "distinct_workers",  # how many workers ran a task in the audit round
    "verified",  # every round's results were the expected ones
    "void",  # reason, or null
    "warnings",  # list of sentences
    STOPPED_KEY,
)


#: What a case is known by in a run; texts for people are made of it where they are shown.
CaseKey = tuple[str, Case]


def shown_id(family: str, case: Case) -> str:
    """What a case is called on its line; with one worker, work that grows is that of a speedup."""
    return f"grown-{case.id}" if family == WEAK_SCALING else case.id


def is_ours(benchmark: Mapping[str, object]) -> bool:
    """Whether an entry of a saved file is one of our cases; a user's own may stand beside them."""
    extra = benchmark.get("extra_info")
    return isinstance(extra, dict) and "family" in extra


def run_key(saved: Mapping[str, object]) -> str:
    """The key under which a saved file, or the first line of a journal, has its run."""
    return FIRST_STAGE_RUN_KEY if RUN_KEY not in saved and FIRST_STAGE_RUN_KEY in saved else RUN_KEY
