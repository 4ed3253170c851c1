"""The verdict as lines for a terminal."""

from collections.abc import Iterator

from lightwork.core.candidate import PROCESS, api_name
from lightwork.core.decision import INCONCLUSIVE
from lightwork.core.places import REPORT
from lightwork.reporting.text.figures import TERMINAL_WIDTH, count, section, table, wrap
from lightwork.reporting.text.verdict_model import (
    MORE_MAY_GAIN,
    MOST_TRIED,
    NOTHING,
    STATES_SAID,
    Best,
    CostLine,
    KindVerdict,
    Verdict,
    WorkVerdict,
    answer_words,
)

VERDICT_INDENT = " " * 18
EQUIVALENT_TO_BEST = "equivalent (within 5 %)"
ANSWERS = ("type of work", "use", "speedup [95 %]", "up to", "pays from")
STATES_NOTE = f"×: speedup over the serial loop [95 % confidence interval]. {STATES_SAID}"
#: Topic of a cost -> what it is called where there is room for four.
MAIN_COSTS = {
    "First start, 1 worker": "first start",
    "Dispatch, many": "dispatch a task",
    "Transfer 1 MiB": "carry 1 MiB",
    "A shared update": "shared update",
}
OF_PROCESSES = f" ({api_name(PROCESS)})"
#: The line of `Trust.lines` that is printed where there is room for one.
MAIN_TRUST = "A/A check"
WORKERS = "HOW MANY WORKERS (serial fraction: 0 is ideal, 1 is no gain at all)"
ALONE = "WHAT THE MECHANISM ALONE COSTS (no recommendation)"
SMALL = "MINIMUM TASK LENGTH (break-even at 50 % of the ceiling, and 90 % of it)"
COSTS = "OVERHEADS (transfers, updates: total time; others: added to a plain call)"
CLAIMS = "WHAT THE TEXTBOOKS SAY, CHECKED HERE (figures: times, with intervals)"


def verdict_lines(verdict: Verdict, full: bool = False) -> Iterator[str]:
    """The verdict, one printable line each: in short, and in ``full`` what supports it."""
    yield verdict.title
    for alarm in verdict.trust.alarms:
        yield from wrap("! ", alarm, "  ")
    if own := verdict.own:
        lines = [*own.lines, ("CODE TO PASTE", own.where)]
        yield from section(f"YOUR FUNCTION {own.function}", lines, "  {:15} ", VERDICT_INDENT)
        yield from (f"    | {line}".rstrip() for line in own.code.splitlines())
    else:
        yield from _answers(verdict)
    if not verdict.kinds and not verdict.costs and not verdict.scaling and not verdict.sweeps:
        yield NOTHING
    if full:
        yield from _support(verdict)
    else:
        yield from _main_costs(verdict)
        yield from _main_trust(verdict)


def _answers(verdict: Verdict) -> Iterator[str]:
    """What to use for each kind of work."""
    rows = [
        (
            f"  but {row.works}" if number else kind.short,
            row.use + (MORE_MAY_GAIN if kind.more_may_gain and not number else ""),
            row.gain,
            row.up_to,
            row.pays_from,
        )
        for kind in verdict.kinds
        for number, row in enumerate(kind.answers)
    ]
    if rows:
        yield ""
        yield from table(ANSWERS, rows)
        yield from wrap("", " ".join(answer_words(verdict)), "")
        if any(kind.more_may_gain for kind in verdict.kinds):
            yield MOST_TRIED


def _main_costs(verdict: Verdict) -> Iterator[str]:
    """Four lines, each with as many ways as there is room for."""
    found = {line.topic: line for line in verdict.costs if line.entries}
    shown = {name: found[topic] for topic, name in MAIN_COSTS.items() if topic in found}
    if shown:
        yield ""
    for name, line in shown.items():
        texts = _brief(line)
        text = f"{name:15}  {texts[0]}" if texts else ""
        for more in texts[1:]:
            if len(text) + len(more) + 2 <= TERMINAL_WIDTH:
                text += f"; {more}"
        if text:
            yield text


def _brief(line: CostLine) -> list[str]:
    """What costs how much; where all of several are of processes, that goes without saying."""
    texts = [f"{one.name} {one.figure.value}" for one in line.entries if one.brief]
    if len(texts) > 1 and all(OF_PROCESSES in text for text in texts):
        return [text.replace(OF_PROCESSES, "") for text in texts]
    return texts


def _main_trust(verdict: Verdict) -> Iterator[str]:
    yield ""
    for topic, text in verdict.trust.lines:
        if topic == MAIN_TRUST:
            yield from wrap(f"{topic}: ", text, "  ")
    if verdict.trust.void:
        yield f"{count(len(verdict.trust.void), 'case')} gave no number: see --full."
    yield from wrap("", f"In detail, with all intervals: {REPORT} --full", "  ")
    if verdict.own is None:
        yield "Your own function: lightwork FILE.py:FUNCTION --items FILE.py:ITEMS"


def _support(verdict: Verdict) -> Iterator[str]:
    """All the rest."""
    if verdict.kinds:
        yield from wrap("", STATES_NOTE, "")
    for kind in verdict.kinds:
        yield from _kind(kind)
    yield from section(WORKERS, verdict.brief_scaling)
    for overhead in verdict.overhead:
        yield from section(ALONE, [("", overhead)], "", "  ")
    yield from _costs(verdict)
    yield from section(SMALL, verdict.granularity)
    yield from section("WHAT SETTINGS DO (×: times the serial loop)", verdict.sweeps)
    yield from _claims(verdict)
    yield "HOW SURE"
    for topic, text in verdict.trust.lines:
        yield from wrap(f"  {topic:14}", text, VERDICT_INDENT)
    yield from _missing(verdict)


def _kind(kind: KindVerdict) -> Iterator[str]:
    yield from wrap("", f"{kind.heading.upper()}: {kind.headline}", "  ")
    for note in kind.notes:
        yield from wrap("  - ", note, "    ")
    for work in kind.works:
        best = work.long or work.cold
        if best is not None:
            share = f", {best.share} of the ceiling" if best.share else ""
            figures = f"{best.name}: {best.speedup}{share}, {best.serial} → {best.seconds}"
            yield from wrap(f"  {work.name:15} ", figures, VERDICT_INDENT)
            yield from wrap("    ", _more(work, best), VERDICT_INDENT)


def _more(work: WorkVerdict, best: Best) -> str:
    """What else to know, in about one line: intervals of these figures are in summary.md."""
    parts = [
        f"{words}: {found[0]}{f' and {len(found) - 1} more' if len(found) > 1 else ''}"
        for words, found in ((EQUIVALENT_TO_BEST, best.equivalent), ("undecided", best.undecided))
        if found
    ]
    naive = work.over_naive
    parts.append(f"{naive.value} as fast as Pool()" if naive.interval else naive.value)
    if work.threads and work.threads not in (best.mechanism, *best.equivalent):
        reach = work.threads_reach
        parts.append(f"{work.threads}: {reach.value} ({reach.words})")
    if best.slowest:
        parts.append(best.slowest)
    if work.cold and work.long:
        parts.append(f"one call: {work.cold.name} {work.cold.speedup.value}")
    return "; ".join(parts)


def _costs(verdict: Verdict) -> Iterator[str]:
    """A line for each topic; what is left out here is in summary.md and on the page."""
    if verdict.costs:
        yield COSTS
    for line in verdict.costs:
        parts = _brief(line)
        # They are in order: which is cheapest must be said only where the order is not certain.
        parts += [f"cheapest: {INCONCLUSIVE}"] * (INCONCLUSIVE in line.cheapest and bool(parts))
        parts += [line.text] * bool(line.text)
        if parts:
            yield from wrap(f"  {line.topic:17} ", "; ".join(parts), " " * 20)
    whys = [entry.unbounded for line in verdict.costs for entry in line.entries if entry.unbounded]
    if whys:
        yield from wrap("  ", f"{count(len(whys), 'figure')} with {whys[0]}", "  ")


def _claims(verdict: Verdict) -> Iterator[str]:
    """A line for each claim that the run has a case of."""
    if verdict.claims:
        yield CLAIMS
    measured = [claim for claim in verdict.claims if claim.measured]
    for claim in measured:
        yield from wrap(f"  {claim.verdict:12}  ", f"{claim.text}: {claim.evidence}", " " * 16)
    if missing := len(verdict.claims) - len(measured):
        more = count(missing, "claim")
        yield f"  {INCONCLUSIVE:12}  not measured: {more} more, named in summary.md"


def _missing(verdict: Verdict) -> Iterator[str]:
    skipped, void = verdict.trust.skipped, verdict.trust.void
    for what, reason in skipped[:2]:
        yield from wrap("  Not run       ", f"{what}: {reason}", VERDICT_INDENT)
    if len(skipped) > 2:
        yield f"{VERDICT_INDENT}and {count(len(skipped) - 2, 'more reason')}, in summary.md"
    if void:
        text = f"{count(len(void), 'case')}: {void[0].text}"
        yield from wrap("  Void          ", text, VERDICT_INDENT)
