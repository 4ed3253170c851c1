"""What a Python programmer may choose for a function: the candidates, in the stages they join.

The first block has one of each mechanism; what is near the best then gets its variants: other chunk
sizes, worker counts, start methods. So a mechanism that is hopeless here costs one call.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lightwork.core.candidate import (
    GATHER,
    IMAP,
    INTERPRETERS,
    JOBLIB,
    LATER_POOL,
    NO_PROCESS,
    ONE,
    POOL,
    POOL_ONE_BLAS,
    PROCESS,
    PROCESS_POOL,
    QUARTER,
    SHARE,
    THREADS,
    THREADS_ONE_BLAS,
    Candidate,
)
from lightwork.core.record import SIMPLEST_FIRST

PROCESSES = (POOL, PROCESS_POOL, IMAP, PROCESS, JOBLIB)
#: Threads that are tried at once, at most: beyond, switching between them is what is measured.
MOST_THREADS = 1024
#: A function that waits for less than this share of its seconds gains nothing by more threads than
#: cores.
WAITS = 0.1
#: Of one that waits for more than this, mechanisms with a worker for each core have no chance.
MOSTLY_WAITS = 0.5
#: From so many cores on, a pool with a quarter of them is tried from the beginning.
MANY_CORES = 8
#: Share of the serial loop above which a first call makes each call of a race dear.
SLOW_FIRST_CALL = 0.25
#: Variants of a mechanism are tried where it took up to so many times the best's seconds.
NEAR = 1.5


class Host(NamedTuple):
    """What of the host and the function decides on candidates."""

    cores: int  # that may be used
    items: int
    start_methods: tuple[str, ...]  # that are tried; the interpreter's default first, if it is
    waits: float  # share of the loop's seconds that is no CPU time
    processes: str | None  # why worker processes cannot be used, or None
    blas: bool = False  # a call computes on several cores by itself
    slow: bool = False  # a call takes so long that only the most promising are tried
    awaits: bool = False  # the function is a coroutine function
    later: bool = False  # a pool that is forked after a first call is worth a try, and safe
    first_call: float = 0.0  # share of the serial loop by which its first call is longer
    interpreters: bool = False  # the standard library has pools of them (Python 3.14)
    joblib: bool = False  # it is installed

    @property
    def default_start_method(self) -> str:
        """What `Pool()` does, where that is tried."""
        return self.start_methods[0]

    @property
    def first_calls_weigh(self) -> bool:
        """Whether slow first calls, one in each process, take much of the race."""
        return self.slow and self.first_call > SLOW_FIRST_CALL

    @property
    def has_ceiling(self) -> bool:
        """Whether independent processes, one a core, say what could be reached at most."""
        enough = min(self.cores, self.items) > 1
        return enough and self.processes is None and self.waits < MOSTLY_WAITS


def how_simple(candidate: Candidate, default_start_method: str) -> tuple[object, ...]:
    """A key that sorts the simplest and most frugal first."""
    known = candidate.mechanism in SIMPLEST_FIRST
    place = SIMPLEST_FIRST.index(candidate.mechanism) if known else len(SIMPLEST_FIRST)
    if candidate.mechanism == GATHER:  # there for coroutine functions alone, who have a loop anyway
        place = -1
    other = candidate.start_method not in (NO_PROCESS, default_start_method)
    usual = QUARTER if candidate.mechanism == POOL else ONE
    return place, other, candidate.chunks != usual, candidate.workers, candidate.chunks


def first_candidates(host: Host, mechanisms: Sequence[str] | None = None) -> tuple[Candidate, ...]:
    """One of each mechanism that a function of this sort may gain from.

    ``mechanisms``: one of each of these instead, as far as they can run here.
    """
    found = of_mechanisms(_distinct(_first(host), host), mechanisms)
    missing = set(mechanisms or ()) - {one.mechanism for one in found}
    return _distinct(iter((*found, *of_mechanisms([*_plain(host)], [*missing]))), host)


def further_candidates(
    host: Host, seconds: Mapping[Candidate, float], best: float
) -> tuple[Candidate, ...]:
    """Variants of what is near the best. ``seconds`` are typical ones of those tried so far."""
    near = {one: took for one, took in seconds.items() if took <= NEAR * best}
    tried = {_what_it_does(one, host) for one in seconds}
    found = _distinct(_further(host, near), host)
    return tuple(one for one in found if _what_it_does(one, host) not in tried)


def _first(host: Host) -> Iterator[Candidate]:
    counts = _thread_counts(host)
    if host.awaits:
        yield from (Candidate(GATHER, count) for count in counts)
    yield from (Candidate(THREADS, count) for count in (counts[-1:] if host.awaits else counts))
    workers = min(host.cores, host.items)
    if host.blas:
        yield Candidate(THREADS_ONE_BLAS, workers)
    if host.processes is None and workers > 1:
        yield from _first_pools(host, workers)


def _first_pools(host: Host, workers: int) -> Iterator[Candidate]:
    method = host.default_start_method
    if host.later:
        yield Candidate(LATER_POOL, workers, "fork", QUARTER)
    alone = host.later and host.first_calls_weigh  # a pool whose workers each make one is no better
    if not alone:
        yield Candidate(POOL, workers, method, QUARTER)
    if host.waits >= MOSTLY_WAITS:
        return
    if host.blas:
        yield Candidate(POOL_ONE_BLAS, workers, method, QUARTER)
    if not alone:
        yield Candidate(POOL, workers, method, ONE)
    if not host.slow:
        yield Candidate(PROCESS_POOL, workers, method, QUARTER)
    if workers >= MANY_CORES:
        yield Candidate(POOL, workers // 4, method, QUARTER)


def _plain(host: Host) -> Iterator[Candidate]:
    """Each mechanism that can run here, as it is usually written."""
    workers, method = min(max(2, host.cores), host.items), host.default_start_method
    yield Candidate(THREADS, workers)
    if host.awaits:
        yield Candidate(GATHER, workers)
    if host.interpreters:
        yield Candidate(INTERPRETERS, workers)
    if host.processes is not None:
        return
    yield Candidate(POOL, workers, method, QUARTER)
    yield Candidate(PROCESS_POOL, workers, method, QUARTER)
    yield Candidate(IMAP, workers, method, QUARTER)
    yield Candidate(PROCESS, workers, method, SHARE)
    if host.joblib:
        yield Candidate(JOBLIB, workers, method, ONE)


def _thread_counts(host: Host) -> list[int]:
    most = min(host.items, MOST_THREADS)
    cores = min(max(2, host.cores), most)
    if host.waits < WAITS:
        return [cores]
    few = [] if host.waits >= MOSTLY_WAITS else [cores]
    return [*few, min(4 * cores, most), min(16 * cores, most)]


def _further(host: Host, near: Mapping[Candidate, float]) -> Iterator[Candidate]:
    for mechanism in (THREADS, GATHER):
        threads = {one: took for one, took in near.items() if one.mechanism == mechanism}
        if threads and host.waits >= WAITS:
            best = min(threads, key=threads.__getitem__)
            for count in (best.workers * 2, best.workers // 2, min(best.workers * 4, host.items)):
                yield Candidate(mechanism, count)
    pools = {one: took for one, took in near.items() if one.mechanism in PROCESSES}
    if pools and host.processes is None:
        yield from _process_variants(host, min(pools, key=pools.__getitem__))
    if near and host.interpreters:
        yield Candidate(INTERPRETERS, min(max(2, host.cores), host.items))


def _process_variants(host: Host, best: Candidate) -> Iterator[Candidate]:
    """The most promising first: of slow jobs only these are tried."""
    method, workers = host.default_start_method, best.workers
    for chunks in (SHARE, ONE, QUARTER):
        yield Candidate(POOL, workers, method, chunks)
    for count in (workers * 2, workers // 2):
        if 1 < count <= host.cores or (count > 1 and host.waits >= WAITS):
            yield Candidate(POOL, count, method, best.chunks)
    yield Candidate(PROCESS, workers, method, SHARE)
    yield Candidate(PROCESS_POOL, workers, method, ONE)
    yield Candidate(IMAP, workers, method, QUARTER)
    if host.joblib:
        yield Candidate(JOBLIB, workers, method, ONE)
    for other in host.start_methods[1:]:
        yield Candidate(POOL, workers, other, best.chunks)


def _distinct(found: Iterator[Candidate], host: Host) -> tuple[Candidate, ...]:
    """Each once, no more workers than items, and of those that do the same the simplest."""
    kept: dict[tuple[object, ...], Candidate] = {}
    for one in found:
        if not 1 < one.workers <= min(host.items, MOST_THREADS):
            continue
        kept.setdefault(_what_it_does(one, host), one)
    return tuple(kept.values())


def _what_it_does(one: Candidate, host: Host) -> tuple[object, ...]:
    """Two of the same are one and the same to the clock."""
    return one.mechanism, one.workers, one.start_method, one.chunksize(host.items)


def of_mechanisms(
    candidates: Sequence[Candidate], mechanisms: Sequence[str] | None
) -> tuple[Candidate, ...]:
    """Those that were asked for by ``--strategies``, or all."""
    return tuple(one for one in candidates if mechanisms is None or one.mechanism in mechanisms)
