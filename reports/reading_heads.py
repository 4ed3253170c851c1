"""What a case of a saved file is beside its numbers, read and checked: a `Head`."""

from typing import NamedTuple

from benchmarks.record import ADDED_KEY, FAMILIES, STOPPED, STOPPED_KEY
from reports.checking import Part
from reports.problem import quoted

#: More, and longer ones, are only in files that nobody measured.
MOST_SEEN, MOST_LETTERS = 5_000, 2_000


class Head(NamedTuple):
    """What a case is beside its numbers; as in `SavedCase`."""

    family: str
    kind: str
    tasks: int
    workload_version: str
    void: str
    warnings: tuple[str, ...]
    stopped: str
    added_rounds: int


#: What `_checked_head` looks at, but for the warnings, which are a list.
_HEAD_KEYS = (
    *("family", "kind", "tasks", "workload_version", "void", "verified"),
    *(STOPPED_KEY, ADDED_KEY),
)
#: Heads that were read and found right, as `_seen`.
_known_heads: dict[tuple[object, ...], Head] = {}


def read_head(extra: Part) -> Head:
    """What a case is beside its numbers, looked up where the same was read before."""
    values = tuple(map(extra.values.get, _HEAD_KEYS))
    warnings = extra.values.get("warnings")
    # Texts need no type beside them: 1, 1.0 and true equal each other, but no text.
    texts = tuple(warnings) if isinstance(warnings, list) else ()
    known = values, tuple(map(type, values)), type(warnings), texts
    try:
        found = _known_heads.get(known)
    except TypeError:  # a list, which can't be looked up
        return _checked_head(extra)
    if found is None:
        found = _checked_head(extra)
        if len(_known_heads) < MOST_SEEN and letters(*values, *texts) <= MOST_LETTERS:
            _known_heads[known] = found
    return found


def letters(*values: object) -> int:
    return sum(len(value) for value in values if isinstance(value, str))


def _checked_head(extra: Part) -> Head:
    family = extra.text("family")
    if family not in FAMILIES:
        extra.refuse("family", quoted(family), "one of " + ", ".join(FAMILIES))
    void = extra.name("void") if extra.has("void") else ""
    if not void and not extra.yes_no("verified"):
        void = "its results were not verified"
    return Head(
        family=family,
        kind=extra.name("kind"),
        tasks=extra.count("tasks"),
        workload_version=extra.name("workload_version"),
        void=void,
        warnings=extra.names("warnings"),
        stopped=_stopped(extra),
        added_rounds=extra.count(ADDED_KEY) if extra.has(ADDED_KEY) else 0,
    )


def _stopped(extra: Part) -> str:
    """Why the rounds ended; "" where a file does not say, as older ones."""
    stopped = extra.text(STOPPED_KEY) if extra.has(STOPPED_KEY) else ""
    if stopped and stopped not in STOPPED:
        extra.refuse(STOPPED_KEY, quoted(stopped), "one of " + ", ".join(STOPPED))
    return stopped
