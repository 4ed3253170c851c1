"""What Python this is, asked in the parent and in workers: nothing heavy is imported here."""

import multiprocessing
import platform
import sys
import sysconfig
from types import SimpleNamespace
from typing import Any

from lightwork.measuring.host.gil import gil_is_on

#: Configure options that change speed; the whole line would hold paths of whoever built it.
RELEVANT_FLAGS = (
    "--enable-optimizations",
    "--with-lto",
    "--disable-gil",
    "--with-pydebug",
    "--enable-experimental-jit",
)
#: The GIL as the run began; None before the first round, and in workers.
_BEGAN = SimpleNamespace(gil=None)


def python_facts() -> dict[str, Any]:
    """The interpreter: version, build, global lock, just-in-time compiler, start method.

    Build and switch are told apart: a free-threaded build may run with the GIL (``PYTHON_GIL=1``,
    or an extension module that asks for it), one with a compiler without it (``PYTHON_JIT=0``).
    """
    jit = getattr(sys, "_jit", None)  # Python 3.14
    return {
        "version": platform.python_version(),
        "implementation": platform.python_implementation(),
        "build_flags": relevant_flags(sysconfig.get_config_var("CONFIG_ARGS") or ""),
        "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "gil": gil_of_the_run(),
        "jit_built": bool(jit and jit.is_available()),
        "jit": bool(jit and jit.is_enabled()),
        "default_start_method": multiprocessing.get_all_start_methods()[0],
    }


def relevant_flags(configured: str) -> str:
    """Of a whole configure line those options that change speed."""
    return " ".join(flag for flag in RELEVANT_FLAGS if flag in configured)


def note_gil_at_start(on: bool | None = None) -> None:
    """Keep what the GIL is before the first round: all rounds of the run are said to be of that.

    ``on``: what it was as the run began, for a process that began later.
    """
    _BEGAN.gil = gil_is_on() if on is None else on


def gil_of_the_run() -> bool:
    """Whether the GIL was on as the run began; before that, whether it is now."""
    return gil_is_on() if _BEGAN.gil is None else bool(_BEGAN.gil)


def start_method_of_this_process() -> str:
    """How multiprocessing started this process, by the command line it was started with.

    A forked process has its parent's command line, so "fork" is also the answer in a parent;
    whoever asks must know whether they are in one.
    """
    command = " ".join(sys.orig_argv).replace("multiprocess.", "multiprocessing.")  # an engine's
    if "multiprocessing.forkserver" in command:
        return "forkserver"
    if "multiprocessing.spawn" in command or "--multiprocessing-fork" in command:
        return "spawn"
    return "fork"
