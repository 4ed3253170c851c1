"""Which strategies cannot carry which workloads, and why."""

from strategies import Strategy
from workloads import Workload

#: Extension modules that refuse to be loaded into a subinterpreter; seen with numpy 2.4.6 on
#: Python 3.14.
ONE_INTERPRETER_ONLY = ("numpy",)


def why_not_together(strategy: Strategy, workload: Workload) -> str:
    """Why a strategy cannot run a workload, as a sentence; empty if it can."""
    alone = [name for name in workload.imports if name in ONE_INTERPRETER_ONLY]
    if strategy.worker == "interpreter" and alone:
        return f"{', '.join(alone)} loads in the main interpreter only."
    return strategy.refuses(workload.items("small"), workload.expected("small"))
