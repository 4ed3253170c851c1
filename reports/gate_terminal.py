"""The gate as lines for a terminal: at most a screenful."""

from collections.abc import Iterator

from reports.folding import folded, section
from reports.gate import Compared, Gate
from reports.gate_remedy import again, remedy, untold
from reports.gate_words import change_between, corrected, counts, needed, notes, title
from reports.matching import NEW, NOT_COMPARABLE, Unmatched
from reports.wording import count

#: Most cases of each sort that are printed; the others are counted.
MOST_FAILING, MOST_UNTOLD, MOST_OTHERS = 10, 6, 3
INDENT = "    "


def lines(gate: Gate) -> Iterator[str]:
    """What came out, what fails, what can't be told and what would tell it."""
    for why in gate.untrusted:
        words = f"Null control failed, so no change is told. {why}. Measure both sides again"
        yield from folded("! ", words, "  ")
    yield title(gate)
    yield from folded("  ", counts(gate), INDENT)
    yield from folded("  ", corrected(gate), INDENT)
    for note in notes(gate):
        yield from folded("  ", note, INDENT)
    yield from _some("FAILS", [_failing(row) for row in gate.failing], MOST_FAILING)
    yield from _some("CAN'T TELL", [_untold(row, gate) for row in untold(gate)], MOST_UNTOLD)
    for outcome in (NOT_COMPARABLE, NEW):
        found = [row for row in gate.unmatched if row.outcome == outcome]
        shown = [f"{row.family}: {row.case.id}: {row.why}" for row in found]
        yield from _some(outcome.upper(), shown, MOST_OTHERS)
    command = remedy(gate)
    if command:
        yield from folded("", f"TO TELL MORE: {again(gate)}:", INDENT)
        yield f"  {command}"


def _some(heading: str, words: list[str], most: int) -> Iterator[str]:
    """The first ``most`` under a heading; how many more there are in gate.md."""
    yield from section(heading, (("", text) for text in words[:most]), "  ", INDENT)
    if len(words) > most:
        yield f"  and {count(len(words) - most, 'more case')}, in gate.md"


def _failing(row: Compared | Unmatched) -> str:
    if isinstance(row, Unmatched):
        return f"{row.outcome}  {row.family}: {row.case.id}: {row.why}"
    return f"{row.outcome}  {row.family}: {row.case.id}: {change_between(row.change.together)}"


def _untold(row: Compared, gate: Gate) -> str:
    shown = f"{row.family}: {row.case.id}: {change_between(row.change.estimate)}"
    return f"{shown}, {needed(row, gate)}"
