"""Find the workloads, strategies and cost families: every module of their package is one.

Adding one is adding a file; a file that is broken is loud and named.
"""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

import workloads
from lightwork import strategies
from lightwork.core.record import FAMILIES
from lightwork.measuring import costs
from lightwork.measuring.cases.cost_family import CostFamily
from lightwork.strategies import WORKER_SORTS, engines
from lightwork.strategy import Strategy
from lightwork.workload import KINDS, SIZES, Workload

T = TypeVar("T")


class BrokenPlugin(Exception):
    """A workload, strategy or cost family whose file is not what it must be."""


def load_workloads() -> dict[str, Workload]:
    """Every workload by its file name. Raises `BrokenPlugin`."""
    found = {}
    for name, module in _imported(workloads):
        workload = _attribute(module, "WORKLOAD", Workload)
        _require(workload.kind in KINDS, module, f"kind is {workload.kind!r}", f"one of {KINDS}")
        got = tuple(workload.sizes)
        _require(got == SIZES, module, f"sizes are {got}", f"{SIZES}")
        found[name] = workload
    return found


def load_strategies() -> dict[str, Strategy]:
    """Every strategy by its file name, those that cannot run here too. Raises `BrokenPlugin`."""
    found = {}
    for name, module in _imported(strategies, engines):
        strategy = _attribute(module, "STRATEGY", Strategy)
        _require(
            strategy.worker in WORKER_SORTS,
            module,
            f"worker is {strategy.worker!r}",
            f"one of {WORKER_SORTS}",
        )
        _require(bool(strategy.start_methods), module, "no start methods", "at least one")
        found[name] = strategy
    return found


def strategy_modules() -> dict[str, str]:
    """The module of each strategy, by its name."""
    return module_names(strategies, engines)


def load_costs() -> dict[str, CostFamily]:
    """Every cost family by its file name. Raises `BrokenPlugin`."""
    found = {}
    for name, module in _imported(costs):
        _require(name in FAMILIES, module, f"no family of the name {name}", f"one of {FAMILIES}")
        found[name] = _attribute(module, "FAMILY", CostFamily)
    return found


def module_names(*packages: ModuleType) -> dict[str, str]:
    """The dotted name of each module of these packages by its file name; parts are none."""
    return {
        module.name: f"{package.__name__}.{module.name}"
        for package in packages
        for module in pkgutil.iter_modules(package.__path__)
        if not module.ispkg and not module.name.startswith("_")
    }


def _imported(*packages: ModuleType) -> list[tuple[str, ModuleType]]:
    return [(name, _import(dotted)) for name, dotted in sorted(module_names(*packages).items())]


def _import(dotted: str) -> ModuleType:
    try:
        return importlib.import_module(dotted)
    except Exception as error:
        path = dotted.replace(".", "/") + ".py"
        raise BrokenPlugin(
            f"{path} cannot be imported: {type(error).__name__}: {error}. "
            "Mend it, or move it out of the folder."
        ) from error


def _attribute(module: ModuleType, name: str, kind: type[T]) -> T:
    value = getattr(module, name, None)
    if isinstance(value, kind):
        return value
    raise _wrong(module, f"{name} is {type(value).__name__}", f"a {kind.__name__}")


def _require(holds: bool, module: ModuleType, got: str, expected: str) -> None:
    if not holds:
        raise _wrong(module, got, expected)


def _wrong(module: ModuleType, got: str, expected: str) -> BrokenPlugin:
    path = module.__name__.replace(".", "/") + ".py"
    return BrokenPlugin(
        f"{path}: {got}, expected {expected}. See ARCHITECTURE.md, 'Where to add what'."
    )
