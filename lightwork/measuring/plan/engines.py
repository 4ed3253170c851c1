"""Which engines are planned: strategies that are not of the standard library.

The quick effort leaves them out; the others run those that are installed; one that is named runs,
or says how to install it.
"""

from collections.abc import Iterable, Mapping

from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.choice import Choice
from lightwork.strategy import Strategy, is_engine

#: Chunk sizes of an engine in the dispatch family of a standard run: every task by itself, some.
DISPATCH_CHUNKS = (1, 64)


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
