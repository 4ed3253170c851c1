"""Which mechanisms can be measured here by which start methods, and with how many workers."""

import multiprocessing
from collections.abc import Iterator

from lightwork.measuring.cases.cost_family import Scope
from lightwork.measuring.host.skips import Skip
from lightwork.strategies import NO_START_METHOD

#: All that Python knows; a platform may lack some.
KNOWN_START_METHODS = ("fork", "forkserver", "spawn")


class Ways:
    """The mechanisms of ``names`` that can be measured here, and how they start workers."""

    def __init__(self, scope: Scope, names: tuple[str, ...]) -> None:
        self._scope = scope
        self.names = tuple(
            name for name in names if name in scope.strategies and not self._lacks(name)
        )
        self._unfit = tuple(name for name in names if self._lacks(name))

    def methods(self, name: str, all_of_them: bool = True) -> tuple[str, ...]:
        """Start methods of a mechanism: those named, else all or only the default."""
        supported = self._scope.strategies[name].start_methods
        named = self._scope.start_methods
        if supported == (NO_START_METHOD,):
            return supported
        if named is not None:
            return tuple(method for method in named if method in supported)
        return supported if all_of_them else supported[:1]

    def skips(self) -> Iterator[Skip]:
        """What this platform or this Python does not have."""
        for name in self._unfit:
            if reason := self._scope.strategies[name].requires:
                yield Skip(name, reason)
        known = multiprocessing.get_all_start_methods()
        wanted = self._scope.start_methods or KNOWN_START_METHODS
        lacking = [method for method in wanted if method not in known]
        if lacking:
            yield Skip(
                f"start method {', '.join(lacking)}",
                f"this platform starts processes by {', '.join(known)} only.",
            )

    def _lacks(self, name: str) -> bool:
        return name in self._scope.strategies and bool(self._scope.strategies[name].requires)


def worker_counts(scope: Scope) -> tuple[int, ...]:
    """Those named; else one, and except in quick one per usable core, and in thorough up to 4."""
    if scope.workers:
        return scope.workers
    usable = scope.cores.usable
    counts = {"quick": (1,), "standard": (1, usable)}.get(
        scope.effort, (1, usable, 2 * usable, 4 * usable)
    )
    return tuple(dict.fromkeys(counts))
