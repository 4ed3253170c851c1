"""A verdict on a user's function as it is printed: a sentence, one table, what else to know, code.

Made of the values of ``verdict.json`` alone, so that the command, a report and who reads the file
say the same. Standard library only: the command has its answer in seconds.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lightwork.core.candidate import NO_PROCESS, PROCESS, THREADED, api_name, workers_text
from lightwork.core.decision import (
    ALL_FAILED,
    BEST,
    EQUIVALENT,
    FAILED,
    INCONCLUSIVE,
    NO,
    UNDECIDED,
    YES,
)
from lightwork.core.intervals import FEWEST_VALUES
from lightwork.reporting.text.figures import (
    TERMINAL_WIDTH,
    count,
    megabytes,
    seconds_text,
    times,
    wrap,
)
from lightwork.reporting.text.names import starts_as_usual

#: Lines of an answer without its code: the table has as many rows as that leaves; these at least,
#: and at most. The others are counted.
MOST_ANSWER_LINES, FEWEST_ROWS, MOST_ROWS = 16, 3, 8
RERUN_FUNCTION = "Rerun on an idle machine or with a longer --time-budget."
#: Why some rows have no interval.
FEW_ROUNDS = (
    f"(rounds): fewer than {FEWEST_VALUES} give no interval; what is clearly slower leaves early."
)
#: Seconds; what saves less is worth the change only where it runs often.
SMALL_SAVING = 1.0
HEADING_OF_MEMORY = "memory"
TABLE_HEADINGS = (
    "",
    "mechanism",
    "workers",
    "chunk",
    "time",
    "speedup [95 %]",
    HEADING_OF_MEMORY,
    "vs. best",
)
MEMORY = TABLE_HEADINGS.index(HEADING_OF_MEMORY)
TO_THE_RIGHT = [TABLE_HEADINGS.index(name) for name in ("workers", "chunk", "time")] + [MEMORY]
#: Threads that reach this share of as many processes, in %, do not keep each other waiting; below
#: the other one they do, whatever the noise.
UNCONTENDED, CONTENDED = 85, 67
_SHARES = {"gil": "holding the GIL", "native": "computing without the GIL", "waits": "waiting"}
Values = Mapping[str, Any]


def answer_lines(verdict: Values) -> Iterator[str]:
    """All that is said, without the code; no line is longer than 80 columns but by long names."""
    notes = [*(f"Note: {alarm}" for alarm in verdict["alarms"]), sentence(verdict)]
    first = [line for text in notes for line in _folded(text)]
    failed = [line for text in failure_texts(verdict) for line in _folded(text)]
    facts = [line for text in fact_texts(verdict) for line in _folded(text)]
    around = 7  # empty lines before and after, headings, the serial loop, some lines below
    left = MOST_ANSWER_LINES - around - len(first) - len(failed) - len(facts)
    yield from first
    yield ""
    yield from table_lines(verdict, min(MOST_ROWS, max(FEWEST_ROWS, left)))
    yield from failed
    yield ""
    yield from facts


def mechanism_text(choice: Values, default: str) -> str:
    """``Pool.map (spawn), 2 workers, chunks of 8``; ``default``: the usual start method."""
    workers = workers_text(choice["mechanism"], choice["workers"])
    size = _chunk_text(choice)
    return f"{mechanism_name(choice, default)}, {workers}{size and f', chunks of {size}'}"


def _chunk_text(choice: Values) -> str:
    """A process of its own gets its share at once: that is no chunk."""
    one_share = choice["chunksize"] == 1 or choice["mechanism"] == PROCESS
    return "" if one_share else f"{choice['chunksize']:,}"


def _took(verdict: Values, one: Values) -> str:
    """Seconds of the serial loop over the speedup, which is the median of ratios within blocks.

    Medians of seconds would not agree with it to the last digit.
    """
    loop = _number(verdict["loop_seconds"]["value"])
    return seconds_text(loop / _number(one["speedup"]["value"]))


def mechanism_name(choice: Values, default: str) -> str:
    """The mechanism as it is written in code, with its start method where that is not usual."""
    mechanism, method = str(choice["mechanism"]), choice["start_method"]
    name = api_name(mechanism)
    return name if starts_as_usual(method, default) else f"{name} ({method})"


def sentence(verdict: Values) -> str:
    """What to use, in one or two sentences; seconds are those of the items that were run."""
    run, items = verdict["items_run"], verdict["items"]
    part = f" for {run:,} of {items:,} items" if run < items else ""
    loop = seconds_text(_number(verdict["loop_seconds"]["value"]))
    default = verdict["default_start_method"]
    chosen = _chosen(verdict)
    best = verdict["candidates"][0] if verdict["candidates"] else None
    if chosen is not None:
        name, gain = mechanism_text(chosen, default), ratio_text(chosen["speedup"])
        took = f"{loop} → {_took(verdict, chosen)}{part}"
        if verdict["worth_it"] == YES:
            return f"Recommended: {name}: {gain} ({took})."
        return (
            f"Probably {name}: {gain} ({took}); that it gains nothing is not ruled out. "
            f"{RERUN_FUNCTION}"
        )
    tried = ""
    if best is not None and best["status"] != FAILED:
        name, gain = mechanism_text(best, default), ratio_text(best["speedup"])
        tried = f" The fastest of the others is {name}: {gain}."
    if verdict["worth_it"] == NO:
        return f"Recommended: the serial loop ({loop}{part}). Don't parallelise this job.{tried}"
    return (
        f"Inconclusive: keep the serial loop ({loop}{part}).{tried} {_what_would_decide(verdict)}"
    )


def _chosen(verdict: Values) -> Values | None:
    """What is recommended; None for the serial loop."""
    return next((one for one in verdict["candidates"] if one["recommended"]), None)


def _what_would_decide(verdict: Values) -> str:
    assert verdict["worth_it"] == INCONCLUSIVE
    if verdict["reason"] == ALL_FAILED:
        return f"Why: {ALL_FAILED}, for the reasons below."
    return f"Why: {verdict['reason']}. {RERUN_FUNCTION}"


def ratio_text(speedup: Values) -> str:
    """``1.87× [1.80, 1.93]``."""
    value = times(_number(speedup["value"]))
    if speedup["low"] is None:
        return f"{value} [no interval]"
    low, high = (times(speedup[name])[:-1] for name in ("low", "high"))
    return f"{value} [{low}, {high}]"


def table_lines(verdict: Values, most: int = MOST_ROWS) -> Iterator[str]:
    """One row for each way that was tried, the fastest first."""
    default = verdict["default_start_method"]
    rows: list[tuple[str, ...]] = [TABLE_HEADINGS]
    loop = seconds_text(_number(verdict["loop_seconds"]["value"]))
    serial = "" if _chosen(verdict) else ">"
    rows.append((serial, "serial loop", "1", "", loop, "1×", "", "recommended" if serial else ""))
    measured = [one for one in verdict["candidates"] if one["status"] != FAILED]
    shown = _shown(measured, most)
    rows += [_row(verdict, one, default, alone=bool(serial)) for one in shown]
    lines = [*_aligned(rows)]
    yield from lines
    if hidden := len(measured) - len(shown):
        yield f"  and {hidden} more"
    yield from _words_of_the_table(shown)
    if HEADING_OF_MEMORY in lines[0] and any(one["start_method"] != NO_PROCESS for one in shown):
        yield "Memory: peak of all processes; what forked ones share is counted in each."


def _words_of_the_table(shown: Sequence[Values]) -> Iterator[str]:
    equivalent = [one for one in shown if one["status"] == EQUIVALENT]
    within = "equivalent (within 5 %)"
    if any(one["recommended"] for one in equivalent):
        yield f"Recommended is the simplest of those {within} to the fastest."
    elif equivalent:
        yield f"{within.capitalize()}: shown to be at most 5 % slower than the fastest."
    if any(one["status"] == UNDECIDED for one in shown):
        yield "Undecided: too close to the fastest to call."
    if any(one["speedup"]["low"] is None for one in shown):
        yield FEW_ROUNDS


def failure_texts(verdict: Values) -> Iterator[str]:
    """Who failed, a sentence for each reason."""
    default = verdict["default_start_method"]
    by_reason: dict[str, list[Values]] = {}
    for one in verdict["candidates"]:
        if one["status"] == FAILED:
            by_reason.setdefault(one["reason"], []).append(one)
    for reason, failed in by_reason.items():
        names = [mechanism_text(one, default) for one in failed]
        if len(failed) > 1:
            names = list(dict.fromkeys(mechanism_name(one, default) for one in failed))
        yield f"Failed: {', '.join(names)}: {reason}"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """In columns, but for those that have nothing in them; without memory, the least needed, where
    all would be wider than a terminal."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    shown = [column for column in range(len(widths)) if any(row[column] for row in rows[1:])]
    if sum(widths[column] + 1 for column in shown) - 1 > TERMINAL_WIDTH and MEMORY in shown:
        shown.remove(MEMORY)
    for row in rows:
        cells = [
            row[column].rjust(widths[column])
            if column in TO_THE_RIGHT
            else row[column].ljust(widths[column])
            for column in shown
        ]
        yield " ".join(cells).rstrip()


def _shown(measured: Sequence[Values], most: int) -> list[Values]:
    """The first of all, the recommended one, then the fastest of each mechanism."""
    first = [one for one in measured if one["recommended"] or one["status"] in (BEST, EQUIVALENT)]
    names: set[str] = {one["mechanism"] for one in first}
    rest = [one for one in measured if one not in first]
    leaders = []
    for one in rest:
        if one["mechanism"] not in names:
            names.add(one["mechanism"])
            leaders.append(one)
    others = [one for one in rest if one not in leaders]
    kept = [*first, *leaders, *others][:most]
    return [one for one in measured if one in kept]


def _row(verdict: Values, one: Values, default: str, alone: bool) -> tuple[str, ...]:
    memory, bounded = _number(one["memory_bytes"]), one["speedup"]["low"] is not None
    value = times(_number(one["speedup"]["value"]))
    best = "fastest other" if alone else "fastest"  # recommended is the loop
    status = best if one["status"] == BEST else one["status"]
    stands = "recommended" if one["recommended"] else status
    return (
        ">" if one["recommended"] else "",
        mechanism_name(one, default),
        str(one["workers"]),
        _chunk_text(one),
        _took(verdict, one),
        ratio_text(one["speedup"]) if bounded else f"{value} ({count(one['blocks'], 'round')})",
        "" if math.isnan(memory) else megabytes(memory),
        stands,
    )


def fact_texts(verdict: Values) -> Iterator[str]:
    """What else is to be known, each a sentence or two."""
    yield from gain_texts(verdict)
    shares = verdict["class"]["shares"]
    if shares:
        parts = [
            f"{100 * one['value']:.0f} % {_SHARES[name]}"
            for name, one in shares.items()
            if one["value"] >= 0.05
        ]
        held = shares["gil"]["value"] > 0.5 and not _may_threads_gain(verdict)
        so = ", so threads do not help" if held else ""
        yield f"Time in {verdict['function']}: {', '.join(parts)}{so}."
    if beside := verdict["class"].get("threads_of_processes"):
        yield _contention_text(beside)
    ceiling, even = verdict["ceiling"], verdict["break_even_interval"]
    if ceiling is not None and ceiling["low"] is not None and ceiling["low"] > 1:
        cores = verdict["cores"]
        yield (
            f"{cores} independent processes, started beforehand, reached {ratio_text(ceiling)}: "
            "the most that this host allowed meanwhile."
        )
    if even is not None and even["low"] is not None:
        low, high = (seconds_text(even[name]) for name in ("low", "high"))
        yield (
            f"{api_name(verdict['break_even_mechanism'])} pays where the serial loop takes "
            f"{seconds_text(even['value'])} [{low}, {high}] or more."
        )
    yield from (text for text in verdict["warnings"] if text not in verdict["alarms"])


def _may_threads_gain(verdict: Values) -> bool:
    """Whether threads may be as fast as the best: then nothing is said against them."""
    return verdict["worth_it"] != NO and any(
        one["mechanism"] in THREADED and one["status"] in (BEST, EQUIVALENT, UNDECIDED)
        for one in verdict["candidates"]
    )


def _contention_text(beside: Values) -> str:
    """``beside``: what threads reach without a GIL as a share of as many processes.

    Threads that left the race early, as hopeless, have no interval.
    """
    value, low, high = (100 * _number(beside[name]) for name in ("value", "low", "high"))
    between = "no interval" if math.isnan(low) else f"{low:.0f}, {high:.0f}"
    if low >= UNCONTENDED:
        so = "they do not contend"
    elif high < UNCONTENDED or (math.isnan(high) and value < CONTENDED):
        so = "they contend, for a lock or for objects that all of them use"
    else:
        so = f"whether they contend is {INCONCLUSIVE}"
    reached = f"Without the GIL threads reached {value:.0f} % [{between}]"
    return f"{reached} of what as many processes did: {so}."


def gain_texts(verdict: Values) -> Iterator[str]:
    """What it comes to on all items, whether that is much, and why this start method."""
    chosen = _chosen(verdict)
    whole = _number(verdict["all_items_seconds"])
    if verdict["items_run"] < verdict["items"]:
        yield _forecast_text(verdict, chosen)
    if chosen is None:
        return
    saved = whole * (1 - 1 / _number(chosen["speedup"]["value"]))
    if saved < SMALL_SAVING:
        yield f"It saves {seconds_text(saved)} a run: worth the change only if it runs often."
    method, default = chosen["start_method"], verdict["default_start_method"]
    if starts_as_usual(method, default):
        return
    usual = [
        one
        for one in verdict["candidates"]
        if (one["mechanism"], one["start_method"]) == (chosen["mechanism"], default)
    ]
    if any(one["status"] == FAILED for one in usual):
        yield f"Why {method}: with {default}, the default start method, it failed."
    elif usual:
        reached = ratio_text(usual[0]["speedup"])
        yield f"Why {method}: with {default}, the default start method, it reaches {reached}."


def _forecast_text(verdict: Values, chosen: Values | None) -> str:
    """``chosen``: what is recommended; None for the serial loop."""
    whole, all_items = verdict["all_items_interval"], f"all {verdict['items']:,} items"
    if verdict["all_items_not_forecast"]:
        return f"No forecast for {all_items}: {verdict['all_items_not_forecast']}."
    low, high = (seconds_text(whole[name]) for name in ("low", "high"))
    took = seconds_text(whole["value"])
    text = f"The serial loop over {all_items} takes about {took} (90 % interval: {low} to {high})"
    if chosen is None:
        return f"{text}."
    reached = seconds_text(whole["value"] / _number(chosen["speedup"]["value"]))
    return f"{text}, and as recommended about {reached} or less."


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _folded(text: str) -> list[str]:
    return wrap("", text, "  ")
