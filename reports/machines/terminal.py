"""A comparison as lines for a terminal of 100 columns, 66 at most; summary.md has the rest."""

from collections.abc import Iterator, Sequence

from reports.folding import folded
from reports.machines.words import ComparisonWords, KindWords, Said

#: Most lines in all, and of each part.
MOST = 66
MOST_ALARMS, MOST_MACHINES, MOST_REFUSED, MOST_TRUST, MOST_HISTORIES = 3, 8, 3, 5, 3
ELSEWHERE = "in summary.md"
INDENT = " " * 6


def lines(words: ComparisonWords) -> list[str]:
    """What is printed; advice takes what room the rest leaves."""
    before, after = _before(words, in_full=True), [*_after(words)]
    if len(before) + len(after) > MOST:
        before = _before(words, in_full=False)
    room = MOST - len(before) - len(after)
    return [*before, *_advice(words.kinds, room), *after]


def _before(words: ComparisonWords, *, in_full: bool) -> list[str]:
    return [*_head(words), *_machines(words, in_full=in_full), *_kinds(words)]


def _after(words: ComparisonWords) -> Iterator[str]:
    yield from _history(words)
    yield from _refused(words)
    yield from _trust(words)


def _head(words: ComparisonWords) -> Iterator[str]:
    yield words.title
    yield from folded("", words.verdict, "  ")
    for alarm in words.alarms[:MOST_ALARMS]:
        yield from folded("! ", alarm, "  ")
    for machine in words.interpreters:
        yield from folded("", machine.finding, "  ")
        yield from folded("", machine.alone, "  ")


def _machines(words: ComparisonWords, *, in_full: bool) -> Iterator[str]:
    """All that is said of each where there is room, else a line of each: what differs is at the
    end, and the same of most machines at the start."""
    yield "MACHINES"
    if in_full and len(words.machines) <= MOST_MACHINES:
        for topic, text in words.machines:
            yield from folded(f"  {topic}: ", text, INDENT)
    else:
        yield from _cut([_one_line(one) for one in words.machines], MOST_MACHINES)


def _kinds(words: ComparisonWords) -> Iterator[str]:
    """Two lines for each kind of work: these are what was asked."""
    if not words.kinds:
        return
    if words.baseline:
        yield from folded("", f"WHICH FOR WHICH WORK (baseline: {words.baseline})", "  ")
    else:
        yield "ALL RUNS TOGETHER (the plain loop; the shortest case)"
    core, whole = ("per core", "whole") if words.baseline else ("alone", "shortest")
    for kind in (*words.kinds, *([words.overall] if words.overall else [])):
        yield f"  {kind.heading}"
        yield from folded(f"    {core}: ", kind.per_core, INDENT)
        yield from folded(f"    {whole}: ", kind.whole, INDENT)


def _advice(kinds: Sequence[KindWords], room: int) -> list[str]:
    """What to use where, as far as there is room."""
    told = [kind for kind in kinds if kind.advice]
    found = ["WHAT TO USE THERE"] if told else []
    for kind in told:
        found.append(f"  {kind.heading}")
        for one in kind.advice:
            found += folded(f"    {one.topic}: ", one.text, INDENT)
    if len(found) > room:
        found = [*found[: max(room - 1, 0)], f"  and more, {ELSEWHERE}"]
    return found if room > 1 else []


def _history(words: ComparisonWords) -> Iterator[str]:
    if words.histories:
        yield "OVER TIME"
        yield from _cut([_one_line(one) for one in words.histories], MOST_HISTORIES)


def _refused(words: ComparisonWords) -> Iterator[str]:
    if words.refused:
        yield "NOT COMPARED"
        yield from _cut([_one_line(one) for one in words.refused], MOST_REFUSED)


def _trust(words: ComparisonWords) -> Iterator[str]:
    yield "HOW SURE"
    for topic, text in words.trust[:MOST_TRUST]:
        yield from folded(f"  {topic}: ", text, INDENT)


def _one_line(one: Said, start: str = "  ") -> str:
    """A topic and its text on one line, cut where the terminal ends."""
    found = folded(start, f"{one.topic}: {one.text}", INDENT)
    return found[0] if len(found) == 1 else f"{found[0][:98]} …"


def _cut(found: Sequence[str], most: int) -> Iterator[str]:
    yield from found[:most]
    if len(found) > most:
        yield f"  and {len(found) - most} more, {ELSEWHERE}"
