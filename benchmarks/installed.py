"""What is not installed for this Python: cases that need it are skipped, the others are measured.

A free-threaded or a brand-new Python may have no wheel of numpy.
"""

import importlib.util
from collections.abc import Iterable
from functools import cache

from benchmarks.record import Case
from benchmarks.stand_in.weights import ARRAY, NUMPY, NUMPY_PRELOAD


def lacks(modules: Iterable[str]) -> str:
    """Why what imports these top-level ``modules`` cannot run, as a sentence; empty if it can.

    They are looked for and not imported: what looks at the catalog must stay light.
    """
    missing = [name for name in modules if not _is_there(name)]
    if not missing:
        return ""
    remedy = f"python -m pip install {' '.join(missing)}"
    return f"needs {', '.join(missing)}, not installed for this Python: {remedy}"


def lacks_for_cost(case: Case) -> str:
    """The same of a case of a cost family: payloads and weights of these names are of numpy."""
    of_numpy = {case.workload, case.size} & {ARRAY, NUMPY, NUMPY_PRELOAD}
    return lacks(["numpy"]) if of_numpy else ""


@cache
def _is_there(name: str) -> bool:
    return importlib.util.find_spec(name) is not None
