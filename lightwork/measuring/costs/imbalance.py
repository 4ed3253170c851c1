"""Family imbalance: items of uneven cost, and what the chunk size does to them.

The same amount of work in four profiles, by a warm ``pool`` one by one, in the chunks that
``Pool.map`` makes by itself (four a worker), and in one chunk a worker. Workload: the profile;
size: the number of items, 16 a worker. The reference is the loop over the same items.

- ``uniform``: all alike.
- ``long_last``, ``long_first``: one item is half of a worker's share, at the end or at the start.
- ``heavy_tail``: quantiles of a Pareto distribution in an order that is the same everywhere.

The kernel, `lightwork.measuring.costs._kernels.spin`, holds the GIL, and its result is known.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from random import Random

from lightwork.core.record import CASE, REFERENCE, Case
from lightwork.measuring.cases.cost_family import CostFamily, Probe, Scope
from lightwork.measuring.cases.round_parts import RoundWork, WholeRun
from lightwork.measuring.cases.strategy_run import audited, open_strategy_run
from lightwork.measuring.costs._kernels import STEPS_PER_MICROSECOND, spin, spun
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.efforts import default_chunksize
from lightwork.strategies import serial
from lightwork.strategy import Strategy

LONG_LAST, LONG_FIRST, HEAVY_TAIL = "long_last", "long_first", "heavy_tail"
ITEM_PROFILES = ("uniform", LONG_LAST, LONG_FIRST, HEAVY_TAIL)
ITEMS_PER_WORKER = 16
#: Steps of a worker's share: 16 ms, so that an item of 1 ms is large against being handed out.
SHARE_STEPS = 16_000 * STEPS_PER_MICROSECOND
#: More workers make the loop longer and show the same.
MOST_IMBALANCE_WORKERS = 16
#: What the one long item is of a worker's share.
LONG_SHARE = 0.5
#: The shape of the Pareto distribution. Of each 16 items the largest is a third of a worker's
#: share, on every host: one tail of all items would bound the speedup on hosts with many cores.
TAIL_SHAPE, TAIL_SEED = 1.2, 6
ROUNDS = {"quick": 6, "standard": 6, "thorough": 20}


def plan(scope: Scope) -> Iterator[Case | Skip]:
    """Every profile by chunk size; each case once."""
    workers = min(max(2, scope.most_workers()), MOST_IMBALANCE_WORKERS)
    items = ITEMS_PER_WORKER * workers
    for name in ("pool", "process_pool") if scope.effort == "thorough" else ("pool",):
        strategy = scope.strategies.get(name)
        if strategy is None or strategy.requires:
            continue
        method = next(iter(scope.methods_of(strategy)), None)
        if method is None:
            yield Skip(name, f"starts its workers by {', '.join(strategy.start_methods)} only.")
            continue
        chunks = dict.fromkeys((1, default_chunksize(items, workers), ITEMS_PER_WORKER))
        for profile, chunksize in product(ITEM_PROFILES, chunks):
            yield Case(profile, f"{items}_items", name, method, workers, chunksize, "warm")


def steps_of(profile: str, items: int, workers: int) -> list[int]:
    """The steps of each item; their sum is `SHARE_STEPS` a worker, but for rounding."""
    whole = SHARE_STEPS * workers
    if profile in (LONG_LAST, LONG_FIRST):
        long = round(LONG_SHARE * SHARE_STEPS)
        short = [round((whole - long) / (items - 1))] * (items - 1)
        return [*short, long] if profile == LONG_LAST else [long, *short]
    costs = [1.0] * items
    if profile == HEAVY_TAIL:
        group = [(rank + 0.5) / ITEMS_PER_WORKER for rank in range(ITEMS_PER_WORKER)]
        costs = [quantile ** (-1 / TAIL_SHAPE) for quantile in group] * (items // len(group))
        # Of all the methods only random() is promised to give the same in every version.
        draw = Random(TAIL_SEED).random
        costs.sort(key=lambda _: draw())
    return [round(whole * cost / sum(costs)) for cost in costs]


@contextmanager
def open(case: Case, strategies: Mapping[str, Strategy]) -> Iterator[Probe]:
    """Start the workers; a round runs every item once."""
    strategy = strategies[case.strategy]
    steps = steps_of(case.workload, int(case.size.partition("_")[0]), case.workers)
    # Not all alike, so that a swapped item shows; 7 steps of 40,000 are no imbalance.
    items = [own + number % 8 for number, own in enumerate(steps)]
    work = RoundWork(spin, items, [spun(item) for item in items])
    with open_strategy_run(case, strategy) as run, serial.open(1, case.start_method) as loop:
        yield Probe(
            parts={REFERENCE: WholeRun(loop, work, 1), CASE: WholeRun(run, work, case.chunksize)},
            expected=work.expected,
            operations=len(items),
            worker=strategy.worker,
            audit=lambda: audited(run, work, case.chunksize),
            kind="cpu",
        )


def seconds(case: Case) -> tuple[float, float]:
    """Loop and case, of which one worker may have half as much again; for the forecast."""
    share = SHARE_STEPS / STEPS_PER_MICROSECOND / 1e6
    return share * (case.workers + 1.5), 0.03


FAMILY = CostFamily(plan, open, seconds, ROUNDS)
