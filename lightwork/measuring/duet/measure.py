"""OLD and NEW in randomised blocks: each block has a launcher of its own for either.

Within a block each quantity is measured of both, one right after the other, in an order that is
drawn: duet benchmarking (L. Bulej, V. Horký, P. Tůma, F. Farquet, A. Prokopec, *Duet benchmarking*,
ICPE 2020), one after the other as cores may be few. What a process is dealt once is dealt anew in
each block, but the hash seed is the same for both.
"""

import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from statistics import median

from lightwork.core.candidate import GATHER, POOL, THREADS, Candidate, api_name, workers_text
from lightwork.core.changes import (
    TOGETHER,
    Duet,
    VersionChange,
    each_end,
    fewest_blocks,
    version_change,
)
from lightwork.core.decision import FAILED
from lightwork.core.rank_intervals import Shift
from lightwork.measuring.duet.versions import NEW_SIDE, OLD_SIDE, Version
from lightwork.measuring.host.cores import count_cores
from lightwork.measuring.launcher.client import LauncherLost, PrivateFolder, told_of_room
from lightwork.measuring.launcher.requests import OK, WRONG, CallOutcome, CallRequest
from lightwork.measuring.launcher.targets import Refused
from lightwork.measuring.race.candidates import first_candidates
from lightwork.measuring.race.course import JobSample, Launchers, Scripts
from lightwork.measuring.race.race import LOOP, SPARE_SECONDS, reason_of
from lightwork.measuring.user_function.prepare import (
    Prepared,
    expected_loop_seconds,
    host_of,
    look_at,
    source_for,
    told_as_refused,
)
from lightwork.measuring.user_function.sample import sample_of

#: The quantities beside the serial loop and mechanisms.
FIRST, IMPORT, PEAK_MEMORY = "first call in a process", "import of the file", "peak memory"
#: What a process pays once: a difference of less than so many seconds is nothing to fail for.
ONCE, LEAST_ONCE = (FIRST, IMPORT), 0.001
USUAL_MECHANISMS = (THREADS, POOL, GATHER)
#: A long list is sampled so that its serial loop takes about so many seconds: many short blocks
#: tell more than a few long ones.
LOOP_SECONDS = 0.1
#: How often a block runs the loop of each version: as often as fits into so many seconds. The
#: fastest counts. On a shared host a quarter of the calls took 1.4 times as long as the others; the
#: fastest of six is hardly ever one of these, and intervals are half as wide as by means.
MOST_LOOPS, LOOPS_SECONDS = 6, 0.1
#: After these shares of the seconds it is asked whether something is worse; and how much it takes
#: to measure that once more.
LOOKS_AT, ONCE_MORE = (0.7, 1.0), 0.3
#: A call may take so many times the expected seconds, and `SPARE_SECONDS` more.
CALL_PATIENCE = 10.0
#: Of a first call nothing is asked where it is as long as a tenth of the loop: it is in that.
FEWEST_ITEMS_OF_FIRST = 10
What = Candidate | str


def measure_duet(
    versions: tuple[Version, Version],
    over: float,
    budget: float,
    strategies: Sequence[str] | None = None,
) -> Duet:
    """Measure both for about ``budget`` seconds. Raises `Refused`."""
    began = time.monotonic()
    with PrivateFolder() as folder, told_of_room(folder):
        sides = [_prepared(version, folder) for version in versions]
        sample = _sample(sides[0])
        _refuse_other_lists(sides)
        duet = _Blocks(versions, sides, sample, _candidates(sides, sample, strategies), folder)
        whats: list[What] = [LOOP, *([FIRST] if sample.items >= FEWEST_ITEMS_OF_FIRST else [])]
        whats += duet.candidates
        confidence = each_end(len(whats) + 2)  # two more are import and memory
        for share in LOOKS_AT:
            blocks = duet.run(whats, fewest_blocks(confidence), began + share * budget)
            changes = duet.changes(confidence)
            worse = [one.name for one in changes if one.is_worse_than(over)]
            if worse:
                break
        again, more = _once_more(duet, whats, worse, ONCE_MORE * budget)
    items = sample.items, sides[0].loaded.items
    return Duet(changes, again, (blocks, more), items, over, time.monotonic() - began)


def _once_more(
    duet: "_Blocks", whats: Sequence[What], worse: Sequence[str], seconds: float
) -> tuple[dict[str, VersionChange], int]:
    """What came out as worse, measured anew by itself; and the number of blocks."""
    worse = [name for name in worse if not duet.fails(name)]
    if not worse:
        return {}, 0
    duet.forget()
    # Import and memory are measured beside the loop.
    wanted = [what for what in whats if quantity_name(what) in worse] or [LOOP]
    blocks = duet.run(wanted, fewest_blocks(TOGETHER), time.monotonic() + seconds)
    return {one.name: one for one in duet.changes(TOGETHER) if one.name in worse}, blocks


def quantity_name(what: What) -> str:
    """``serial loop``, ``Pool.map (2 workers)``."""
    if isinstance(what, str):
        return what
    return f"{api_name(what.mechanism)} ({workers_text(what.mechanism, what.workers)})"


@contextmanager
def _told_of(version: Version) -> Iterator[None]:
    """What goes wrong with a version names it."""
    try:
        with told_as_refused(version.request):
            yield
    except LauncherLost as lost:
        raise Refused(f"{version.side} ({version.text}): while it was loaded, {lost}") from lost
    except Refused as refused:
        raise Refused(f"{version.side} ({version.text}): {refused}") from refused


def _prepared(version: Version, folder: str) -> Prepared:
    with _told_of(version):
        return look_at(version.request, folder)


def _sample(old: Prepared) -> JobSample:
    """The whole list where its loop is short; the same places for both."""
    looked, items, cores = old.looked, old.loaded.items, count_cores().usable
    return sample_of(looked, items, cores, old.first_call, LOOP_SECONDS, LOOP_SECONDS)


def _refuse_other_lists(sides: Sequence[Prepared]) -> None:
    old, new = (side.loaded.items for side in sides)
    if old != new:
        raise Refused(
            f"--items: OLD has {old:,} items and NEW {new:,}: give both the same, as "
            "--items FILE.py:ITEMS of a file that is in neither version."
        )


def _candidates(
    sides: Sequence[Prepared], sample: JobSample, strategies: Sequence[str] | None
) -> dict[Candidate, str | None]:
    """One of each mechanism that OLD can be run by; why NEW cannot, if that is so."""
    cores = count_cores().usable
    old, new = (
        host_of(side.loaded, side.looked, sample, cores, None, side.first_call) for side in sides
    )
    one_each: dict[str, Candidate] = {}
    found = first_candidates(old, strategies or USUAL_MECHANISMS) if sample.items > 1 else ()
    for candidate in found:
        one_each.setdefault(candidate.mechanism, candidate)
    return {
        one: new.processes if one.processes and old.processes is None else None
        for one in one_each.values()
    }


class _Blocks:
    """Runs blocks, and knows what they gave."""

    def __init__(
        self,
        versions: tuple[Version, Version],
        sides: Sequence[Prepared],
        sample: JobSample,
        candidates: Mapping[Candidate, str | None],
        folder: str,
    ) -> None:
        self._versions = dict(zip((OLD_SIDE, NEW_SIDE), versions, strict=True))
        self._prepared = dict(zip((OLD_SIDE, NEW_SIDE), sides, strict=True))
        self._sample = sample
        self.candidates = [*candidates]
        self._random = random.Random()
        expected = self._expected_seconds(OLD_SIDE)
        self._loops = max(1, min(MOST_LOOPS, round(LOOPS_SECONDS / expected)))
        self._kept = False  # whether there are answers that others are compared with
        self._scripts = Scripts(folder)
        self._sources = {
            side: source_for(prepared.request, prepared.loaded, prepared.looked.gives)
            for side, prepared in self._prepared.items()
        }
        self._failed = {
            (NEW_SIDE, quantity_name(one)): why for one, why in candidates.items() if why
        }
        self.forget()

    def fails(self, name: str) -> bool:
        """Whether NEW cannot do it."""
        return (NEW_SIDE, name) in self._failed

    def forget(self) -> None:
        """What was measured so far."""
        self._ran = 0
        self._values: dict[tuple[str, str], dict[int, list[float]]] = {}

    def run(self, whats: Sequence[What], fewest: int, until: float) -> int:
        """More blocks of ``whats`` until a time of the monotonic clock, ``fewest`` in all at least;
        gives how many there are."""
        took = 0.0
        while self._ran < fewest or time.monotonic() + took / 2 < until:
            began = time.monotonic()
            self._run_block(self._ran, whats)
            self._ran, took = self._ran + 1, time.monotonic() - began
        return self._ran

    def _run_block(self, number: int, whats: Sequence[What]) -> None:
        seed = str(self._random.randrange(2**32))
        with ExitStack() as stack:
            launchers = {}
            for side in self._in_any_order():
                prepared = self._prepared[side]
                job = prepared.job._replace(fork=prepared.fresh is None, hash_seed=seed)
                launchers[side] = stack.enter_context(Launchers(job))
                with _told_of(self._versions[side]):
                    seconds = launchers[side].ready().loaded.seconds
                self._note(side, IMPORT, number, seconds)
            calls = [*whats, *[LOOP] * (self._loops - 1)] if LOOP in whats else [*whats]
            self._random.shuffle(calls)
            drawn = [(side, what) for what in calls for side in self._in_any_order()]
            if not self._kept:  # OLD's answers are what all others are compared with
                drawn = [(OLD_SIDE, LOOP), (NEW_SIDE, LOOP), *drawn]
            for side, what in drawn:
                self._measure(side, what, number, launchers[side])

    def _in_any_order(self) -> list[str]:
        return self._random.sample((OLD_SIDE, NEW_SIDE), 2)

    def _measure(self, side: str, what: What, block: int, launchers: Launchers) -> None:
        """Call it once; the first call's answers are what all others are compared with."""
        name = quantity_name(what)
        if (side, name) in self._failed:
            return
        with _told_of(self._versions[side]):
            launcher = launchers.ready()
        outcome = launcher.call(self._request(side, what))
        launchers.end_call()
        if outcome.status == OK:
            self._kept = True
            self._note(side, name, block, outcome.seconds)
            if what == LOOP and outcome.memory_bytes:
                self._note(side, PEAK_MEMORY, block, float(outcome.memory_bytes))
            return
        if what == LOOP:
            raise Refused(_why_not(self._versions, side, outcome))
        self._failed[side, name] = reason_of(outcome)

    def _expected_seconds(self, side: str) -> float:
        """About what the serial loop over the sample takes."""
        prepared = self._prepared[side]
        return expected_loop_seconds(prepared.looked, self._sample, prepared.first_call)

    def _request(self, side: str, what: What) -> CallRequest:
        sample = self._sample
        candidate = what if isinstance(what, Candidate) else None
        text, path = self._scripts.of(self._sources[side], candidate)
        part = (0,) if what == FIRST else None
        limit = SPARE_SECONDS + CALL_PATIENCE * self._expected_seconds(side)
        keep = not self._kept
        # A change of code may add up in another order.
        return CallRequest(text, path, sample.which, limit, keep, part, rounded=side == NEW_SIDE)

    def _note(self, side: str, name: str, block: int, value: float) -> None:
        self._values.setdefault((side, name), {}).setdefault(block, []).append(value)

    def changes(self, confidence: float) -> tuple[VersionChange, ...]:
        """Of each quantity; ``confidence`` of each end of an interval."""
        found = []
        mechanisms = map(quantity_name, self.candidates)
        for name in (LOOP, *mechanisms, FIRST, IMPORT, PEAK_MEMORY):
            old, new = (self._fastest(side, name) for side in (OLD_SIDE, NEW_SIDE))
            why_old, why_new = (self._failed.get((side, name)) for side in (OLD_SIDE, NEW_SIDE))
            if why_new and not why_old:
                nothing = Shift(math.nan, math.nan, math.nan, 0)
                values = median(old.values()) if old else math.nan
                found.append(VersionChange(name, values, math.nan, nothing, FAILED, why_new))
            elif not why_old and old.keys() & new.keys():
                change = version_change(name, old, new, confidence, name == PEAK_MEMORY)
                found.append(change._replace(least=LEAST_ONCE if name in ONCE else 0.0))
        return tuple(found)

    def _fastest(self, side: str, name: str) -> dict[int, float]:
        """Of each block."""
        return {block: min(found) for block, found in self._values.get((side, name), {}).items()}


def _why_not(versions: Mapping[str, Version], side: str, outcome: CallOutcome) -> str:
    """What kept the serial loop of a version from giving the answers that it should."""
    version = versions[side]
    if outcome.status == WRONG and side == NEW_SIDE:
        return (
            f"answers differ: {outcome.text} (got: NEW, {version.text}; expected: as OLD, "
            f"{versions[OLD_SIDE].text}). Where that is meant, say what is right by --check "
            "FILE.py:CHECK; two versions that do not do the same are not compared."
        )
    return f"{side} ({version.text}): {reason_of(outcome)}"
