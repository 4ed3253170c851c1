"""What is said as a user's function is measured: how it stands, or why it cannot be, in a sentence.

Texts may hold pieces of the user's code; they are short and on one line (`launcher.faults`).
"""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from lightwork.core.candidate import API_NAMES, NO_PROCESS, ONE, SHARE, Candidate, workers_text
from lightwork.core.decision import BEST, Standing
from lightwork.measuring.launcher.requests import WRONG, CallOutcome, Lost
from lightwork.measuring.launcher.side_effects import CONNECTS
from lightwork.measuring.race.race import RaceResult
from lightwork.measuring.user_function.request import UserFunctionRequest

#: By what was going on when the user's code went wrong.
_FAULTS = {
    "import": "{name}: importing its file raised {at}. Mend it, or put what the file does under "
    '`if __name__ == "__main__":`.',
    "waits": "{name}: importing its file starts worker processes and waits for them ({text}). "
    'These import it, too. Put that under `if __name__ == "__main__":`.',
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


#: A terminal with fewer columns gets lines, as a file does.
LEAST_COLUMNS = 60
_CHUNKS = {ONE: "one by one", SHARE: "a share each"}

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
            f"{name} ended its process with exit code {lost.code} {at} (os._exit?), as it would "
            "end a worker. Return or raise instead."
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
        return (
            f"--check does not accept the serial loop's own answer ({outcome.text}). Mend either."
        )
    if outcome.status == WRONG:
        return random_text(request, repeats, outcome.text)
    said = outcome.text or outcome.status
    return f"the serial loop over {name} ended otherwise than before ({said}). Measure it again."


def random_text(request: UserFunctionRequest, repeats: bool, example: str = "") -> str:
    """Its answers differ from call to call; ``repeats``: those of forked processes do not."""
    seen = f" ({example})" if example else ""
    drawn = f" {REPEATED_DRAWS}" if repeats else ""
    return (
        f"{request.function.text} answers differently from call to call{seen}: it is random, "
        "changes what it is given, or depends on its process (seed, hash seed, time). Seed it from "
        f"the item, or say which answers are right: --check FILE.py:CHECK.{drawn}"
    )


def stage_text(result: RaceResult, decided: bool) -> str:
    """How a race stands, in a line: a first estimate, or what is recommended."""
    decision = result.decision
    best = decision.recommended if decided else decision.best
    text = "the serial loop"
    speedup = decision.standing(best).speedup if isinstance(best, Candidate) else None
    if not decided and speedup is not None and speedup.value < 1:
        text = "nothing is faster than the serial loop yet"
    elif isinstance(best, Candidate) and speedup is not None:
        workers = workers_text(best.mechanism, best.workers)
        text = f"{API_NAMES[best.mechanism]}, {workers}, {speedup.value:.2f}×"
    rounds = f"{result.blocks} round{'s' * (result.blocks != 1)}"
    return f"{'recommendation' if decided else 'first estimate'} ({rounds}): {text}"


@contextmanager
def race_shown(stream: IO[str]) -> Iterator[Callable[[RaceResult, bool], None]]:
    """What is to be called as a race goes on, to show on ``stream`` how it stands.

    On a terminal a table that is rewritten after each block, and is gone in the end; elsewhere a
    line for the first estimate, and one for the recommendation.
    """
    if not _can_rewrite(stream):
        yield _stages_told(stream)
        return
    table = _LiveTable(stream)
    try:
        yield table.show
    finally:
        table.clear()


def _can_rewrite(stream: IO[str]) -> bool:
    plain = os.environ.get("TERM", "dumb") == "dumb" or bool(os.environ.get("NO_COLOR"))
    wide = shutil.get_terminal_size().columns >= LEAST_COLUMNS
    return stream.isatty() and wide and not plain


def _stages_told(stream: IO[str]) -> Callable[[RaceResult, bool], None]:
    said: set[bool] = set()

    def tell(result: RaceResult, decided: bool) -> None:
        if decided not in said:
            said.add(decided)
            print(stage_text(result, decided), file=stream, flush=True)

    return tell


class _LiveTable:
    """Lines of a terminal that are rewritten."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._shown = 0

    def show(self, result: RaceResult, decided: bool) -> None:
        """Instead of what is shown."""
        columns, rows = shutil.get_terminal_size()
        lines = [line[: columns - 1] for line in live_lines(result, decided)][: rows - 2]
        self.clear()
        self._stream.write("".join(f"{line}\n" for line in lines))
        self._stream.flush()
        self._shown = len(lines)

    def clear(self) -> None:
        """The cursor is where the first line was, and nothing is below."""
        if self._shown:
            self._stream.write(f"\r\x1b[{self._shown}A\x1b[J")  # after a ^C, too
            self._stream.flush()
            self._shown = 0


def live_lines(result: RaceResult, decided: bool) -> Iterator[str]:
    """How it stands, and a row for each candidate, the fastest first."""
    yield f"{stage_text(result, decided)}, after {result.seconds:.0f} s"
    rows = [_live_row(one) for one in result.decision.standings]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()


def _live_row(one: Standing) -> tuple[str, str, str]:
    """Its state, its speedup so far, and the candidate: a narrow terminal cuts that."""
    assert isinstance(one.key, Candidate)
    mechanism, workers, method, chunks = one.key
    names = [API_NAMES[mechanism], workers_text(mechanism, workers)]
    if method != NO_PROCESS:
        names += filter(None, [method, _CHUNKS.get(chunks)])
    value, low, high = one.speedup[:3]
    text = f"{value:.2f}×" if one.speedup.rounds else ""
    if one.speedup.bounded:
        text += f" [{low:.2f}, {high:.2f}]"
    return "fastest" if one.status == BEST else one.status, text, ", ".join(names)
