"""CPU seconds of the process tree: ended and living children are counted, each once."""

import multiprocessing
import subprocess
import sys
import time
from multiprocessing.connection import Connection

import pytest

from lightwork.measuring.host.cpu_time import counted_beside, process_cpu_seconds, tree_cpu_seconds

SPENT_SECONDS = 0.3


def spend_cpu(connection: Connection) -> None:
    """Use the CPU for `SPENT_SECONDS`, say so, and wait to be let go."""
    while time.process_time() < SPENT_SECONDS:
        pass
    connection.send("spent")
    connection.recv()


@pytest.mark.parametrize("start_method", multiprocessing.get_all_start_methods())
def test_a_childs_seconds_are_counted_once(start_method: str) -> None:
    """They are seen while it lives, and are neither lost nor doubled when it has ended."""
    context = multiprocessing.get_context(start_method)
    before = tree_cpu_seconds()
    ours, theirs = context.Pipe()
    process = context.Process(target=spend_cpu, args=(theirs,))
    process.start()
    assert ours.recv() == "spent"
    living = tree_cpu_seconds() - before
    assert process.pid is not None
    assert process_cpu_seconds(process.pid) >= SPENT_SECONDS
    ours.send("go")
    process.join()
    ended = tree_cpu_seconds() - before
    assert living >= SPENT_SECONDS
    # 0.02: two ticks, in which the fork server's ended children are counted
    assert living - 0.02 <= ended < 2 * SPENT_SECONDS + 1.0


#: A process whose child spends CPU seconds, says so, and waits.
BESIDE = f"""
import subprocess, sys
code = "import time\\nwhile time.process_time() < {SPENT_SECONDS}: pass\\nprint(1); input()"
subprocess.run([sys.executable, "-c", code])
"""


def test_what_works_for_us_and_is_not_ours_is_counted_where_it_is_named() -> None:
    """A cluster's workers on this host are no children: they count with all that they start."""
    process = subprocess.Popen(
        [sys.executable, "-c", BESIDE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process, counted_beside([process.pid]):
        assert process.stdout is not None
        process.stdout.readline()
        beside = tree_cpu_seconds()
        with counted_beside([]):
            assert tree_cpu_seconds() < beside - SPENT_SECONDS / 2


def test_an_ended_process_has_no_clock() -> None:
    """Asking for a process that is gone gives 0 instead of an error."""
    process = multiprocessing.get_context("spawn").Process(target=print)
    process.start()
    process.join()
    assert process.pid is not None
    assert process_cpu_seconds(process.pid) == 0.0
