"""Keeps one ceiling open for the whole run, for all cases that have one.

Starting its workers again for every case would cost more wall time than the rounds do, and idle
they block without using a core.
"""

from contextlib import ExitStack, suppress

from lightwork.measuring.host.snapshot import shared_resource
from lightwork.strategy import StagedRun, Strategy

#: Its workers must not be copies of this process (what is loaded here is not their business),
#: and every platform has it.
START_METHOD = "spawn"


class CeilingPool:
    """Opens the ceiling when it is first needed, and again if it broke or must be larger."""

    def __init__(self, strategy: Strategy) -> None:
        self._strategy = strategy
        self._stack = ExitStack()
        self._run: StagedRun | None = None
        self._workers = 0

    def get(self, workers: int) -> StagedRun:
        """A ceiling of at least so many workers. Raises `TypeError` if the strategy is no such."""
        if self._run is None or workers > self._workers:
            self.close()
            with shared_resource():
                run = self._stack.enter_context(self._strategy.open(workers, START_METHOD))
            if not isinstance(run, StagedRun):
                raise TypeError(
                    f"lightwork/strategies/ceiling.py: open gave {type(run).__name__}, expected a "
                    "StagedRun"
                )
            self._run, self._workers = run, workers
        return self._run

    def close(self) -> None:
        """End its workers; the next `get` starts new ones."""
        self._run, self._workers = None, 0
        self._stack.close()

    def discard(self) -> None:
        """End its workers by force: one may be in the middle of something."""
        self._run, self._workers = None, 0
        reason = GeneratorExit()  # what leaves a context by force, and comes back from it
        with suppress(GeneratorExit):
            self._stack.__exit__(type(reason), reason, None)
