"""A measured function as cases of the suite: pytest has a test for each, and saves them.

The race is over before the first test begins. Each test hands the seconds of one entrant to
pytest-benchmark by a timer that tells them (its public option ``timer``), one round for each block.
Who failed in the race has a test that is skipped with the reason.
"""

import hashlib
import math
import sys
import uuid
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from lightwork.core.candidate import NO_PROCESS, Candidate
from lightwork.core.decision import FAILED, Decision
from lightwork.core.intervals import Estimate, median_interval
from lightwork.core.record import (
    BLOCK_KEY,
    CARRIED,
    CASE,
    CEILING,
    LIMIT,
    NULL_CONTROL,
    OUT_OF_TIME,
    REFERENCE,
    RUN_KEY,
    SCHEMA,
    SPEEDUP,
    STOPPED_KEY,
    USER_FUNCTION_KEY,
    Case,
)
from lightwork.core.verdict_json import estimate_values
from lightwork.measuring.host.machine import machine_facts, make_private
from lightwork.measuring.host.python import python_facts
from lightwork.measuring.host.skips import what_case
from lightwork.measuring.launcher.targets import Target
from lightwork.measuring.plan.run_plan import WholePlan
from lightwork.measuring.plan.speedup import Plan
from lightwork.measuring.race.race import AGAIN, LOOP, Entrant
from lightwork.measuring.user_function.gil_shares import kind_of
from lightwork.measuring.user_function.measure import MeasuredFunction
from lightwork.measuring.user_function.sample import item_seconds

#: The size of a user's function, as its cases have it.
USER_SIZE = "own"


class UserFunction:
    """What the suite needs of it."""

    def __init__(self, measured: MeasuredFunction) -> None:
        self.measured = measured
        result = measured.result
        standings = {one.key: one for one in result.decision.standings}
        candidates = {self._case(one): one for one in result.entries if isinstance(one, Candidate)}
        #: Why a case has no figures, of those that failed; some rounds may have gone well before.
        self.failed = {
            case: standings[one].reason
            for case, one in candidates.items()
            if standings[one].status == FAILED
        }
        #: Each case that has figures, and what it is in the race; first the null control.
        self.entrants: dict[Case, Entrant] = {
            **({self._case(AGAIN): AGAIN} if result.entries[AGAIN].seconds else {}),
            **{case: one for case, one in candidates.items() if case not in self.failed},
        }

    @property
    def name(self) -> str:
        """What the workload is called: ``job.work``."""
        return self.measured.request.function.name

    def plan(self) -> WholePlan:
        """A case for each entrant; those that failed come last."""
        cases = (*self.entrants, *self.failed)
        return WholePlan({SPEEDUP: Plan(cases, (), self.measured.result.blocks)})

    def seconds(self, case: Case) -> list[float]:
        """Of each round; none of a case that failed."""
        if case in self.failed:
            return []
        seconds = self.measured.result.entries[self.entrants[case]].seconds
        return [seconds[block] for block in self._blocks(case)]

    def _blocks(self, case: Case) -> list[int]:
        """The blocks in which both it and the serial loop ran."""
        entries = self.measured.result.entries
        one, loop = entries[self.entrants[case]].seconds, entries[LOOP].seconds
        return [block for block in one if block in loop]

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
        measured, one = self.measured, self.entrants[case]
        entries = measured.result.entries
        entry, loop, ceiling = entries[one], entries[LOOP].seconds, entries[CEILING].seconds
        blocks = self._blocks(case)
        disturbed = [measured.disturbances[block] for block in blocks]
        has_ceiling = one != AGAIN and all(block in ceiling for block in blocks)
        parts: dict[Entrant, str] = {LOOP: REFERENCE, one: CASE}
        if has_ceiling:
            parts[CEILING] = LIMIT
        return {
            "schema": SCHEMA,
            "family": SPEEDUP,
            "kind": kind_of(measured.classified),
            "workload_version": _version(measured),
            "tasks": self._items,
            "peak_memory_bytes": None if math.isnan(entry.memory_bytes) else entry.memory_bytes,
            "distinct_workers": None,  # nobody looks into the workers of a timed call
            "verified": True,
            "void": None,
            "warnings": list(entry.warnings),
            STOPPED_KEY: "settled" if not measured.result.decision.open else OUT_OF_TIME,
            BLOCK_KEY: blocks,
            "reference_seconds": [loop[block] for block in blocks],
            **({"ceiling_seconds": [ceiling[block] for block in blocks]} if has_ceiling else {}),
            "order": [
                "".join(parts[ran] for ran in measured.result.orders[block] if ran in parts)
                for block in blocks
            ],
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
        seconds = item_seconds(looked, measured.first_call)
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
            "star": request.star,
            "gives": looked.gives,
            "round_items": self._items,
            "distinct_items": self._items,
            "loop_parts": len(measured.sample.parts),
            "fresh": measured.fresh,
            "loop_seconds": _described(measured.result.loop_seconds),
            "item_seconds": _described(median_interval(seconds)),
            "longest_item_seconds": max(seconds),
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
            "default_start_method": measured.source.default_start_method,
            "timing": measured.timing._asdict(),
        }

    def decision(self) -> Decision | None:
        """What the race has decided, candidates by their cases; None where none has figures."""
        found = self.measured.result.decision
        if found.best is None:
            return None

        def case(key: Hashable) -> Case:
            assert isinstance(key, Candidate)
            return self._case(key)

        return found._replace(
            best=case(found.best),
            recommended=None if found.recommended is None else case(found.recommended),
            standings=tuple(one._replace(key=case(one.key)) for one in found.standings),
        )

    def saved_form(self, command: Sequence[str]) -> dict[str, Any]:
        """The values of a saved file, where nobody saves one: what a page is made of.

        ``command`` is what was typed.
        """
        measured = self.measured
        version = ".".join(map(str, measured.loaded.python))
        python = python_facts() | {
            "version": version,
            "gil": measured.looked.gil,
            "default_start_method": measured.source.default_start_method,
        }
        values = {
            "machine_info": {"machine": machine_facts(None), "python": python},
            "datetime": datetime.now(UTC).isoformat(),
            "benchmarks": [
                {
                    "params": case._asdict(),
                    "extra_info": self.extra_info(case),
                    "stats": {"data": self.seconds(case)},
                }
                for case in self.entrants
            ],
            RUN_KEY: {
                "schema": SCHEMA,
                "run_id": uuid.uuid4().hex,
                "effort": "quick",
                "repeated_rounds": 0,
                "command": [*command],
                "seconds": measured.timing.final,
                "inside_rounds_seconds": math.fsum(
                    took for case in self.entrants for took in self.seconds(case)
                ),
                "planned_cases": len(self.entrants) + len(self.failed),
                "finished": True,
                "skipped": [
                    {"what": what_case(SPEEDUP, case), "reason": reason}
                    for case, reason in self.failed.items()
                ],
                USER_FUNCTION_KEY: self.describe(),
            },
        }
        make_private(values)
        return values


def recorded_timer(seconds: Callable[[], Sequence[float]]) -> Callable[[], float]:
    """A clock for pytest-benchmark: 0 as a round begins, its seconds as it ends.

    ``seconds`` is asked at the first reading.
    """

    def readings() -> Iterator[float]:
        for one in seconds():
            yield from (0.0, one)

    told = readings()

    def perf_counter() -> float:  # pytest-benchmark saves a clock's name: the seconds are of this
        return next(told)

    return perf_counter


def _version(measured: MeasuredFunction) -> str:
    """Hash of the source file of the function: another hash, another work."""
    target = measured.request.function
    file = target.file or _file_of_module(target)
    source = Path(file).read_bytes() if Path(file).is_file() else target.text.encode()
    return hashlib.sha256(source).hexdigest()[:12]


def _file_of_module(target: Target) -> str:
    """Where a module is that was named; "" for one without a file. Imports nothing."""
    places: list[str] | None = [target.root, *sys.path]
    names = target.module.split(".")
    spec = None
    for number in range(1, len(names) + 1):
        spec = PathFinder.find_spec(".".join(names[:number]), places)
        places = spec.submodule_search_locations if spec is not None else []
        if spec is None:
            return ""
    return (spec.origin if spec is not None else None) or ""


def _described(estimate: Estimate) -> dict[str, float | int | None]:
    return {**estimate_values(estimate), "rounds": estimate.rounds}
