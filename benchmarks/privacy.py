"""What a saved file must not tell: where the user's home is, what the checkout's folder is called.

Host name and user are not asked for in the first place (`benchmarks.machine`).
"""

import re
from pathlib import Path
from typing import Any

#: A home with fewer parts (``/``, as in some containers) is no name of anybody.
FEWEST_PARTS = 2
#: What pytest-benchmark calls the project: by the folder of the checkout, if git has no origin.
PROJECT = "manyhands"


def make_private(output: dict[str, Any]) -> None:
    """Change what is about to be saved, in place.

    The home folder becomes ``~`` in whatever text: a command line, a reason, a warning. The
    project's name becomes this suite's. The branch stays: it tells which code was measured.
    """
    home = _home()
    for key in output:
        output[key] = _without_home(output[key], home)
    commit = output.get("commit_info")
    if commit and "project" in commit:
        commit["project"] = PROJECT


def _home() -> re.Pattern[str] | None:
    """The home folder in a text, not as the beginning of another name; None without one."""
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if len(home.parts) < FEWEST_PARTS:
        return None
    return re.compile(rf"(?<![\w.~-]){re.escape(str(home))}(?![\w-]|\.\w)")


def _without_home(value: Any, home: re.Pattern[str] | None) -> Any:
    if home is None:
        return value
    if isinstance(value, str):
        return home.sub("~", value)
    if isinstance(value, dict):
        return {key: _without_home(item, home) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_home(item, home) for item in value]  # JSON knows no tuples
    return value
