"""A case of the speedup family on a cluster that is running, opened as cost families open theirs.

Its workers are there already, and joining them takes as long as many rounds do, so a case's rounds
are timed in one process.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NamedTuple

from lightwork.core.record import CASE, CEILING, NULL_CONTROL, REFERENCE, Case
from lightwork.measuring.cases.cost_family import CostFamily, Probe
from lightwork.measuring.cases.round_parts import WholeRun, work_of
from lightwork.measuring.cases.strategy_run import audited, open_strategy_run
from lightwork.strategies import NO_START_METHOD, WorkerDied, serial
from lightwork.strategy import Remote, Runner, Strategy


class Cluster(NamedTuple):
    """A cluster that has answered: where it is, which strategy joins it, what it is."""

    address: str
    strategy: str
    workers: int
    hosts: tuple[str, ...]  # anonymous ids
    processes: tuple[int, ...] = ()  # those on this host, without their descendants
    dispatch_seconds: float = 0.0  # for which handing out a task occupies a worker

    def text(self) -> str:
        """What a person is told of it before the first round."""
        hosts = f"{len(self.hosts)} host{'s' if len(self.hosts) > 1 else ''}"
        return f"cluster: {self.workers} workers on {hosts}; no ceiling runs beside, no timeline"

    def describe(self) -> dict[str, Any]:
        """What is saved of it: no address, which is a name."""
        scheme = self.address.partition("://")[0]
        return {
            "scheme": scheme,
            "workers": self.workers,
            "hosts": list(self.hosts),
            "dispatch_seconds": self.dispatch_seconds,
        }


def joined(cluster: Cluster, strategies: Mapping[str, Strategy]) -> dict[str, Strategy]:
    """The strategies of a run on a cluster: the one that joins it, and the serial loop."""
    how = strategies[cluster.strategy]
    assert how.remote is not None
    there = how._replace(
        open=_opener(cluster, how.remote),
        start_methods=(NO_START_METHOD,),
        workers=cluster.workers,
        start_seconds=(1.0, 0.0),
    )
    local = {name: strategies[name] for name in (NULL_CONTROL, CEILING) if name in strategies}
    return {**local, cluster.strategy: there}


def _opener(cluster: Cluster, remote: Remote) -> Any:
    @contextmanager
    def open_cluster(workers: int, _start_method: str) -> Iterator[Runner]:
        with remote.join(cluster.address) as (there, run):
            if there != workers:
                raise WorkerDied(
                    f"{cluster.strategy}: the cluster has {there} workers now, {workers} when the "
                    "run began: start the others again, or run again with those that are left."
                )
            yield run

    return open_cluster


@contextmanager
def open(case: Case, strategies: Mapping[str, Strategy]) -> Iterator[Probe]:
    """Join the cluster; a round runs all items on it."""
    strategy = strategies[case.strategy]
    workload = import_module(f"workloads.{case.workload}").WORKLOAD
    work = work_of(workload, case.size)
    own = work.for_workers(strategy.worker)
    loop_method = serial.STRATEGY.start_methods[0]
    with open_strategy_run(case, strategy) as run, serial.open(1, loop_method) as loop:
        yield Probe(
            parts={REFERENCE: WholeRun(loop, work, 1), CASE: WholeRun(run, own, case.chunksize)},
            expected=work.expected,
            operations=len(work.items),
            worker=strategy.worker,
            audit=lambda: audited(run, own, case.chunksize, strategy.workers is not None),
            kind=workload.kind,
        )


#: It has no plan of its own: `lightwork.measuring.plan.speedup` has one.
FAMILY = CostFamily(lambda _scope: (), open, lambda _case: (0.0, 0.0), {})
