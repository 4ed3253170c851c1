"""A comparison as lines for a terminal of 100 columns, 66 at most; summary.md has the rest."""

from collections.abc import Iterator, Sequence

from lightwork.reporting.machines.text.model import ComparisonText, KindText
from lightwork.reporting.text.figures import section, wrap
from lightwork.reporting.text.verdict_model import LabelledText

#: Most lines in all, and of each part.
MOST_TERMINAL_LINES = 66
MOST_ALARM_LINES, MOST_MACHINES, MOST_REFUSED_LINES, MOST_TRUST, MOST_HISTORIES = 3, 8, 3, 5, 3
ELSEWHERE = "in summary.md"
COMPARISON_INDENT = " " * 6


def comparison_lines(text: ComparisonText) -> list[str]:
    """What is printed; advice takes what room the rest leaves."""
    head, kinds = [*_head(text)], [*_kinds(text)]
    after = [
        *_cut("OVER TIME", text.histories, MOST_HISTORIES),
        *_cut("NOT COMPARED", text.refused, MOST_REFUSED_LINES),
        *section("HOW SURE", text.trust[:MOST_TRUST], indent=COMPARISON_INDENT),
    ]
    # All that is said of each machine where there is room, else a line of each: what differs is at
    # the end, and the same of most machines at the start.
    machines = [*section("MACHINES", text.machines, indent=COMPARISON_INDENT)]
    taken = len(head) + len(kinds) + len(after)
    if len(text.machines) > MOST_MACHINES or taken + len(machines) > MOST_TERMINAL_LINES:
        machines = [*_cut("MACHINES", text.machines, MOST_MACHINES)]
    room = MOST_TERMINAL_LINES - taken - len(machines)
    return [*head, *machines, *kinds, *_advice(text.kinds, room), *after]


def _head(text: ComparisonText) -> Iterator[str]:
    yield text.title
    yield from wrap("", text.verdict, "  ")
    for alarm in text.alarms[:MOST_ALARM_LINES]:
        yield from wrap("! ", alarm, "  ")
    for machine in text.interpreters:
        yield from wrap("", machine.finding, "  ")
        yield from wrap("", machine.alone, "  ")


def _kinds(text: ComparisonText) -> Iterator[str]:
    """Two lines for each kind of work: these are what was asked."""
    if not text.kinds:
        return
    if text.baseline:
        yield from wrap("", f"WHICH FOR WHICH WORK (baseline: {text.baseline})", "  ")
    else:
        yield "ALL RUNS TOGETHER (the serial loop; the shortest case)"
    core, whole = ("per core", "whole") if text.baseline else ("alone", "shortest")
    for kind in (*text.kinds, *([text.overall] if text.overall else [])):
        yield f"  {kind.heading}"
        yield from wrap(f"    {core}: ", kind.per_core, COMPARISON_INDENT)
        yield from wrap(f"    {whole}: ", kind.whole, COMPARISON_INDENT)


def _advice(kinds: Sequence[KindText], room: int) -> list[str]:
    """What to use where, as far as there is room."""
    found = ["WHAT TO USE THERE"] if any(kind.advice for kind in kinds) else []
    for kind in kinds:
        uses = ((one.series, one.text) for one in kind.advice)
        found += section(f"  {kind.heading}", uses, "    {}: ", COMPARISON_INDENT)
    if len(found) > room:
        found = [*found[: max(room - 1, 0)], f"  and more, {ELSEWHERE}"]
    return found if room > 1 else []


def _cut(heading: str, lines: Sequence[LabelledText], most: int) -> Iterator[str]:
    """A heading, and a line for each of the first, cut where the terminal ends."""
    if lines:
        yield heading
    for topic, text in lines[:most]:
        first, *rest = wrap("  ", f"{topic}: {text}", COMPARISON_INDENT)
        yield f"{first[:98]} …" if rest else first
    if len(lines) > most:
        yield f"  and {len(lines) - most} more, {ELSEWHERE}"
