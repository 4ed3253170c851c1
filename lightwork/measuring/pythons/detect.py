"""What a Python is that was named, for which it is started once, and in which modes it is measured.

Each of its switches is measured both ways. A free-threaded build differs from the usual one by more
than its GIL (reference counts, allocator, locks of containers): with the GIL on and off, what the
build costs and what the missing GIL gains are told apart; a just-in-time compiler likewise.
"""

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.measuring.host.python import relevant_flags
from lightwork.strategies.parts.worker_start import signals_wait

#: As pyproject.toml has it.
OLDEST = (3, 11)
#: An interpreter that takes longer to start is none that could be measured.
QUESTION_SECONDS = 60
#: Switches of an interpreter that a user's shell may have set: each mode sets its own. With
#: PYTHON_GIL=0 a build that has no other way than the GIL would not even start.
SWITCHES = ("PYTHON_GIL", "PYTHON_JIT")
#: Old Pythons are asked, too: only words that all of them know.
QUESTION = """
import json, platform, sys, sysconfig
jit = getattr(sys, "_jit", None)
print(json.dumps({
    "version": platform.python_version(),
    "implementation": platform.python_implementation(),
    "prefix": getattr(sys, "base_prefix", sys.prefix),
    "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "jit_built": bool(jit and jit.is_available()),
    "gil": getattr(sys, "_is_gil_enabled", lambda: True)(),
    "jit": bool(jit and jit.is_enabled()),
    "configured": sysconfig.get_config_var("CONFIG_ARGS") or "",
    "new_enough": sys.version_info[:2] >= %r,
}))
"""


class Unusable(Exception):
    """A Python that can't be measured: one line that names it, says why and what to do."""


class Build(NamedTuple):
    """Which interpreter it is. An environment made with it is of the same build."""

    version: str
    implementation: str
    prefix: str
    free_threaded: bool
    jit_built: bool
    flags: str  # options it was configured with, as a saved run has them

    @property
    def looks(self) -> tuple[object, ...]:
        """What a saved run tells of it: all but where it is installed."""
        return self._replace(prefix="")

    @property
    def text(self) -> str:
        """``CPython 3.14.0, free-threaded``."""
        marks = ["free-threaded"] * self.free_threaded + ["with a JIT"] * self.jit_built
        return ", ".join([f"{self.implementation} {self.version}", *marks])


class PythonAnswer(NamedTuple):
    """What it is, and what is switched on in it under an environment."""

    build: Build
    gil: bool
    jit: bool


def ask(python: str, switches: Mapping[str, str] | None = None) -> PythonAnswer:
    """Ask the interpreter ``python`` (a command or a path). Raises `Unusable`, one line."""
    command = [str(Path(python).expanduser()) if python.startswith("~") else python]
    try:
        done = run_apart(
            [*command, "-c", QUESTION % (OLDEST,)],
            switches or {},
            timeout=QUESTION_SECONDS,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError as error:
        raise Unusable(f"{python}: not found here. Install it, or give its path") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unusable(f"{python}: can't be started: {error}") from error
    answer = _parsed(done.stdout)
    if done.returncode or answer is None:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise Unusable(f"{python}: no Python that answers: {lines[0] if lines else 'no word'}")
    answer["flags"] = relevant_flags(answer["configured"])
    build = Build(*(answer[name] for name in Build._fields))
    if not answer["new_enough"]:
        oldest = ".".join(map(str, OLDEST))
        raise Unusable(f"{python}: is {build.text}, expected {oldest} or newer")
    return PythonAnswer(build, answer["gil"], answer["jit"])


def run_apart(
    command: Sequence[str], switches: Mapping[str, str], timeout: float | None = None, **how: Any
) -> "subprocess.CompletedProcess[str]":
    """`subprocess.run`, in a process group of its own and with these switches.

    So Ctrl-C reaches this process alone, which then kills the whole group: it has nothing to save,
    none of it prints a traceback, and what it has started (``venv`` runs pip) does not go on.
    """
    process: subprocess.Popen[str] | None = None
    try:
        with signals_wait():  # ends with a Ctrl-C that came while it was being started
            process = subprocess.Popen(  # noqa: S603 - our own words, and the Python that was named
                command, env=environment(switches), text=True, stdin=subprocess.DEVNULL,
                process_group=0 if os.name == "posix" else None, **how,
            )  # fmt: skip
        stdout, stderr = process.communicate(timeout=timeout)
    except BaseException:
        if process is not None:
            _kill_group(process)
        raise
    return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)


def _kill_group(process: "subprocess.Popen[str]") -> None:
    with signals_wait():
        with suppress(ProcessLookupError):  # it has ended already
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()


def environment(switches: Mapping[str, str]) -> dict[str, str]:
    """This process's variables with these switches and no others."""
    others = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    return {**others, **switches}


def _parsed(text: str) -> dict[str, Any] | None:
    """The last line as an object; None where it is none (a start-up script may print others)."""
    try:
        answer = json.loads(text.strip().splitlines()[-1])
    except (IndexError, ValueError):
        return None
    wanted = {*Build._fields, "gil", "jit", "new_enough", "configured"} - {"flags"}
    return answer if isinstance(answer, dict) and wanted <= answer.keys() else None


class Mode(NamedTuple):
    """Variables for the interpreter, and what is to come of them."""

    switches: dict[str, str]
    gil: bool
    jit: bool

    @property
    def text(self) -> str:
        """``PYTHON_GIL=0``; empty where there is nothing to switch."""
        return " ".join(f"{name}={value}" for name, value in self.switches.items())


def modes_of(build: Build) -> Iterator[Mode]:
    """With the GIL before without, without the compiler before with."""
    gils = (True, False) if build.free_threaded else (True,)
    jits = (False, True) if build.jit_built else (False,)
    for gil, jit in product(gils, jits):
        switches = {}
        if build.free_threaded:
            switches["PYTHON_GIL"] = str(int(gil))
        if build.jit_built:
            switches["PYTHON_JIT"] = str(int(jit))
        yield Mode(switches, gil, jit)
