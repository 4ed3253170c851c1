"""The same conditions whoever starts the suite, and a refusal where there are none.

Everything here happens before the first round, once.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

#: Read by BLAS and OpenMP libraries when they are loaded, in the parent and in every worker.
ONE_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
#: There on every Linux with /proc, without which neither CPU seconds nor memory can be read.
OWN_STATE = Path("/proc/self/stat")


def cap_inner_threads() -> None:
    """Let BLAS and OpenMP use one thread: workers are what is counted here."""
    for name in ONE_THREAD_VARIABLES:
        os.environ[name] = "1"


def why_not_here(environment: Mapping[str, str], plugins: Mapping[str, bool]) -> str | None:
    """Why numbers taken now would be wrong, in a sentence with the remedy; None if they are not.

    ``environment`` is ``os.environ``; ``plugins`` tells which pytest plug-ins are active.
    """
    if plugins.get("xdist") or "PYTEST_XDIST_WORKER" in environment:
        return "pytest-xdist runs tests side by side, so they slow each other: leave out -n."
    watching = _tools_that_watch()
    if plugins.get("cov") or "coverage" in watching:
        return (
            "coverage is active, and it distorts (threads looked 3.3 times slower under it): "
            "run without --cov and without `coverage run`."
        )
    if watching:
        return f"{', '.join(watching)} watches every line or call: run without it."
    if sys.platform == "linux" and not OWN_STATE.exists():
        return (
            f"{OWN_STATE} is missing, so that nothing tells what workers and others on this host "
            "do: mount /proc (`mount -t proc proc /proc`; containers have it unless it is hidden)."
        )
    return None


def _tools_that_watch() -> list[str]:
    """Tracers, profilers and monitoring tools that are on in this thread."""
    found = []
    tracer = sys.gettrace()
    if tracer is not None:
        module = getattr(type(tracer), "__module__", "")
        found.append("coverage" if module.startswith("coverage") else "a tracer or debugger")
    if sys.getprofile() is not None:
        found.append("a profiler")
    monitoring = getattr(sys, "monitoring", None)  # Python 3.12
    if monitoring is not None:
        found += [name for tool in range(6) if (name := monitoring.get_tool(tool))]
    return found
