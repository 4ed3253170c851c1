"""A measured function as cases of the suite: pytest has a test for each, and saves them.

The race is over before the first test begins. Each test hands the seconds of one entrant to
pytest-benchmark by a timer that tells them (its public option ``timer``), one round for each block.
"""

import hashlib
import importlib.util
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.core.candidate import NO_PROCESS, Candidate
from lightwork.core.intervals import Estimate, median_interval
from lightwork.core.record import (
    ADDED_KEY,
    BLOCK_KEY,
    CARRIED,
    CEILING,
    NULL_CONTROL,
    SCHEMA,
    SPEEDUP,
    STOPPED_KEY,
    Case,
)
from lightwork.core.verdict_json import estimate_values
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.run_plan import WholePlan
from lightwork.measuring.plan.speedup import Plan
from lightwork.measuring.race.race import AGAIN, LOOP, Entrant
from lightwork.measuring.user_function.gil_shares import kind_of
from lightwork.measuring.user_function.measure import MeasuredFunction

#: The size of a user's function, as its cases have it.
USER_SIZE = "own"


class UserFunction(NamedTuple):
    """What the suite needs of it."""

    measured: MeasuredFunction

    @property
    def name(self) -> str:
        """What the workload is called: ``job.work``."""
        return self.measured.request.function.name

    def entrants(self) -> dict[Case, Entrant]:
        """Each case that has rounds, and what it is in the race."""
        result = self.measured.result
        found = {one: entry for one, entry in result.entries.items() if entry.seconds}
        cases = {self._case(one): one for one in found if isinstance(one, Candidate)}
        null = {self._case(AGAIN): AGAIN} if AGAIN in found else {}
        return {**null, **cases}

    def plan(self) -> WholePlan:
        """A case for each entrant with rounds; what failed is left out with its reason."""
        failed = [
            Skip(one.key.id, one.reason)
            for one in self.measured.result.decision.standings
            if one.status == "failed" and isinstance(one.key, Candidate)
        ]
        cases = tuple(self.entrants())
        return WholePlan({SPEEDUP: Plan(cases, tuple(failed), self.measured.result.blocks)})

    def seconds(self, case: Case) -> list[float]:
        """Of each round."""
        return [*self.measured.result.entries[self.entrants()[case]].seconds.values()]

    def _case(self, one: Entrant) -> Case:
        if isinstance(one, Candidate):
            how = one.mechanism, one.start_method, one.workers, one.chunksize(self._items)
        else:
            how = NULL_CONTROL, NO_PROCESS, 1, self._items
        return Case(self.name, USER_SIZE, *how, "cold")

    @property
    def _items(self) -> int:
        return self.measured.sample.items

    def extra_info(self, case: Case) -> dict[str, Any]:
        """What is saved beside the seconds; lists have a value for each round."""
        measured, one = self.measured, self.entrants()[case]
        entries = measured.result.entries
        entry, loop, ceiling = entries[one], entries[LOOP].seconds, entries[CEILING].seconds
        blocks = [block for block in entry.seconds if block in loop]
        disturbed = [measured.disturbances[block] for block in blocks]
        has_ceiling = one != AGAIN and all(block in ceiling for block in blocks)
        workers = case.workers if case.start_method != NO_PROCESS else 1
        return {
            "schema": SCHEMA,
            "family": SPEEDUP,
            "kind": kind_of(measured.classified),
            "workload_version": _version(measured),
            "tasks": self._items,
            "peak_memory_bytes": None if math.isnan(entry.memory_bytes) else entry.memory_bytes,
            "distinct_workers": workers,
            "verified": True,
            "void": None,
            "warnings": list(entry.warnings),
            STOPPED_KEY: "settled" if not measured.result.decision.open else "budget",
            ADDED_KEY: 0,
            BLOCK_KEY: blocks,
            "reference_seconds": [loop[block] for block in blocks],
            **({"ceiling_seconds": [ceiling[block] for block in blocks]} if has_ceiling else {}),
            "order": ["rlc" if has_ceiling else "rc"] * len(blocks),
            "cpu_seconds": [entry.cpu_seconds[block] for block in blocks],
            "foreign_cpu_share": [one.foreign_cpu_share for one in disturbed],
            "disturbed": [one.disturbed for one in disturbed],
            "disturbed_by": [", ".join(one.causes) for one in disturbed],
        }

    def describe(self) -> dict[str, Any]:
        """What is saved of the function: the value of ``own_function``, see `core.record`."""
        measured = self.measured
        request, looked, loaded = measured.request, measured.looked, measured.loaded
        source, found = request.items.target, measured.classified
        return {
            "workload": self.name,
            "function": request.function.text,
            "module": request.function.module,
            "attribute": request.function.attribute,
            "items": request.items.text,
            "items_module": source.module if source else None,
            "items_attribute": source.attribute if source else None,
            "items_form": loaded.form,
            "checked": request.check is not None,
            "items_read": loaded.items,
            "more_items": loaded.more,
            "round_items": self._items,
            "distinct_items": self._items,
            "item_seconds": _described(median_interval(looked.seconds)),
            "longest_item_seconds": max(looked.seconds),
            "mean_item_seconds": measured.result.loop_seconds.value / self._items,
            "class": found.name,
            "sure": found.sure,
            "shares": {name: _described(share) for name, share in found.shares.items()},
            "reason": found.reason or "",
            "own_workers": found.own_workers,
            "bytes_in": looked.bytes_in,
            "bytes_out": looked.bytes_out,
            "import_seconds": loaded.seconds,
            "import_bytes": loaded.memory_bytes,
            "worker_bytes": None,
            "refusals": {what: looked.refusals.get(what, "") for what in CARRIED},
            "effects": {name: seen["count"] for name, seen in looked.effects.items()},
            "import_effects": {name: seen["count"] for name, seen in loaded.effects.items()},
            "printed_bytes": looked.printed,
            "differs": "",
            "modes": {},
            "probe_seconds": measured.timing.final,
            "default_start_method": measured.host.default_start_method,
            "timing": measured.timing._asdict(),
        }


def recorded_timer(seconds: Sequence[float]) -> Callable[[], float]:
    """A clock for pytest-benchmark: 0 as a round begins, its seconds as it ends."""
    readings = iter([reading for one in seconds for reading in (0.0, one)])

    def recorded() -> float:
        return next(readings)

    return recorded


def _version(measured: MeasuredFunction) -> str:
    """Hash of the source file of the function: another hash, another work."""
    target = measured.request.function
    file = target.file
    if not file:
        spec = importlib.util.find_spec(target.module.partition(".")[0])
        file = (spec.origin if spec is not None else None) or ""
    source = Path(file).read_bytes() if Path(file).is_file() else target.text.encode()
    return hashlib.sha256(source).hexdigest()[:12]


def _described(estimate: Estimate) -> dict[str, float | int | None]:
    return {**estimate_values(estimate), "rounds": estimate.rounds}
