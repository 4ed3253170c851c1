"""The rungs of the sharing ladder that count in a container: slots, Manager items, a queue."""

from collections.abc import Sequence
from typing import Any

from benchmarks.costs._rungs import Counter, Lock


class Slots(Counter):
    """Each worker increments a slot of its own in a shared array: no lock is needed."""

    def __init__(self, updates: int, slots: Any) -> None:
        super().__init__(updates)
        self.slots = slots

    def reset(self) -> None:
        """Set all slots to zero."""
        for place in range(len(self.slots)):
            self.slots[place] = 0

    def work(self, worker: int) -> int:
        """Increment the worker's slot."""
        slots = self.slots
        for _ in range(self.updates):
            slots[worker] += 1
        return self.updates

    def total(self, made: Sequence[int]) -> int:  # noqa: ARG002 - not what they say, what is here
        """The sum of the slots."""
        return sum(self.slots)


class LockedItem(Counter):
    """Each worker increments one item of a shared list or dictionary under a lock."""

    def __init__(self, updates: int, container: Any, key: Any, lock: Lock) -> None:
        super().__init__(updates)
        self.container = container
        self.key = key
        self.lock = lock

    def reset(self) -> None:
        """Set the item to zero."""
        self.container[self.key] = 0

    def work(self, worker: int) -> int:  # noqa: ARG002 - one signature for all rungs
        """Take the lock for each increment."""
        container, key, lock = self.container, self.key, self.lock
        for _ in range(self.updates):
            with lock:
                container[key] += 1
        return self.updates

    def total(self, made: Sequence[int]) -> int:  # noqa: ARG002 - not what they say, what is here
        """What the item says."""
        return int(self.container[self.key])


class QueuePuts(Counter):
    """Each update is put into a shared queue; the counter is how many can be taken out."""

    def __init__(self, updates: int, queue: Any) -> None:
        super().__init__(updates)
        self.queue = queue

    def reset(self) -> None:
        """Take out what an earlier round left."""
        self._drain()

    def work(self, worker: int) -> int:  # noqa: ARG002 - one signature for all rungs
        """Put one thing per update."""
        put = self.queue.put
        for _ in range(self.updates):
            put(1)
        return self.updates

    def total(self, made: Sequence[int]) -> int:  # noqa: ARG002 - not what they say, what is here
        """How many there are to take out. Every put has come back, so all are there."""
        return self._drain()

    def _drain(self) -> int:
        return sum(self.queue.get() for _ in range(self.queue.qsize()))
