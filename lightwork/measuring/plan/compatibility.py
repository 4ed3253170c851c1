"""Which cases cannot run here, and why: they are skipped, the others are measured.

A free-threaded or a brand-new Python may have no wheel of numpy.
"""

from collections.abc import Collection

from lightwork.core.record import Case
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.parent_weights import ARRAY_WEIGHT, NUMPY_PRELOAD, NUMPY_WEIGHT
from lightwork.strategies import COROUTINE, NO_START_METHOD
from lightwork.strategies.parts.installed import why_not_installed
from lightwork.strategy import Strategy
from lightwork.workload import Workload

#: Extension modules that refuse to be loaded into a subinterpreter; seen with numpy 2.4.6 on
#: Python 3.14.
ONE_INTERPRETER_ONLY = ("numpy",)


def why_no_cost(case: Case) -> Skip | None:
    """Why a case of a cost family cannot be run here; payloads of these names are of numpy."""
    of_numpy = {case.workload, case.size} & {ARRAY_WEIGHT, NUMPY_WEIGHT, NUMPY_PRELOAD}
    lacking = why_not_installed("numpy") if of_numpy else None
    return Skip(f"{case.workload} with {case.size}", lacking) if lacking else None


def why_not_together(strategy: Strategy, workload: Workload) -> str | None:
    """Why a strategy cannot run a workload, as a sentence; None if it can."""
    if strategy.worker == COROUTINE and workload.twin is None:
        return "it has no async version: a plain function would keep all other coroutines waiting."
    alone = [name for name in workload.imports if name in ONE_INTERPRETER_ONLY]
    if strategy.worker == "interpreter" and alone:
        return f"{', '.join(alone)} loads in the main interpreter only."
    return strategy.refuses(workload.items("small"), workload.expected("small"))


def why_not_run(case: Case, strategy: Strategy, workload: Workload) -> Skip | None:
    """Why a case cannot be run here at all; None if it can."""
    if strategy.requires:
        return Skip(case.strategy, strategy.requires)
    lacking = why_not_installed(*workload.imports)
    if lacking:
        return Skip(case.workload, lacking)
    refusal = why_not_together(strategy, workload)
    return Skip(f"{case.strategy} with {case.workload}", refusal) if refusal else None


def fitting_methods(strategy: Strategy, named: Collection[str] | None) -> tuple[str, ...]:
    """The start methods to use of those that were named (None: any); empty if none fits."""
    supported = strategy.start_methods
    if named is None or supported == (NO_START_METHOD,):
        return supported
    return tuple(method for method in named if method in supported)
