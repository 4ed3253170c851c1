"""Which ways to run a function are tried, by host and function; and their chunk sizes."""

import math

import pytest

from lightwork.core.candidate import (
    IMAP,
    JOBLIB,
    LATER_POOL,
    MECHANISMS,
    NO_PROCESS,
    ONE,
    ONE_BLAS,
    POOL,
    PROCESS,
    PROCESS_POOL,
    QUARTER,
    SHARE,
    THREADS,
    Candidate,
)
from lightwork.measuring.race.candidates import (
    Host,
    first_candidates,
    further_candidates,
    how_simple,
)

HOST = Host(2, 40, ("fork", "forkserver", "spawn"), 0.0, None)


def names(found: tuple[Candidate, ...]) -> set[str]:
    return {one.id for one in found}


def variants(host: Host, best: Candidate) -> set[str]:
    """What joins where ``best`` took a second."""
    return names(further_candidates(host, {best: 1.0}, 1.0))


def test_one_of_each_mechanism_comes_first() -> None:
    """What computes is tried by threads, too: where it lets go of the GIL they are the simplest."""
    assert names(first_candidates(HOST)) == {
        "thread_pool-none-2w-one", "pool-fork-2w-quarter", "pool-fork-2w-one",
        "process_pool-fork-2w-quarter",
    }  # fmt: skip


def test_what_waits_gets_more_threads_than_cores() -> None:
    """And a pool for the usual choice's sake; some of both where it does some of both."""
    waiting = first_candidates(HOST._replace(waits=0.9, items=400))
    assert names(waiting) == {
        "thread_pool-none-8w-one", "thread_pool-none-32w-one", "pool-fork-2w-quarter",
    }  # fmt: skip
    some = first_candidates(HOST._replace(waits=0.3, items=400))
    assert {one.workers for one in some if one.mechanism == THREADS} == {2, 8, 32}


def test_where_calls_have_threads_of_their_own_workers_with_one_each_are_tried() -> None:
    """Else BLAS threads times workers are more than there are cores."""
    assert names(first_candidates(HOST._replace(blas=True))) - names(first_candidates(HOST)) == {
        "thread_pool_one_blas-none-2w-one", "pool_one_blas-fork-2w-quarter",
    }  # fmt: skip


def test_of_slow_calls_the_most_promising_alone_are_tried() -> None:
    """A pool and threads; its executor twin may join later."""
    found = first_candidates(HOST._replace(slow=True))
    assert {one.mechanism for one in found} == {THREADS, POOL}


def test_many_cores_are_tried_in_part_as_well() -> None:
    """A quarter of them: memory or starting may make that the best."""
    found = first_candidates(HOST._replace(cores=64, items=1000))
    assert {one.workers for one in found if one.mechanism == POOL} == {64, 16}


def test_on_one_core_threads_alone_are_tried() -> None:
    """No pool of one worker, and no ceiling: there is nothing beside the serial loop."""
    host = HOST._replace(cores=1)
    assert names(first_candidates(host)) == {"thread_pool-none-2w-one"}
    assert not host.has_ceiling
    waiting = names(first_candidates(host._replace(waits=0.9)))
    assert waiting == {"thread_pool-none-8w-one", "thread_pool-none-32w-one"}  # as on two


@pytest.mark.parametrize("cores", [2, 8, 64])
def test_a_pool_for_all_cores_is_among_the_first(cores: int) -> None:
    """However many there are; and of no function more workers than cores, if it only computes."""
    found = first_candidates(HOST._replace(cores=cores, items=1000))
    assert f"pool-fork-{cores}w-quarter" in names(found)
    assert max(one.workers for one in found) == cores


@pytest.mark.parametrize("items", [1, 2, 3, 5])
def test_workers_never_exceed_items(items: int) -> None:
    """And two that do the same are one, then and when variants join."""
    host = HOST._replace(cores=8, items=items, waits=0.3)
    first = first_candidates(host)
    later = further_candidates(host, dict.fromkeys(first, 1.0), 1.0)
    assert all(1 < one.workers <= items for one in (*first, *later))
    does = [(one.mechanism, one.workers, one.start_method, one.chunksize(items))
            for one in (*first, *later)]  # fmt: skip
    assert len(does) == len(set(does))
    assert bool(first) == (items > 1)


def test_what_pickle_does_not_carry_is_run_by_threads() -> None:
    """No process is ever tried."""
    host = HOST._replace(processes="pickle does not carry the function: a lambda")
    assert {one.mechanism for one in first_candidates(host)} == {THREADS}
    assert first_candidates(host, ["pool", "process"]) == ()
    assert not host.has_ceiling


def test_what_is_near_the_best_gets_its_variants() -> None:
    """Chunks, other mechanisms, other start methods; what is far behind gets none."""
    best = Candidate(POOL, 2, "fork", QUARTER)
    found = variants(HOST, best)
    assert {
        "pool-fork-2w-share", "pool-fork-2w-one", "process-fork-2w-share",
        "pool_imap-fork-2w-quarter", "process_pool-fork-2w-one",
        "pool-spawn-2w-quarter", "pool-forkserver-2w-quarter",
    } <= found  # fmt: skip
    assert best.id not in found
    far = {best: 1.0, Candidate(THREADS, 2): 2.0}
    waiting = HOST._replace(waits=0.9)
    assert not any(one.mechanism == THREADS for one in further_candidates(waiting, far, 1.0))


def test_more_threads_are_tried_until_they_stop_paying() -> None:
    """Twice and four times what was best, and half of it."""
    waiting = HOST._replace(waits=0.9, items=400)
    assert variants(waiting, Candidate(THREADS, 32)) >= {
        "thread_pool-none-64w-one", "thread_pool-none-16w-one", "thread_pool-none-128w-one",
    }  # fmt: skip
    assert not variants(HOST, Candidate(THREADS, 2)) & {"thread_pool-none-4w-one"}


@pytest.mark.parametrize("mechanism", [THREADS, POOL, PROCESS_POOL, IMAP, PROCESS])
def test_what_is_asked_for_is_tried_from_the_beginning(mechanism: str) -> None:
    """Whatever the function is like."""
    for host in (HOST, HOST._replace(waits=0.9), HOST._replace(slow=True)):
        found = first_candidates(host, [mechanism, "serial"])
        assert {one.mechanism for one in found} == {mechanism}


def test_start_methods_are_those_that_are_asked_for() -> None:
    """The first of them stands for the default."""
    host = HOST._replace(start_methods=("spawn",))
    best = Candidate(POOL, 2, "spawn", QUARTER)
    found = (*first_candidates(host), *further_candidates(host, {best: 1.0}, 1.0))
    assert {one.start_method for one in found} == {"spawn", NO_PROCESS}


def test_joblib_is_tried_where_it_is_installed() -> None:
    """And not elsewhere."""
    for there in (True, False):
        found = variants(HOST._replace(joblib=there), Candidate(POOL, 2, "fork", QUARTER))
        assert ("joblib_loky-fork-2w-one" in found) is there


@pytest.mark.parametrize("items", [1, 7, 8, 9, 40, 1000])
@pytest.mark.parametrize("workers", [2, 3, 8])
def test_chunk_sizes_are_the_librarys_own(items: int, workers: int) -> None:
    """Of `Pool.map` by default as it computes them itself; a share is never too small."""
    each, extra = divmod(items, workers * 4)  # from multiprocessing.pool.Pool._map_async
    assert Candidate(POOL, workers, "fork", QUARTER).chunksize(items) == each + bool(extra)
    assert Candidate(POOL, workers, "fork", SHARE).chunksize(items) == math.ceil(items / workers)
    assert Candidate(POOL, workers, "fork", ONE).chunksize(items) == 1
    assert Candidate(PROCESS_POOL, workers, "fork", QUARTER).chunksize(items) == max(1, each)
    assert Candidate(THREADS, workers).chunksize(items) == 1


def test_a_candidate_is_found_by_its_chunk_size() -> None:
    """As a saved case has it."""
    for chunks in (ONE, QUARTER, SHARE):
        one = Candidate(POOL, 2, "fork", chunks)
        assert Candidate.of(POOL, 2, "fork", one.chunksize(40), 40) == one


def test_the_simplest_is_what_one_writes_first() -> None:
    """Threads before pools, a pool by default before others of it, fewer workers before more."""
    found = [
        Candidate(JOBLIB, 2, "fork", ONE),
        Candidate(POOL, 2, "spawn", QUARTER),
        Candidate(POOL, 4, "fork", QUARTER),
        Candidate(POOL, 2, "fork", SHARE),
        Candidate(POOL, 2, "fork", QUARTER),
        Candidate(THREADS, 8),
    ]
    ranked = sorted(found, key=lambda one: how_simple(one, "fork"))
    assert [one.id for one in ranked] == [
        "thread_pool-none-8w-one", "pool-fork-2w-quarter", "pool-fork-4w-quarter",
        "pool-fork-2w-share", "pool-spawn-2w-quarter", "joblib_loky-fork-2w-one",
    ]  # fmt: skip


def test_every_mechanism_is_a_strategy() -> None:
    """By its name, so that reports know it; but for variants, which are no strategies."""
    from lightwork.measuring.session.catalog import load_strategies

    assert set(MECHANISMS) - {*ONE_BLAS, LATER_POOL} <= set(load_strategies())


@pytest.mark.parametrize(("share", "pool"), [(0.5, False), (0.2, True)])
def test_where_first_calls_weigh_no_pool_makes_one_in_each_worker(share: float, pool: bool) -> None:
    """One that is forked after a first call has what that has loaded, and is never slower."""
    host = HOST._replace(slow=True, later=True, first_call=share)
    found = {one.mechanism for one in first_candidates(host)}
    assert LATER_POOL in found
    assert THREADS in found
    assert (POOL in found) is pool
