"""A process that works for a case of a cost family is killed or stopped in the middle of it.

Real runs of the suite, two for each row: ``python -m studies.cost_faults``. The table in
docs/faults.md is what this prints. About 10 minutes. In the first round of a case one descendant of
the run gets SIGKILL or SIGSTOP; a case of the same family follows. `waiting` and `weak_scaling` are
left out: workers of the first are threads, and the second runs what `fault_matrix` tries.
"""

import argparse
import signal

from tests.fixtures.disturbed_runs import SERVER, WORKER, disturb

FAULTS = (signal.SIGKILL, signal.SIGSTOP)
#: The case that follows, by family.
NEXT = {
    "startup": "open_close-bare-pool-forkserver",
    "dispatch": "outstanding-1024_tasks-process_pool-fork-2w-1024c",
    "granularity": "spin-100us-pool-fork-2w-16c",
    "transfer": "dicts-1MiB-pipe-fork",
    "sharing": "file_unlocked-4000_records-process-fork",
    "memory": "idle-bare-manager-fork",
    "imbalance": "heavy_tail-32_items-pool-fork-2w-16c",
    "oversubscription": "matmul-1_inner_threads-pool-fork-4w",
}
ROWS = (
    ("startup", "open_close-bare-process-spawn", WORKER),
    ("startup", "open_close-bare-pool-spawn", WORKER),
    ("startup", "first_result-bare-process_pool-fork", WORKER),
    ("startup", "first_result-bare-manager-fork", WORKER),
    ("dispatch", "one_at_a_time-200_tasks-pool-fork", WORKER),
    ("dispatch", "one_at_a_time-200_tasks-process_pool-fork", WORKER),
    ("granularity", "spin-1ms-pool-fork", WORKER),
    ("transfer", "bytes-1MiB-pipe-fork", WORKER),
    ("transfer", "bytes-1MiB-queue-fork", WORKER),
    ("transfer", "bytes-1MiB-manager_queue-fork", WORKER),
    ("transfer", "bytes-1MiB-manager_queue-fork", SERVER),
    ("transfer", "bytes-1MiB-shared_memory-fork", WORKER),
    ("transfer", "bytes-1MiB-pool_argument-fork", WORKER),
    ("sharing", "value_lock-10000_updates-process-fork", WORKER),
    ("sharing", "manager_dict-100_updates-process-fork", WORKER),
    ("sharing", "manager_dict-100_updates-process-fork", SERVER),
    ("sharing", "file_locked-4000_records-process-fork", WORKER),
    ("memory", "idle-bare-process-fork", WORKER),
    ("memory", "idle-bare-pool-fork", WORKER),
    ("memory", "idle-bare-process_pool-fork", WORKER),
    ("imbalance", "uniform-32_items-pool-fork-2w-4c", WORKER),
    ("oversubscription", "matmul-1_inner_threads-pool-fork-2w", WORKER),
)


def main() -> None:
    """Run row after row and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", default=",".join(NEXT))
    parser.add_argument("--limit", type=float, default=10.0, help="seconds for each case")
    arguments = parser.parse_args()
    print("| family | case | who | SIGKILL | SIGSTOP | next case | exit status | left behind |")
    print("| --- " * 8 + "|")
    for family, case, who in ROWS:
        if family in arguments.families.split(","):
            print(_row(family, case, who, arguments.limit), flush=True)


def _row(family: str, case: str, who: str, limit: float) -> str:
    ends = [disturb(family, case, NEXT[family], who, fault, limit) for fault in FAULTS]
    cells = " | ".join(end.words for end in ends)
    ran = "ran" if all(end.next_ran for end in ends) else "DID NOT RUN"
    codes = ", ".join(dict.fromkeys(str(end.exit_code) for end in ends))
    left = ", ".join(name for end in ends for name in end.left) or "nothing"
    return f"| {family} | {case} | {who} | {cells} | {ran} | {codes} | {left} |"


if __name__ == "__main__":
    main()
