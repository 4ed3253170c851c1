"""In which modes a Python is measured: each of its switches both ways.

A free-threaded build differs from the usual one by more than its GIL (reference counts, allocator,
locks of containers). Measured with the GIL on and off it tells apart what the build costs and what
the missing GIL gains; a just-in-time compiler likewise.
"""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from benchmarks.pythons.looking import Answer, Build


class Mode(NamedTuple):
    """Variables for the interpreter, and what is to come of them."""

    switches: dict[str, str]
    gil: bool
    jit: bool

    @property
    def words(self) -> str:
        """``PYTHON_GIL=0``; empty where there is nothing to switch."""
        return " ".join(f"{name}={value}" for name, value in self.switches.items())

    def holds(self, answer: Answer) -> bool:
        """Whether an interpreter under these variables is what they ask for."""
        return (answer.gil, answer.jit) == (self.gil, self.jit)


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
