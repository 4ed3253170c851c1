"""What is said of two versions: on a terminal, in a pull request, as annotations."""

import math
from collections.abc import Iterator
from typing import Any

from lightwork.core.changes import ALIKE, FASTER, Duet, VersionChange
from lightwork.core.decision import FAILED, INCONCLUSIVE, SLOWER
from lightwork.reporting.gate.github import workflow_command
from lightwork.reporting.output.markdown import markdown
from lightwork.reporting.text.figures import (
    count,
    listed,
    megabytes,
    percent,
    seconds_text,
    table,
    wrap,
)

DUET_HEADINGS = ("(workers)", "OLD", "NEW against it [95 %]", "verdict")
#: Of memory, where slower and faster are no words.
_OF_BYTES = {SLOWER: "more", FASTER: "less"}
#: What is said of those that do not fail, where not all are equivalent.
_SAID = {SLOWER: "Worse by less than what fails", FASTER: "Better", INCONCLUSIVE: "Inconclusive"}


def duet_lines(duet: Duet, old: str, new: str) -> Iterator[str]:
    """For a terminal of 80 columns."""
    yield from wrap("", duet_sentence(duet), "")
    yield ""
    yield f"OLD: {old}"
    yield f"NEW: {new}"
    yield ""
    yield from table(DUET_HEADINGS, [*_rows(duet)])
    yield ""
    yield from wrap("", how(duet), "")


def duet_sentence(duet: Duet) -> str:
    """The outcome, in a sentence or two."""
    failing = duet.failing
    if failing:
        slower = all(one.verdict == SLOWER and not one.in_bytes for one in failing)
        clauses = "; ".join(_clause(duet, one) for one in failing)
        return f"NEW is {'slower' if slower else 'worse'}: {clauses}."
    unconfirmed = [one.name for one in duet.changes if one.is_worse_than(duet.over)]
    if unconfirmed:
        text = listed(unconfirmed)
        return f"NEW passes: {text} came out worse, but not when measured again."
    found = {text: _of(duet, verdict) for verdict, text in _SAID.items()}
    parts = [f"{text}: {listed(names)}" for text, names in found.items() if names]
    if not parts:
        return f"NEW passes: it is equivalent to OLD (within {percent(ALIKE)}) in all of it."
    return f"NEW passes: nothing is shown to be worse. {'. '.join(parts)}."


def _of(duet: Duet, verdict: str) -> list[str]:
    return [one.name for one in duet.changes if one.verdict == verdict]


def how(duet: Duet) -> str:
    """How it was measured, and what the words mean."""
    ran, items = duet.items
    what = f"all {items:,} items" if ran == items else f"{ran:,} of {items:,} items"
    blocks, more = duet.blocks
    again = f", then {more} for what was worse" if more else ""
    return (
        f"Measured on {what}, {count(blocks, 'time')}{again}, in {duet.seconds:.0f} s. NEW "
        "against OLD [interval, 95 % for all rows together]. Slower: "
        f"the interval lies above 0; equivalent: within {percent(ALIKE)}. Import and first call, "
        "which a process pays once, fail only from 1 ms more on."
    )


def duet_summary(duet: Duet, old: str, new: str) -> str:
    """The same as Markdown, for a pull request."""
    lines = [
        f"**{markdown(duet_sentence(duet))}**",
        "",
        f"OLD: {markdown(old)}, NEW: {markdown(new)}",
        "",
    ]
    lines += [f"| {' | '.join(DUET_HEADINGS)} |", f"| {' | '.join(['---'] * len(DUET_HEADINGS))} |"]
    lines += [f"| {' | '.join(map(markdown, row))} |" for row in _rows(duet)]
    return "\n".join([*lines, "", markdown(how(duet)), ""])


def duet_annotations(duet: Duet) -> Iterator[str]:
    """Workflow commands: an error for each quantity that fails, and what came out."""
    for one in duet.failing:
        yield workflow_command("error", f"{_word(one)}: {one.name}", _clause(duet, one))
    yield workflow_command("notice", "lightwork duet", duet_sentence(duet))


def duet_values(duet: Duet) -> dict[str, Any]:
    """Plain values for a file; what is not known is None."""
    return {
        "passed": not duet.failing,
        "over": duet.over,
        "blocks": list(duet.blocks),
        "items": list(duet.items),
        "seconds": duet.seconds,
        "changes": [
            _values(one)
            | {
                "fails": one in duet.failing,
                "again": _values(duet.again[one.name]) if one.name in duet.again else None,
            }
            for one in duet.changes
        ],
    }


def _values(one: VersionChange) -> dict[str, Any]:
    value, low, high = (None if math.isnan(number) else number for number in one.times)
    return {
        "name": one.name,
        "unit": "bytes" if one.in_bytes else "seconds",
        "old": one.old,
        "new": None if math.isnan(one.new) else one.new,
        "ratio": {"value": value, "low": low, "high": high},
        "verdict": one.verdict,
        "reason": one.failed,
    }


def _rows(duet: Duet) -> Iterator[tuple[str, ...]]:
    for one in duet.changes:
        name = one.name.replace(" workers)", ")")
        yield _row(one, name, _figure(one))
        if one.name in duet.again:
            yield _row(duet.again[one.name], "  measured again", "")


def _row(one: VersionChange, name: str, old: str) -> tuple[str, ...]:
    if one.verdict == FAILED:
        return name, old, "fails", FAILED
    return name, old, _change_text(one), _word(one)


def _change_text(one: VersionChange) -> str:
    """``+4.9 % [+1.6, +9.9]``."""
    value, low, high = (_signed(100 * (times - 1)) for times in one.times)
    return f"{value} % [no interval]" if math.isnan(one.ratio.low) else f"{value} % [{low}, {high}]"


def _signed(percents: float) -> str:
    """``+4.9``; what rounds to zero has no sign."""
    text = f"{percents:+.1f}"
    return "0.0" if text in ("-0.0", "+0.0") else text


def _figure(one: VersionChange) -> str:
    if math.isnan(one.old):
        return "–"
    return megabytes(one.old) if one.in_bytes else seconds_text(one.old)


def _word(one: VersionChange) -> str:
    return _OF_BYTES.get(one.verdict, one.verdict) if one.in_bytes else one.verdict


def _clause(duet: Duet, one: VersionChange) -> str:
    if one.verdict == FAILED:
        return f"{one.name} fails ({one.failed})"
    again = duet.again.get(one.name)
    more = "" if again is None else f", measured again {_change_text(again)}"
    return f"{one.name} {_change_text(one)}{more}"
