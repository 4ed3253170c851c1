"""How far one host's numbers carry to several: the model of docs/several_hosts.md, simulated.

``python -m studies.several_hosts`` prints model beside simulation. The simulation knows no
formula: one scheduler that hands out one task at a time, one link that carries one payload at a
time, workers that take the next task when they are done, and task times that scatter.
"""

import argparse
import heapq
import math
import random
import statistics
from collections.abc import Iterator
from typing import NamedTuple


class Setting(NamedTuple):
    """What is run, and on what. Seconds and bytes."""

    tasks: int
    task_seconds: float
    scatter: float  # standard deviation of a task's seconds over their mean (lognormal)
    dispatch_seconds: float  # of the one scheduler, for a task
    payload_bytes: float  # there and back, for a task
    link_bytes_per_second: float
    hosts: int
    workers_per_host: int
    slow_host: float = 1.0  # the last host takes so many times as long

    @property
    def workers(self) -> int:
        """In all."""
        return self.hosts * self.workers_per_host


class Bounds(NamedTuple):
    """Wall seconds: not less than ``low``, not more than ``high``."""

    low: float
    high: float


def model(s: Setting) -> Bounds:
    """Not before the busiest of scheduler, link and workers is done, nor before the longest task.

    Not later than with the throughput of a closed queueing network, in which scheduler and link
    serve in exponential times, which is worse than in steady ones (mean value analysis: Reiser and
    Lavenberg, J. ACM 27, 1980), and one longest task at the end (list scheduling: R. L. Graham,
    SIAM J. Appl. Math. 17, 1969).
    """
    send = s.payload_bytes / s.link_bytes_per_second
    slowed = s.workers_per_host if s.slow_host != 1 else 0
    speeds = s.workers - slowed + slowed / s.slow_host
    alone = s.tasks * s.task_seconds / speeds
    busiest = max(s.tasks * s.dispatch_seconds, s.tasks * send, alone)
    think = s.task_seconds * s.workers / speeds
    steady = s.tasks / _throughput(s.workers, think, (s.dispatch_seconds, send))
    longest = _longest(s)
    return Bounds(max(busiest, longest), steady + s.slow_host * longest)


def _throughput(workers: int, think: float, demands: tuple[float, ...]) -> float:
    """Tasks per second where each worker computes for ``think`` seconds between its visits."""
    queues = [0.0 for _ in demands]
    for number in range(1, workers + 1):
        waits = [demand * (1 + queue) for demand, queue in zip(demands, queues, strict=True)]
        rate = number / (think + sum(waits))
        queues = [rate * wait for wait in waits]
    return rate


def _longest(s: Setting) -> float:
    """The median of the longest task: lognormal, the quantile 0.5 ** (1 / tasks)."""
    if not s.scatter:
        return s.task_seconds
    sigma, mu = _lognormal(s)
    quantile = statistics.NormalDist().inv_cdf(0.5 ** (1 / s.tasks))
    return math.exp(mu + sigma * quantile)


def _lognormal(s: Setting) -> tuple[float, float]:
    sigma = math.sqrt(math.log(1 + s.scatter**2))
    return sigma, math.log(s.task_seconds) - sigma**2 / 2


def simulated_seconds(s: Setting, seed: int) -> float:
    """One run, event by event."""
    rng = random.Random(seed)
    idle = [(0.0, worker) for worker in range(s.workers)]
    heapq.heapify(idle)
    scheduler = link = end = 0.0
    for seconds in _task_times(s, rng):
        free, worker = heapq.heappop(idle)
        scheduler = max(scheduler, free) + s.dispatch_seconds
        link = max(link, scheduler) + s.payload_bytes / s.link_bytes_per_second
        slow = s.slow_host if worker >= s.workers - s.workers_per_host else 1.0
        done = link + seconds * slow
        end = max(end, done)
        heapq.heappush(idle, (done, worker))
    return end


def _task_times(s: Setting, rng: random.Random) -> Iterator[float]:
    sigma, mu = _lognormal(s)
    for _ in range(s.tasks):
        yield rng.lognormvariate(mu, sigma) if sigma else s.task_seconds


SETTINGS = {
    "compute": Setting(2000, 0.1, 0.2, 2e-4, 1e4, 1.2e8, 1, 8),
    "small tasks": Setting(20000, 0.005, 0.2, 4e-4, 1e3, 1.2e8, 1, 8),
    "large payloads": Setting(2000, 0.1, 0.2, 2e-4, 4e6, 1.2e8, 1, 8),
    "stragglers": Setting(400, 0.1, 1.5, 2e-4, 1e4, 1.2e8, 1, 8),
    "one host at half speed": Setting(2000, 0.1, 0.2, 2e-4, 1e4, 1.2e8, 2, 8, slow_host=2.0),
}
HOSTS = (1, 2, 4, 8, 16)


def rows(runs: int = 15) -> Iterator[tuple[str, int, float, float, float]]:
    """Name, hosts, speedup over one worker: least and most by the model, median of simulated."""
    for name, setting in SETTINGS.items():
        serial = setting.tasks * setting.task_seconds
        for hosts in HOSTS:
            if hosts == 1 and setting.slow_host != 1:
                continue
            there = setting._replace(hosts=hosts)
            bounds = model(there)
            simulated = statistics.median(simulated_seconds(there, seed) for seed in range(runs))
            yield name, hosts, serial / bounds.high, serial / bounds.low, serial / simulated


def main() -> None:
    """Print model beside simulation."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    print("| case | hosts | speedup by the model | simulated |")
    print("| --- | ---: | ---: | ---: |")
    for name, hosts, least, most, simulated in rows():
        print(f"| {name} | {hosts} | {least:.1f} to {most:.1f} | {simulated:.1f} |")


if __name__ == "__main__":
    main()
