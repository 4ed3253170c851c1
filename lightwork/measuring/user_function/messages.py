"""What the terminal says of an own function: what was found out, or why it cannot be measured.

Facts come as lines before the plan; the report says the same with what was measured
(`lightwork.reporting.user_function.verdict`), this is for who waits. A trial that went wrong gives
one sentence or two: what, where, got, expected, what to do. Texts may hold pieces of the user's
code; they are short and on one line (`child.faults`).
"""

import signal
from collections.abc import Iterator, Mapping
from statistics import median_high
from typing import Any

from lightwork.core.intervals import Estimate
from lightwork.measuring.user_function.child.process import EndedChild
from lightwork.measuring.user_function.child.request import (
    BEGIN,
    IMPORT,
    ITEMS,
    PICKLE,
    TrialOutcome,
)
from lightwork.measuring.user_function.facts import Facts
from lightwork.measuring.user_function.gil_shares import GIL_SHARE, NATIVE_SHARE, WAITING_SHARE
from lightwork.measuring.user_function.options import UserFunctionRequest
from lightwork.measuring.user_function.targets import Refused

CLASS_NAMES = {
    GIL_SHARE: "holds the GIL",
    NATIVE_SHARE: "computes without the GIL",
    WAITING_SHARE: "waits",
    "mixed": "a mixture",
    "": "can't tell",
}
_SHARE_TEXTS = {
    GIL_SHARE: "under the GIL",
    NATIVE_SHARE: "native without it",
    WAITING_SHARE: "waiting",
}
_DOING = {
    BEGIN: "while Python started",
    IMPORT: "while its file was imported",
    ITEMS: "while --items was read",
    PICKLE: "while function and items were pickled",
}
#: By what was going on when the user's code went wrong.
_FAULTS = {
    "import": "{name}: importing its file raised {at}. Mend it, or put what the file does under "
    '`if __name__ == "__main__":`.',
    "items": "--items {items}: raised {at}. Give a list, a count, or a function without arguments.",
    "not callable": "--workload: {text}. Name a function that takes one item.",
    "arity": "{text}; it is called with one item. Wrap it in a function of one argument, for "
    "example `def work(item): return FUNCTION(*item)`.",
    "no check": "--check: raised {at}. Give FILE.py:CHECK, a function (item, result).",
    "check": "--check raised {at} on item {number}: it must take (item, result) and give True or "
    "False, or raise AssertionError.",
    "checked": "--check does not accept the serial loop's own answer to item {number}, {at}. Mend "
    "the check, or the function.",
    "answers": "{name} gives other answers{company}: item {number}: {text}. It depends on {cause}.",
    "run one": "{name} raised {at} on item {number} ({value}){company}.",
    "run some": "{name} raised {at} on an item{company}.",
}


def facts_lines(facts: Facts) -> Iterator[str]:
    """One line for each thing that was found out."""
    yield _items(facts)
    yield _classified(facts)
    refusals = "; the ".join(f"{what}: {why}" for what, why in facts.refusals.items())
    if refusals:
        yield f"pickle does not carry the {refusals}: no worker processes"
    else:
        largest = f"{facts.bytes_in:,} bytes in, {facts.bytes_out:,} bytes out"
        yield f"pickled: {largest} for an item, at most"
    milliseconds = 1e3 * median_high(facts.import_seconds)
    yield f"importing its file: {milliseconds:.0f} ms, {facts.import_bytes / 1e6:.1f} MB"
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
    longest = facts.longest_seconds / facts.round_seconds
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
        f"{100 * one.value:.0f} % {_SHARE_TEXTS[name]}" for name, one in found.shares.items()
    )
    doubt = "" if found.sure else ", not told from its neighbours"
    return f"class: {CLASS_NAMES[found.name]}{doubt} ({shares})"


def _named(names: list[str]) -> str:
    return f", {', '.join(names)}" if names else ""


def outcome_of_trial(
    ended: EndedChild, options: UserFunctionRequest, how: str = ""
) -> TrialOutcome:
    """What a trial found. Raises `Refused` with the reason where it failed.

    ``how``: in which company the function was run, such as "in two threads at once".
    """
    if ended.outcome is None:
        raise Refused(_lost_text(ended, options, how))
    if "refused" in ended.outcome:
        raise Refused(str(ended.outcome["refused"]))
    if "fault" in ended.outcome:
        raise Refused(fault_text(ended.outcome["fault"], options, how))
    return ended.outcome


def _lost_text(ended: EndedChild, options: UserFunctionRequest, how: str) -> str:
    """It hung, ended its process, or was killed."""
    at = _DOING.get(ended.place.phase) or how or f"at item {ended.place.item}"
    name = options.function.text
    if ended.hung:
        return (
            f"{name} has not come back after {options.item_limit:g} s {at}: it waits for ever, or "
            "takes longer. Give a quicker item, or allow more: --item-limit SECONDS."
        )
    if ended.code >= 0:
        return (
            f"{name} ended its process with exit code {ended.code} {at} (os._exit?): a worker "
            "would be lost so. Return or raise instead."
        )
    names = {one.value: one.name for one in signal.Signals}
    killer = names.get(-ended.code, f"signal {-ended.code}")
    remedy = "Mend it, or leave the item out."
    if killer == "SIGKILL":
        remedy = "If the system did it for want of memory: give smaller items."
    elif killer == "SIGSEGV":
        remedy = "Extension code crashed: `python -X faulthandler` shows where."
    return f"{name} was killed by {killer} {at}. {remedy}"


def fault_text(fault: dict[str, Any], options: UserFunctionRequest, how: str = "") -> str:
    """What the user's code did wrong, and what to do."""
    where, number = fault["where"], fault.get("item", -1)
    if where == "run":
        where = "run one" if number >= 0 else "run some"
    elif where == "check" and number < 0:
        where = "no check"
    text = _FAULTS[where].format(
        name=options.function.text,
        items=options.items.text,
        number=number,
        value=fault.get("value"),
        text=fault["text"],
        at=f"{fault['text']} ({fault['place']})" if fault.get("place") else fault["text"],
        company=f" {how}" if how else "",
        cause="state that threads share" if "thread" in how else "the process that it is in",
    )
    if not where.startswith("run"):
        return text
    if fault["kind"] == "SystemExit":
        return f"{text} It calls sys.exit, which would end a worker: return or raise instead."
    return f"{text} Leave that item out, or let the function answer it."


def differing_text(repeated: Mapping[str, Any], options: UserFunctionRequest) -> str:
    """The function gives two answers to one item, and no check says what is right."""
    one, other = repeated["answers"]
    cause = {
        "run again": "it is random, changes its items, or depends on what was called before",
        "another process": "it depends on its process (random seed, hash seed, time, pid)",
    }[repeated["how"]]
    return (
        f"{options.function.text} gave {one} and then {other} for item {repeated['item']} "
        f"({repeated['how']}): {cause}. Parallel answers cannot be compared so: seed it from the "
        "item, or say what is right: --check FILE.py:CHECK."
    )
