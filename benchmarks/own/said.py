"""What was found out about an own function, as lines for the terminal before the plan.

The report says the same with what was measured (`reports.own_function`); this is for who waits.
"""

from collections.abc import Iterator

from benchmarks.intervals import Estimate
from benchmarks.own.facts import Facts
from benchmarks.own.shares import GIL, NATIVE, WAITS

CLASS_WORDS = {
    GIL: "holds the GIL",
    NATIVE: "computes without the GIL",
    WAITS: "waits",
    "mixed": "a mixture",
    "": "can't tell",
}
_SHARE_WORDS = {GIL: "under the GIL", NATIVE: "native without it", WAITS: "waiting"}


def lines(facts: Facts) -> Iterator[str]:
    """One line for each thing that was looked at."""
    yield f"{_items(facts)}"
    yield f"{_classified(facts)}"
    largest = max(facts.bytes_in, default=0), max(facts.bytes_out, default=0)
    refusals = [f"{what}: {why}" for what, why in facts.refusals.items() if why]
    if refusals:
        yield f"pickle does not carry the {'; the '.join(refusals)}: no worker processes"
    else:
        yield f"pickled: {largest[0]:,} bytes in, {largest[1]:,} bytes out for an item, at most"
    seconds = sorted(facts.import_seconds)[len(facts.import_seconds) // 2]
    yield f"importing its file: {1e3 * seconds:.0f} ms, {facts.import_bytes / 1e6:.1f} MB"
    for name, seen in facts.effects.items():
        yield f"it {name} ({seen['count']} times{_named(seen['names'])})"
    for name, seen in facts.import_effects.items():
        yield f"importing its file {name}{_named(seen['names'])}"
    if facts.printed:
        yield f"it prints {facts.printed:,} bytes, beginning with {facts.output[:60]!r}"
    for mode, reason in facts.modes.items():
        if reason and not refusals:
            yield f"not measured by {mode}: {reason}"
    yield f"looked at in {facts.probe_seconds:.0f} s"


def _items(facts: Facts) -> str:
    size, item = facts.size, facts.item_seconds
    more = " or more, of which no others are read" if facts.more else ""
    taken = f"a round takes the first {size.items}"
    if size.items > size.distinct:
        taken = f"a round takes {size.items}: the first {size.distinct} again and again"
    if size.repeats:
        taken += f", of which the plain loop beside it runs {size.loop}"
    longest = max(facts.seconds[: size.distinct]) / facts.round_seconds
    spread = f"the longest {100 * longest:.0f} % of a round"
    return f"{facts.items:,} items{more}, {_seconds(item)} each, {spread}; {taken}"


def _seconds(estimate: Estimate) -> str:
    size, unit = next(
        ((size, unit) for size, unit in ((1, "s"), (1e-3, "ms")) if estimate.value >= size),
        (1e-6, "µs"),
    )
    interval = f" [{estimate.low / size:.3g}, {estimate.high / size:.3g}]" * estimate.bounded
    return f"{estimate.value / size:.3g} {unit}{interval}"


def _classified(facts: Facts) -> str:
    found = facts.classified
    if not found.shares:
        return f"class: can't tell: {found.reason}"
    shares = ", ".join(
        f"{100 * one.value:.0f} % {_SHARE_WORDS[name]}" for name, one in found.shares.items()
    )
    doubt = "" if found.sure else ", not told from its neighbours"
    return f"class: {CLASS_WORDS[found.name]}{doubt} ({shares})"


def _named(names: list[str]) -> str:
    return f", {', '.join(names)}" if names else ""
