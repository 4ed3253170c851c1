"""The same conditions whoever starts the suite, and a refusal where there are none.

Everything here happens before the first round, once.
"""

import gc
import os
import sys
from collections.abc import Mapping
from importlib.machinery import ModuleSpec
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
#: With these in the parent, a forked pool of two took 31-75 ms instead of 9-14 ms.
HEAVY_MODULES = ("pandas", "matplotlib", "scipy")
#: There on every Linux with /proc, without which neither CPU seconds nor memory can be read.
OWN_STATE = Path("/proc/self/stat")


def cap_inner_threads() -> None:
    """Let BLAS and OpenMP use one thread: workers are what is counted here."""
    for name in ONE_THREAD_VARIABLES:
        os.environ[name] = "1"


def hide_the_launcher() -> None:
    """Let spawned workers see the same ``__main__`` from ``pytest`` and ``python -m pytest``.

    A spawned worker runs its parent's main script again under another name. Under the console
    script that means importing pytest in every worker: 131-299 ms instead of 55-74 ms. multi-
    processing leaves out a main module that was started with ``-m package``, so we say it was.
    """
    main = sys.modules["__main__"]
    main.__spec__ = ModuleSpec("pytest.__main__", None)


def tidy_search_path() -> None:
    """Drop repeated entries of ``sys.path``: ``python -m`` adds the current folder once more.

    Workers inherit the path, and each entry is a look-up at every import of theirs.
    """
    here = os.getcwd()  # noqa: PTH109 - strings, as sys.path has them
    sys.path[:] = dict.fromkeys(here if entry == "" else entry for entry in sys.path)


def set_own_objects_aside() -> None:
    """Let garbage collections pass by what pytest and the suite hold: no user's process has that.

    Else the serial loop of a function that makes many objects pays for walking over it, and so do
    forked workers, but not those of a fork server, whose heap is small: of ``json.loads`` two of
    them reached 2.4 times the serial loop on two cores.
    """
    gc.collect()
    gc.freeze()


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
    heavy = [name for name in HEAVY_MODULES if name in sys.modules]
    if heavy:
        return (
            f"{', '.join(heavy)} is loaded in this process, which makes every fork dearer: "
            "find the pytest plug-in that loads it and switch it off with -p no:NAME."
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
