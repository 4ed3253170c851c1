"""Names for series: the machine's label, and where several share it, what tells them apart."""

from collections.abc import Callable, Sequence

from lightwork.reporting.read.errors import single_line
from lightwork.reporting.read.saved_run import Machine, Python

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
    names = [
        ", ".join(filter(None, (_version(one), _lock(one), _compiler(one)))) for one in pythons
    ]
    return [
        f"{name}, {_built(one)}" if names.count(name) > 1 else name
        for name, one in zip(names, pythons, strict=True)
    ]


def _version(python: Python) -> str:
    usual = python.implementation == "CPython"
    name = "Python" if usual else single_line(python.implementation, LONGEST_PART)
    return f"{name} {single_line(python.version, LONGEST_PART)}"


def _lock(python: Python) -> str:
    """Build and switch in one: a free-threaded build with the GIL on is neither of the others."""
    if not python.gil:
        return "without the GIL"
    return "free-threaded, GIL on" if python.free_threaded else ""


def _compiler(python: Python) -> str:
    return f"JIT {'on' if python.jit else 'off'}" if python.jit_built or python.jit else ""


def _built(python: Python) -> str:
    flags = single_line(python.build_flags, LONGEST_PART)
    return f"built {flags}" if flags else "built without flags"


def _python(about: About) -> str:
    return _version(about[1])


def _gil(about: About) -> str:
    return _lock(about[1])


def _jit(about: About) -> str:
    return _compiler(about[1])


def _flags(about: About) -> str:
    return _built(about[1])


def _cores(about: About) -> str:
    usable = about[0].usable_cores
    return f"{usable} usable core" + "s" * (usable != 1)


def _quota(about: About) -> str:
    quota = about[0].quota_cores
    return "no quota" if quota is None else f"quota {quota:.3g}"


def _affinity(about: About) -> str:
    return f"affinity {about[0].affinity_cores}"


def _processor(about: About) -> str:
    return f"{single_line(about[0].cpu_model, LONGEST_PART)} with {about[0].logical_cores} logical cores"


def _id(about: About) -> str:
    return single_line(about[0].id, LONGEST_PART)[-6:]


#: In this order they are asked what differs between series of the same label.
DIFFERING_PARTS: tuple[Callable[[About], str], ...] = (
    _python, _gil, _jit, _flags, _cores, _quota, _affinity, _processor, _id
)  # fmt: skip


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
    found = list(plain)
    for label in dict.fromkeys(plain):
        alike = [place for place, other in enumerate(plain) if other == label]
        for place, words in zip(alike, _apart([abouts[place] for place in alike]), strict=True):
            found[place] = f"{label} ({words})" if words else label
    return _numbered(found)


def _apart(alike: Sequence[About]) -> list[str]:
    """What tells series of the same label apart, in as few words as do."""
    words = [""] * len(alike)
    for part in DIFFERING_PARTS:
        if len(set(words)) == len(words):
            break
        told = [part(about) for about in alike]
        if len(set(told)) > 1:
            words = [", ".join(filter(None, pair)) for pair in zip(words, told, strict=True)]
    return words


def _numbered(labels: Sequence[str]) -> list[str]:
    """The same, with a number behind those that are alike still (cut, or made to look alike)."""
    seen: set[str] = set()
    found = []
    for label in labels:
        number, own = 1, label
        while own in seen:
            number += 1
            own = f"{label} #{number}"
        seen.add(own)
        found.append(own)
    return found
