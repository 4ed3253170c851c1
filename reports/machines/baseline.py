"""Which series is what others are compared with."""

from collections.abc import Sequence

from reports.machines.comparison import Series
from reports.wording import listed


class UnknownBaseline(Exception):
    """No series, or several, are meant by what was typed; the text says which there are."""


def baseline_of(series: Sequence[Series], named: str | None) -> Series:
    """The series that ``named`` means: a label, ``machine:1`` or a machine's id.

    Without a name it is the series of most runs, of several such the first. Raises
    `UnknownBaseline`.
    """
    if named is None:
        return max(series, key=lambda one: len(one.runs))  # max gives the first of equals
    for found in (
        [one for one in series if named in (one.label, one.key)],
        [one for one in series if named in (one.machine.id, one.machine.label)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            which = "several have it; name one of"
            raise UnknownBaseline(_words(named, which, found))
    raise UnknownBaseline(_words(named, "expected one of", series))


def _words(named: str, why: str, series: Sequence[Series]) -> str:
    labels = [f"{one.label!r} ({one.key})" for one in series]
    return f"--baseline: got {named!r}, {why} {listed(labels, 12)}"
