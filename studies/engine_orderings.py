"""What users of two engines reported, beside what is seen here. Needs the extras joblib and ray.

- joblib, issue 1830: of 1,000 tasks that do next to nothing, each costs three to four times as much
  by ``Parallel(backend="threading")`` as by a ``ThreadPoolExecutor`` (Python 3.14, free-threaded).
- ray, issue 21343: ``ray.util.multiprocessing.Pool`` takes 23 times as long as
  ``multiprocessing.Pool`` to start and to map 1,000 such tasks (Ray 1.6).

Both sides of a pair follow each other at once and change places; an interval is of the median of
the pairs' ratios. The function, items and workers are the same; each side cuts chunks by its own
default, as its users do.
"""

import argparse
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from typing import Any

from lightwork.core.intervals import Estimate
from studies.yardsticks import ratio_of_pairs
from workloads.empty import task

WORKERS, ITEMS = 2, 1000
Side = Callable[[], list[Any]]


def executor() -> list[Any]:
    """The standard library's threads."""
    with ThreadPoolExecutor(WORKERS) as threads:
        return list(threads.map(task, range(ITEMS)))


def joblib_threads() -> list[Any]:
    """joblib's threads, as its documentation starts them."""
    from joblib import Parallel, delayed

    found: list[Any] = Parallel(n_jobs=WORKERS, backend="threading")(
        delayed(task)(item) for item in range(ITEMS)
    )
    return found


def ratios(one: Side, other: Side, pairs: int) -> Estimate:
    """The seconds of ``one`` as times those of ``other``."""
    return ratio_of_pairs(one, other, list(range(ITEMS)), pairs)


def of_joblib(pairs: int) -> None:
    """Print the ratio of the threads."""
    _print("joblib's threads / ThreadPoolExecutor", ratios(joblib_threads, executor, pairs))


def of_ray(pairs: int) -> None:
    """Print the ratios of the pools: with what is there already, and each started for the call."""
    import ray
    from ray.util.multiprocessing import Pool as RayPool

    def start_ray() -> None:
        ray.init(
            num_cpus=WORKERS, include_dashboard=False, log_to_driver=False, logging_level="ERROR"
        )

    context = get_context("fork")
    start_ray()
    pool, rays = context.Pool(WORKERS), RayPool(WORKERS)
    warm = ratios(lambda: rays.map(task, range(ITEMS)), lambda: pool.map(task, range(ITEMS)), pairs)
    _print("ray's Pool / multiprocessing.Pool, both there already", warm)
    rays.terminate()
    pool.terminate()
    ray.shutdown()

    def ray_from_nothing() -> list[Any]:
        start_ray()
        with RayPool(WORKERS) as opened:
            found = list(opened.map(task, range(ITEMS)))
        ray.shutdown()
        return found

    def pool_from_nothing() -> list[Any]:
        with context.Pool(WORKERS) as opened:
            return opened.map(task, range(ITEMS))

    few = max(6, pairs // 4)  # Ray takes seconds to start
    _print("the same, each started for the call", ratios(ray_from_nothing, pool_from_nothing, few))


def _print(what: str, ratio: Estimate) -> None:
    print(
        f"{what}: {ratio.value:.2f} [{ratio.low:.2f}, {ratio.high:.2f}], {ratio.rounds} pairs",
        flush=True,
    )


def main() -> None:
    """Print what is seen of each report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=40)
    arguments = parser.parse_args()
    missing = [name for name in ("joblib", "ray") if find_spec(name) is None]
    if missing:
        parser.error(f"needs {' and '.join(missing)}: pip install '.[{','.join(missing)}]'")
    # Ray listens on all interfaces otherwise, and reports its use (docs/engines.md).
    os.environ.update(RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER="0", RAY_USAGE_STATS_ENABLED="0")
    of_joblib(arguments.pairs)
    of_ray(arguments.pairs)


if __name__ == "__main__":
    main()
