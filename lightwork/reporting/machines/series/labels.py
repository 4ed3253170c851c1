"""Names for series: the machine's label, and where several share it, what tells them apart."""

from collections.abc import Sequence
from itertools import chain
from itertools import count as numbers

from lightwork.reporting.read.errors import single_line
from lightwork.reporting.read.saved_run import Machine, Python
from lightwork.reporting.text.figures import count

#: Longest piece of a label that is shown: it is somebody else's text.
LONGEST_PART = 48
#: Longest name of a machine in running text, which repeats it; the list of machines has all of it.
LONGEST_MACHINE_NAME = 30
LONGEST_LABEL = 160
About = tuple[Machine, Python]


def interpreter_names(pythons: Sequence[Python]) -> list[str]:
    """``Python 3.14.0, without the GIL``: names for the interpreters of one machine.

    Flags that they were built with are named where nothing else tells two apart.
    """
    names = [", ".join(filter(None, (_version(one), _gil(one), _jit(one)))) for one in pythons]
    return [
        f"{name}, {_flags(one)}" if names.count(name) > 1 else name
        for name, one in zip(names, pythons, strict=True)
    ]


def machine_name(machine: Machine) -> str:
    """The machine's label; of a long one start and end, where such labels tend to differ."""
    label = single_line(machine.label, len(machine.label))
    if len(label) <= LONGEST_MACHINE_NAME:
        return label
    half = LONGEST_MACHINE_NAME // 2
    return f"{label[: LONGEST_MACHINE_NAME - half - 1].rstrip()}…{label[-half:].lstrip()}"


def in_full(machine: Machine) -> str:
    """A label of which the name is only a part, at most `LONGEST_LABEL` letters of it; else ""."""
    label = single_line(machine.label, LONGEST_LABEL)
    return "" if label == machine_name(machine) else label


def unique_labels(abouts: Sequence[About]) -> list[str]:
    """A label for each, no two alike."""
    plain = [machine_name(machine) for machine, _ in abouts]
    labels = list(plain)
    for label in dict.fromkeys(plain):
        alike = [place for place, other in enumerate(plain) if other == label]
        for place, words in zip(alike, _differing([abouts[place] for place in alike]), strict=True):
            labels[place] = f"{label} ({words})" if words else label
    found: dict[str, None] = {}
    for label in labels:  # a number behind those that are alike still (cut, or made to look alike)
        names = chain([label], (f"{label} #{number}" for number in numbers(2)))
        found[next(name for name in names if name not in found)] = None
    return list(found)


def _differing(alike: Sequence[About]) -> list[str]:
    """What tells series of the same label apart, in as few words as do."""
    words = [""] * len(alike)
    for facts in zip(*(_facts(*about) for about in alike), strict=True):
        if len(set(words)) < len(words) and len(set(facts)) > 1:
            words = [", ".join(filter(None, pair)) for pair in zip(words, facts, strict=True)]
    return words


def _facts(machine: Machine, python: Python) -> tuple[str, ...]:
    """What may differ, in the order in which it is named."""
    processor = single_line(machine.cpu_model, LONGEST_PART)
    return (
        _version(python),
        _gil(python),
        _jit(python),
        _flags(python),
        count(machine.usable_cores, "usable core"),
        "no quota" if machine.quota_cores is None else f"quota {machine.quota_cores:.3g}",
        f"affinity {machine.affinity_cores}",
        f"{processor} with {machine.logical_cores} logical cores",
        single_line(machine.id, LONGEST_PART)[-6:],
    )


def _version(python: Python) -> str:
    usual = python.implementation == "CPython"
    name = "Python" if usual else single_line(python.implementation, LONGEST_PART)
    return f"{name} {single_line(python.version, LONGEST_PART)}"


def _gil(python: Python) -> str:
    """Build and switch in one: a free-threaded build with the GIL on is neither of the others."""
    if not python.gil:
        return "without the GIL"
    return "free-threaded, GIL on" if python.free_threaded else ""


def _jit(python: Python) -> str:
    return f"JIT {'on' if python.jit else 'off'}" if python.jit_built or python.jit else ""


def _flags(python: Python) -> str:
    flags = single_line(python.build_flags, LONGEST_PART)
    return f"built {flags}" if flags else "built without flags"
