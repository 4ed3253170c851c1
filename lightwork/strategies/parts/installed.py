"""Whether what an engine or a workload imports is installed for this Python."""

import importlib.util
from functools import cache


def why_not_installed(*modules: str, packages: str = "") -> str | None:
    """Why what imports these top-level ``modules`` cannot run, with the remedy; None if it can.

    ``packages`` are what to install where that is called otherwise, as a shell takes it. Modules
    are looked for and not imported: what looks at the catalog must stay light.
    """
    missing = [name for name in modules if not _is_there(name)]
    if not missing:
        return None
    remedy = f"python -m pip install {packages or ' '.join(missing)}"
    return f"needs {', '.join(missing)}, not installed for this Python: {remedy}"


@cache
def _is_there(name: str) -> bool:
    return importlib.util.find_spec(name) is not None
