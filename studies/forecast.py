"""Do forecasts of long lists hold? Made-up costs of items, looked at and sampled.

    python -m studies.forecast --jobs 100

Each job has 3,000 items whose seconds are drawn from a profile. As many are looked at as a real
look takes in its seconds, a sample is drawn and its loop timed, with 5 % of scatter on every call
and 3 % on every block; then the forecast's 90 % interval is held against the true sum.
"""

import argparse
import math
import random
from collections.abc import Callable, Sequence
from statistics import median

from lightwork.core.intervals import median_interval
from lightwork.core.scripts import PLAIN_ANSWER
from lightwork.measuring.launcher.look import Taken, places_to_look_at
from lightwork.measuring.launcher.requests import Looked
from lightwork.measuring.user_function.prepare import WHOLE_SECONDS
from lightwork.measuring.user_function.sample import Forecast, forecast, sample_of

ITEMS, CORES, BLOCKS = 3000, 4, 7
CALL_SCATTER, BLOCK_SCATTER = 0.05, 0.03
Profile = Callable[[random.Random], list[float]]


def _each(cost: Callable[[int, random.Random], float]) -> Profile:
    return lambda chance: [cost(number, chance) for number in range(ITEMS)]


def _one_large(place: int | None) -> Profile:
    def costs(chance: random.Random) -> list[float]:
        found = [0.003 * chance.uniform(0.9, 1.1) for _ in range(ITEMS)]
        found[chance.randrange(ITEMS) if place is None else place] = 3.0
        return found

    return costs


def _cyclic(chance: random.Random) -> list[float]:
    period = chance.randrange(2, 40)
    return [0.001 + 0.01 * (number % period == 0) for number in range(ITEMS)]


PROFILES: dict[str, Profile] = {
    "even": _each(lambda _, chance: 0.005 * chance.uniform(0.95, 1.05)),
    "sorted up": _each(lambda number, _: 1e-4 + 1e-9 * number**2),
    "sorted down": _each(lambda number, _: 1e-4 + 1e-9 * (ITEMS - number) ** 2),
    "growing with the index": _each(lambda n, chance: 1e-3 + 1e-5 * n * chance.uniform(0.5, 1.5)),
    "two halves": _each(lambda number, _: 0.002 if number < ITEMS // 3 else 0.012),
    "slow waves": _each(lambda number, _: 0.006 + 0.005 * math.sin(number / 50)),
    "cyclic": _cyclic,
    "one large, at the end": _one_large(-1),
    "one large, by its size": _one_large(None),
    "one in 30 large": _each(lambda _, chance: 0.1 if chance.random() < 1 / 30 else 0.002),
    "lognormal, sigma 1": _each(lambda _, chance: 0.002 * chance.lognormvariate(0, 1)),
    "Pareto, alpha 1.5": _each(lambda _, chance: 0.002 * chance.paretovariate(1.5)),
}


def made_up(costs: Sequence[float], sizes: Sequence[float], chance: random.Random) -> Forecast:
    """The forecast for a list of such items, as a measurement comes to it.

    ``sizes``: of the items, if their costs hang on them.
    """

    def took(place: int) -> float:
        return costs[place] * chance.lognormvariate(0, CALL_SCATTER)

    places: list[int] = []
    taken = Taken(ITEMS, WHOLE_SECONDS)
    items = sizes or range(ITEMS)
    for place in places_to_look_at(items):
        places.append(place)
        taken.add(took(place))
        if taken.enough:
            break
    total = sum(taken.seconds)
    shape = (PLAIN_ANSWER, (), False, False)
    looked = Looked(
        tuple(places), tuple(taken.seconds), total, total, 0.0, {}, 0, 0, {}, 0, 0, "", *shape
    )
    sample = sample_of(looked, ITEMS, CORES)
    which = sample.which or range(ITEMS)
    loops = [
        math.fsum(map(took, which)) * chance.lognormvariate(0, BLOCK_SCATTER) for _ in range(BLOCKS)
    ]
    return forecast(looked, median_interval(loops), sample.items, ITEMS, 0.0)


def main() -> None:
    """Print, for each profile, how many forecasts held, and how wide they were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=100, help="of each profile")
    jobs = parser.parse_args().jobs
    held_of_all = made_of_all = 0
    print(f"{'profile':24} {'forecast':>9} {'held':>5}  half-width (median)")
    for name, profile in PROFILES.items():
        made = held = 0
        widths = []
        for seed in range(jobs):
            chance = random.Random(f"{name} {seed}")
            costs = profile(chance)
            found = made_up(costs, costs if "size" in name else (), chance)
            if found.why_not is None:
                made += 1
                held += found.seconds.low <= math.fsum(costs) <= found.seconds.high
                widths.append((found.seconds.high / found.seconds.low - 1) / 2)
        width = f"{median(widths):.0%}" if widths else "none"
        print(f"{name:24} {made:>4}/{jobs:<4} {held:>5}  {width}")
        held_of_all, made_of_all = held_of_all + held, made_of_all + made
    print(f"held: {held_of_all} of {made_of_all} ({held_of_all / made_of_all:.1%})")


if __name__ == "__main__":
    main()
