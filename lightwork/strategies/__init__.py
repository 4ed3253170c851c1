"""HOW work is spread over workers: one file per strategy, its file name is its name everywhere.

To add a strategy, add one file here that defines ``open`` and ``STRATEGY``; nothing else needs
to be edited. What is not of the standard library goes to ``engines/``; what several share is in
``parts/``. Their types are in `lightwork.strategy`.

This package is imported by every spawned worker, so it imports nothing heavy.
"""

#: The start method of strategies that start no process, or whose engine lets nobody choose one.
NO_START_METHOD = "none"
#: The environment variable that every process of a run inherits; its value is the run's id.
RUN_VARIABLE = "LIGHTWORK_RUN"
#: What a strategy's workers are.
WORKER_SORTS = ("none", "thread", "process", "interpreter", "coroutine")
#: Workers that take turns in the caller's own thread: they run a workload's async twin.
COROUTINE = "coroutine"
#: Promises of the contract that an engine may be unable to keep, as `Strategy.unkept` names them.
RESULTS_BY_PICKLE = "only what pickle carries is a result"
WORKER_PER_COUNT = "a count of 1 is a worker process, too"
HOW_IT_ENDED = "a dead worker's pid and end are reported"
PROMISES = (RESULTS_BY_PICKLE, WORKER_PER_COUNT, HOW_IT_ENDED)


class WorkerDied(RuntimeError):
    """A worker ended before its work was done. The message says which, how, and what to do."""
