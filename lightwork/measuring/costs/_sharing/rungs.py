"""The rungs of the sharing ladder that count: what workers share, and how each makes its updates.

A rung is made in the parent and travels to each worker process as an argument (threads get the
very object). Cells are anything with a ``value``: a ctypes value in shared memory, a Manager's
proxy, or for threads a plain object. Others count in a container: slots, Manager items, a queue.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

#: A lock as ``with`` takes it.
Lock = AbstractContextManager[Any]

#: Read and never written: what a worker may share without a thought.
STEP = 1
#: What `PlainGlobal` increments: in a worker process, that process's own.
plain = 0


class RungOutcome(NamedTuple):
    """What a round came to: results to verify, and what was seen (`record.OBSERVED`)."""

    results: Sequence[Any]
    observed: Mapping[str, float]


class Rung(Protocol):
    """One way to share, as a round uses it."""

    def reset(self) -> None:
        """Make ready for the next round; in the parent, outside of the clock."""

    def work(self, worker: int) -> Any:
        """Do the share of the worker with this number (from 0); in the worker, timed."""

    def outcome(self, sent: Sequence[Any]) -> RungOutcome:
        """What the round came to, given what each ``work`` returned; in the parent, untimed."""

    def expected(self, workers: int) -> Sequence[Any]:
        """The results that a right round has."""


class Counter:
    """Counts nothing shared: each worker increments a variable of its own.

    The others differ in ``work``, which gives how many updates it made, and in ``total``, which
    says how many of them can be seen in the end. A counter that ``loses`` need not have kept them
    all; every other one must.
    """

    loses = False

    def __init__(self, updates: int) -> None:
        self.updates = updates  # of each worker in a round

    def reset(self) -> None:
        """Nothing is shared, so nothing is to be set to zero."""

    def work(self, worker: int) -> int:  # noqa: ARG002 - one signature for all rungs
        """Increment a local variable."""
        total = 0
        for _ in range(self.updates):
            total += 1
        return total

    def total(self, made: Sequence[int]) -> int:
        """What arrived: here, what the workers said."""
        return sum(made)

    def outcome(self, sent: Sequence[Any]) -> RungOutcome:
        """The total, or for a counter that loses what each worker made; lost updates beside."""
        made, total = sum(sent), self.total(sent)
        results = list(sent) if self.loses else [total]
        return RungOutcome(results, {"lost_updates": made - total, "updates": made})

    def expected(self, workers: int) -> Sequence[Any]:
        """Every update there, or at least every update made."""
        return [self.updates] * workers if self.loses else [self.updates * workers]


class ReadGlobal(Counter):
    """Each worker reads a global that nobody writes."""

    def work(self, worker: int) -> int:  # noqa: ARG002 - one signature for all rungs
        total = 0
        for _ in range(self.updates):
            total += STEP
        return total


class PlainGlobal(Counter):
    """Each worker increments a global of this module; the parent's is what is looked at."""

    loses = True

    def reset(self) -> None:
        global plain
        plain = 0

    def work(self, worker: int) -> int:  # noqa: ARG002 - one signature for all rungs
        global plain
        for _ in range(self.updates):
            plain += 1
        return self.updates

    def total(self, made: Sequence[int]) -> int:  # noqa: ARG002 - not what they say, what is here
        return plain


class Unlocked(Counter):
    """Each worker increments a shared cell without a lock: read, add, write back."""

    loses = True

    def __init__(self, updates: int, cell: Any) -> None:
        super().__init__(updates)
        self.cell = cell

    def reset(self) -> None:
        self.cell.value = 0

    def work(self, worker: int) -> int:  # noqa: ARG002 - one signature for all rungs
        cell = self.cell
        for _ in range(self.updates):
            cell.value += 1
        return self.updates

    def total(self, made: Sequence[int]) -> int:  # noqa: ARG002 - not what they say, what is here
        return int(self.cell.value)


class Locked(Unlocked):
    """Each worker increments a shared cell under a lock."""

    loses = False

    def __init__(self, updates: int, cell: Any, lock: Lock) -> None:
        super().__init__(updates, cell)
        self.lock = lock

    def work(self, worker: int) -> int:  # noqa: ARG002 - one signature for all rungs
        cell, lock = self.cell, self.lock
        for _ in range(self.updates):
            with lock:
                cell.value += 1
        return self.updates


class OwnLock(Unlocked):
    """Each worker increments a ``multiprocessing.Value`` under the lock that it brings along.

    The lock is recursive, and reading ``value`` takes it, and so does writing: three times each.
    """

    loses = False

    def work(self, worker: int) -> int:  # noqa: ARG002 - one signature for all rungs
        cell = self.cell
        for _ in range(self.updates):
            with cell.get_lock():
                cell.value += 1
        return self.updates


class Sharded(Locked):
    """Each worker counts by itself and adds its sum to the shared cell once, under the lock."""

    def work(self, worker: int) -> int:
        total = Counter.work(self, worker)
        with self.lock:
            self.cell.value += total
        return total


class SlotCounter(Counter):
    """Each worker increments a slot of its own in a shared array: no lock is needed."""

    def __init__(self, updates: int, slots: Any) -> None:
        super().__init__(updates)
        self.slots = slots

    def reset(self) -> None:
        for place in range(len(self.slots)):
            self.slots[place] = 0

    def work(self, worker: int) -> int:
        slots = self.slots
        for _ in range(self.updates):
            slots[worker] += 1
        return self.updates

    def total(self, made: Sequence[int]) -> int:  # noqa: ARG002 - not what they say, what is here
        return sum(self.slots)


class LockedItem(Counter):
    """Each worker increments one item of a shared list or dictionary under a lock."""

    def __init__(self, updates: int, container: Any, key: Any, lock: Lock) -> None:
        super().__init__(updates)
        self.container = container
        self.key = key
        self.lock = lock

    def reset(self) -> None:
        self.container[self.key] = 0

    def work(self, worker: int) -> int:  # noqa: ARG002 - one signature for all rungs
        container, key, lock = self.container, self.key, self.lock
        for _ in range(self.updates):
            with lock:
                container[key] += 1
        return self.updates

    def total(self, made: Sequence[int]) -> int:  # noqa: ARG002 - not what they say, what is here
        return int(self.container[self.key])


class QueuePuts(Counter):
    """Each update is put into a shared queue; the counter is how many can be taken out."""

    def __init__(self, updates: int, queue: Any) -> None:
        super().__init__(updates)
        self.queue = queue

    def reset(self) -> None:
        self.total(())  # takes out what an earlier round left

    def work(self, worker: int) -> int:  # noqa: ARG002 - one signature for all rungs
        put = self.queue.put
        for _ in range(self.updates):
            put(1)
        return self.updates

    def total(self, made: Sequence[int]) -> int:  # noqa: ARG002 - not what they say, what is here
        # Every put has come back, so all are there.
        return sum(self.queue.get() for _ in range(self.queue.qsize()))
