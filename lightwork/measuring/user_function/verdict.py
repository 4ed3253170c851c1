"""What was decided of a user's function, as plain values: ``verdict.json``, and what is printed."""

import math
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lightwork.core.candidate import ONE_BLAS, THREADS, Candidate
from lightwork.core.decision import LEAST_OFF, YES
from lightwork.core.intervals import Estimate, median_interval
from lightwork.core.record import CEILING, DISTURBED_BY
from lightwork.core.scripts import PLAIN_ANSWER, script
from lightwork.core.verdict_json import VERDICT_SCHEMA, decision_values, estimate_values
from lightwork.measuring.host.cores import count_cores
from lightwork.measuring.launcher.side_effects import OPENS_DATABASE
from lightwork.measuring.launcher.targets import NOTEBOOK
from lightwork.measuring.race.race import LOOP, RaceResult
from lightwork.measuring.save.journal_file import write_whole
from lightwork.measuring.user_function.measure import MeasuredFunction
from lightwork.measuring.user_function.messages import REPEATED_DRAWS

#: Share of disturbed blocks from which on that is said.
DISTURBED_BLOCKS = 0.25


def verdict_values(measured: MeasuredFunction) -> dict[str, Any]:
    """The whole verdict. Seconds are wall seconds, memory is in bytes; null is unknown."""
    result = measured.result
    decision = result.decision
    recommended = decision.recommended
    assert recommended is None or isinstance(recommended, Candidate)

    def describe(key: Any) -> dict[str, object]:
        return {
            "mechanism": key.mechanism,
            "workers": key.workers,
            "chunksize": key.chunksize(measured.loaded.items),
            "start_method": key.start_method,
        }

    values = decision_values(decision, describe)
    for standing, candidate in zip(decision.standings, _list(values["candidates"]), strict=True):
        candidate |= _figures(result, standing.key)
        candidate["recommended"] = standing.key == recommended
    return {
        "schema": VERDICT_SCHEMA,
        "function": measured.request.function.text,
        "items": measured.loaded.items,
        "items_run": measured.sample.items,
        "cores": measured.host.cores,
        "machine": machine_values(measured.loaded.python),
        "python": ".".join(map(str, measured.loaded.python)),
        "default_start_method": measured.source.default_start_method,
        **values,
        **_race_values(measured),
        "class": _class(measured),
        "bytes_in": measured.looked.bytes_in,
        "bytes_out": measured.looked.bytes_out,
        "import_seconds": measured.loaded.seconds,
        "code": script(measured.source, recommended),
        "alarms": [*_alarms(measured)],
        "warnings": [
            *_alarms(measured),
            *_on_the_measurement(measured),
            *_on_the_function(measured),
        ],
    }


def machine_values(python: Sequence[int] = ()) -> dict[str, object]:
    """What a verdict holds for: on another machine, or Python, another way may be best.

    ``python``: the version; none: this one.
    """
    return {
        "cores": count_cores().usable,
        "architecture": platform.machine(),
        "system": platform.system(),
        "python": ".".join(map(str, (python or sys.version_info)[:2])),
    }


def _race_values(measured: MeasuredFunction) -> dict[str, object]:
    """Figures of the race as a whole, and when it had which answer (seconds)."""
    result, timing = measured.result, measured.timing
    pays, break_even = _break_even(result)
    forecast = measured.all_items
    return {
        "loop_seconds": estimate_values(result.loop_seconds),
        "all_items_seconds": None if forecast.why_not else _finite(forecast.seconds.value),
        "all_items_interval": estimate_values(forecast.seconds),
        "all_items_not_forecast": forecast.why_not,
        "blocks": result.blocks,
        "a_a_check": estimate_values(result.control) if result.control else None,
        "ceiling": estimate_values(result.ceiling) if result.ceiling else None,
        "break_even_seconds": _finite(break_even.value) if break_even else None,
        "break_even_interval": estimate_values(break_even) if break_even else None,
        "break_even_mechanism": pays.mechanism if pays else None,
        "seconds": {
            "first_estimate": timing.first_estimate,
            "recommendation": timing.recommendation or timing.final,
            "final": timing.final,
        },
    }


def _figures(result: RaceResult, key: Any) -> dict[str, object]:
    entry = result.entries[key]
    return {
        "seconds": _finite(result.seconds_of(key)),
        "memory_bytes": _finite(entry.memory_bytes),
        "blocks": len(entry.seconds),
        "warnings": list(entry.warnings),
    }


def _list(values: object) -> list[dict[str, Any]]:
    assert isinstance(values, list)
    return values


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _class(measured: MeasuredFunction) -> dict[str, object]:
    found, beside = measured.classified, _threads_beside_processes(measured)
    return {
        "name": found.name,
        "sure": found.sure,
        "shares": {name: estimate_values(share) for name, share in found.shares.items()},
        "reason": found.reason,
        "waits": measured.host.waits,
        "gil": measured.looked.gil,
        "gil_turned_on_by": measured.looked.gil_turned_on_by or None,
        "threads_of_processes": estimate_values(beside) if beside else None,
    }


def _threads_beside_processes(measured: MeasuredFunction) -> Estimate | None:
    """What threads reach without a GIL, as a share of as many processes in the same blocks.

    What is missing to 1 they lose to each other: for a lock, or for memory that both write. These
    processes are the ceiling, or where the loop is too long for one the fastest of the candidates.
    None with a GIL, and where either was not measured.
    """
    entries, workers = measured.result.entries, min(measured.host.cores, measured.host.items)
    threads = entries.get(Candidate(THREADS, workers))
    if measured.looked.gil or threads is None:
        return None
    places = [one.key for one in measured.result.decision.standings]
    processes = [one for one in places if isinstance(one, Candidate) and one.processes == workers]
    rivals = (entries[CEILING], *(entries[one] for one in processes))
    beside = next((one.seconds for one in rivals if one.seconds), {})
    found = [beside[one] / took for one, took in threads.seconds.items() if one in beside]
    return median_interval(found) if found else None


def _break_even(result: RaceResult) -> tuple[Candidate, Estimate] | tuple[None, None]:
    """The candidate that pays first, and from which seconds of the serial loop on.

    That is the best one where it gains; else the best that starts processes, which is what the
    ceiling is of: threads that wait for each other never pay.

    A call takes ``a + S / c`` seconds for ``S`` of the loop, where ``c`` is the ceiling's speedup
    of the same block and ``a`` what is left, which is starting and handing out. It pays from
    ``a / (1 - 1 / c)`` on.
    """
    decision = result.decision
    places = [one.key for one in decision.standings if isinstance(one.key, Candidate)]
    gains = decision.worth_it == YES
    best = next((one for one in places if gains or one.processes), None)
    if best is None:
        return None, None
    loop, ceiling, taken = (result.entries[one].seconds for one in (LOOP, CEILING, best))
    found = [
        max(0.0, (taken[block] - ceiling[block]) / (1 - ceiling[block] / loop[block]))
        for block in sorted(loop.keys() & ceiling.keys() & taken.keys())
        if ceiling[block] < loop[block]
    ]
    return (best, median_interval(found)) if found else (None, None)


def _alarms(measured: MeasuredFunction) -> Iterator[str]:
    """What must be known before the figures are used, each a sentence."""
    result = measured.result
    causes = [one.causes for one in measured.disturbances if one.disturbed]
    if len(causes) > DISTURBED_BLOCKS * result.blocks:
        named = " and ".join(
            dict.fromkeys(DISTURBED_BY[cause] for some in causes for cause in some)
        )
        yield (
            f"{len(causes)} of {result.blocks} rounds were disturbed by {named}, so figures may "
            "be off."
        )
    if result.decision.off > 1 + LEAST_OFF:
        yield (
            f"A/A check failed: the serial loop timed twice gives the ratio "
            f"{result.decision.off:.2f}×, not 1×. Rerun on an idle machine."
        )

    if measured.repeats:
        yield REPEATED_DRAWS


def _on_the_measurement(measured: MeasuredFunction) -> Iterator[str]:
    sample, loaded = measured.sample, measured.loaded
    if sample.items < loaded.items:
        yield (
            f"Measured on {sample.items:,} of {loaded.items:,} items, spread evenly over the list, "
            "in chunks as much smaller. On all of them starting workers weighs less."
        )
    if sample.parts:
        yield (
            "Items are slow: the serial loop ran parts of them in turn, and its seconds are "
            "multiplied."
        )
    if loaded.more:
        yield f"Only the first {loaded.items:,} items were read."
    if measured.fresh is not None:
        yield f"Each call had a fresh interpreter: {measured.fresh}."


def _on_the_function(measured: MeasuredFunction) -> Iterator[str]:
    looked = measured.looked
    yield from _on_calls(measured)
    yield from _on_workers(measured)
    if looked.gil_turned_on_by:
        yield (
            f"{looked.gil_turned_on_by} turned the GIL on as it was loaded, so threads take turns. "
            "PYTHON_GIL=0 keeps it off, if that package can do without."
        )
    if looked.effects:
        seen = ", ".join(f"{name} ({one['count']}×)" for name, one in looked.effects.items())
        yield f"Beside answering it {seen}: see that parallel calls may do so."
    if looked.printed:
        yield f"It prints {looked.printed:,} bytes, beginning with {looked.output[:40]!r}."
    recommended = measured.result.decision.recommended
    if isinstance(recommended, Candidate) and recommended.mechanism in ONE_BLAS:
        yield "With one BLAS thread sums are added up in another order: last digits may differ."
    for warning in measured.result.entries[LOOP].warnings:
        yield f"It {warning}."


def _on_calls(measured: MeasuredFunction) -> Iterator[str]:
    """What its calls give and leave."""
    looked, function = measured.looked, measured.request.function
    if looked.gives != PLAIN_ANSWER:
        what = "iterated to its end" if "generator" in looked.gives else "awaited"
        yield f"It gives {_an(looked.gives)}: each is {what} in the measurement."
    if measured.first_call:
        yield (
            f"The first call in a process takes {measured.first_call:.2g} s longer than the next. "
            "Each new worker makes one: call it once before forking, or keep workers for several "
            "jobs."
        )
    if looked.cached:
        yield "Its answers are cached: measured is with an empty cache; workers do not share one."
    if function.text.partition(":")[0].endswith(NOTEBOOK):
        yield (
            "The code imports the notebook's cells as a module: save them as "
            f"{function.module}.py (`jupyter nbconvert --to script`)."
        )


def _on_workers(measured: MeasuredFunction) -> Iterator[str]:
    """What worker processes would not share, or cannot have."""
    looked = measured.looked
    if measured.host.processes is not None:
        yield f"No worker processes: {measured.host.processes}."
    elif looked.changes:
        yield (
            f"It changes {' and '.join(looked.changes)}: worker processes change copies of their "
            "own, and the caller's stay as they were."
        )
    if looked.threads_left:
        yield (
            "Its calls leave threads, which a process forked afterwards lacks and may wait for "
            "without end. Open a pool before the first call, or use spawn."
        )
    if OPENS_DATABASE in measured.loaded.effects:
        yield (
            "Importing its file opens a database: forked workers would share that connection, so "
            "open one in each (`initializer`)."
        )


def _an(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def write_verdict(values: Mapping[str, Any], path: str) -> None:
    """Write ``verdict.json`` in one step. Raises OSError; then nothing of it is left."""
    import json

    text = json.dumps(values, indent=1, allow_nan=False)
    write_whole(Path(path), f"{text}\n".encode())
