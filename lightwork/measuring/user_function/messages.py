"""What is said as a user's function is measured: how it stands, or why it cannot be, in a sentence.

Texts may hold pieces of the user's code; they are short and on one line (`launcher.faults`).
"""

import signal
from collections.abc import Callable
from typing import Any

from lightwork.core.candidate import API_NAMES, Candidate, workers_text
from lightwork.measuring.launcher.requests import WRONG, CallOutcome, Lost
from lightwork.measuring.launcher.side_effects import CONNECTS
from lightwork.measuring.race.race import RaceResult
from lightwork.measuring.user_function.request import UserFunctionRequest

#: By what was going on when the user's code went wrong.
_FAULTS = {
    "import": "{name}: importing its file raised {at}. Mend it, or put what the file does under "
    '`if __name__ == "__main__":`.',
    "waits": "{name}: importing its file starts worker processes and waits for them ({text}), who "
    'import it, too. Put that under `if __name__ == "__main__":`.',
    "items": "--items {items}: raised {at}. Give a list, a count, or a function without arguments.",
    "not callable": "{text}. Name a function that takes one item.",
    "arity": "{text}; it is called with one item. Wrap it in a function of one argument, for "
    "example `def work(item): return FUNCTION(*item)`.",
    "needs star": "{text}; it is called with one item. Its items are tuples of arguments: add "
    "--star.",
    "starred arity": "{text}; --star calls it with the parts of an item. Mend the items, or leave "
    "it out.",
    "star": "--star: {text}. Give tuples, or leave it out.",
    "gives a function": "{text}. Name a function that calls it: what is to be measured is the "
    "answer.",
    "check": "--check: raised {at}. Give FILE.py:CHECK, a function (item, result).",
    "run": "{name} raised {at} on item {number} ({value}).",
    "call": "{name} raised {at} in the serial loop.",
}


#: Said where two forks gave the same answer, and one process two different ones.
REPEATED_DRAWS = (
    "Forked workers repeat each other's random numbers: two of them gave the same answer, which "
    "one process never does. Make a generator in each call, seeded by the item, as "
    "`numpy.random.default_rng(number)` or `random.Random(number)`."
)


def fault_text(fault: dict[str, Any], request: UserFunctionRequest) -> str:
    """What the user's code did wrong, and what to do."""
    where = fault["where"]
    if where == "effects":
        return _effect_text(fault, request)
    text = _FAULTS[where].format(
        name=request.function.text,
        items=request.items.text,
        number=fault.get("item", -1),
        value=fault.get("value"),
        text=fault["text"],
        at=f"{fault['text']} ({fault['place']})" if fault.get("place") else fault["text"],
    )
    if where not in ("run", "call"):
        return text
    if fault["kind"] == "SystemExit":
        return f"{text} It calls sys.exit, which would end a worker: return or raise instead."
    return f"{text} Leave that item out, or let the function answer it."


def _effect_text(fault: dict[str, Any], request: UserFunctionRequest) -> str:
    """What its first call was about to do, or has done, that cannot be undone."""
    name, effect, what = request.function.text, fault["effect"], fault["name"]
    began = f"{name} {effect} ({what}), and a measurement calls it about a hundred times an item."
    if fault["prevented"]:
        began += " It was stopped before it did."
    else:
        began += " It was stopped after one call."
    copies = "Give it a stand-in on this host" if effect == CONNECTS else "Let it work on copies"
    return f"{began} {copies}, or allow it: --allow-effects."


def lost_text(lost: Lost, request: UserFunctionRequest) -> str:
    """It hung, ended its process, or was killed, when it was called for the first time."""
    at, name = f"at item {lost.item}", request.function.text
    if lost.hung:
        return (
            f"{name} has not come back after {request.item_limit:g} s {at}: it waits for ever, or "
            "takes longer. Give a quicker item, or allow more: --item-limit SECONDS."
        )
    if lost.code >= 0:
        return (
            f"{name} ended its process with exit code {lost.code} {at} (os._exit?): a worker "
            "would be lost so. Return or raise instead."
        )
    names = {one.value: one.name for one in signal.Signals}
    killer = names.get(-lost.code, f"signal {-lost.code}")
    remedy = "Mend it, or leave the item out."
    if killer == "SIGKILL":
        remedy = "If the system did it for want of memory: give smaller items."
    elif killer == "SIGSEGV":
        remedy = "Extension code crashed: `python -X faulthandler` shows where."
    return f"{name} was killed by {killer} {at}. {remedy}"


def loop_failed_text(outcome: CallOutcome, request: UserFunctionRequest, repeats: bool) -> str:
    """The serial loop itself went wrong: by other answers than before, or otherwise.

    ``repeats``: forked processes draw the same random numbers.
    """
    if outcome.fault is not None:
        return fault_text(outcome.fault, request)
    name = request.function.text
    if outcome.status == WRONG and request.check is not None:
        return f"--check does not accept the serial loop's own answer ({outcome.text}). Mend one."
    if outcome.status == WRONG:
        return random_text(request, repeats, outcome.text)
    return f"the serial loop over {name} did not end as it did before: {outcome.text}"


def random_text(request: UserFunctionRequest, repeats: bool, example: str = "") -> str:
    """Its answers differ from call to call; ``repeats``: those of forked processes do not."""
    seen = f" ({example})" if example else ""
    drawn = f" {REPEATED_DRAWS}" if repeats else ""
    return (
        f"{request.function.text} answers differently from call to call{seen}: it is random, "
        "changes what it is given, or depends on its process (seed, hash seed, time). Parallel "
        "answers cannot be compared so: seed it from the item, or say what is right: --check "
        f"FILE.py:CHECK.{drawn}"
    )


def stage_text(result: RaceResult, decided: bool) -> str:
    """How a race stands, in a line: a first estimate, or what is recommended."""
    decision = result.decision
    best = decision.recommended if decided else decision.best
    text = "the serial loop"
    if isinstance(best, Candidate):
        speedup = decision.standing(best).speedup
        workers = workers_text(best.mechanism, best.workers)
        text = f"{API_NAMES[best.mechanism]}, {workers}, {speedup.value:.2f}×"
    blocks = f"{result.blocks} block{'s' * (result.blocks != 1)}"
    return f"{'recommendation' if decided else 'first estimate'} ({blocks}): {text}"


def stages_told(say: Callable[[str], None]) -> Callable[[RaceResult, bool], None]:
    """Says a first estimate and a recommendation, as soon as there is one, each once."""
    said: set[bool] = set()

    def tell(result: RaceResult, decided: bool) -> None:
        if decided not in said:
            said.add(decided)
            say(stage_text(result, decided))

    return tell
