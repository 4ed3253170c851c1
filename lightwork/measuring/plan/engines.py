"""Which engines are planned: strategies that are not of the standard library.

The quick effort leaves them out; the others run those that are installed; one that is named runs,
or says how to install it.
"""

from collections.abc import Iterable, Mapping

from lightwork.core.record import Case
from lightwork.measuring.cases.cost_family import CostFamily
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.compatibility import loads_more
from lightwork.strategy import Strategy, is_engine
from lightwork.workload import Workload

#: Chunk sizes of an engine in the dispatch family of a standard run: every task by itself, some.
DISPATCH_CHUNKS = (1, 64)


def how_much_it_loads(
    case: Case,
    strategies: Mapping[str, Strategy],
    workloads: Mapping[str, Workload],
    cost: CostFamily | None,
) -> tuple[int, bool]:
    """How much beyond the standard library a case loads into this process, least first.

    ``cost`` is the family of a cost case.
    """
    strategy = strategies.get(case.strategy)  # a cost family has names of its own, too
    engine = strategy.loads if strategy is not None else 0
    if cost is None and strategy is not None:
        return engine, loads_more(strategy, workloads[case.workload])
    return engine, cost is not None and bool(cost.imports(case))


def may_keep_resources(case: Case, strategies: Mapping[str, Strategy]) -> bool:
    """Whether a case's engine may keep threads and sockets in this process until that ends.

    One whose workers are threads keeps none: what is left of those is a task that runs on.
    """
    strategy = strategies.get(case.strategy)
    return strategy is not None and is_engine(strategy) and strategy.worker != "thread"


def offered(choice: Choice, strategies: Mapping[str, Strategy]) -> dict[str, Strategy]:
    """The strategies that a plan may use."""
    return {
        name: strategy
        for name, strategy in strategies.items()
        if not is_engine(strategy)
        or name in (choice.strategies or ())
        or (choice.effort != "quick" and not strategy.requires)
    }


def missing_engines(choice: Choice, strategies: Mapping[str, Strategy]) -> Iterable[Skip]:
    """One line for all engines that a plan would have used, were they installed."""
    if choice.effort == "quick" or choice.strategies or choice.workloads:
        return
    names = [name for name, one in strategies.items() if is_engine(one) and one.requires]
    if names:
        yield Skip(
            ", ".join(names),
            "not installed, nothing else needs them: one that is named with --strategies says how "
            "to install it.",
        )
