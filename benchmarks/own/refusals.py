"""How a look that went wrong is told: what, where, got, expected, what to do; one sentence or two.

Every text here may hold words of the user's code; they are short and on one line (`faults`).
"""

import signal
from collections.abc import Mapping
from typing import Any

from benchmarks.own.asked import Asked
from benchmarks.own.board import BEGIN, IMPORT, ITEMS, PICKLE, RUN
from benchmarks.own.child_process import Ended
from benchmarks.own.targets import Refused

_DOING = {
    BEGIN: "while Python started",
    IMPORT: "while its file was imported",
    ITEMS: "while --items was read",
    PICKLE: "while function and items were pickled",
    RUN: "",
}


def outcome_of(ended: Ended, asked: Asked, how: str = "") -> dict[str, Any]:
    """What a look found. Raises `Refused` with the right words where it failed.

    ``how``: in which company the function was run, such as "in two threads at once".
    """
    if ended.outcome is None:
        raise Refused(_never_came(ended, asked, how))
    if "refused" in ended.outcome:
        raise Refused(str(ended.outcome["refused"]))
    if "fault" in ended.outcome:
        raise Refused(fault_words(ended.outcome["fault"], asked, how))
    return ended.outcome


def _never_came(ended: Ended, asked: Asked, how: str) -> str:
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


def _at(ended: Ended, how: str) -> str:
    doing = _DOING.get(ended.place.phase, "")
    if doing:
        return doing
    return how or f"at item {ended.place.item}"


def fault_words(fault: dict[str, Any], asked: Asked, how: str = "") -> str:
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


def differing_words(repeated: Mapping[str, Any], asked: Asked) -> str:
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
