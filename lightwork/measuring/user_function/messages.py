"""How a look that went wrong is told: what, where, got, expected, what to do; one sentence or two.

Every text here may hold words of the user's code; they are short and on one line (`faults`).

What was found out about an own function, as lines for the terminal before the plan.

The report says the same with what was measured (`lightwork.reporting.user_function.verdict`); this
is for who waits.
"""

import signal
from collections.abc import Iterator, Mapping
from typing import Any

from lightwork.core.intervals import Estimate
from lightwork.measuring.user_function.child.process import EndedChild
from lightwork.measuring.user_function.child.request import BEGIN, IMPORT, ITEMS, PICKLE, RUN_ITEMS
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
_SHARE_WORDS = {
    GIL_SHARE: "under the GIL",
    NATIVE_SHARE: "native without it",
    WAITING_SHARE: "waiting",
}


def facts_lines(facts: Facts) -> Iterator[str]:
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
    return f"class: {CLASS_NAMES[found.name]}{doubt} ({shares})"


def _named(names: list[str]) -> str:
    return f", {', '.join(names)}" if names else ""


_DOING = {
    BEGIN: "while Python started",
    IMPORT: "while its file was imported",
    ITEMS: "while --items was read",
    PICKLE: "while function and items were pickled",
    RUN_ITEMS: "",
}


def outcome_of_trial(
    ended: EndedChild, asked: UserFunctionRequest, how: str = ""
) -> dict[str, Any]:
    """What a look found. Raises `Refused` with the right words where it failed.

    ``how``: in which company the function was run, such as "in two threads at once".
    """
    if ended.outcome is None:
        raise Refused(_never_came(ended, asked, how))
    if "refused" in ended.outcome:
        raise Refused(str(ended.outcome["refused"]))
    if "fault" in ended.outcome:
        raise Refused(fault_text(ended.outcome["fault"], asked, how))
    return ended.outcome


def _never_came(ended: EndedChild, asked: UserFunctionRequest, how: str) -> str:
    """It hung, ended its process, or was killed."""
    at = _at(ended, how)
    name = asked.function.text
    if ended.hung:
        limit = f"{asked.item_limit:g} s"
        return (
            f"{name} has not come back after {limit} {at}: it waits for ever, or takes longer. "
            "Give a quicker item, or allow more: --item-limit SECONDS."
        )
    if ended.code >= 0:
        return (
            f"{name} ended its process with exit code {ended.code} {at} (os._exit?): a worker "
            "would be lost so. Return or raise instead."
        )
    try:
        killer = signal.Signals(-ended.code).name
    except ValueError:
        killer = f"signal {-ended.code}"
    remedy = "Mend it, or leave the item out."
    if killer == "SIGKILL":
        remedy = "If the system did it for want of memory: give smaller items."
    elif killer == "SIGSEGV":
        remedy = "Extension code crashed: `python -X faulthandler` shows where."
    return f"{name} was killed by {killer} {at}. {remedy}"


def _at(ended: EndedChild, how: str) -> str:
    doing = _DOING.get(ended.place.phase, "")
    if doing:
        return doing
    return how or f"at item {ended.place.item}"


def fault_text(fault: dict[str, Any], asked: UserFunctionRequest, how: str = "") -> str:
    """What the user's code did wrong, and what to do."""
    name, words = asked.function.text, fault.get("words", "")
    place = f" ({fault['place']})" if fault.get("place") else ""
    if fault["where"].startswith("check"):
        return _check_words(fault, words + place)
    match fault["where"]:
        case "import":
            guard = 'put what the file does under `if __name__ == "__main__":`'
            return f"{name}: importing its file raised {words}{place}. Mend it, or {guard}."
        case "items":
            return (
                f"--items {asked.items.text}: raised {words}{place}. Give a list, a count, or a "
                "function without arguments."
            )
        case "not callable":
            return f"--workload: {words}. Name a function that takes one item."
        case "arity":
            return (
                f"{words}; it is called with one item. Wrap it in a function of one argument, "
                "for example `def work(item): return FUNCTION(*item)`."
            )
        case "answers":
            item = f"item {fault['item']}: {words}"
            cause = "state that threads share" if "thread" in how else "the process that it is in"
            return f"{name} gives other answers {how}: {item}. It depends on {cause}."
    return _raised(fault, name, how, place)


def _check_words(fault: dict[str, Any], words: str) -> str:
    number = fault.get("item", -1)
    if fault["where"] == "checked":
        return (
            f"--check does not accept the serial loop's own answer to item {number}, {words}. "
            "Mend the check, or the function."
        )
    if number < 0:
        return f"--check: raised {words}. Give FILE.py:CHECK, a function (item, result)."
    return (
        f"--check raised {words} on item {number}: it must take (item, result) and give True or "
        "False, or raise AssertionError."
    )


def _raised(fault: dict[str, Any], name: str, how: str, place: str) -> str:
    number = fault.get("item", -1)
    item = f"item {number} ({fault['value']})" if number >= 0 else "an item"
    company = f" {how}" if how else ""
    remedy = "Leave that item out, or let the function answer it."
    if fault.get("kind") == "SystemExit":
        remedy = "It calls sys.exit, which would end a worker: return or raise instead."
    return f"{name} raised {fault['words']}{place} on {item}{company}. {remedy}"


def differing_text(repeated: Mapping[str, Any], asked: UserFunctionRequest) -> str:
    """The function gives two answers to one item, and no check says what is right."""
    one, other = repeated["answers"]
    cause = {
        "run again": "it is random, changes its items, or depends on what was called before",
        "another process": "it depends on its process (random seed, hash seed, time, pid)",
    }[repeated["how"]]
    return (
        f"{asked.function.text} gave {one} and then {other} for item {repeated['item']} "
        f"({repeated['how']}): {cause}. Parallel answers cannot be compared so: seed it from the "
        "item, or say what is right: --check FILE.py:CHECK."
    )
