"""The trials of an own function, in order, and what they amount to."""

import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from lightwork.core.record import CARRIED
from lightwork.measuring.launcher.side_effects import CHANGES_FOLDER
from lightwork.measuring.launcher.targets import Refused
from lightwork.measuring.plan.efforts import WAITING_KINDS
from lightwork.measuring.user_function.child.gil_sampler import GilSampler
from lightwork.measuring.user_function.child.process import EndedChild, run_trial
from lightwork.measuring.user_function.child.request import (
    ANSWERS_FILE,
    FIRST,
    ITEMS_FILE,
    MOST_ROUND_BYTES,
    SECOND,
    TWO_AT_ONCE_MODES,
    Request,
)
from lightwork.measuring.user_function.facts import Facts
from lightwork.measuring.user_function.gil_shares import Classified, classify, kind_of
from lightwork.measuring.user_function.messages import differing_text, outcome_of_trial
from lightwork.measuring.user_function.options import UserFunctionRequest
from lightwork.measuring.user_function.round_items import RoundSize, round_size

#: Seconds beyond the items' own that two workers may take to start.
POOL_START_SECONDS = 30.0
COMPANY = {
    "threads": "in two threads at once",
    "fork": "in forked workers",
    "forkserver": "in workers from a fork server",
    "spawn": "in spawned workers",
}
#: What a round may print, bytes: it is captured in every round of every case.
MOST_PRINTED = 100_000
#: Threads or processes that one call in so many may leave running: a pool that is made once and
#: stays is none of ours, one for each call would fill the host.
CALLS_PER_LEAK = 4
#: Blocks of the second trial: how many, and how long the function runs in each (seconds).
BLOCKS, BLOCK_SECONDS = 10, 0.15
#: The blocks of a function whose items take long are fewer, down to this many; below
#: `lightwork.core.intervals.FEWEST_VALUES` there is no interval.
FEWEST_BLOCKS, ALL_BLOCKS_SECONDS = 3, 8.0
#: Items in a round at most: more make the hand-out what is measured.
MOST_ROUND_ITEMS = 5_000


class WantedRound(NamedTuple):
    """What a round should be."""

    seconds: float  # of the serial loop
    fewest_items: int
    start_methods: tuple[str, ...]


class ProbedFunction(NamedTuple):
    """What is known, and pickles of items and answers; None where pickle does not carry them."""

    facts: Facts
    items: bytes | None
    answers: bytes | None


def probe(
    options: UserFunctionRequest, wanted: WantedRound, say: Callable[[str], None]
) -> ProbedFunction:
    """Try the function. Raises `Refused` where it cannot be measured."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="lightwork-own-") as folder:
        request = Request(
            FIRST,
            folder,
            options.function,
            options.items,
            options.check,
            fewest=wanted.fewest_items,
        )
        say(f"looking at {options.function.text} in child processes ...")
        facts = _facts(request, options, wanted)
        items, answers = (
            path.read_bytes() if (path := Path(folder, name)).is_file() else None
            for name in (ITEMS_FILE, ANSWERS_FILE)
        )
    facts = facts._replace(probe_seconds=time.monotonic() - start)
    return ProbedFunction(facts, items, answers)


def _facts(request: Request, options: UserFunctionRequest, wanted: WantedRound) -> Facts:
    """What the trials find, one after the other. Raises `Refused`."""
    ended = run_trial(request, options.item_limit)
    first = outcome_of_trial(ended, options)
    # More workers than items have nothing to do: no round is made for them.
    wanted = wanted._replace(fewest_items=min(wanted.fewest_items, first["items"]))
    size = size_of_round(first, wanted)
    refuse_harmful_side_effects(ended, first, size, options)
    request = request._replace(distinct=size.distinct)
    second, classified = _second_trial(request, first, options)
    size = with_waiting(size, classified, wanted)
    refusals = {what: why for what in CARRIED if (why := first[f"{what}_refusal"])}
    seconds = first["seconds"][: size.distinct]
    limit = options.item_limit + POOL_START_SECONDS + 2 * sum(seconds)
    modes, memory = _two_at_once(request, limit, options, wanted.start_methods, refusals)
    return Facts(
        options=options,
        items=first["items"],
        more=first["more"],
        form=first["form"],
        size=size,
        seconds=tuple(first["seconds"]),
        round_seconds=size.items * sum(seconds) / size.distinct,
        refusals=refusals,
        bytes_in=max(first["bytes_in"]),
        bytes_out=max(first["bytes_out"]),
        import_bytes=first["import_bytes"],
        effects=first["effects"],
        import_effects=first["import_effects"],
        printed=ended.printed,
        output=ended.output,
        classified=classified,
        import_seconds=(first["import_seconds"], second["import_seconds"]),
        differs=second["repeated"].get("how", ""),
        modes=modes,
        worker_bytes=memory,
    )


def size_of_round(first: Mapping[str, Any], wanted: WantedRound) -> RoundSize:
    """The items of a round, by what the first trial took and carried. Raises `Refused`."""
    saved = min(first["saved"], MOST_ROUND_ITEMS)
    if saved < min(2, len(first["seconds"])):
        raise Refused(
            f"the first item and its answer are {max(first['bytes_in'] + first['bytes_out']):,} "
            "bytes pickled, too large to be carried in every round: give a path or a key as item, "
            "let the function read it, and return a summary."
        )
    most = saved
    if saved == len(first["seconds"]):  # then they may be repeated, as far as they can be carried
        an_item = (sum(first["bytes_in"]) + sum(first["bytes_out"])) / saved
        most = max(saved, min(MOST_ROUND_ITEMS, int(MOST_ROUND_BYTES / max(an_item, 1))))
    return round_size(
        first["seconds"][:saved], first["items"], wanted.seconds, wanted.fewest_items, most
    )


def with_waiting(size: RoundSize, classified: Classified, wanted: WantedRound) -> RoundSize:
    """Of what waits, items for twice as many workers as cores (`plan.efforts`)."""
    if kind_of(classified) not in WAITING_KINDS:
        return size
    items = max(size.items, 2 * wanted.fewest_items)
    # Of a round that takes a few items again and again, the first half is no repeat of them.
    whole = size.loop == size.distinct and items % size.loop == 0
    return size._replace(items=items, loop=size.loop if whole else items)


def refuse_harmful_side_effects(
    ended: EndedChild, first: Mapping[str, Any], size: RoundSize, options: UserFunctionRequest
) -> None:
    """Raise `Refused` where the function would spoil what is measured after it."""
    name, calls = options.function.text, len(first["seconds"])
    per_item = ended.printed / calls
    if per_item * size.items > MOST_PRINTED:
        raise Refused(
            f"{name} prints {per_item:,.0f} bytes for an item (it begins: "
            f"{ended.output[:60]!r}), which would be most of what is measured: print less, or "
            "not at all."
        )
    if CHANGES_FOLDER in first["effects"]:
        raise Refused(
            f"{name} changes the current folder, which all threads of a process share, so the "
            "others would find no file: use whole paths instead of os.chdir."
        )
    for left, what, remedy in (
        (first["left_threads"], "threads", "join them, or use `with ThreadPoolExecutor()`"),
        (ended.strays, "processes", "wait for them, for example by subprocess.run"),
    ):
        if left * CALLS_PER_LEAK > calls:
            raise Refused(
                f"{name} left {left} {what} of its own running after {calls} calls, and each "
                f"round would add more: {remedy}."
            )


def stdout(text: str) -> None:
    """Say it at once: pytest captures nothing before the first test."""
    sys.stdout.write(f"own function: {text}\n")
    sys.stdout.flush()


def _second_trial(
    request: Request, first: Mapping[str, Any], options: UserFunctionRequest
) -> tuple[dict[str, Any], Classified]:
    """The answers again, and what the seconds are. Raises `Refused`."""
    typical = max(BLOCK_SECONDS, median(first["seconds"]))
    blocks = max(FEWEST_BLOCKS, min(BLOCKS, int(ALL_BLOCKS_SECONDS / typical)))
    request = request._replace(trial=SECOND, blocks=blocks, block_seconds=BLOCK_SECONDS)
    sampler = GilSampler()
    try:
        ended = run_trial(request, options.item_limit, sampler.watch)
    finally:
        sampler.close()
    second = outcome_of_trial(ended, options, "when it was run again")
    if second["repeated"] and options.check is None:
        raise Refused(differing_text(second["repeated"], options))
    return second, classify(sampler.samples, second["blocks"], sampler.reason)


def _two_at_once(
    request: Request,
    limit: float,
    options: UserFunctionRequest,
    start_methods: Sequence[str],
    refusals: Mapping[str, str],
) -> tuple[dict[str, str | None], float | None]:
    """Why two at once do not work, by how they are started; and the memory of a worker.

    Raises `Refused` where nothing works.
    """
    modes: dict[str, str | None] = {}
    memory = None
    for mode in TWO_AT_ONCE_MODES:
        if mode != "threads" and mode not in start_methods:
            continue
        if mode != "threads" and refusals:
            what, why = next(iter(refusals.items()))
            modes[mode] = f"pickle does not carry the {what}: {why}"
            continue
        try:
            ended = run_trial(request._replace(trial=mode), limit)
            memory = outcome_of_trial(ended, options, COMPANY[mode]).get("worker_bytes", memory)
            modes[mode] = None
        except Refused as refused:
            modes[mode] = str(refused)
    if None not in modes.values():
        raise Refused(modes["threads"])
    return modes, memory
