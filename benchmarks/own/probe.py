"""The looks at an own function, in order, and what they amount to."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.own.asked import Asked
from benchmarks.own.child_process import Ended, look
from benchmarks.own.facts import Facts
from benchmarks.own.gil_sampler import GilSampler
from benchmarks.own.harm import require_harmless
from benchmarks.own.refusals import differing_words, outcome_of
from benchmarks.own.request import ANSWERS_FILE, FIRST, ITEMS_FILE, SECOND, Request
from benchmarks.own.round_items import RoundSize, round_size
from benchmarks.own.shares import Classified, classify, kind_of
from benchmarks.own.sizes import MOST_ROUND_BYTES
from benchmarks.own.targets import Refused
from benchmarks.own.two_at_once import refusals_of, two_at_once
from benchmarks.worker_counts import WAITING_KINDS

#: Blocks of the second look: how many, and how long the function runs in each (seconds).
BLOCKS, BLOCK_SECONDS = 10, 0.15
#: The blocks of a function whose items take long are fewer, down to this many; below
#: `benchmarks.intervals.FEWEST` there is no interval.
FEWEST_BLOCKS, ALL_BLOCKS_SECONDS = 3, 8.0
#: Items in a round at most: more make the hand-out what is measured.
MOST_ROUND_ITEMS = 5_000


class Wanted(NamedTuple):
    """What a round should be."""

    seconds: float  # of the serial loop
    fewest_items: int
    start_methods: tuple[str, ...]


class Probed(NamedTuple):
    """What is known, and pickles of items and answers; None where pickle does not carry them."""

    facts: Facts
    items: bytes | None
    answers: bytes | None


def probe(asked: Asked, wanted: Wanted, say: Callable[[str], None]) -> Probed:
    """Look at the function. Raises `Refused` where it cannot be measured."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="manyhands-own-") as folder:
        request = Request(
            FIRST, folder, asked.function, asked.items, asked.check, fewest=wanted.fewest_items
        )
        say(f"looking at {asked.function.text} in child processes ...")
        ended = look(request, asked.item_limit)
        first = outcome_of(ended, asked)
        # More workers than items have nothing to do: no round is made for them.
        wanted = wanted._replace(fewest_items=min(wanted.fewest_items, first["items"]))
        size = _size(first, wanted)
        require_harmless(ended, first, size, asked)
        request = request._replace(distinct=size.distinct)
        second, classified = _second(request, first, asked)
        size = with_waiting(size, classified, wanted)
        modes, memory = two_at_once(request, first, asked, wanted.start_methods)
        items, answers = _pickled(folder, ITEMS_FILE), _pickled(folder, ANSWERS_FILE)
    facts = _facts(asked, ended, first, size)._replace(
        classified=classified,
        import_seconds=(first["import_seconds"], second["import_seconds"]),
        repeated=second["repeated"],
        modes=modes,
        worker_bytes=memory,
        probe_seconds=time.monotonic() - start,
    )
    return Probed(facts, items, answers)


def _facts(asked: Asked, ended: Ended, first: dict[str, Any], size: RoundSize) -> Facts:
    """What the first look alone says."""
    return Facts(
        asked=asked,
        items=first["items"],
        more=first["more"],
        form=first["form"],
        size=size,
        seconds=tuple(first["seconds"]),
        round_seconds=_loop_seconds(first, size),
        refusals=refusals_of(first),
        bytes_in=tuple(first["bytes_in"]),
        bytes_out=tuple(first["bytes_out"]),
        import_bytes=first["import_bytes"],
        effects=first["effects"],
        import_effects=first["import_effects"],
        printed=ended.printed,
        output=ended.output,
        strays=ended.strays,
    )


def with_waiting(size: RoundSize, classified: Classified, wanted: Wanted) -> RoundSize:
    """Of what waits, enough for twice as many workers as cores; see `benchmarks.worker_counts`."""
    if kind_of(classified) not in WAITING_KINDS:
        return size
    items = max(size.items, 2 * wanted.fewest_items)
    # Of a round that takes a few items again and again, the first half is no repeat of them.
    whole = size.loop == size.distinct and items % size.loop == 0
    return size._replace(items=items, loop=size.loop if whole else items)


def _pickled(folder: str, name: str) -> bytes | None:
    path = Path(folder, name)
    return path.read_bytes() if path.is_file() else None


def _size(first: dict[str, Any], wanted: Wanted) -> RoundSize:
    kept = min(first["kept"], MOST_ROUND_ITEMS)
    if kept < min(2, len(first["seconds"])):
        raise Refused(
            f"the first item and its answer are {max(first['bytes_in'] + first['bytes_out']):,} "
            "bytes pickled, too large to be carried in every round: give a path or a key as item, "
            "let the function read it, and return a summary."
        )
    most = kept
    if kept == len(first["seconds"]):  # then they may be repeated, as far as they can be carried
        an_item = (sum(first["bytes_in"]) + sum(first["bytes_out"])) / kept
        most = max(kept, min(MOST_ROUND_ITEMS, int(MOST_ROUND_BYTES / max(an_item, 1))))
    return round_size(
        first["seconds"][:kept], first["items"], wanted.seconds, wanted.fewest_items, most
    )


def _loop_seconds(first: dict[str, Any], size: RoundSize) -> float:
    seconds: list[float] = first["seconds"][: size.distinct]
    return size.items * sum(seconds) / size.distinct


def _second(
    request: Request, first: dict[str, Any], asked: Asked
) -> tuple[dict[str, Any], Classified]:
    """The answers again, and what the seconds are. Raises `Refused`."""
    typical = max(BLOCK_SECONDS, median(first["seconds"]))
    blocks = max(FEWEST_BLOCKS, min(BLOCKS, int(ALL_BLOCKS_SECONDS / typical)))
    sampler = GilSampler()
    try:
        ended = look(
            request._replace(look=SECOND, blocks=blocks, block_seconds=BLOCK_SECONDS),
            asked.item_limit,
            sampler.watch,
        )
    finally:
        sampler.close()
    second = outcome_of(ended, asked, "when it was run again")
    if second["repeated"] and asked.check is None:
        raise Refused(differing_words(second["repeated"], asked))
    return second, classify(sampler.samples, second["blocks"], sampler.reason)


def stdout(text: str) -> None:
    """Say it at once: pytest captures nothing before the first test."""
    sys.stdout.write(f"own function: {text}\n")
    sys.stdout.flush()
