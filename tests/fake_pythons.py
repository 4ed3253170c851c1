"""Interpreters that are none: a shell script that answers, "installs" and "measures" in no time."""

import stat
from pathlib import Path

#: ``-c``: what it is. ``-m venv``, ``-m pip``, ``-m pytest``: leave what the real ones would.
SCRIPT = """#!/bin/sh
if [ "$1" = -c ]; then
    {startup}
    gil=true; [ "$PYTHON_GIL" = 0 ] && gil=false
    jit=false; [ "$PYTHON_JIT" = 1 ] && jit=true
    printf '{{"version": "{version}", "implementation": "CPython", "prefix": "{name}", '
    printf '"free_threaded": {free_threaded}, "jit_built": {jit}, '
    printf '"new_enough": {new_enough}, "configured": "{flags}", '
    printf '"gil": %s, "jit": %s}}\\n' "${{stuck:-$gil}}" "$jit"
    exit 0
fi
case "$2" in
venv) mkdir -p "$4/bin"; cp "$0" "$4/bin/python"; echo "{name} venv" >> "{log}" ;;
pip) case "$*" in *numpy*) [ {numpy} = 1 ] || {{ echo no wheel of numpy >&2; exit 1; }} ;; esac ;;
pytest)
    echo "{name} GIL=$PYTHON_GIL JIT=$PYTHON_JIT $4 $5" >> "{log}"
    for last; do :; done
    folder="${{last#--benchmark-storage=file://}}/Linux"
    mkdir -p "$folder"
    touch "$folder/000$(ls "$folder" | wc -l)_run.json"
    exit {ends} ;;
esac
"""


def fake_python(
    folder: Path, name: str, *, version: str = "3.14.0", free_threaded: bool = False,
    jit: bool = False, numpy: bool = True, ends: int = 0, startup: str = ":",
    new_enough: bool = True, flags: str = "",
) -> str:  # fmt: skip
    """Write one; give its path. ``ends``: pytest's exit code; ``startup``: shell run first.

    What it is asked to do stands in the file ``log`` in ``folder``.
    """
    path = folder / name
    words = {True: "true", False: "false"}
    text = SCRIPT.format(
        version=version, name=name, free_threaded=words[free_threaded], jit=words[jit],
        new_enough=words[new_enough], flags=flags, numpy=int(numpy), ends=ends, startup=startup,
        log=folder / "log",
    )  # fmt: skip
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)
