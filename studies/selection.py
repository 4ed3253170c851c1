"""Does a race recommend what is best, and do its intervals hold? Made-up hosts with known truths.

    python -m studies.selection [--races 400] [--seed 1]

The very race that measures a user's function runs on a made-up clock: true seconds of each
candidate are given, and noise of a known kind is put on them. For each truth and kind of noise:

* *slower*: share of races that recommend something that is truly more than 5 % slower than the best
  choice, the serial loop among them (promise: at most 5 %);
* *false yes*: share that call it worth it where nothing gains anything (promise: at most 1 %);
* *held*, *held rec*: share of printed intervals of speedups that hold the truth; of all candidates
  that ran to the end, and of the recommended one alone. The race stopped when it was decided, so
  this is coverage under its stopping rule (promise: 93 to 98 %);
* median blocks, and made-up seconds until the end.
"""

import argparse
import math
import random
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

from lightwork.core.candidate import Candidate
from lightwork.core.decision import SLOWER, YES
from lightwork.core.record import CEILING
from lightwork.measuring.launcher.requests import OK, CallOutcome
from lightwork.measuring.race.candidates import Host
from lightwork.measuring.race.race import AGAIN, LOOP, Entrant, Limits, Race, RaceResult

#: Seconds beside the calls: of a disposable process, and of a launcher.
CALL_SECONDS, LAUNCHER_SECONDS = 0.01, 0.05
#: The speedup that all have where there is one, and by how much the best one is better.
GAIN = 1.5
TRUTHS = {
    "nothing gains": 0.0,
    "all equal": 0.0,
    "3 %": 0.03,
    "5 %": 0.05,
    "10 %": 0.1,
    "50 %": 0.5,
}
LOOP_SECONDS = 0.2


class Noise(NamedTuple):
    """Standard deviations of logarithms, and how often a call meets a burst of what length."""

    call: float
    block: float  # of the host, the same for all calls of a block
    bursts: float = 0.0
    burst: float = 0.0
    drift: float = 0.0  # of the host from block to block, added up


NOISES = {
    "quiet": Noise(0.015, 0.02),
    "usual": Noise(0.04, 0.05),
    "loud": Noise(0.10, 0.10),
    "bursts": Noise(0.03, 0.05, bursts=0.1, burst=0.5),
    "drift": Noise(0.03, 0.02, drift=0.05),
}
HOST = Host(2, 400, ("fork", "forkserver", "spawn"), 0.0, None)


class MadeUpHost:
    """A course whose clock is made up. ``better``: by how much the one best candidate is."""

    def __init__(self, seed: int, noise: Noise, gain: float, better: float) -> None:
        self.now = 0.0
        self._random = random.Random(seed)
        self._noise = noise
        self._gain = gain
        self._better = better
        self._drifted = 0.0
        self._best: Entrant | None = None

    def true_seconds(self, one: Entrant) -> float:
        """Without noise. The first candidate that is asked for with luck becomes the best."""
        if one in (LOOP, AGAIN):
            return LOOP_SECONDS
        if one == CEILING:
            return LOOP_SECONDS / (2 if self._gain > 1 else 1)
        if self._best is None and self._random.random() < 0.2:
            self._best = one
        return LOOP_SECONDS / self._gain / (1 + self._better * (one == self._best))

    def block(
        self, _number: int, order: Sequence[Entrant], _limit: Callable[[], float]
    ) -> dict[Entrant, CallOutcome]:
        """Each call takes its true seconds, times the noise."""
        noise = self._noise
        self._drifted += self._random.gauss(0, noise.drift)
        host = self._drifted + self._random.gauss(0, noise.block)
        self.now += LAUNCHER_SECONDS
        outcomes: dict[Entrant, CallOutcome] = {}
        for one in order:
            off = host + self._random.gauss(0, noise.call)
            if self._random.random() < noise.bursts:
                off += self._random.expovariate(1 / noise.burst)
            seconds = self.true_seconds(one) * math.exp(off)
            self.now += seconds + CALL_SECONDS
            outcomes[one] = CallOutcome(OK, seconds)
        return outcomes


class Row(NamedTuple):
    """What races of one truth and noise came to; shares, and medians."""

    slower: float
    false_yes: float
    held: float
    held_recommended: float
    blocks: float
    seconds: float


def races(truth: str, noise: str, number: int, seed: int) -> Row:
    """MemoryRun ``number`` races."""
    gain = 1.0 if truth == "nothing gains" else GAIN
    slower = yes = 0
    held: list[bool] = []
    held_recommended: list[bool] = []
    results: list[RaceResult] = []
    for turn in range(number):
        host = MadeUpHost(1000 * seed + turn, NOISES[noise], gain, TRUTHS[truth])
        race = Race(HOST, host, LOOP_SECONDS, seed=turn, now=lambda host=host: host.now)  # type: ignore[misc]
        result = race.run(Limits())
        results.append(result)
        decision = result.decision
        tried = [one for one in result.entries if isinstance(one, Candidate)]
        everything: list[Entrant] = [LOOP, *tried]
        best = min(map(host.true_seconds, everything))
        chosen = decision.recommended if isinstance(decision.recommended, Candidate) else LOOP
        slower += host.true_seconds(chosen) > 1.05 * best * (1 + 1e-9)
        yes += decision.worth_it == YES
        for one in decision.standings:
            if one.speedup.bounded and one.status != SLOWER:
                truth_of = LOOP_SECONDS / host.true_seconds(one.key)  # type: ignore[arg-type]
                holds = one.speedup.low <= truth_of <= one.speedup.high
                held.append(holds)
                if one.key == decision.recommended:
                    held_recommended.append(holds)
    return Row(
        slower / number,
        yes / number if gain == 1.0 else math.nan,
        _share(held),
        _share(held_recommended),
        median(one.blocks for one in results),
        median(one.seconds for one in results),
    )


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else math.nan


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--races", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{'best is better by':<18}{'noise':<8}{'slower':>8}{'false yes':>11}{'held':>8}"
          f"{'held rec':>10}{'blocks':>8}{'seconds':>9}")  # fmt: skip
    for truth in TRUTHS:
        for noise in NOISES:
            row = races(truth, noise, options.races, options.seed)
            shares = [
                "" if math.isnan(share) else f"{100 * share:.1f} %"
                for share in (row.slower, row.false_yes, row.held, row.held_recommended)
            ]
            print(f"{truth:<18}{noise:<8}{shares[0]:>8}{shares[1]:>11}{shares[2]:>8}{shares[3]:>10}"
                  f"{row.blocks:>8.0f}{row.seconds:>9.1f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
