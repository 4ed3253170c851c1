"""Regret of a recommendation, from the seconds of all scripts, turn by turn.

The lowest of many noisy medians lies below the truth: even the truly best script would seem to be
slower than "the best". Therefore the turns are split. The best script is chosen by the even turns,
and the ratio to it is measured on the odd ones; then the other way round. The mean of both log
ratios has no part in the luck of the choice. Where two scripts are about equally fast the wrong
one may be chosen, so that regret can come out slightly too low, and below zero.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean, median

#: Seconds of each script by turn; None where it was not run.
Seconds = Mapping[str, Sequence[float | None]]
#: A script that takes so many times the seconds of the fastest one in each of the first turns is
#: not run again.
HOPELESS, FIRST_TURNS = 3.0, 2


def ran_in(seconds: Seconds, name: str, turns: Iterable[int]) -> list[float]:
    """The seconds of a script in those of the turns in which it ran."""
    own = seconds[name]
    return [value for turn in turns if (value := own[turn]) is not None]


def ratios(seconds: Seconds, name: str, other: str, turns: Iterable[int]) -> list[float]:
    """Seconds of one script over those of another, within each turn that has both."""
    pairs = ((seconds[name][turn], seconds[other][turn]) for turn in turns)
    return [one / two for one, two in pairs if one is not None and two is not None]


def turns_of(seconds: Seconds) -> int:
    """How many turns there were."""
    return max(len(own) for own in seconds.values())


def best(seconds: Seconds, names: Iterable[str], turns: Sequence[int]) -> str:
    """The script with the lowest median, of those that ran in every one of ``turns``."""
    medians = {name: ran_in(seconds, name, turns) for name in names}
    whole = {name: median(own) for name, own in medians.items() if len(own) == len(turns)}
    return min(whole, key=lambda name: whole[name])


def regret(seconds: Seconds, recommended: str, alternatives: Iterable[str]) -> float:
    """Seconds of the recommended script over those of the best one, minus 1.

    The best is one of ``alternatives``, or the recommended script itself. Only scripts that ran in
    every turn can be the best. At least two turns are needed.
    """
    every = range(turns_of(seconds))
    whole = [n for n in alternatives if len(ran_in(seconds, n, every)) == len(every)]
    logs = []
    for chosen_by, measured_on in ((every[::2], every[1::2]), (every[1::2], every[::2])):
        fastest = best(seconds, dict.fromkeys([*whole, recommended]), chosen_by)
        logs.append(math.log(median(ratios(seconds, recommended, fastest, measured_on))))
    return math.exp(mean(logs)) - 1


def over(seconds: Seconds, recommended: str, loop: str) -> float:
    """Seconds of the recommended script over those of the serial loop: median of the turns."""
    return median(ratios(seconds, recommended, loop, range(turns_of(seconds))))


def hopeless(seconds: Seconds) -> set[str]:
    """The scripts that were far slower than the fastest one in each of the first turns."""
    slow = set(seconds)
    for turn in range(FIRST_TURNS):
        now = {n: value for n, own in seconds.items() if (value := own[turn]) is not None}
        limit = HOPELESS * min(now.values(), default=math.inf)
        slow &= {name for name, value in now.items() if value > limit}
    return slow


def percentile(values: Sequence[float], share: float) -> float:
    """The lowest value that ``share`` of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values) - 1e-9) - 1)]
